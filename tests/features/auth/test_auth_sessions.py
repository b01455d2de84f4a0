"""How sessions end, and what may be done in them."""

import asyncio

import httpx2
import pytest
from tests.conftest import running
from tests.fakes.clock import FakeClock
from tests.features.auth.rows import ended, rows
from tests.worlds.people import PASSWORD, Person, log_in, sign_up

from beep.app.program import Program
from beep.features import auth
from beep.features.auth import RecentSignInRequired

pytestmark = pytest.mark.anyio


async def _refreshed(person: Person) -> Person:
    answer = await person.api.post("/auth/refresh", json={"refreshToken": person.refresh_token})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    fields = {name: getattr(person, name) for name in ("api", "id", "username", "email", "password")}
    return Person(**fields, token=body["accessToken"], refresh_token=body["refreshToken"])


async def _status(person: Person) -> int:
    return (await person.get("/users/@me")).status_code


async def _refresh_status(person: Person) -> int:
    answer = await person.api.post("/auth/refresh", json={"refreshToken": person.refresh_token})
    return answer.status_code


async def _keep_asking(face: auth.Auth, token: str) -> None:
    for _ in range(100):
        await face.authenticate(token, counts_as_activity=True)
        await asyncio.sleep(0.05)


@pytest.mark.req("AUTH-10")
async def test_logging_out_ends_access_and_refresh_at_once(api: httpx2.AsyncClient, program: Program) -> None:
    ana = await sign_up(api, "ana")
    other = await log_in(api, ana)
    assert (await ana.post("/auth/logout")).status_code == 204
    assert (await _status(ana), await _refresh_status(ana)) == (401, 401)
    assert await _status(other) == 200
    assert await ended(program) == ["logout"]


@pytest.mark.req("AUTH-10")
async def test_logging_out_everywhere_ends_every_session_of_this_person_only(
    api: httpx2.AsyncClient, program: Program
) -> None:
    ana, ben = await sign_up(api, "ana"), await sign_up(api, "ben")
    other = await log_in(api, ana)
    assert (await ana.post("/auth/logout-all")).status_code == 204
    assert [await _status(one) for one in (ana, other, ben)] == [401, 401, 200]
    assert await ended(program) == ["logout_all"] * 2


