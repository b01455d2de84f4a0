"""Logging in, and how often one may fail."""

import asyncio
import os
import statistics
import sys
import threading
import time

import httpx2
import pytest
from tests.conftest import running
from tests.fakes.clock import FakeClock
from tests.features.auth.rows import rows
from tests.worlds.people import PASSWORD, sign_up

from beep.app.program import Program
from beep.app.settings import load
from beep.features import auth
from beep.features.auth.passwords import Passwords
from beep.features.auth.settings import AuthSettings

pytestmark = pytest.mark.anyio


@pytest.fixture
def environment() -> dict[str, str]:
    """Believe a proxy on loopback, so that tests come from many addresses."""
    return {"BEEP_TRUSTED_PROXIES": "127.0.0.1/32"}


async def _log_in(
    api: httpx2.AsyncClient,
    password: str = PASSWORD,
    *,
    ip: str = "203.0.113.9",
    email: str = "ana@example.org",
) -> httpx2.Response:
    body = {"email": email, "password": password}
    return await api.post("/auth/login", json=body, headers={"X-Forwarded-For": ip})


async def _fail(api: httpx2.AsyncClient, times: int, *, ip: str = "203.0.113.9") -> list[int]:
    return [(await _log_in(api, "wrong", ip=ip)).status_code for _ in range(times)]


@pytest.mark.req("AUTH-14")
@pytest.mark.parametrize("base", ["http://beep.test/api/v10", "http://beep.test"])
async def test_logging_in_answers_the_three_documented_keys(api: httpx2.AsyncClient, base: str) -> None:
    await sign_up(api, "ana")
    answer = await _log_in(httpx2.AsyncClient(transport=api._transport, base_url=base))
    body = answer.json()
    assert (answer.status_code, set(body)) == (200, {"accessToken", "refreshToken", "expiresIn"})
    assert (type(body["accessToken"]), type(body["refreshToken"]), body["expiresIn"]) == (str, str, 3600)


@pytest.mark.req("S-14")
async def test_a_wrong_password_and_an_unknown_email_get_the_same_answer(api: httpx2.AsyncClient) -> None:
    await sign_up(api, "ana")
    answers = [
        await _log_in(api, "wrong-password"),
        await _log_in(api, email="nobody@example.org"),
        await _log_in(api, email="no address"),
    ]
    bodies = [{key: value for key, value in one.json().items() if key != "request_id"} for one in answers]
    assert [one.status_code for one in answers] == [401, 401, 401]
    assert bodies[0] == bodies[1] == bodies[2]
    assert bodies[0]["key"] == "auth.wrong_credentials"


@pytest.mark.req("AUTH-12")
async def test_the_sixth_attempt_is_refused_even_with_the_right_password(api: httpx2.AsyncClient) -> None:
    await sign_up(api, "ana")
    assert await _fail(api, 5) == [401] * 5
    answer = await _log_in(api)
    assert (answer.status_code, answer.json()["key"]) == (429, "auth.too_many_failures")
    assert 60 <= int(answer.headers["retry-after"]) <= 61


@pytest.mark.req("AUTH-12")
async def test_other_addresses_are_not_affected(api: httpx2.AsyncClient) -> None:
    await sign_up(api, "ana")
    await _fail(api, 6)
    assert (await _log_in(api, ip="203.0.113.10")).status_code == 200


@pytest.mark.req("AUTH-12")
async def test_the_window_slides(api: httpx2.AsyncClient, clock: FakeClock) -> None:
    await sign_up(api, "ana")
    await _fail(api, 1)
    clock.move(seconds=30)
    assert await _fail(api, 5) == [401] * 4 + [429]
    clock.move(seconds=29)
    assert (await _log_in(api)).status_code == 429
    clock.move(seconds=2)
    assert await _fail(api, 2) == [401, 429]
    clock.move(seconds=29)
    assert (await _log_in(api)).status_code == 200


@pytest.mark.req("AUTH-12")
async def test_refused_attempts_do_not_prolong_the_wait(api: httpx2.AsyncClient, clock: FakeClock) -> None:
    await sign_up(api, "ana")
    await _fail(api, 5)
    clock.move(seconds=59)
    assert await _fail(api, 3) == [429] * 3
    clock.move(seconds=1)
    assert (await _log_in(api)).status_code == 200


