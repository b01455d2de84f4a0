"""Presence: who is seen as what, by whom, and how long after they left."""

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.worlds.communities import ok, refused, server
from tests.worlds.conversations import BOT_INTENTS, Client, Served
from tests.worlds.people import Person, log_in, sign_up

pytestmark = pytest.mark.anyio
PRESENCES = 1 << 8


@pytest.fixture
def environment() -> dict[str, str]:
    # Beats and absences are looked for every second; what is told is merged for a tenth of one.
    return {"BEEP_GATEWAY__PRESENCE_MERGE_MS": "100"}


async def look(client: Client, server_id: int | None) -> dict[str, str]:
    """Look at a server and return who is there."""
    await client.send(40, {"guild_id": None if server_id is None else str(server_id)})
    if server_id is None:
        return {}
    told = await client.event("BEEP_PRESENCES", whole=True, guild_id=str(server_id))
    return {one["user_id"]: one["status"] for one in told["presences"]}


async def seen(client: Client, person: Person, status: str) -> None:
    """Wait until somebody is seen as something by who looks."""

    def is_it(frame: dict[str, object]) -> bool:
        return (
            frame["t"] == "BEEP_PRESENCES"
            and {"user_id": str(person.id), "status": status}
            in (
                frame["d"]["presences"]  # type: ignore[index]
            )
        )

    await client.until(is_it)


def statuses(client: Client, person: Person) -> list[str]:
    """Return everything somebody was told to be, in order."""
    return [
        one["status"]
        for told in client.events("BEEP_PRESENCES")
        for one in told["presences"]
        if one["user_id"] == str(person.id)
    ]


