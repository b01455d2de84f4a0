"""What people's devices hear of their friends: requests, answers, names, and who is there."""

from typing import Any

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.worlds.communities import ok, server
from tests.worlds.conversations import Client, Served, marker
from tests.worlds.friendships import BLOCKED, FRIEND, INCOMING, OUTGOING, ask, befriend, with_
from tests.worlds.people import Person, log_in, sign_up

pytestmark = pytest.mark.anyio
_EVENTS = ("BEEP_RELATIONSHIP_ADD", "BEEP_RELATIONSHIP_UPDATE", "BEEP_RELATIONSHIP_REMOVE")


@pytest.fixture
def environment() -> dict[str, str]:
    return {"BEEP_GATEWAY__PRESENCE_MERGE_MS": "100"}


async def look(client: Client) -> dict[str, str]:
    """Look at one's friends and return who is there."""
    await client.send(40, {"guild_id": None, "friends": True})
    told = await client.event("BEEP_PRESENCES", whole=True, guild_id=None)
    return {one["user_id"]: one["status"] for one in told["presences"]}


async def seen(client: Client, person: Person, status: str) -> None:
    """Wait until a friend is seen as something."""
    wanted = {"user_id": str(person.id), "status": status}
    await client.until(lambda one: one["t"] == "BEEP_PRESENCES" and wanted in one["d"]["presences"])


def statuses(client: Client, person: Person) -> list[str]:
    """Return everything a friend was told to be, in order."""
    told = [one for event in client.events("BEEP_PRESENCES") for one in event["presences"]]
    return [one["status"] for one in told if one["user_id"] == str(person.id)]


def told_of(client: Client, person: Person) -> list[tuple[str, int | None]]:
    """Return what a client was told of somebody, in order: the end of the event's name, and the type."""
    return [
        (frame["t"].rpartition("_")[2], frame["d"].get("type"))
        for frame in client.frames
        if frame["t"] in _EVENTS and frame["d"]["id"] == str(person.id)
    ]


