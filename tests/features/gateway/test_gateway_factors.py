"""A person's devices hear that what they sign in with has changed; nobody else does."""

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.worlds.conversations import Served
from tests.worlds.factors import MINE, first_step, second_step, set_up_app
from tests.worlds.people import sign_up

pytestmark = pytest.mark.anyio


async def test_changes_of_second_factors_are_told_to_ones_own_devices(
    api: httpx2.AsyncClient, served: Served, clock: FakeClock
) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    mine, theirs = await served.person(ana), await served.person(bob)
    app = await set_up_app(ana, clock)
    await mine.event("BEEP_FACTORS_CHANGED")
    ticket = await first_step(api, ana)
    assert (await second_step(api, ticket, app.recovery[0], kind="recovery")).status_code == 200
    await mine.event("BEEP_FACTORS_CHANGED")
    assert (await ana.delete(f"{MINE}/totp")).status_code == 204
    await mine.event("BEEP_FACTORS_CHANGED")
    await theirs.reached()
    assert theirs.events("BEEP_FACTORS_CHANGED") == []
