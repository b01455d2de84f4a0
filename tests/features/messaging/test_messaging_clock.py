"""A clock that steps, while Beep runs and between two runs: order, tokens, sessions and limits stay right."""

from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from tests.conftest import running
from tests.fakes.clock import FakeClock
from tests.worlds.communities import server
from tests.worlds.conversations import history, say
from tests.worlds.people import sign_up

from beep.app.program import Program
from beep.app.settings import Settings
from beep.features.messaging.drafts import Draft, Mentions
from beep.kit.ids import ChannelId, UserId

pytestmark = [pytest.mark.anyio, pytest.mark.req("F-16")]

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def _api(program: Program) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(program.asgi, client=("127.0.0.1", 40000))
    return httpx2.AsyncClient(transport=transport, base_url="http://beep.test/api/v10")


@pytest.mark.parametrize("step", [timedelta(hours=1), timedelta(hours=-1), timedelta(days=-400)])
async def test_messages_follow_each_other_after_a_restart_with_another_clock(
    settings: Settings, database_url: str, step: timedelta
) -> None:
    async with running(settings, database_url, FakeClock(NOON)) as program, _api(program) as api:
        ana = await sign_up(api, "ana")
        channel = (await server(ana)).first_channel
        first = [await say(ana, channel, f"before {number}") for number in range(3)]
    async with running(settings, database_url, FakeClock(NOON + step)) as program:
        # Not over HTTP: a token from a later day is refused.
        writer, draft = program.face("messaging")._writer, await _draft(program, channel, ana.id)
        later = [await writer.store(draft) for _ in range(3)]
    ids = [*(int(one["id"]) for one in first), *(one.id for one in later)]
    assert ids == sorted(set(ids))
    places = [*(int(one["seq"]) for one in first), *(one.seq for one in later)]
    assert places == list(range(1, 7))


async def _draft(program: Program, channel: int, author: int) -> Draft:
    view = await program.face("channels").find(channel)
    as_of = await program.database.places.reach(view.server_id)
    return Draft(ChannelId(channel), view.server_id, UserId(author), "after", None, None, Mentions(), as_of)


@pytest.mark.parametrize("seconds", [-3600, -20, 20])
async def test_a_small_step_signs_nobody_out(api: httpx2.AsyncClient, clock: FakeClock, seconds: int) -> None:
    ana = await sign_up(api, "ana")
    channel = (await server(ana)).first_channel
    clock.move(seconds=seconds)
    await say(ana, channel, "still here")
    assert len(await history(ana, channel)) == 1