class TestRelationships:
    @pytest.mark.req("FRND-08", "NOTF-02", "ENT-07")
    async def test_both_hear_of_a_request_and_of_the_yes_on_every_device(
        self, api: httpx2.AsyncClient, served: Served
    ) -> None:
        ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
        asker, addressee = await served.person(ana), await served.person(bob)
        phone = await served.person(await log_in(api, bob))
        await ask(ana, bob)
        sent = await asker.event("BEEP_RELATIONSHIP_ADD")
        assert (sent["id"], sent["type"], sent["should_notify"]) == (str(bob.id), OUTGOING, False)
        for client in (addressee, phone):
            came = await client.event("BEEP_RELATIONSHIP_ADD")
            assert (came["id"], came["type"], came["should_notify"]) == (str(ana.id), INCOMING, True)
            assert came["user"]["username"] == "ana"
        await ok(bob, "PUT", with_(ana), {"only_accept": True})
        heard = await asker.event("BEEP_RELATIONSHIP_UPDATE")
        assert (heard["id"], heard["type"], heard["should_notify"]) == (str(bob.id), FRIEND, True)
        for client in (addressee, phone):
            heard = await client.event("BEEP_RELATIONSHIP_UPDATE")
            assert (heard["id"], heard["type"], heard["should_notify"]) == (str(ana.id), FRIEND, False)

    @pytest.mark.parametrize("who", ["sender", "addressee"])
    async def test_both_hear_that_a_request_is_over(
        self, api: httpx2.AsyncClient, served: Served, who: str
    ) -> None:
        ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
        one, two = await served.person(ana), await served.person(bob)
        await ask(ana, bob)
        await (ok(ana, "DELETE", with_(bob)) if who == "sender" else ok(bob, "DELETE", with_(ana)))
        assert await one.event("BEEP_RELATIONSHIP_REMOVE") == {"id": str(bob.id)}
        assert await two.event("BEEP_RELATIONSHIP_REMOVE") == {"id": str(ana.id)}

    @pytest.mark.req("FRND-06")
    async def test_both_hear_that_a_friend_was_removed(self, api: httpx2.AsyncClient, served: Served) -> None:
        ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
        await befriend(ana, bob)
        one, two = await served.person(ana), await served.person(bob)
        await ok(bob, "DELETE", with_(ana))
        assert await one.event("BEEP_RELATIONSHIP_REMOVE") == {"id": str(bob.id)}
        assert await two.event("BEEP_RELATIONSHIP_REMOVE") == {"id": str(ana.id)}

    async def test_a_block_looks_like_a_removal_to_who_is_blocked(
        self, api: httpx2.AsyncClient, served: Served
    ) -> None:
        ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
        await befriend(ana, bob)
        one, two = await served.person(ana), await served.person(bob)
        await ok(ana, "PUT", with_(bob), {"type": BLOCKED})
        await one.event("BEEP_RELATIONSHIP_ADD")
        await ok(ana, "DELETE", with_(bob))
        await one.event("BEEP_RELATIONSHIP_REMOVE")
        await marker(bob, two, "1")
        assert told_of(one, bob) == [("UPDATE", BLOCKED), ("ADD", BLOCKED), ("REMOVE", None)]
        assert told_of(two, ana) == [("REMOVE", None)]

    async def test_ready_holds_what_others_are_to_oneself(
        self, api: httpx2.AsyncClient, served: Served
    ) -> None:
        ana, bob, eve, dan, zoe = [await sign_up(api, name) for name in ("ana", "bob", "eve", "dan", "zoe")]
        await befriend(ana, bob)
        await ask(eve, ana)
        await ask(ana, dan)
        await ok(ana, "PUT", with_(zoe), {"type": BLOCKED})
        [ready] = (await served.person(ana)).events("READY")
        assert {one["id"]: one["type"] for one in ready["relationships"]} == {
            str(bob.id): FRIEND,
            str(eve.id): INCOMING,
            str(dan.id): OUTGOING,
            str(zoe.id): BLOCKED,
        }
        helper = await (await server(ana)).bot()
        [ready] = (await served.bot(helper)).events("READY")
        assert ready["relationships"] == []

    async def test_friends_hear_of_a_new_name_and_nobody_else(
        self, api: httpx2.AsyncClient, served: Served
    ) -> None:
        ana, bob, eve = [await sign_up(api, name) for name in ("ana", "bob", "eve")]
        await befriend(ana, bob)
        friend, stranger = await served.person(bob), await served.person(eve)
        await ok(ana, "PATCH", "/users/@me", {"global_name": "Ana B."})
        heard = await friend.event("BEEP_RELATIONSHIP_UPDATE")
        assert (heard["user"]["global_name"], heard["should_notify"]) == ("Ana B.", False)
        await marker(eve, stranger, "1")
        assert told_of(stranger, ana) == []


