"""Providers that are down, slow or wrongly set: all else works, and the page says which is away (F-29)."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from starlette.responses import JSONResponse
from tests.fakes.clock import FakeClock
from tests.fakes.openid import OpenIdFake, openid
from tests.worlds.identities import configured, finish, leave, pass_through, prove
from tests.worlds.people import log_in, sign_up

from beep.app.program import Program

pytestmark = [pytest.mark.anyio, pytest.mark.req("F-29")]


@pytest.fixture
async def other(clock: FakeClock) -> AsyncIterator[OpenIdFake]:
    async with openid(clock.now) as fake:
        fake.is_("lea")
        yield fake


@pytest.fixture
def environment(school: OpenIdFake, other: OpenIdFake) -> dict[str, str]:
    patience = {"BEEP_IDENTITIES__TIMEOUT_S": "0.5"}
    return {**configured(school), **configured(other, "other"), **patience}


async def _available(api: httpx2.AsyncClient) -> dict[str, bool]:
    return {one["name"]: one["available"] for one in (await api.get("/auth/providers")).json()}


async def test_who_is_down_is_shown_so_and_the_others_are_offered(
    api: httpx2.AsyncClient, school: OpenIdFake, clock: FakeClock
) -> None:
    assert await _available(api) == {"school": True, "other": True}
    clock.move(hours=1)
    school.answers = {"/.well-known/openid-configuration": JSONResponse({}, 500)}
    assert await _available(api) == {"school": False, "other": True}
    assert (await pass_through(api, name="other")).json()["outcome"] == "newcomer"


async def test_who_answers_again_is_shown_so(
    api: httpx2.AsyncClient, school: OpenIdFake, clock: FakeClock
) -> None:
    clock.move(hours=1)
    school.answers = {"/.well-known/openid-configuration": JSONResponse({}, 500)}
    await _available(api)
    school.answers = {}
    assert (await _available(api))["school"] is False
    clock.move(seconds=30)
    assert (await _available(api))["school"] is True


async def test_while_one_hangs_passwords_and_sessions_work(
    api: httpx2.AsyncClient, school: OpenIdFake, clock: FakeClock
) -> None:
    ana = await sign_up(api, "ana")
    clock.move(hours=1)
    school.hanging = asyncio.Event()
    started = time.perf_counter()
    hanging = asyncio.gather(*(api.post("/auth/providers/school/start", json={}) for _ in range(5)))
    again = await log_in(api, ana)
    assert (await again.get("/users/@me")).status_code == 200
    assert not hanging.done()
    answers = await hanging
    assert {one.json()["key"] for one in answers} == {"identities.provider_away"}
    assert time.perf_counter() - started < 5
    assert await _available(api) == {"school": False, "other": True}


async def test_a_provider_that_goes_while_a_browser_is_there_is_said_to_be_away(
    api: httpx2.AsyncClient, school: OpenIdFake
) -> None:
    back = await prove(await leave(api))
    school.answers = {"/token": JSONResponse({}, 502)}
    answer = await finish(api, back)
    assert (answer.status_code, answer.json()["key"]) == (503, "identities.provider_away")
    assert answer.headers["retry-after"]
    assert (await _available(api))["school"] is False


async def test_the_page_does_not_wait_for_who_is_slow(
    api: httpx2.AsyncClient, school: OpenIdFake, program: Program, clock: FakeClock
) -> None:
    del program
    clock.move(hours=1)
    school.hanging = asyncio.Event()
    started = time.perf_counter()
    await _available(api)
    assert time.perf_counter() - started < 1.5


def _said(log: pytest.LogCaptureFixture, who: str) -> list[dict[str, Any]]:
    """Return what was logged since Beep started."""
    records = [*log.get_records("setup"), *log.get_records("call")]
    return [vars(one) for one in records if one.name == who]


class TestFromTheStart:
    """A provider nobody answers for when Beep starts."""

    @pytest.fixture
    def environment(self, school: OpenIdFake) -> dict[str, str]:
        return configured(school, issuer="http://127.0.0.1:9")

    async def test_beep_starts_and_says_so(
        self, api: httpx2.AsyncClient, caplog: pytest.LogCaptureFixture
    ) -> None:
        assert await _available(api) == {"school": False}
        assert await sign_up(api, "ana")
        (said,) = _said(caplog, "beep.features.identities.watch")
        assert (said["levelname"], said["provider"]) == ("WARNING", "school")


class TestWronglySet:
    """A provider that calls itself otherwise than its section does."""

    @pytest.fixture
    def environment(self, school: OpenIdFake) -> dict[str, str]:
        return configured(school, issuer=school.url + "/")

    async def test_the_log_names_the_setting_and_no_secret(
        self, api: httpx2.AsyncClient, school: OpenIdFake, caplog: pytest.LogCaptureFixture
    ) -> None:
        assert await _available(api) == {"school": False}
        said = _said(caplog, "beep.features.identities.openid")
        assert said[0]["setting"] == "[identities.providers.school] issuer"
        assert school.url in said[0]["reason"]
        assert all("a secret &" not in str(one) for one in _said(caplog, "beep.features.identities.openid"))
