"""Apps that make codes: set up, used when signing in, removed."""

import asyncio
import logging

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.features.auth.rows import rows
from tests.worlds.factors import MINE, code_of, first_step, second_step, set_up_app
from tests.worlds.people import Person, log_in, sign_up

from beep.app.program import Program

pytestmark = pytest.mark.anyio


async def _overview(person: Person) -> dict[str, object]:
    return (await person.get(MINE)).json()


# -- setting up -------------------------------------------------------------------------------


@pytest.mark.req("AUTH-19")
async def test_an_app_counts_once_a_code_of_it_was_given(ana: Person, clock: FakeClock) -> None:
    offer = (await ana.post(f"{MINE}/totp")).json()
    assert (await _overview(ana))["totp"] is None
    assert f"secret={offer['secret']}" in offer["uri"]
    answer = await ana.post(f"{MINE}/totp/confirm", {"code": code_of(offer["secret"], clock.now())})
    assert answer.status_code == 200
    assert len(set(answer.json()["recovery_codes"])) == 10
    found = await _overview(ana)
    assert set(found) == {"totp", "passkeys", "recovery_codes", "passkeys_at", "needed"}
    assert found["totp"] is not None
    assert found["recovery_codes"] is not None
    assert (await ana.get("/users/@me")).json()["mfa_enabled"] is True


async def test_a_wrong_code_sets_nothing_up(ana: Person, clock: FakeClock) -> None:
    offer = (await ana.post(f"{MINE}/totp")).json()
    wrong = code_of(offer["secret"], clock.now(), steps=5)
    answer = await ana.post(f"{MINE}/totp/confirm", {"code": wrong})
    error = answer.json()["errors"]["code"]["_errors"][0]
    assert (answer.status_code, error["code"]) == (400, "CODE_DOES_NOT_MATCH")
    assert (await _overview(ana))["totp"] is None


async def test_a_secret_that_was_shown_is_good_for_a_quarter_of_an_hour(
    ana: Person, clock: FakeClock
) -> None:
    offer = (await ana.post(f"{MINE}/totp")).json()
    clock.move(minutes=9)
    await ana.post("/auth/reauthenticate", {"password": ana.password})
    clock.move(minutes=6)
    answer = await ana.post(f"{MINE}/totp/confirm", {"code": code_of(offer["secret"], clock.now())})
    assert (answer.status_code, answer.json()["key"]) == (404, "factors.nothing_to_confirm")


async def test_setting_up_needs_a_recent_sign_in(ana: Person, clock: FakeClock) -> None:
    clock.move(minutes=10)
    for path in ("totp", "recovery-codes", "passkeys/options"):
        answer = await ana.post(f"{MINE}/{path}")
        assert (answer.status_code, answer.json()["key"]) == (403, "auth.recent_sign_in_required")


async def test_a_new_app_takes_the_place_of_the_old_one_once_confirmed(
    api: httpx2.AsyncClient, ana: Person, clock: FakeClock
) -> None:
    old = await set_up_app(ana, clock)
    offer = (await ana.post(f"{MINE}/totp")).json()
    ticket = await first_step(api, ana)
    assert (await second_step(api, ticket, code_of(old.secret, clock.now()))).status_code == 200
    answer = await ana.post(f"{MINE}/totp/confirm", {"code": code_of(offer["secret"], clock.now())})
    assert answer.json()["recovery_codes"] is None
    clock.move(seconds=60)
    for secret, status in ((old.secret, 400), (offer["secret"], 200)):
        ticket = await first_step(api, ana)
        assert (await second_step(api, ticket, code_of(secret, clock.now()))).status_code == status