async def test_sessions_are_listed_newest_first_with_the_current_one_marked(api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana")
    other = await log_in(api, ana)
    found = (await ana.get("/auth/sessions", headers={"User-Agent": "beep-test"})).json()
    assert [one["current"] for one in found] == [False, True]
    assert set(found[0]) == {
        "id",
        "created_at",
        "last_active_at",
        "user_agent",
        "browser",
        "system",
        "ip",
        "place",
        "methods",
        "client",
        "new_device",
        "current",
    }
    await other.post("/auth/logout")
    assert len((await ana.get("/auth/sessions")).json()) == 1


async def test_one_session_is_ended_from_another(api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana")
    other = await log_in(api, ana)
    victim = (await ana.get("/auth/sessions")).json()[0]["id"]
    assert (await ana.delete(f"/auth/sessions/{victim}")).status_code == 204
    assert await _status(other) == 401
    assert (await ana.delete(f"/auth/sessions/{victim}")).status_code == 404


async def test_sessions_of_others_cannot_be_ended(api: httpx2.AsyncClient) -> None:
    ana, ben = await sign_up(api, "ana"), await sign_up(api, "ben")
    session_id = (await ana.get("/auth/sessions")).json()[0]["id"]
    assert (await ben.delete(f"/auth/sessions/{session_id}")).status_code == 404
    assert await _status(ana) == 200


@pytest.mark.req("AUTH-11")
async def test_a_session_lives_while_it_is_used_every_day(api: httpx2.AsyncClient, clock: FakeClock) -> None:
    ana = await sign_up(api, "ana")
    for _ in range(3):
        clock.move(hours=23, minutes=59)
        ana = await _refreshed(ana)
        assert await _status(ana) == 200


@pytest.mark.req("AUTH-11")
async def test_twenty_four_hours_without_activity_end_a_session(
    api: httpx2.AsyncClient, program: Program, clock: FakeClock
) -> None:
    ana = await sign_up(api, "ana")
    clock.move(hours=24, seconds=1)
    assert await _refresh_status(ana) == 401
    assert await ended(program) == ["idle"]


@pytest.mark.req("AUTH-11")
async def test_refreshing_is_no_activity(api: httpx2.AsyncClient, program: Program, clock: FakeClock) -> None:
    ana = await sign_up(api, "ana")
    clock.move(hours=23, minutes=59)
    ana = await _refreshed(ana)
    clock.move(minutes=1, seconds=1)
    assert (await ana.get("/users/@me")).json()["key"] == "auth.session_over"
    assert await ended(program) == ["idle"]


@pytest.mark.req("AUTH-11")
async def test_acts_that_do_not_count_do_not_prolong_a_session(
    api: httpx2.AsyncClient, program: Program, clock: FakeClock
) -> None:
    ana = await sign_up(api, "ana")
    face: auth.Auth = program.face("auth")
    clock.move(hours=23, minutes=59)
    ana = await _refreshed(ana)
    await face.authenticate(ana.token, counts_as_activity=False)
    clock.move(minutes=1, seconds=1)
    assert await _status(ana) == 401


@pytest.mark.req("AUTH-11")
async def test_an_act_on_a_socket_prolongs_a_session(
    api: httpx2.AsyncClient, program: Program, clock: FakeClock
) -> None:
    ana = await sign_up(api, "ana")
    face: auth.Auth = program.face("auth")
    clock.move(hours=23, minutes=59)
    ana = await _refreshed(ana)
    actor = await face.authenticate(ana.token, counts_as_activity=False)
    assert actor.session_id is not None
    face.touch(actor.session_id)
    clock.move(minutes=1, seconds=1)
    assert await _status(ana) == 200


@pytest.mark.req("AUTH-11")
async def test_the_sweep_ends_idle_sessions_nobody_asks_about(
    api: httpx2.AsyncClient, program: Program, clock: FakeClock
) -> None:
    ana = await sign_up(api, "ana")
    clock.move(hours=12)
    await sign_up(api, "ben")
    clock.move(hours=12, seconds=1)
    await program.face("auth")._sessions.end_overdue()
    assert await ended(program) == ["idle"]
    assert await rows(program, "SELECT user_id FROM auth.session WHERE end_reason = 'idle'") == [(ana.id,)]


@pytest.mark.req("AUTH-11")
async def test_every_session_ends_after_thirty_days(
    api: httpx2.AsyncClient, program: Program, clock: FakeClock
) -> None:
    ana = await sign_up(api, "ana")
    for _ in range(59):
        clock.move(hours=12)
        ana = await _refreshed(ana)
        assert await _status(ana) == 200
    clock.move(hours=12)
    assert await _refresh_status(ana) == 401
    assert await ended(program) == ["expired"]


async def test_activity_is_written_down_once_a_minute(
    api: httpx2.AsyncClient, program: Program, clock: FakeClock
) -> None:
    ana = await sign_up(api, "ana")
    sessions = program.face("auth")._sessions
    statement = "SELECT last_active_at - created_at FROM auth.session"
    clock.move(seconds=30)
    await _status(ana)
    await sessions.write_activity()
    assert (await rows(program, statement))[0][0].total_seconds() == 0
    clock.move(seconds=31)
    await _status(ana)
    await sessions.write_activity()
    assert (await rows(program, statement))[0][0].total_seconds() == 61


async def test_activity_is_written_down_when_a_process_stops(
    database_url: str, api: httpx2.AsyncClient, program: Program, clock: FakeClock
) -> None:
    ana = await sign_up(api, "ana")
    async with running(program.settings, database_url, clock) as other:
        clock.move(seconds=30)
        await other.face("auth").authenticate(ana.token, counts_as_activity=True)
    written = await rows(program, "SELECT last_active_at - created_at FROM auth.session")
    assert written[0][0].total_seconds() == 30


async def test_the_list_shows_activity_not_yet_written(api: httpx2.AsyncClient, clock: FakeClock) -> None:
    ana = await sign_up(api, "ana")
    clock.move(seconds=30)
    found = (await ana.get("/auth/sessions")).json()[0]
    assert found["last_active_at"] > found["created_at"]


async def test_a_password_opens_dangerous_acts_for_ten_minutes(
    api: httpx2.AsyncClient, program: Program, clock: FakeClock
) -> None:
    ana = await sign_up(api, "ana")
    face: auth.Auth = program.face("auth")
    face.check_recent_sign_in(await face.authenticate(ana.token, counts_as_activity=True))
    clock.move(minutes=10)
    with pytest.raises(RecentSignInRequired):
        face.check_recent_sign_in(await face.authenticate(ana.token, counts_as_activity=True))
    assert (await ana.post("/auth/reauthenticate", {"password": PASSWORD})).status_code == 204
    face.check_recent_sign_in(await face.authenticate(ana.token, counts_as_activity=True))


async def test_a_wrong_password_opens_nothing_and_counts_as_a_failure(api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana")
    answers = [await ana.post("/auth/reauthenticate", {"password": "wrong"}) for _ in range(6)]
    assert [one.status_code for one in answers] == [400] * 5 + [429]
    assert list(answers[0].json()["errors"]) == ["password"]
    assert await _status(ana) == 200


@pytest.mark.req("AUTH-10")
async def test_another_process_soon_refuses_an_ended_session(
    database_url: str, api: httpx2.AsyncClient, program: Program, clock: FakeClock
) -> None:
    ana = await sign_up(api, "ana")
    async with running(program.settings, database_url, clock) as other:
        face: auth.Auth = other.face("auth")
        await face.authenticate(ana.token, counts_as_activity=True)
        await ana.post("/auth/logout")
        with pytest.raises(auth.SessionOver):
            await _keep_asking(face, ana.token)


async def test_another_process_hears_of_a_password_given_again(
    database_url: str, api: httpx2.AsyncClient, program: Program, clock: FakeClock
) -> None:
    ana = await sign_up(api, "ana")
    clock.move(minutes=20)
    async with running(program.settings, database_url, clock) as other:
        face: auth.Auth = other.face("auth")
        before = await face.authenticate(ana.token, counts_as_activity=True)
        await ana.post("/auth/reauthenticate", {"password": PASSWORD})
        after = before
        for _ in range(100):
            after = await face.authenticate(ana.token, counts_as_activity=True)
            if after.proved_at != before.proved_at:
                break
            await asyncio.sleep(0.05)
    assert after.proved_at == clock.now()


async def test_ended_sessions_are_forgotten_after_a_month(
    api: httpx2.AsyncClient, program: Program, clock: FakeClock
) -> None:
    ana = await sign_up(api, "ana")
    await ana.post("/auth/logout")
    clock.move(days=30, seconds=1)
    async with program.database.write() as tx:
        await program.face("auth")._sessions.forget_old(tx)
    assert await rows(program, "SELECT count(*) FROM auth.refresh_token") == [(0,)]
