"""One server for a whole module, with somebody in every standing the permission tests ask about."""

from dataclasses import dataclass, field
from itertools import count

import httpx2
from sqlalchemy import text
from tests.worlds.communities import Bot, Caller, Community, ok, server
from tests.worlds.people import Person, sign_up

from beep.app.program import Program
from beep.kit.permissions import NONE, Permission

_numbers = count(1)
# What acts stand on; the permission in question is taken out of it.
GROUND = Permission.VIEW_CHANNEL


def fresh_name() -> str:
    return f"nom-{next(_numbers)}"


@dataclass
class Cast:
    """`holder`, `quiet` (timed out) and `bot` hold the role in question, `plain` and `plain_bot` do not.

    All stand above `victim`, who has no role. `seen` is a channel everybody sees, `hidden` one nobody does.
    """

    owner: Person
    admin: Person
    holder: Person
    quiet: Person
    plain: Person
    outsider: Person
    victim: Person
    bot: Bot
    plain_bot: Bot
    salon: Community
    role: int
    seen: int
    hidden: int
    code: str
    _wide: Permission = NONE
    _held: Permission = NONE
    _overrides: set[tuple[int, int]] = field(default_factory=set[tuple[int, int]])

    async def grant(self, *, everyone: Permission, role: Permission) -> None:
        """Set what the default role and the role in question hold."""
        if everyone != self._wide:
            await self.salon.everyone_may(everyone)
        if role != self._held:
            body = {"permissions": str(int(role))}
            await ok(self.owner, "PATCH", f"{self.salon.path}/roles/{self.role}", body)
        self._wide, self._held = everyone, role

    async def override(
        self, channel: int, target: int, *, is_member: bool, allow: Permission, deny: Permission
    ) -> None:
        body = {"type": int(is_member), "allow": str(int(allow)), "deny": str(int(deny))}
        await ok(self.owner, "PUT", f"/channels/{channel}/permissions/{target}", body)
        self._overrides.add((channel, target))

    async def clear(self) -> None:
        """Take all overrides away."""
        for channel, target in self._overrides:
            await ok(self.owner, "DELETE", f"/channels/{channel}/permissions/{target}")
        self._overrides.clear()

    async def let_victim_in(self) -> None:
        await ok(self.victim, "POST", f"/invites/{self.code}", {})


async def cast_in(api: httpx2.AsyncClient, program: Program) -> Cast:
    names = ("owner", "admin", "holder", "quiet", "plain", "outsider", "victim")
    people = {name: await sign_up(api, f"{name}-un") for name in names}
    salon = await server(people["owner"])
    await salon.member(*(people[name] for name in names[1:] if name != "outsider"))
    bot, plain_bot = await salon.bot("aide"), await salon.bot("muet")
    inside: list[Caller] = [people["holder"], people["quiet"], bot]
    role = await salon.role("question", NONE, *inside)
    await salon.role("chefs", Permission.ADMINISTRATOR, people["admin"])
    # Whoever has a role stands above who has none.
    await salon.role("marque", NONE, people["plain"], plain_bot)
    await salon.everyone_may(GROUND)
    hidden = await salon.channel("coulisses")
    closed = {"type": 0, "deny": str(int(Permission.VIEW_CHANNEL))}
    await ok(people["owner"], "PUT", f"/channels/{hidden}/permissions/{salon.id}", closed)
    await _silence(program, salon.id, people["quiet"].id)
    return Cast(
        **people,
        bot=bot,
        plain_bot=plain_bot,
        salon=salon,
        role=role,
        seen=salon.first_channel,
        hidden=hidden,
        code=await salon.invite(),
        _wide=GROUND,
    )


async def _silence(program: Program, server_id: int, user_id: int) -> None:
    until = text(
        "UPDATE servers.membership SET timed_out_until = '2100-01-01' WHERE server_id = :s AND user_id = :u"
    )
    async with program.database.write() as tx:
        await tx.execute(until, {"s": server_id, "u": user_id})
    program.face("servers").snapshots.drop(server_id)
