"""Refresh tokens: used once, and what happens when they are not."""

import asyncio

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.features.auth.rows import audit, ended, rows
from tests.worlds.people import sign_up

from beep.app.program import Program

pytestmark = pytest.mark.anyio


async def _refresh(api: httpx2.AsyncClient, token: str) -> httpx2.Response:
    return await api.post("/auth/refresh", json={"refreshToken": token})


@pytest.mark.req("AUTH-15")
async def test_refreshing_gives_new_tokens(api: httpx2.AsyncClient, clock: FakeClock) -> None:
    ana = await sign_up(api, "ana")
    clock.move(minutes=30)
    answer = await _refresh(api, ana.refresh_token)
    body = answer.json()
    assert (answer.status_code, set(body)) == (200, {"accessToken", "refreshToken", "expiresIn"})
    assert body["refreshToken"] != ana.refresh_token
    headers = {"Authorization": f"Bearer {body['accessToken']}"}
    assert (await api.get("/users/@me", headers=headers)).status_code == 200


async def test_using_an_old_refresh_token_ends_the_session(
    api: httpx2.AsyncClient, program: Program, clock: FakeClock
) -> None:
    ana = await sign_up(api, "ana")
    fresh = (await _refresh(api, ana.refresh_token)).json()["refreshToken"]
    clock.move(seconds=11)
    assert (await _refresh(api, ana.refresh_token)).status_code == 401
    assert (await _refresh(api, fresh)).status_code == 401
    assert (await ana.get("/users/@me")).status_code == 401
    assert await ended(program) == ["reuse"]
    assert "refresh_token_reused" in await audit(program)


async def test_a_client_that_lost_the_answer_gets_the_same_token_again(
    api: httpx2.AsyncClient, clock: FakeClock
) -> None:
    ana = await sign_up(api, "ana")
    lost = (await _refresh(api, ana.refresh_token)).json()["refreshToken"]
    clock.move(seconds=10)
    again = await _refresh(api, ana.refresh_token)
    assert (again.status_code, again.json()["refreshToken"]) == (200, lost)


async def test_two_tabs_that_refresh_together_get_the_same_token(api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana")
    answers = await asyncio.gather(*(_refresh(api, ana.refresh_token) for _ in range(5)))
    assert [one.status_code for one in answers] == [200] * 5
    assert len({one.json()["refreshToken"] for one in answers}) == 1


async def test_a_retry_after_the_successor_was_used_ends_the_session(api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana")
    second = (await _refresh(api, ana.refresh_token)).json()["refreshToken"]
    assert (await _refresh(api, second)).status_code == 200
    assert (await _refresh(api, ana.refresh_token)).status_code == 401
    assert (await ana.get("/users/@me")).status_code == 401


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "é" * 10, "x" * 5000])
async def test_an_unknown_refresh_token_is_refused(api: httpx2.AsyncClient, token: str) -> None:
    answer = await _refresh(api, token)
    assert (answer.status_code, answer.json()["key"]) == (401, "auth.invalid_token")


async def test_an_access_token_does_not_refresh(api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana")
    assert (await _refresh(api, ana.token)).status_code == 401


@pytest.mark.req("S-12")
async def test_the_database_holds_no_refresh_token(api: httpx2.AsyncClient, program: Program) -> None:
    ana = await sign_up(api, "ana")
    successor = (await _refresh(api, ana.refresh_token)).json()["refreshToken"]
    await _refresh(api, successor)
    dump = repr(await rows(program, "SELECT * FROM auth.refresh_token"))
    assert ana.refresh_token not in dump
    assert successor not in dump


async def test_a_seal_is_dropped_once_its_successor_was_used(
    api: httpx2.AsyncClient, program: Program
) -> None:
    ana = await sign_up(api, "ana")
    successor = (await _refresh(api, ana.refresh_token)).json()["refreshToken"]
    await _refresh(api, successor)
    kept = "SELECT count(*) FROM auth.refresh_token WHERE sealed_successor IS NOT NULL"
    assert await rows(program, kept) == [(1,)]