@pytest.mark.req("AUTH-12")
async def test_a_success_does_not_reset_the_count(api: httpx2.AsyncClient) -> None:
    await sign_up(api, "ana")
    await _fail(api, 4)
    assert (await _log_in(api)).status_code == 200
    assert await _fail(api, 2) == [401, 429]


@pytest.mark.req("AUTH-12")
async def test_failures_of_unknown_emails_count_as_well(api: httpx2.AsyncClient) -> None:
    for number in range(5):
        await _log_in(api, email=f"nobody-{number}@example.org")
    assert (await _log_in(api, email="somebody@example.org")).status_code == 429


@pytest.mark.req("AUTH-12", "S-13")
async def test_a_spoofed_forwarding_header_does_not_reset_the_count(api: httpx2.AsyncClient) -> None:
    await sign_up(api, "ana")
    spoofed = [f"198.51.100.{number}, 203.0.113.9" for number in range(6)]
    assert [(await _log_in(api, "wrong", ip=ip)).status_code for ip in spoofed] == [401] * 5 + [429]


@pytest.mark.req("S-13")
async def test_an_untrusted_peer_cannot_name_its_address(program: Program) -> None:
    transport = httpx2.ASGITransport(program.asgi, client=("198.51.100.7", 40000))
    async with httpx2.AsyncClient(transport=transport, base_url="http://beep.test/api/v10") as api:
        codes = [(await _log_in(api, "wrong", ip=f"203.0.113.{number}")).status_code for number in range(6)]
    assert codes == [401] * 5 + [429]


@pytest.mark.req("S-13")
async def test_addresses_of_one_ipv6_network_count_together(api: httpx2.AsyncClient) -> None:
    codes = [(await _log_in(api, "wrong", ip=f"2001:db8::{number}")).status_code for number in range(6)]
    assert codes == [401] * 5 + [429]
    assert (await _log_in(api, "wrong", ip="2001:db8:0:1::1")).status_code == 401


@pytest.mark.req("AUTH-12", "S-13")
async def test_the_case_of_an_email_does_not_reset_the_count(api: httpx2.AsyncClient) -> None:
    emails = ["ana@example.org", "Ana@example.org", "ANA@EXAMPLE.ORG", " ana@example.org", "aNa@example.org"]
    assert [(await _log_in(api, "wrong", email=email)).status_code for email in emails] == [401] * 5
    assert (await _log_in(api, "wrong", email="anA@example.org")).status_code == 429


@pytest.mark.req("AUTH-12", "S-30")
async def test_of_ten_concurrent_wrong_attempts_five_are_judged(api: httpx2.AsyncClient) -> None:
    await sign_up(api, "ana")
    answers = await asyncio.gather(*(_log_in(api, "wrong") for _ in range(10)))
    assert sorted(one.status_code for one in answers) == [401] * 5 + [429] * 5


@pytest.mark.req("AUTH-12")
async def test_a_whole_school_behind_one_address_logs_in_at_once(api: httpx2.AsyncClient) -> None:
    await sign_up(api, "ana")
    answers = await asyncio.gather(*(_log_in(api) for _ in range(30)))
    assert [one.status_code for one in answers] == [200] * 30


@pytest.mark.req("AUTH-12")
async def test_failures_in_other_processes_count(
    database_url: str, program: Program, api: httpx2.AsyncClient, clock: FakeClock
) -> None:
    await sign_up(api, "ana")
    async with running(program.settings, database_url, clock) as other:
        transport = httpx2.ASGITransport(other.asgi, client=("127.0.0.1", 40000))
        async with httpx2.AsyncClient(transport=transport, base_url="http://beep.test/api/v10") as there:
            clients = [api, there] * 5
            answers = await asyncio.gather(*(_log_in(one, "wrong") for one in clients))
    assert sorted(one.status_code for one in answers) == [401] * 5 + [429] * 5


async def test_one_account_is_guarded_against_many_addresses(
    api: httpx2.AsyncClient,
) -> None:
    for number in range(50):
        await _log_in(api, "wrong", ip=f"203.0.113.{number}")
    assert (await _log_in(api, "wrong", ip="198.51.100.1")).status_code == 429
    assert (await _log_in(api, "wrong", ip="198.51.100.1", email="ben@example.org")).status_code == 401