@pytest.mark.req("PRES-01", "NOTF-08")
async def test_who_looks_at_a_server_sees_who_is_there_and_hears_who_comes_and_changes(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    viewer = await served.person(ana)
    assert await look(viewer, salon.id) == {str(ana.id): "online"}

    client = await served.person(bob)
    await seen(viewer, bob, "online")
    await client.send(3, {"status": "idle", "since": 0, "activities": [], "afk": True})
    await seen(viewer, bob, "idle")
    await ok(bob, "PATCH", "/users/@me/status", {"status": "dnd"})
    await seen(viewer, bob, "dnd")
    assert (await look(viewer, salon.id))[str(bob.id)] == "dnd"


async def test_only_members_see_and_nobody_who_does_not_look(api: httpx2.AsyncClient, served: Served) -> None:
    ana, bob, eve = [await sign_up(api, name) for name in ("ana", "bob", "eve")]
    salon, other = await server(ana), await server(ana, "Jardin")
    await salon.member(bob)
    stranger, elsewhere, member = [await served.person(one) for one in (eve, ana, bob)]
    await stranger.send(40, {"guild_id": str(salon.id)})
    await look(elsewhere, other.id)
    await look(member, salon.id)
    third = await served.person(await log_in(api, ana))
    await ok(ana, "PATCH", "/users/@me/status", {"status": "dnd"})
    await seen(member, ana, "dnd")
    await third.event("BEEP_STATUS", status="dnd")
    assert stranger.events("BEEP_PRESENCES") == third.events("BEEP_PRESENCES") == []
    assert {one["guild_id"] for one in elsewhere.events("BEEP_PRESENCES")} == {str(other.id)}

    await look(member, None)
    await ok(ana, "PATCH", "/users/@me/status", {"status": "idle"})
    await elsewhere.event("BEEP_PRESENCES", whole=False)
    assert statuses(member, ana)[-1] == "dnd"


@pytest.mark.req("PRES-01")
async def test_invisible_is_offline_to_others_and_kept_in_the_account(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    viewer = await served.person(ana)
    await look(viewer, salon.id)
    own = await served.person(bob)
    await seen(viewer, bob, "online")

    assert await ok(bob, "PATCH", "/users/@me/status", {"status": "invisible"}) == {"status": "invisible"}
    assert await own.event("BEEP_STATUS") == {"status": "invisible"}
    await seen(viewer, bob, "offline")
    again = await served.person(await log_in(api, bob))
    assert again.events("READY")[0]["beep"]["status"] == "invisible"
    await again.send(3, {"status": "online", "since": None, "activities": [], "afk": False})
    assert str(bob.id) not in await look(viewer, salon.id)
    assert (await ok(ana, "GET", f"/users/{bob.id}")).keys().isdisjoint({"status"})
    await refused(bob, "PATCH", "/users/@me/status", {"status": "away"}, status=400, code=50035)


async def test_one_active_device_makes_online_and_a_chosen_status_holds_on_all(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    viewer = await served.person(ana)
    await look(viewer, salon.id)
    desk, phone = await served.person(bob), await served.person(await log_in(api, bob))
    await seen(viewer, bob, "online")
    await desk.send(3, {"status": "idle"})
    await phone.send(3, {"status": "idle"})
    await seen(viewer, bob, "idle")
    await phone.send(3, {"status": "online"})
    await seen(viewer, bob, "online")
    await ok(bob, "PATCH", "/users/@me/status", {"status": "dnd"})
    await seen(viewer, bob, "dnd")
    assert statuses(viewer, bob) == ["online", "idle", "online", "dnd"]


async def test_a_server_and_its_invites_tell_about_how_many_are_there(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana, bob, eve = [await sign_up(api, name) for name in ("ana", "bob", "eve")]
    salon = await server(ana)
    await salon.member(bob, eve)
    for one in (ana, bob):
        await served.person(one)
    await ok(bob, "PATCH", "/users/@me/status", {"status": "invisible"})
    shown = await ok(eve, "GET", f"{salon.path}?with_counts=true")
    assert (shown["approximate_member_count"], shown["approximate_presence_count"]) == (3, 1)
    invite = await ok(eve, "GET", f"/invites/{await salon.invite()}")
    assert invite["approximate_presence_count"] == 1


async def test_an_unknown_status_is_refused(api: httpx2.AsyncClient, served: Served) -> None:
    ana = await sign_up(api, "ana")
    client = await served.person(ana)
    await client.send(3, {"status": "asleep"})
    assert await client.close_code() == 4002


@pytest.mark.req("PRES-01")
async def test_a_quick_reconnect_is_not_seen_and_a_long_absence_is(
    api: httpx2.AsyncClient, served: Served, clock: FakeClock
) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    viewer = await served.person(ana)
    await look(viewer, salon.id)
    client = await served.person(bob)
    await seen(viewer, bob, "online")

    await client.close()
    clock.move(seconds=10)
    client = await served.person(bob)
    clock.move(seconds=10)
    # What came after would be told after: bob was never said to be away.
    await ok(bob, "PATCH", "/users/@me/status", {"status": "dnd"})
    await seen(viewer, bob, "dnd")
    assert statuses(viewer, bob) == ["online", "dnd"]

    await client.close()
    clock.move(seconds=16)
    await seen(viewer, bob, "offline")


async def test_who_comes_back_to_their_session_is_shown_everything_again(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    viewer = await served.person(ana)
    await look(viewer, salon.id)
    await viewer.close()
    await served.person(bob)

    back = await served.connect()
    await back.resume(ana.token, viewer.session_id, viewer.seq)
    told = await back.event("BEEP_PRESENCES", whole=True)
    assert {one["user_id"] for one in told["presences"]} == {str(ana.id), str(bob.id)}


async def test_a_newcomer_is_seen_as_what_they_are(api: httpx2.AsyncClient, served: Served) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana)
    viewer = await served.person(ana)
    await look(viewer, salon.id)
    await served.person(bob)
    await salon.member(bob)
    await seen(viewer, bob, "online")


class TestBots:
    @pytest.mark.req("PRES-01")
    async def test_bots_hear_of_presences_as_documented_if_they_asked(
        self, api: httpx2.AsyncClient, served: Served
    ) -> None:
        ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
        salon = await server(ana)
        await salon.member(bob)
        asks, asks_not = await salon.bot("aide"), await salon.bot("autre")
        await served.person(ana)
        hears, deaf = await served.connect(), await served.connect()
        await hears.identify(asks.token, intents=BOT_INTENTS | PRESENCES, presence={"status": "idle"})
        await deaf.identify(asks_not.token, intents=BOT_INTENTS)

        [created] = hears.events("GUILD_CREATE")
        shown = {one["user"]["id"]: one["status"] for one in created["presences"]}
        assert shown == {str(ana.id): "online", str(asks.id): "idle"}
        assert deaf.events("GUILD_CREATE")[0]["presences"] == []

        await served.person(bob)
        update = await hears.event("PRESENCE_UPDATE", user={"id": str(bob.id)})
        assert update == {
            "user": {"id": str(bob.id)},
            "guild_id": str(salon.id),
            "status": "online",
            "activities": [],
            "client_status": {"web": "online"},
        }
        await hears.send(8, {"guild_id": str(salon.id), "query": "", "limit": 0, "presences": True})
        chunk = await hears.event("GUILD_MEMBERS_CHUNK")
        told = {one["user"]["id"]: one["status"] for one in chunk["presences"]}
        assert told == {
            str(ana.id): "online",
            str(bob.id): "online",
            str(asks.id): "idle",
            str(asks_not.id): "online",
        }
        await deaf.send(8, {"guild_id": str(salon.id), "query": "", "limit": 0, "presences": True})
        assert (await deaf.event("GUILD_MEMBERS_CHUNK"))["presences"] == []
        assert deaf.events("PRESENCE_UPDATE") == []

    async def test_a_bot_cannot_look_as_people_do(self, api: httpx2.AsyncClient, served: Served) -> None:
        ana = await sign_up(api, "ana")
        salon = await server(ana)
        helper = await salon.bot()
        client = await served.connect()
        await client.identify(helper.token, intents=BOT_INTENTS)
        await client.send(40, {"guild_id": str(salon.id)})
        assert await client.close_code() == 4001
