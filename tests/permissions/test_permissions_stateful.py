"""Random administration of a server: after every step each decision equals an independent model's.

Decisions are asked where acts ask them (`channels.access`); a session that stays open must know, after
every step, exactly the channels the model says its owner sees, and what a new session is shown.
"""

import asyncio
from collections.abc import Callable, Coroutine
from itertools import count
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text
from tests.models.permission_bits import ADMINISTRATOR, BITS, VIEW_CHANNEL, ModelChannel, ModelServer
from tests.thorough import IS_THOROUGH
from tests.worlds.communities import Community, ok, server
from tests.worlds.conversations import Client, Served, serve
from tests.worlds.mirror import Mirror
from tests.worlds.people import Person, sign_up

from beep.app.program import Program
from beep.features.channels import ChannelNotFound
from beep.kit.actor import Actor
from beep.kit.ids import ChannelId, UserId
from beep.kit.permissions import NONE

pytestmark = pytest.mark.anyio
_numbers = count(1)
# Few bits, so that what speaks of the same one meets; one of each kind.
FEW = (VIEW_CHANNEL, 1 << 11, 1 << 16, 1 << 1)
masks = st.lists(st.sampled_from([*FEW, FEW[0], ADMINISTRATOR]), max_size=4).map(
    lambda found: sum(set(found))
)
in_channels = st.lists(st.sampled_from(FEW), max_size=3).map(lambda found: sum(set(found)))
any_number = st.integers(0, 99)


Run = Callable[[Coroutine[Any, Any, Any]], Any]


class World:
    """A running Beep and its people, for all examples; each example has a server of its own."""

    def __init__(self, run: Run, program: Program, people: list[Person], served: Served) -> None:
        self.run = run
        self.program = program
        self.people = people
        self.served = served