async def test_an_attempt_cut_short_by_a_crash_counts_as_a_failure(
    api: httpx2.AsyncClient, program: Program, clock: FakeClock
) -> None:
    await sign_up(api, "ana")
    await _fail(api, 5)
    async with program.database.write() as tx:
        await tx.connection.exec_driver_sql("UPDATE auth.attempt SET is_pending = true")
    clock.move(seconds=31)
    assert (await _log_in(api)).status_code == 429


async def test_a_hash_is_renewed_when_its_parameters_change(
    database_url: str,
    api: httpx2.AsyncClient,
    program: Program,
    clock: FakeClock,
    environment: dict[str, str],
) -> None:
    await sign_up(api, "ana")
    stronger = {
        **environment,
        "BEEP_HOME": program.settings.process.home,
        "BEEP_AUTH__ARGON2_MEMORY_KIB": "128",
        "BEEP_AUTH__ARGON2_TIME_COST": "1",
        "BEEP_AUTH__ARGON2_LANES": "1",
    }
    async with running(load(stronger), database_url, clock) as newer:
        transport = httpx2.ASGITransport(newer.asgi, client=("127.0.0.1", 40000))
        async with httpx2.AsyncClient(transport=transport, base_url="http://beep.test/api/v10") as there:
            assert (await _log_in(there)).status_code == 200
            assert (await _log_in(there)).status_code == 200
    assert "m=128" in (await rows(program, "SELECT password_hash FROM auth.account"))[0][0]


async def test_more_passwords_than_may_wait_are_turned_away(program: Program) -> None:
    del program
    passwords = Passwords(
        AuthSettings(hash_queue=2, argon2_memory_kib=64, argon2_time_cost=1, argon2_lanes=1)
    )
    hashed = await asyncio.gather(*(passwords.hash("x") for _ in range(3)), return_exceptions=True)
    passwords.stop()
    assert sum(isinstance(one, str) for one in hashed) == 2
    assert [one.retry_after_s for one in hashed if not isinstance(one, str)] == [5]  # type: ignore[union-attr]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux knows the priority of a thread; run it there")
async def test_whoever_hashes_stands_back_behind_who_serves() -> None:
    def niceness() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    passwords = Passwords(AuthSettings())
    behind = await passwords._run(niceness)
    passwords.stop()
    assert behind == min(19, niceness() + 10)


def test_the_default_parameters_are_those_of_rfc_9106() -> None:
    settings = AuthSettings()
    assert (settings.argon2_memory_kib, settings.argon2_time_cost, settings.argon2_lanes) == (65_536, 3, 4)


@pytest.mark.req("S-14")
@pytest.mark.parametrize(
    "environment",
    [
        {
            # Heavy enough for the hash to be most of the answer.
            "BEEP_AUTH__ARGON2_MEMORY_KIB": "8192",
            "BEEP_AUTH__ARGON2_TIME_COST": "3",
            "BEEP_AUTH__FAILURES_PER_MINUTE": "1000",
            "BEEP_AUTH__ACCOUNT_FAILURES": "1000",
        }
    ],
)
async def test_an_unknown_email_takes_as_long_as_a_known_one(
    api: httpx2.AsyncClient, environment: dict[str, str]
) -> None:
    del environment
    await sign_up(api, "ana")

    async def took(email: str) -> float:
        started = time.perf_counter()
        await _log_in(api, "wrong", email=email)
        return time.perf_counter() - started

    pairs = [(await took("ana@example.org"), await took("nobody@example.org")) for _ in range(20)]
    known, unknown = (statistics.median(times) for times in zip(*pairs, strict=True))
    assert 0.67 < known / unknown < 1.5


async def test_failures_under_a_name_elsewhere_are_counted_as_those_of_an_account_are(
    program: Program,
) -> None:
    signing_in: auth.SigningIn = program.face("auth").signing_in

    async def no() -> bool:
        return False

    for number in range(50):
        assert not await signing_in.judge_stranger("Ana", auth.Origin(f"203.0.113.{number}", "", ""), no)
    with pytest.raises(auth.TooManyFailures):
        await signing_in.judge_stranger("ana ", auth.Origin("198.51.100.1", "", ""), no)
    assert await signing_in.judge_stranger("bob", auth.Origin("198.51.100.1", "", ""), no) is False
