"""Signing up."""

import asyncio
import re

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.features.auth.rows import rows
from tests.worlds.people import PASSWORD, log_in, sign_up

from beep.app.program import Program
from beep.runtime.metrics import SIGNUPS

pytestmark = pytest.mark.anyio


def _body(username: str, email: str = "ana@example.org", password: str = PASSWORD) -> dict[str, str]:
    return {"email": email, "password": password, "username": username}


@pytest.mark.req("AUTH-01", "AUTH-15")
async def test_a_visitor_signs_up_and_then_logs_in(api: httpx2.AsyncClient) -> None:
    body = {**_body("ana"), "display_name": "Ana B"}
    answer = await api.post("/auth/signup", json=body)
    assert answer.status_code == 201
    made = answer.json()
    assert set(made) == {"accessToken", "refreshToken", "expiresIn", "user"}
    assert (made["user"]["username"], made["user"]["global_name"]) == ("ana", "Ana B")
    assert (await api.post("/auth/login", json=_body("ana"))).status_code == 200


@pytest.mark.req("GROL-01")
async def test_a_new_account_has_exactly_the_role_user(api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana")
    assert (await ana.get("/users/@me")).json()["global_roles"] == ["user"]


@pytest.mark.req("AUTH-06")
@pytest.mark.parametrize("email", ["ana@example.org", "ANA@Example.ORG", " ana@example.org "])
async def test_an_email_belongs_to_one_account_and_the_refusal_does_not_say_so(
    api: httpx2.AsyncClient, email: str
) -> None:
    await sign_up(api, "ana")
    answer = await api.post("/auth/signup", json=_body("ben", email))
    assert (answer.status_code, answer.json()["key"]) == (409, "auth.email_unavailable")
    assert "mail" not in answer.json()["message"].lower()


async def test_a_refused_sign_up_leaves_its_username_free(api: httpx2.AsyncClient) -> None:
    await sign_up(api, "ana")
    await api.post("/auth/signup", json=_body("ben"))
    assert (await api.post("/auth/signup", json=_body("ben", "ben@example.org"))).status_code == 201


@pytest.mark.req("AUTH-06")
async def test_of_twenty_concurrent_sign_ups_with_one_email_one_succeeds(
    api: httpx2.AsyncClient, program: Program
) -> None:
    answers = await asyncio.gather(
        *(api.post("/auth/signup", json=_body(f"ana-{number}")) for number in range(20))
    )
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 19
    counts = "SELECT (SELECT count(*) FROM auth.account), (SELECT count(*) FROM users.profile)"
    assert await rows(program, counts) == [(1, 1)]


@pytest.mark.req("USER-04")
async def test_of_twenty_concurrent_sign_ups_with_one_username_one_succeeds(api: httpx2.AsyncClient) -> None:
    bodies = [_body("ana", f"ana-{number}@example.org") for number in range(20)]
    answers = await asyncio.gather(*(api.post("/auth/signup", json=body) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 19


@pytest.mark.parametrize("email", ["", "ana", "ana@", "@example.org"])
async def test_a_bad_email_names_the_field(api: httpx2.AsyncClient, email: str) -> None:
    answer = await api.post("/auth/signup", json=_body("ana", email))
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["email"])


@pytest.mark.parametrize("password", ["short", "password1", "ana@example.org", "é" * 513])
async def test_a_bad_password_names_the_field(api: httpx2.AsyncClient, password: str) -> None:
    answer = await api.post("/auth/signup", json=_body("ana", password=password))
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["password"])


async def test_a_password_of_sixty_four_characters_signs_in_again(api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana", password="été à la mer, " * 5)
    await log_in(api, ana)


async def test_passwords_are_kept_as_argon2id_hashes(api: httpx2.AsyncClient, program: Program) -> None:
    await sign_up(api, "ana")
    stored = (await rows(program, "SELECT password_hash FROM auth.account"))[0][0]
    assert re.match(r"\$argon2id\$v=19\$m=64,t=1,p=1\$", stored)


async def test_accounts_are_counted(api: httpx2.AsyncClient) -> None:
    before = SIGNUPS._value.get()
    await sign_up(api, "ana")
    await api.post("/auth/signup", json=_body("ana"))
    assert SIGNUPS._value.get() == before + 1


async def test_a_sign_up_cut_short_is_finished_later(
    api: httpx2.AsyncClient, program: Program, clock: FakeClock
) -> None:
    ana = await sign_up(api, "ana")
    async with program.database.write() as tx:
        await tx.connection.exec_driver_sql("UPDATE auth.account SET is_active = false")
        await tx.connection.exec_driver_sql("UPDATE users.profile SET is_active = false")
    clock.move(minutes=2)
    await program.face("auth").accounts.activate_waiting()
    assert (await ana.get("/users/@me")).json()["username"] == "ana"
    assert await rows(program, "SELECT is_active FROM auth.account") == [(True,)]


async def test_a_sign_up_cut_short_is_finished_by_logging_in(
    api: httpx2.AsyncClient, program: Program
) -> None:
    ana = await sign_up(api, "ana")
    async with program.database.write() as tx:
        await tx.connection.exec_driver_sql("UPDATE auth.account SET is_active = false")
        await tx.connection.exec_driver_sql("UPDATE users.profile SET is_active = false")
    again = await log_in(api, ana)
    assert (await again.get("/users/@me")).json()["username"] == "ana"