@pytest.mark.req("S-12")
async def test_no_secret_is_kept_in_the_open_or_logged(
    api: httpx2.AsyncClient, program: Program, ana: Person, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    app = await set_up_app(ana, clock)
    await second_step(api, await first_step(api, ana), app.recovery[0], kind="recovery")
    secret = bytes.fromhex((await rows(program, "SELECT encode(sealed, 'hex') FROM factors.generator"))[0][0])
    assert app.secret.encode() not in secret
    told = str(await rows(program, "SELECT payload FROM outbox.fact"))
    written = "\n".join(str(record.__dict__) for record in caplog.records)
    for one in (app.secret, *app.recovery):
        assert one not in told
        assert one not in written


# -- signing in -------------------------------------------------------------------------------


@pytest.mark.req("AUTH-19")
async def test_who_has_an_app_signs_in_with_a_code_of_it(
    api: httpx2.AsyncClient, ana: Person, clock: FakeClock
) -> None:
    app = await set_up_app(ana, clock)
    ticket = await first_step(api, ana)
    answer = await second_step(api, ticket, code_of(app.secret, clock.now()))
    assert set(answer.json()) == {"accessToken", "refreshToken", "expiresIn"}
    newest = (await ana.get("/auth/sessions")).json()[0]
    assert newest["methods"] == ["password", "totp"]


async def test_a_code_is_good_once_even_with_two_tickets(
    api: httpx2.AsyncClient, ana: Person, clock: FakeClock
) -> None:
    app = await set_up_app(ana, clock)
    code = code_of(app.secret, clock.now())
    tickets = [await first_step(api, ana) for _ in range(3)]
    answers = await asyncio.gather(*(second_step(api, ticket, code) for ticket in tickets))
    assert sorted(one.status_code for one in answers) == [200, 400, 400]


async def test_the_code_that_set_an_app_up_signs_nobody_in(
    api: httpx2.AsyncClient, ana: Person, clock: FakeClock
) -> None:
    app = await set_up_app(ana, clock)
    clock.move(seconds=-60)
    answer = await second_step(api, await first_step(api, ana), code_of(app.secret, clock.now()))
    assert answer.status_code == 400


async def test_the_ticket_of_another_person_takes_no_code_of_mine(
    api: httpx2.AsyncClient, ana: Person, clock: FakeClock
) -> None:
    ben = await sign_up(api, "ben")
    mine, _ = await set_up_app(ana, clock), await set_up_app(ben, clock)
    answer = await second_step(api, await first_step(api, ben), code_of(mine.secret, clock.now()))
    assert answer.status_code == 400


@pytest.mark.req("S-13")
async def test_ten_wrong_codes_wait_an_hour_from_wherever_they_come(
    program: Program, ana: Person, clock: FakeClock
) -> None:
    app = await set_up_app(ana, clock)
    async with await _from(program, "127.0.0.1") as api:
        tickets = [await first_step(api, ana) for _ in range(4)]
    statuses: list[int] = []
    for number in range(11):
        async with await _from(program, f"192.0.2.{number}") as api:
            answer = await second_step(api, tickets[number // 3], "000000")
            statuses.append(answer.status_code)
    assert statuses == [400] * 10 + [429]
    async with await _from(program, "198.51.100.1") as api:
        ticket = await first_step(api, ana)
        right = await second_step(api, ticket, code_of(app.secret, clock.now()))
        assert (right.status_code, right.json()["key"]) == (429, "factors.too_many_codes")
        assert right.json()["retry_after"] == pytest.approx(3600, abs=1)
        clock.move(hours=1)
        ticket = await first_step(api, ana)
        assert (await second_step(api, ticket, code_of(app.secret, clock.now()))).status_code == 200


@pytest.mark.req("S-13")
async def test_wrong_codes_count_as_failures_of_their_address(
    api: httpx2.AsyncClient, ana: Person, clock: FakeClock
) -> None:
    await set_up_app(ana, clock)
    tickets = [await first_step(api, ana) for _ in range(2)]
    statuses = [(await second_step(api, tickets[number // 4], "000000")).status_code for number in range(6)]
    assert statuses == [400] * 5 + [429]


async def test_five_wrong_codes_end_a_ticket(api: httpx2.AsyncClient, ana: Person, clock: FakeClock) -> None:
    app = await set_up_app(ana, clock)
    ticket = await first_step(api, ana)
    for _ in range(5):
        assert (await second_step(api, ticket, "000000")).status_code == 400
    clock.move(minutes=1)
    answer = await second_step(api, ticket, code_of(app.secret, clock.now()))
    assert (answer.status_code, answer.json()["key"]) == (401, "auth.ticket_over")


async def test_a_made_up_ticket_opens_nothing(api: httpx2.AsyncClient, ana: Person) -> None:
    del ana
    answer = await second_step(api, "made-up", "123456")
    assert (answer.status_code, answer.json()["key"]) == (401, "auth.ticket_over")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"ticket": "x", "kind": "password", "code": "1"},
        {"ticket": "x" * 200, "kind": "totp", "code": "1"},
        {"ticket": "x", "kind": "totp", "code": "1" * 100},
        {"ticket": "x", "kind": "totp", "code": 123456},
    ],
)
async def test_what_is_no_second_step_is_refused_by_its_shape(
    api: httpx2.AsyncClient, body: dict[str, object]
) -> None:
    assert (await api.post("/auth/second-factor", json=body)).status_code == 400


# -- recovery codes ---------------------------------------------------------------------------


@pytest.mark.req("AUTH-19")
async def test_a_recovery_code_opens_once(api: httpx2.AsyncClient, ana: Person, clock: FakeClock) -> None:
    app = await set_up_app(ana, clock)
    code = app.recovery[3].upper().replace("-", " ")
    for status in (200, 400):
        answer = await second_step(api, await first_step(api, ana), code, kind="recovery")
        assert answer.status_code == status
    left = (await ana.get(MINE)).json()["recovery_codes"]["left"]
    assert left == 9


async def test_of_two_uses_of_one_recovery_code_one_wins(
    api: httpx2.AsyncClient, ana: Person, clock: FakeClock
) -> None:
    app = await set_up_app(ana, clock)
    tickets = [await first_step(api, ana) for _ in range(4)]
    answers = await asyncio.gather(
        *(second_step(api, ticket, app.recovery[0], kind="recovery") for ticket in tickets)
    )
    assert sorted(one.status_code for one in answers) == [200, 400, 400, 400]


async def test_new_recovery_codes_end_the_old_ones(
    api: httpx2.AsyncClient, ana: Person, clock: FakeClock
) -> None:
    app = await set_up_app(ana, clock)
    fresh = (await ana.post(f"{MINE}/recovery-codes")).json()["codes"]
    for code, status in ((app.recovery[0], 400), (fresh[0], 200)):
        answer = await second_step(api, await first_step(api, ana), code, kind="recovery")
        assert answer.status_code == status


async def test_recovery_codes_are_for_who_has_a_factor_to_lose(ana: Person) -> None:
    answer = await ana.post(f"{MINE}/recovery-codes")
    assert (answer.status_code, answer.json()["key"]) == (409, "factors.no_second_factor")


async def test_the_last_recovery_code_is_no_longer_offered(
    api: httpx2.AsyncClient, program: Program, ana: Person, clock: FakeClock
) -> None:
    app = await set_up_app(ana, clock)
    async with program.database.write() as tx:
        all_but_one = "DELETE FROM factors.recovery_code a USING factors.recovery_code b"
        await tx.connection.exec_driver_sql(f"{all_but_one} WHERE a.digest > b.digest")
    body = {"email": ana.email, "password": ana.password}
    assert (await api.post("/auth/login", json=body)).json()["kinds"] == ["totp", "recovery"]
    for code in app.recovery:
        async with await _from(program, f"192.0.2.{app.recovery.index(code)}") as other:
            answer = await second_step(other, await first_step(other, ana), code, kind="recovery")
        if answer.status_code == 200:
            break
    assert (await api.post("/auth/login", json=body)).json()["kinds"] == ["totp"]


# -- once more, and removing ------------------------------------------------------------------


async def test_a_code_proves_again_who_one_is(ana: Person, clock: FakeClock) -> None:
    app = await set_up_app(ana, clock)
    clock.move(minutes=10)
    ways = (await ana.get("/auth/reauthenticate")).json()
    assert ways == {"kinds": ["password", "totp"], "is_recent": False}
    body = {"kind": "totp", "code": code_of(app.secret, clock.now())}
    assert (await ana.post("/auth/reauthenticate", body)).status_code == 204
    assert (await ana.get("/auth/reauthenticate")).json()["is_recent"] is True
    again = await ana.post("/auth/reauthenticate", body)
    assert (again.status_code, list(again.json()["errors"])) == (400, ["code"])


async def test_a_recovery_code_does_not_prove_again_who_one_is(ana: Person, clock: FakeClock) -> None:
    app = await set_up_app(ana, clock)
    body = {"kind": "recovery", "code": app.recovery[0]}
    assert (await ana.post("/auth/reauthenticate", body)).status_code == 400
    assert (await ana.get(MINE)).json()["recovery_codes"]["left"] == 10


@pytest.mark.req("AUTH-19")
async def test_who_removes_everything_signs_in_with_the_password_again(
    api: httpx2.AsyncClient, ana: Person, clock: FakeClock
) -> None:
    await set_up_app(ana, clock)
    assert (await ana.delete(f"{MINE}/totp")).status_code == 204
    found = await _overview(ana)
    assert (found["totp"], found["recovery_codes"]) == (None, None)
    await log_in(api, ana)
    assert (await ana.delete(f"{MINE}/totp")).status_code == 404


async def test_removing_needs_a_recent_sign_in(ana: Person, clock: FakeClock) -> None:
    await set_up_app(ana, clock)
    clock.move(minutes=10)
    assert (await ana.delete(f"{MINE}/totp")).json()["key"] == "auth.recent_sign_in_required"


async def _from(program: Program, address: str) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(program.asgi, client=(address, 40000))
    return httpx2.AsyncClient(transport=transport, base_url="http://beep.test/api/v10")
