"""What people want to be told: set by themselves only, by the clock, told to their own devices."""

from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.worlds.communities import jobs_done, ok, refused, server
from tests.worlds.conversations import Served, say
from tests.worlds.people import log_in, sign_up

from beep.app.program import Program
from beep.features.notifications import ChannelSettings, ServerSettings
from beep.features.notifications.rules import is_told
from beep.kit.ids import ChannelId, ServerId
from beep.kit.permissions import DEFAULT_ROLE, Permission

NOW = datetime(2026, 5, 1, tzinfo=UTC)
HERE, THERE = ChannelId(1), ChannelId(2)


@pytest.mark.anyio
async def test_settings_change_part_by_part_and_are_told_to_ones_own_devices(
    api: httpx2.AsyncClient, served: Served, clock: FakeClock
) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    path, channel = f"/users/@me/guilds/{salon.id}/settings", str(salon.first_channel)
    usual = {
        "guild_id": str(salon.id),
        "muted": False,
        "mute_until": None,
        "level": "all",
        "suppress_everyone": False,
        "channels": [],
    }
    assert await ok(ana, "GET", path) == usual
    client = await served.person(await log_in(api, ana))
    changed = await ok(ana, "PATCH", path, {"level": "mentions"})
    assert changed == {**usual, "level": "mentions"}
    assert await client.event("BEEP_NOTIFICATION_SETTINGS") == changed
    until = (clock.now() + timedelta(minutes=1)).isoformat()
    one = {"channel_id": channel, "muted": True, "mute_until": until}
    await ok(ana, "PATCH", path, {"channels": [one]})
    changed = await ok(ana, "PATCH", path, {"channels": [{"channel_id": channel, "level": "none"}]})
    [shown] = changed["channels"]
    assert (shown["muted"], shown["level"]) == (True, "none")
    assert datetime.fromisoformat(shown["mute_until"]) == clock.now() + timedelta(minutes=1)
    fresh = await served.person(ana)
    assert fresh.events("READY")[0]["beep"]["notification_settings"] == [changed]
    clock.move(seconds=61)
    [shown] = (await ok(ana, "GET", path))["channels"]
    assert (shown["muted"], shown["mute_until"], shown["level"]) == (False, None, "none")
    await ok(ana, "PATCH", path, {"channels": [{"channel_id": channel, "level": None}]})
    assert (await ok(ana, "GET", path))["channels"] == []


@pytest.mark.anyio
async def test_what_is_wrong_or_not_ones_own_is_refused(api: httpx2.AsyncClient) -> None:
    ana, bob, dora = [await sign_up(api, name) for name in ("ana", "bob", "dora")]
    salon = await server(ana)
    await salon.member(bob)
    path = f"/users/@me/guilds/{salon.id}/settings"
    await refused(dora, "GET", path, status=404, code=10004)
    await refused(dora, "PATCH", path, {"muted": True}, status=404, code=10004)
    await refused(await salon.bot(), "GET", path, status=403, code=20001)
    for wrong in ({"level": "some"}, {"mute_until": "demain"}, {"mute_until": "2026-01-01T00:00:00"}):
        await refused(bob, "PATCH", path, wrong, status=400, code=50035)
    elsewhere = (await server(bob)).first_channel
    body = {"channels": [{"channel_id": str(elsewhere), "muted": True}]}
    await refused(bob, "PATCH", path, body, status=404, code=10003)
    await salon.everyone_may(DEFAULT_ROLE & ~Permission.VIEW_CHANNEL)
    body = {"channels": [{"channel_id": str(salon.first_channel), "muted": True}]}
    await refused(bob, "PATCH", path, body, status=404, code=10003)
    assert (await ok(ana, "GET", path))["muted"] is False


@pytest.mark.anyio
@pytest.mark.req("NOTF-10")
async def test_everyone_does_not_count_for_who_is_deaf_to_it(api: httpx2.AsyncClient, served: Served) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    await say(ana, salon.first_channel, "@everyone")
    await say(ana, salon.first_channel, f"<@{bob.id}> @everyone")
    client = await served.person(bob)
    [state] = client.events("READY")[0]["beep"]["read_states"]
    assert state["mention_count"] == 2
    path = f"/users/@me/guilds/{salon.id}/settings"
    await ok(bob, "PATCH", path, {"suppress_everyone": True})
    assert (await client.event("BEEP_READ_STATE"))["mention_count"] == 1
    await ok(bob, "PATCH", path, {"suppress_everyone": False})
    assert (await client.event("BEEP_READ_STATE"))["mention_count"] == 2


@pytest.mark.anyio
async def test_settings_go_with_their_server(api: httpx2.AsyncClient, program: Program) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    await ok(ana, "PATCH", f"/users/@me/guilds/{salon.id}/settings", {"muted": True})
    await ok(ana, "DELETE", salon.path)
    await jobs_done(program, "SELECT count(*) FROM notifications.setting")


def test_who_is_told_of_a_message() -> None:
    later, earlier = NOW + timedelta(hours=1), NOW - timedelta(hours=1)
    settings = ServerSettings(ServerId(9), level="mentions")

    def told(settings: ServerSettings, *, named: bool = False, everyone: bool = False) -> bool:
        return is_told(settings, HERE, is_named=named, calls_everyone=everyone, now=NOW)

    assert (told(settings), told(settings, named=True), told(settings, everyone=True)) == (False, True, True)
    deaf = ServerSettings(ServerId(9), level="mentions", suppress_everyone=True)
    assert (told(deaf, everyone=True), told(deaf, named=True, everyone=True)) == (False, True)
    assert told(ServerSettings(ServerId(9)))
    assert not told(ServerSettings(ServerId(9), level="none"), named=True)
    for until, is_quiet in ((None, True), (later, True), (earlier, False)):
        assert told(ServerSettings(ServerId(9), muted=True, mute_until=until), named=True) is not is_quiet
        channels = {HERE: ChannelSettings(HERE, muted=True, mute_until=until)}
        assert told(ServerSettings(ServerId(9), channels=channels), named=True) is not is_quiet
    channels = {HERE: ChannelSettings(HERE, level="all"), THERE: ChannelSettings(THERE, level="none")}
    assert told(ServerSettings(ServerId(9), level="none", channels=channels))
