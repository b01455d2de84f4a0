"""Live sync, proved: a picture kept up to date by events equals the one a new session receives."""

import random
from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
import pytest
from tests.thorough import IS_THOROUGH
from tests.worlds.communities import Community, jobs_done, ok, server
from tests.worlds.conversations import Served, history, say
from tests.worlds.mirror import Mirror
from tests.worlds.people import Person, sign_up

from beep.kit.permissions import DEFAULT_ROLE, Permission

pytestmark = pytest.mark.anyio
_SOME = Permission.CREATE_INVITE | Permission.EMBED_LINKS


class Life:
    """Three people, two of whom come and go, and everything they may do to a server."""

    def __init__(self, people: list[Person], salon: Community, chance: random.Random) -> None:
        self.owner, *self.others = people
        self.salon = salon
        self.chance = chance
        self.channels = [salon.first_channel]
        self.kept: dict[int, list[str]] = {}
        self.roles: list[int] = []
        self.inside: set[int] = set()
        self.number = 0

    @property
    def actions(self) -> list[Callable[[], Awaitable[Any]]]:
        return [
            self.join, self.join, self.leave, self.rename_server, self.rename_person, self.create_channel,
            self.change_channel, self.delete_channel, self.create_role, self.change_role, self.delete_role,
            self.give_role, self.take_role, self.change_default_role, self.send, self.send, self.edit,
            self.delete, self.read, self.order_roles, self.found_another,
        ]  # fmt: skip

    def _next(self) -> int:
        self.number += 1
        return self.number

    async def join(self) -> None:
        for one in self.others:
            if one.id not in self.inside:
                await self.salon.member(one)
                self.inside.add(one.id)
                return

    async def leave(self) -> None:
        for one in self.others:
            if one.id in self.inside:
                if self.chance.random() < 0.5:
                    await ok(one, "DELETE", f"/users/@me/guilds/{self.salon.id}")
                else:
                    await ok(self.owner, "DELETE", f"{self.salon.path}/members/{one.id}")
                self.inside.discard(one.id)
                return

    async def rename_server(self) -> None:
        await ok(self.owner, "PATCH", self.salon.path, {"name": f"Salon-{self._next()}"})

    async def rename_person(self) -> None:
        who = self.chance.choice([self.owner, *self.others])
        await ok(who, "PATCH", "/users/@me", {"username": f"nom-{self._next()}"})

    async def create_channel(self) -> None:
        self.channels.append(await self.salon.channel(f"canal-{self._next()}"))

    async def change_channel(self) -> None:
        change = {"topic": f"sujet {self._next()}", "position": self.chance.randrange(5)}
        await ok(self.owner, "PATCH", f"/channels/{self.chance.choice(self.channels)}", change)

    async def delete_channel(self) -> None:
        if len(self.channels) > 1:
            await ok(self.owner, "DELETE", f"/channels/{self.channels.pop()}")

    async def create_role(self) -> None:
        self.roles.append(await self.salon.role(f"rôle-{self._next()}", _SOME))

    async def change_role(self) -> None:
        if self.roles:
            wanted = self.chance.choice([_SOME, Permission.ADMINISTRATOR, Permission.VIEW_CHANNEL])
            body = {"name": f"rôle-{self._next()}", "permissions": str(int(wanted))}
            await ok(self.owner, "PATCH", f"{self.salon.path}/roles/{self.chance.choice(self.roles)}", body)

    async def order_roles(self) -> None:
        if len(self.roles) > 1:
            moved = [{"id": str(one), "position": n} for n, one in enumerate(reversed(self.roles), start=1)]
            await ok(self.owner, "PATCH", f"{self.salon.path}/roles", moved)

    async def delete_role(self) -> None:
        if self.roles:
            await ok(self.owner, "DELETE", f"{self.salon.path}/roles/{self.roles.pop()}")

    async def give_role(self) -> None:
        await self._role("PUT")

    async def take_role(self) -> None:
        await self._role("DELETE")

    async def _role(self, method: str) -> None:
        if self.roles and self.inside:
            who = self.chance.choice(sorted(self.inside))
            path = f"{self.salon.path}/members/{who}/roles/{self.chance.choice(self.roles)}"
            await ok(self.owner, method, path)

    async def change_default_role(self) -> None:
        hidden = self.chance.random() < 0.5
        await self.salon.everyone_may(DEFAULT_ROLE & ~Permission.VIEW_CHANNEL if hidden else DEFAULT_ROLE)

    async def send(self) -> None:
        channel = self.chance.choice(self.channels)
        sent = await say(self.owner, channel, f"message {self._next()}")
        self.kept.setdefault(channel, []).append(sent["id"])

    async def edit(self) -> None:
        for channel in self.channels:
            if kept := self.kept.get(channel):
                body = {"content": f"corrigé {self._next()}"}
                await ok(self.owner, "PATCH", f"/channels/{channel}/messages/{kept[-1]}", body)
                return

    async def delete(self) -> None:
        for channel in self.channels:
            if kept := self.kept.get(channel):
                await ok(self.owner, "DELETE", f"/channels/{channel}/messages/{kept.pop()}")
                return

    async def read(self) -> None:
        for channel in self.channels:
            if kept := self.kept.get(channel):
                await ok(self.owner, "POST", f"/channels/{channel}/messages/{kept[-1]}/ack")

    async def found_another(self) -> None:
        made = await server(self.owner, f"Autre-{self._next()}")
        if self.chance.random() < 0.5:
            await ok(self.owner, "DELETE", made.path)
        elif self.others:
            await made.member(self.others[0])


async def assert_equal(served: Served, who: Person, mirror: Mirror, after: str) -> None:
    fresh = await served.person(who)
    assert differences(mirror.picture(), Mirror(fresh).picture()) == [], (who.username, after)
    await fresh.close()
    served.clients.remove(fresh)


def differences(live: Any, fresh: Any, path: str = "") -> list[str]:
    """Return where two pictures differ, in words."""
    if isinstance(live, dict) and isinstance(fresh, dict):
        missing = [f"{path}/{key}: not live" for key in fresh.keys() - live.keys()]
        missing += [f"{path}/{key}: live only" for key in live.keys() - fresh.keys()]
        common = live.keys() & fresh.keys()
        return missing + [
            one for key in common for one in differences(live[key], fresh[key], f"{path}/{key}")
        ]
    return [] if live == fresh else [f"{path}: live {live!r}, fresh {fresh!r}"]


@pytest.mark.parametrize("run", [1, 2] if IS_THOROUGH else [1])
async def test_events_applied_to_a_snapshot_give_a_fresh_snapshot_after_every_action(
    api: httpx2.AsyncClient, served: Served, run: int
) -> None:
    chance = random.Random(random.random() * run)  # noqa: S311 - the seed is pytest-randomly's
    people = [await sign_up(api, name) for name in ("ana", "bob", "cleo")]
    life = Life(people, await server(people[0]), chance)
    mirrors = [Mirror(await served.person(one)) for one in people]

    done: list[str] = []
    for _ in range(30):
        action = chance.choice(life.actions)
        done.append(action.__name__)
        await action()
        await served.settled()
        for who, mirror in zip(people, mirrors, strict=True):
            await assert_equal(served, who, mirror, " ".join(done))
    await jobs_done(served.program, "SELECT count(*) FROM outbox.fact WHERE pending")
    for channel in life.channels:
        stored = {one["id"]: one["content"] for one in await history(people[0], channel, limit=100)}
        assert mirrors[0].messages.get(str(channel), {}) == stored