class Administration(RuleBasedStateMachine):
    """The owner does whatever can be done; the model does the same."""

    world: World

    @initialize()
    def begin(self) -> None:
        self.world.run(self._begin())

    async def _begin(self) -> None:
        self.owner, *self.others = self.world.people
        self.salon: Community = await server(self.owner)
        shown = {int(one["id"]): int(one["permissions"]) for one in self.salon.object["roles"]}
        owner_role = next(role for role in shown if role != self.salon.id)
        self.model = ModelServer(
            self.salon.id,
            self.owner.id,
            shown,
            {self.owner.id: {owner_role}},
            {self.salon.first_channel: ModelChannel()},
        )
        self.code = await self.salon.invite()
        self.watcher = self.others[0]
        self.client: Client = await self.world.served.person(self.watcher)
        await self._furnish()
        self.mirror = Mirror(self.client)

    async def _furnish(self) -> None:
        """Begin where it is interesting: two members who hold the same two roles, a third one outside."""
        for who in self.others[:2]:
            await ok(who, "POST", f"/invites/{self.code}", {})
            self.model.members[who.id] = set()
        for number in range(2):
            role = await self.salon.role(f"début {number}", NONE, *self.others[:2])
            self.model.roles[role] = 0
            for who in self.others[:2]:
                self.model.members[who.id].add(role)

    # -- picking ------------------------------------------------------------------------------

    @property
    def custom_roles(self) -> list[int]:
        held = self.model.members[self.owner.id]
        return [role for role in self.model.roles if role != self.salon.id and role not in held]

    @property
    def inside(self) -> list[int]:
        return [user for user in self.model.members if user != self.owner.id]

    def _pick(self, among: list[int], number: int) -> int:
        return sorted(among)[number % len(among)]

    def _do(self, method: str, path: str, body: object | None = None, who: Person | None = None) -> Any:
        return self.world.run(ok(who or self.owner, method, path, body))

    # -- people -------------------------------------------------------------------------------

    @rule(number=any_number)
    def join(self, number: int) -> None:
        who = self.others[number % len(self.others)]
        self._do("POST", f"/invites/{self.code}", {}, who)
        self.model.members.setdefault(who.id, set())

    @precondition(lambda self: self.inside)
    @rule(number=any_number, is_kicked=st.booleans())
    def go(self, number: int, is_kicked: bool) -> None:
        user = self._pick(self.inside, number)
        if is_kicked:
            self._do("DELETE", f"{self.salon.path}/members/{user}")
        else:
            who = next(one for one in self.others if one.id == user)
            self._do("DELETE", f"/users/@me/guilds/{self.salon.id}", who=who)
        del self.model.members[user]
        self.model.silenced.discard(user)

    @precondition(lambda self: self.inside)
    @rule(number=any_number, is_silent=st.booleans())
    def silence(self, number: int, is_silent: bool) -> None:
        user = self._pick(self.inside, number)
        self.world.run(self._silence(user, "2100-01-01" if is_silent else None))
        (self.model.silenced.add if is_silent else self.model.silenced.discard)(user)

    async def _silence(self, user: int, until: str | None) -> None:
        statement = text(
            "UPDATE servers.membership SET timed_out_until = cast(:t AS timestamptz)"
            " WHERE server_id = :s AND user_id = :u"
        )
        async with self.world.program.database.write() as tx:
            await tx.execute(statement, {"t": until, "s": self.salon.id, "u": user})
        self.world.program.face("servers").snapshots.drop(self.salon.id)

    # -- roles --------------------------------------------------------------------------------

    @precondition(lambda self: len(self.model.roles) < 6)
    @rule(mask=masks)
    def make_role(self, mask: int) -> None:
        body = {"name": f"role {next(_numbers)}", "permissions": str(mask)}
        made = self._do("POST", f"{self.salon.path}/roles", body)
        self.model.roles[int(made["id"])] = mask

    @rule(number=any_number, mask=masks)
    def change_role(self, number: int, mask: int) -> None:
        role = self._pick([*self.custom_roles, self.salon.id], number)
        self._do("PATCH", f"{self.salon.path}/roles/{role}", {"permissions": str(mask)})
        self.model.roles[role] = mask

    @precondition(lambda self: self.custom_roles)
    @rule(number=any_number, position=st.integers(1, 5))
    def move_role(self, number: int, position: int) -> None:
        role = self._pick(self.custom_roles, number)
        self._do("PATCH", f"{self.salon.path}/roles", [{"id": str(role), "position": position}])

    @precondition(lambda self: self.custom_roles)
    @rule(number=any_number)
    def delete_role(self, number: int) -> None:
        role = self._pick(self.custom_roles, number)
        self._do("DELETE", f"{self.salon.path}/roles/{role}")
        self.model.forget_role(role)

    @precondition(lambda self: self.custom_roles and self.inside)
    @rule(number=any_number, other=any_number, is_given=st.booleans())
    def hand_role(self, number: int, other: int, is_given: bool) -> None:
        role, user = self._pick(self.custom_roles, number), self._pick(self.inside, other)
        self._do("PUT" if is_given else "DELETE", f"{self.salon.path}/members/{user}/roles/{role}")
        held = self.model.members[user]
        (held.add if is_given else held.discard)(role)

    # -- channels -----------------------------------------------------------------------------

    @precondition(lambda self: len(self.model.channels) < 5)
    @rule(number=any_number, is_category=st.booleans())
    def make_channel(self, number: int, is_category: bool) -> None:
        body: dict[str, Any] = {"name": f"canal-{next(_numbers)}", "type": 4 if is_category else 0}
        categories = [one for one, known in self.model.channels.items() if known.parent == -1]
        parent = -1 if is_category else None
        if categories and not is_category:
            parent = self._pick(categories, number)
            body["parent_id"] = str(parent)
        made = self._do("POST", f"{self.salon.path}/channels", body)
        copied = {} if parent in {None, -1} else dict(self.model.channels[parent].overrides)
        self.model.channels[int(made["id"])] = ModelChannel(parent, copied)

    @rule(number=any_number, whose=any_number, allow=in_channels, deny=in_channels)
    def set_override(self, number: int, whose: int, allow: int, deny: int) -> None:
        channel = self._pick(list(self.model.channels), number)
        allow &= ~deny
        targets = [self.salon.id, *self.custom_roles, *self.inside]
        whom = targets[whose % len(targets)]
        body = {"type": int(whom in self.model.members), "allow": str(allow), "deny": str(deny)}
        self._do("PUT", f"/channels/{channel}/permissions/{whom}", body)
        known = self.model.channels[channel].overrides
        self.model.set_overrides(channel, {**known, whom: (allow, deny)})

    @precondition(lambda self: len(self.custom_roles) > 1)
    @rule(number=any_number, bit=st.sampled_from(FEW))
    def contradict(self, number: int, bit: int) -> None:
        """Let two roles' overrides say the opposite of the same permission."""
        channel = self._pick(list(self.model.channels), number)
        yes, no = sorted(self.custom_roles)[:2]
        for role, allow, deny in ((yes, bit, 0), (no, 0, bit)):
            body = {"type": 0, "allow": str(allow), "deny": str(deny)}
            self._do("PUT", f"/channels/{channel}/permissions/{role}", body)
            known = self.model.channels[channel].overrides
            self.model.set_overrides(channel, {**known, role: (allow, deny)})

    @precondition(lambda self: any(one.overrides for one in self.model.channels.values()))
    @rule(number=any_number, whose=any_number)
    def delete_override(self, number: int, whose: int) -> None:
        channel = self._pick([one for one, known in self.model.channels.items() if known.overrides], number)
        known = dict(self.model.channels[channel].overrides)
        whom = self._pick(list(known), whose)
        self._do("DELETE", f"/channels/{channel}/permissions/{whom}")
        del known[whom]
        self.model.set_overrides(channel, known)

    # -- what must hold -----------------------------------------------------------------------

    @invariant()
    def decisions_are_the_models(self) -> None:
        if hasattr(self, "mirror"):
            self.world.run(self._check())

    async def _check(self) -> None:
        for who in self.world.people:
            for channel in self.model.channels:
                held = await self._held(who.id, channel)
                wanted = self.model.mask(who.id, channel)
                assert held == wanted, (who.username, channel, [bit for bit in BITS if bit & (held ^ wanted)])
        await self.world.served.settled()
        known = self.mirror.picture()["servers"].get(str(self.salon.id), {"channels": {}})["channels"]
        assert {int(one) for one in known} == self.model.sees(self.watcher.id)

    async def _held(self, user_id: int, channel: int) -> int:
        try:
            access = await self.world.program.face("channels").access(
                Actor(UserId(user_id)), ChannelId(channel), NONE
            )
        except ChannelNotFound:
            return 0
        return int(access.permissions)

    def teardown(self) -> None:
        if hasattr(self, "mirror"):
            self.world.run(self._compare_with_a_new_session())

    async def _compare_with_a_new_session(self) -> None:
        fresh = await self.world.served.person(self.watcher)
        await self.world.served.settled()
        mine, wanted = self.mirror.picture()["servers"], Mirror(fresh).picture()["servers"]
        assert mine.keys() == wanted.keys()
        for server_id in wanted:
            assert mine[server_id]["roles"] == wanted[server_id]["roles"]
            assert mine[server_id]["channels"] == wanted[server_id]["channels"]
        for client in (fresh, self.client):
            await client.close()
            self.world.served.clients.remove(client)
        await ok(self.owner, "POST", "/auth/reauthenticate", {"password": self.owner.password})
        await ok(self.owner, "DELETE", self.salon.path)


async def _explore(program: Program, api: httpx2.AsyncClient, *, examples: int, steps: int) -> None:
    """Let the machine think in a thread of its own; what it does happens in this event loop."""
    loop = asyncio.get_running_loop()
    people = [await sign_up(api, name) for name in ("ana", "bob", "cleo", "dan")]

    def run(work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, loop).result()

    async with serve(program) as served:

        class Machine(Administration):
            world = World(run, program, people, served)

        allowed = settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        await asyncio.to_thread(run_state_machine_as_test, Machine, settings=allowed)


@pytest.mark.req("PERM-01", "PERM-06", "PERM-08", "ROLE-04")
async def test_decisions_equal_the_model_under_any_administration(
    program: Program, api: httpx2.AsyncClient
) -> None:
    await _explore(program, api, examples=6 if IS_THOROUGH else 2, steps=25)


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.req("PERM-01", "PERM-06", "PERM-08")
async def test_decisions_equal_the_model_under_much_administration(
    program: Program, api: httpx2.AsyncClient
) -> None:
    await _explore(program, api, examples=20, steps=50)
