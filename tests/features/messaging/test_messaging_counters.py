"""Counters of unread mentions: equal to a model after any interleaving, on every device (NOTF-10)."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.thorough import IS_THOROUGH
from tests.worlds.communities import Community, ok, refused, server
from tests.worlds.conversations import Client, Served, history, say
from tests.worlds.mirror import Mirror
from tests.worlds.people import Person, log_in, sign_up

from beep.kit.ids import first_id_at
from beep.kit.permissions import DEFAULT_ROLE, Permission

pytestmark = pytest.mark.anyio
Counts = dict[str, int]


@dataclass
class Model:
    """Who has been called by what, and how far each has read."""

    messages: dict[int, dict[str, Any]] = field(default_factory=dict)
    roles: dict[int, set[int]] = field(default_factory=dict)
    since: dict[int, int] = field(default_factory=dict)
    pointers: dict[tuple[int, int], int] = field(default_factory=dict)
    blocks: dict[int, set[int]] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    owner: int = 0

    def count(self, who: int, server_id: int) -> Counts:
        found: Counts = {}
        for number, one in self.messages.items():
            channel, author = int(one["channel_id"]), int(one["author"]["id"])
            start = self.pointers.get((who, channel), self.since[who])
            named = {int(each["id"]) for each in one["mentions"]} | {
                int(each) for each in one["mention_roles"]
            }
            is_called = one["mention_everyone"] or named & {who, server_id, *self.roles[who]}
            is_seen = channel not in self.hidden or who == self.owner
            if is_called and is_seen and number > start and author not in {who, *self.blocks[who]}:
                found[str(channel)] = found.get(str(channel), 0) + 1
        return found


class Life:
    """Three people of whom one owns the server, and everything that moves a counter."""

    def __init__(
        self, people: list[Person], salon: Community, clock: FakeClock, chance: random.Random
    ) -> None:
        self.people = people
        self.owner, self.bob, self.cleo = people
        self.salon, self.clock, self.chance = salon, clock, chance
        self.channels = [salon.first_channel]
        self.role_ids: list[int] = []
        self.model = Model(owner=self.owner.id)
        self.inside: set[int] = set()

    @property
    def actions(self) -> list[Callable[[], Awaitable[Any]]]:
        return [
            self.send, self.send, self.send, self.edit, self.delete, self.read, self.read, self.unread,
            self.read_all, self.give_role, self.take_role, self.delete_role, self.block, self.unblock,
            self.come_or_go, self.hide_or_show,
        ]  # fmt: skip

    async def begin(self) -> None:
        self.channels.append(await self.salon.channel("deux"))
        self.role_ids = [await self.salon.role(name, Permission.EMBED_LINKS) for name in ("un", "deux")]
        for one in self.people:
            self.model.roles[one.id] = set()
            self.model.blocks[one.id] = set()
        self.model.since[self.owner.id] = 0
        for one in (self.bob, self.cleo):
            await self.enter(one)

    async def enter(self, who: Person) -> None:
        self.clock.move(seconds=1)
        await self.salon.member(who)
        self.model.since[who.id] = first_id_at(self.clock.now())
        self.clock.move(seconds=1)
        self.inside.add(who.id)

    def text(self) -> str:
        parts = [f"<@{one.id}>" for one in self.people] + [f"<@&{one}>" for one in self.role_ids]
        return " ".join(["Salut", *self.chance.sample([*parts, "@everyone", ""], 2)])

    def someone(self) -> Person:
        return self.chance.choice([one for one in self.people if one.id in {*self.inside, self.owner.id}])

    def visible(self, who: Person) -> list[int]:
        return [one for one in self.channels if one not in self.model.hidden or who is self.owner]

    async def send(self) -> None:
        who = self.someone()
        if channels := self.visible(who):
            sent = await say(who, self.chance.choice(channels), self.text())
            self.model.messages[int(sent["id"])] = sent

    def own(self) -> tuple[Person, dict[str, Any]] | None:
        who = self.someone()
        mine = [
            one
            for one in self.model.messages.values()
            if one["author"]["id"] == str(who.id) and int(one["channel_id"]) in self.visible(who)
        ]
        return (who, self.chance.choice(mine)) if mine else None

    async def edit(self) -> None:
        if found := self.own():
            who, one = found
            path = f"/channels/{one['channel_id']}/messages/{one['id']}"
            self.model.messages[int(one["id"])] = await ok(who, "PATCH", path, {"content": self.text()})

    async def delete(self) -> None:
        if found := self.own():
            who, one = found
            await ok(who, "DELETE", f"/channels/{one['channel_id']}/messages/{one['id']}")
            del self.model.messages[int(one["id"])]

    async def read(self) -> None:
        who = self.someone()
        for channel in self.visible(who):
            listed = await history(who, channel)
            if listed:
                one = int(self.chance.choice(listed)["id"])
                await ok(who, "POST", f"/channels/{channel}/messages/{one}/ack")
                known = self.model.pointers.get((who.id, channel), 0)
                self.model.pointers[who.id, channel] = max(known, one)

    async def unread(self) -> None:
        who = self.someone()
        for channel in self.visible(who):
            listed = await history(who, channel)
            if listed:
                one = int(self.chance.choice(listed)["id"])
                await ok(who, "POST", f"/channels/{channel}/messages/{one}/unread")
                self.model.pointers[who.id, channel] = one - 1

    async def read_all(self) -> None:
        who = self.someone()
        await ok(who, "POST", f"{self.salon.path}/ack")
        for channel in self.visible(who):
            newest = (await ok(who, "GET", f"/channels/{channel}"))["last_message_id"]
            if newest:
                known = self.model.pointers.get((who.id, channel), 0)
                self.model.pointers[who.id, channel] = max(known, int(newest))

    async def give_role(self) -> None:
        await self._role("PUT", set.add)

    async def take_role(self) -> None:
        await self._role("DELETE", set.discard)

    async def _role(self, method: str, change: Callable[[set[int], int], None]) -> None:
        if self.role_ids and self.inside:
            who, role = self.chance.choice(sorted(self.inside)), self.chance.choice(self.role_ids)
            await ok(self.owner, method, f"{self.salon.path}/members/{who}/roles/{role}")
            change(self.model.roles[who], role)

    async def delete_role(self) -> None:
        if len(self.role_ids) > 1 and self.chance.random() < 0.3:
            role = self.role_ids.pop()
            await ok(self.owner, "DELETE", f"{self.salon.path}/roles/{role}")
            for held in self.model.roles.values():
                held.discard(role)

    async def block(self) -> None:
        who, other = self.chance.sample(self.people, 2)
        await ok(who, "PUT", f"/users/@me/blocks/{other.id}")
        self.model.blocks[who.id].add(other.id)

    async def unblock(self) -> None:
        for who in self.people:
            for other in sorted(self.model.blocks[who.id]):
                await ok(who, "DELETE", f"/users/@me/blocks/{other}")
                self.model.blocks[who.id].discard(other)

    async def come_or_go(self) -> None:
        if self.cleo.id not in self.inside:
            await self.enter(self.cleo)
        elif self.chance.random() < 0.5:
            await ok(self.cleo, "DELETE", f"/users/@me/guilds/{self.salon.id}")
            self.inside.discard(self.cleo.id)
            self.model.roles[self.cleo.id].clear()

    async def hide_or_show(self) -> None:
        channel = self.channels[-1]
        path = f"/channels/{channel}/permissions/{self.salon.id}"
        if channel in self.model.hidden:
            await ok(self.owner, "DELETE", path)
            self.model.hidden.discard(channel)
        else:
            denied = {"type": 0, "allow": "0", "deny": str(int(Permission.VIEW_CHANNEL))}
            await ok(self.owner, "PUT", path, denied)
            self.model.hidden.add(channel)


def counted(client: Client) -> Counts:
    """Return what READY says."""
    [ready] = client.events("READY")
    states = ready["beep"]["read_states"]
    return {one["channel_id"]: one["mention_count"] for one in states if one["mention_count"]}


@pytest.mark.req("NOTF-10", "AMB-24")
@pytest.mark.parametrize("run", [1, 2, 3] if IS_THOROUGH else [1])
async def test_counters_equal_a_model_after_any_interleaving(
    api: httpx2.AsyncClient, served: Served, clock: FakeClock, run: int
) -> None:
    chance = random.Random(random.random() * run)  # noqa: S311 - the seed is pytest-randomly's
    people = [await sign_up(api, name) for name in ("ana", "bob", "cleo")]
    life = Life(people, await server(people[0]), clock, chance)
    await life.begin()
    devices = [(one, Mirror(await served.person(one))) for one in people]
    devices += [(one, Mirror(await served.person(await log_in(api, one)))) for one in people[1:]]
    done: list[str] = []
    for _ in range(40):
        action = chance.choice(life.actions)
        done.append(action.__name__)
        await action()
        await served.settled()
        for who, mirror in devices:
            is_inside = who.id in {*life.inside, life.owner.id}
            wanted = life.model.count(who.id, life.salon.id) if is_inside else {}
            assert mirror.picture()["calls"] == wanted, (who.username, " ".join(done))
        who = chance.choice(people)
        fresh = await served.person(who)
        is_inside = who.id in {*life.inside, life.owner.id}
        assert counted(fresh) == (life.model.count(who.id, life.salon.id) if is_inside else {}), done
        await fresh.close()
        served.clients.remove(fresh)


@pytest.mark.req("S-05")
async def test_a_mention_of_who_does_not_see_the_channel_calls_nobody(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana, bob, stranger = [await sign_up(api, name) for name in ("ana", "bob", "dora")]
    salon = await server(ana)
    await salon.member(bob)
    role = await salon.role("amis", DEFAULT_ROLE & ~Permission.VIEW_CHANNEL, bob)
    await ok(ana, "PATCH", f"{salon.path}/roles/{role}", {"mentionable": True})
    hidden = await salon.channel("cachette")
    denied = {"type": 0, "allow": "0", "deny": str(int(Permission.VIEW_CHANNEL))}
    await ok(ana, "PUT", f"/channels/{hidden}/permissions/{salon.id}", denied)
    client = await served.person(bob)
    sent = await say(ana, hidden, f"<@{bob.id}> <@{stranger.id}> <@&{role}> @everyone <#{hidden}>")
    assert sent["mentions"] == []
    shown = await say(
        ana, salon.first_channel, f"<#{hidden}> https://beep.test/channels/1/{hidden}/{sent['id']}"
    )
    assert (shown["mention_channels"], shown["embeds"]) == ([], [])
    await served.settled()
    assert [one["id"] for one in client.events("MESSAGE_CREATE")] == [shown["id"]]
    assert counted(await served.person(bob)) == {}
    missing = await refused(bob, "GET", "/channels/5/messages/5", status=404)
    unseen = await refused(bob, "GET", f"/channels/{hidden}/messages/{sent['id']}", status=404)
    assert {**missing, "request_id": ""} == {**unseen, "request_id": ""}
    for path in (f"/channels/{hidden}/messages/{sent['id']}/ack", f"/channels/{hidden}/messages/1/unread"):
        await refused(bob, "POST", path, status=404, code=10003)


@pytest.mark.req("NOTF-10")
async def test_who_answers_calls_back_unless_they_say_otherwise(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    channel = salon.first_channel
    first = await say(bob, channel)
    answer = {"message_reference": {"message_id": first["id"]}}
    calling = await say(ana, channel, "oui", **answer)
    await say(ana, channel, "non", **answer, allowed_mentions={"parse": [], "replied_user": False})
    assert counted(await served.person(bob)) == {str(channel): 1}
    edited = await ok(ana, "PATCH", f"/channels/{channel}/messages/{calling['id']}", {"content": "si"})
    assert [one["id"] for one in edited["mentions"]] == [str(bob.id)]
    assert counted(await served.person(bob)) == {str(channel): 1}
    assert counted(await served.person(ana)) == {}