class TestPresence:
    @pytest.mark.req("PRES-01", "FRND-05", "AMB-40", "NOTF-08")
    async def test_friends_see_each_other_come_change_and_go_without_a_server_in_common(
        self, api: httpx2.AsyncClient, served: Served, clock: FakeClock
    ) -> None:
        ana, bob, eve = [await sign_up(api, name) for name in ("ana", "bob", "eve")]
        await befriend(ana, bob)
        viewer = await served.person(ana)
        await served.person(eve)
        assert await look(viewer) == {}
        client = await served.person(bob)
        await seen(viewer, bob, "online")
        await client.send(3, {"status": "idle"})
        await seen(viewer, bob, "idle")
        for chosen, shown in (("dnd", "dnd"), ("invisible", "offline"), ("online", "idle")):
            await ok(bob, "PATCH", "/users/@me/status", {"status": chosen})
            await seen(viewer, bob, shown)
        assert await look(viewer) == {str(bob.id): "idle"}
        await client.close()
        await served.forgotten(client)
        clock.move(seconds=16)
        await seen(viewer, bob, "offline")
        assert await look(viewer) == {}

    @pytest.mark.req("PRES-01", "FRND-06")
    async def test_a_new_friend_is_seen_at_once_and_a_former_one_no_more(
        self, api: httpx2.AsyncClient, served: Served
    ) -> None:
        ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
        one, two = await served.person(ana), await served.person(bob)
        assert (await look(one), await look(two)) == ({}, {})
        await befriend(ana, bob)
        await seen(one, bob, "online")
        await seen(two, ana, "online")
        await ok(ana, "DELETE", with_(bob))
        await one.event("BEEP_RELATIONSHIP_REMOVE")
        before = len(one.events("BEEP_PRESENCES")), len(two.events("BEEP_PRESENCES"))
        for person in (ana, bob):
            await ok(person, "PATCH", "/users/@me/status", {"status": "dnd"})
        served.program.face("gateway")._lobby.presence.flush()
        await served.settled()
        assert (len(one.events("BEEP_PRESENCES")), len(two.events("BEEP_PRESENCES"))) == before
        assert await look(one) == {}

    async def test_who_is_asked_or_blocked_is_not_seen(self, api: httpx2.AsyncClient, served: Served) -> None:
        ana, bob, eve = [await sign_up(api, name) for name in ("ana", "bob", "eve")]
        await ask(ana, bob)
        await befriend(ana, eve)
        await ok(eve, "PUT", with_(ana), {"type": BLOCKED})
        viewer = await served.person(ana)
        for other in (bob, eve):
            await served.person(other)
        assert await look(viewer) == {}

    async def test_who_looks_away_hears_nothing_more(self, api: httpx2.AsyncClient, served: Served) -> None:
        ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
        await befriend(ana, bob)
        viewer = await served.person(ana)
        await served.person(bob)
        await look(viewer)
        await viewer.send(40, {"guild_id": None})
        await viewer.reached()
        before = len(viewer.events("BEEP_PRESENCES"))
        await ok(bob, "PATCH", "/users/@me/status", {"status": "dnd"})
        served.program.face("gateway")._lobby.presence.flush()
        await served.settled()
        assert len(viewer.events("BEEP_PRESENCES")) == before
        presence = served.program.face("gateway")._lobby.presence.of_friends
        assert (presence._looking, presence._lookers, presence._reading) == ({}, {}, {})

    async def test_friends_and_a_server_can_be_looked_at_together(
        self, api: httpx2.AsyncClient, served: Served
    ) -> None:
        ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
        await befriend(ana, bob)
        salon = await server(ana)
        viewer = await served.person(ana)
        await served.person(bob)
        await viewer.send(40, {"guild_id": str(salon.id), "friends": True})
        of_server = await viewer.event("BEEP_PRESENCES", guild_id=str(salon.id))
        of_friends = await viewer.event("BEEP_PRESENCES", guild_id=None)
        assert [one["user_id"] for one in of_server["presences"]] == [str(ana.id)]
        assert [one["user_id"] for one in of_friends["presences"]] == [str(bob.id)]

    async def test_everything_is_shown_again_after_a_lost_connection(
        self, api: httpx2.AsyncClient, served: Served
    ) -> None:
        ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
        await befriend(ana, bob)
        viewer = await served.person(ana)
        await look(viewer)
        viewer.cut()
        await served.forgotten(viewer)
        await served.person(bob)
        back = await served.resumed(viewer, ana.token)
        told = await back.event("BEEP_PRESENCES", whole=True, guild_id=None)
        assert told["presences"] == [{"user_id": str(bob.id), "status": "online"}]

    async def test_an_acceptance_heard_late_shows_nobody_who_was_removed_meanwhile(
        self, api: httpx2.AsyncClient, served: Served
    ) -> None:
        ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
        viewer = await served.person(ana)
        await served.person(bob)
        await look(viewer)
        held: list[Any] = []
        deliver = served.program.relay.orderer._deliver

        def hold(recorded: Any) -> None:
            # As another process may hear them: the facts of two people have no common order.
            if recorded.fact.NAME == "friend_request.accepted":
                held.append(recorded)
            else:
                deliver(recorded)

        served.program.relay.orderer._deliver = hold
        await befriend(ana, bob)
        await ok(bob, "DELETE", with_(ana))
        await viewer.event("BEEP_RELATIONSHIP_REMOVE")
        [late] = held
        deliver(late)
        await served.settled()
        assert told_of(viewer, bob)[-1] == ("REMOVE", None)
        assert statuses(viewer, bob) == []
        assert await look(viewer) == {}
