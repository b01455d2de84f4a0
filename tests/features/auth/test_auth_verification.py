"""Confirming an e-mail by a letter's link, and what one may not do before (AUTH-01, AMB-7, S-10)."""

import asyncio
import re
from collections.abc import AsyncIterator

import httpx2
import pytest
from tests.conftest import running
from tests.fakes.clock import FakeClock
from tests.features.auth.rows import audit, rows
from tests.worlds.communities import ok, refused
from tests.worlds.conversations import serve
from tests.worlds.letters import Sink, smtp_settings, written
from tests.worlds.people import PASSWORD, Person, log_in, sign_up

from beep.app.program import Program
from beep.app.settings import Settings

pytestmark = pytest.mark.anyio
SERVER = {"name": "jardin"}


@pytest.fixture
def environment(sink: Sink) -> dict[str, str]:
    return smtp_settings(sink.port)


async def confirm(api: httpx2.AsyncClient, token: str) -> httpx2.Response:
    return await api.post("/auth/email/confirm", json={"token": token})


@pytest.mark.req("AUTH-01")
async def test_who_signs_up_gets_a_letter_whose_link_confirms_the_address(
    api: httpx2.AsyncClient, program: Program, sink: Sink
) -> None:
    ana = await sign_up(api, "ana")
    letter = await sink.next()
    assert letter.to == "ana@example.org"
    assert not (await ok(ana, "GET", "/users/@me"))["verified"]
    answer = await confirm(api, letter.token)
    assert (answer.status_code, answer.json()) == (200, {"kind": "verify"})
    assert (await ok(ana, "GET", "/users/@me"))["verified"]
    assert "email_verified" in await audit(program)


@pytest.mark.req("AUTH-01", "S-10")
async def test_until_then_one_creates_no_server_and_then_at_once(api: httpx2.AsyncClient, sink: Sink) -> None:
    ana = await sign_up(api, "ana")
    answer = await ana.post("/guilds", SERVER)
    assert (answer.status_code, answer.json()["key"]) == (403, "auth.email_not_verified")
    assert (await confirm(api, (await sink.next()).token)).status_code == 200
    assert (await ana.post("/guilds", SERVER)).status_code == 201


async def test_another_process_knows_within_a_second(
    settings: Settings, database_url: str, clock: FakeClock, sink: Sink
) -> None:
    async with (
        running(settings, database_url, clock) as first,
        running(settings, database_url, clock) as second,
        _client(first) as here,
        _client(second) as there,
    ):
        ana = await sign_up(here, "ana")
        ana.api = there
        await refused(ana, "POST", "/guilds", SERVER, status=403)
        await confirm(here, (await sink.next()).token)
        async with asyncio.timeout(5):
            while (await ana.post("/guilds", SERVER)).status_code != 201:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.05)


def _client(program: Program) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(program.asgi, client=("127.0.0.1", 40000))
    return httpx2.AsyncClient(transport=transport, base_url="http://beep.test/api/v10")


async def test_a_link_works_once(api: httpx2.AsyncClient, sink: Sink) -> None:
    await sign_up(api, "ana")
    token = (await sink.next()).token
    codes = sorted(
        [one.status_code for one in await asyncio.gather(*(confirm(api, token) for _ in range(4)))]
    )
    assert codes == [200, 404, 404, 404]


async def test_a_link_lives_a_day(api: httpx2.AsyncClient, sink: Sink, clock: FakeClock) -> None:
    await sign_up(api, "ana")
    token = (await sink.next()).token
    clock.move(hours=24)
    answer = await confirm(api, token)
    assert (answer.status_code, answer.json()["key"]) == (404, "auth.link_over")


@pytest.mark.req("S-11")
async def test_a_link_that_was_not_sent_does_nothing(api: httpx2.AsyncClient, sink: Sink) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    letters = {one.to: one.token for one in (await sink.next(), await sink.next())}
    mine, other = letters["ana@example.org"], letters["bob@example.org"]
    number, _, seal = mine.partition(".")
    forged = [
        f"{number}.{other.partition('.')[2]}",
        f"{number}.{seal[:-1]}{'A' if seal[-1] != 'A' else 'B'}",
        f"{number}.",
        number,
        f"0.{seal}",
        f"zz.{seal}",
        f"{'f' * 16}.{seal}",
        f"{number}.é",
        "",
        ".",
    ]
    for token in forged:
        assert (await confirm(api, token)).status_code == 404
    assert (
        await api.post("/auth/reset/confirm", json={"token": mine, "password": PASSWORD})
    ).status_code == 404
    assert (await api.post("/auth/email/undo", json={"token": mine})).status_code == 404
    for person in (ana, bob):
        assert not (await ok(person, "GET", "/users/@me"))["verified"]


@pytest.mark.req("S-12")
async def test_the_link_is_neither_in_the_database_nor_in_a_fact_nor_in_a_log(
    api: httpx2.AsyncClient, program: Program, sink: Sink, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    await sign_up(api, "ana")
    token = (await sink.next()).token
    await confirm(api, token)
    seal = token.partition(".")[2]
    tables = await rows(
        program,
        "SELECT format('%%I.%%I', schemaname, tablename) FROM pg_tables"
        " WHERE schemaname !~ '^(pg_|information)'",
    )
    for (table,) in tables:
        found = await rows(program, f"SELECT count(*) FROM {table} t WHERE t::text LIKE '%%{seal}%%'")  # noqa: S608
        assert found == [(0,)], table
    own = [str(vars(one)) for one in caplog.records if not one.name.startswith(("mail", "aiosmtpd"))]
    assert seal not in "".join(own)


async def test_a_lost_letter_is_sent_again_but_not_without_end(
    api: httpx2.AsyncClient, sink: Sink, clock: FakeClock
) -> None:
    ana = await sign_up(api, "ana")
    first = (await sink.next()).token
    for _ in range(4):
        assert (await ana.post("/auth/email/verification")).status_code == 204
    last = [await sink.next() for _ in range(4)][-1].token
    answer = await ana.post("/auth/email/verification")
    assert (answer.status_code, answer.json()["key"]) == (429, "auth.too_many_links")
    clock.move(hours=1)
    ana = await log_in(api, ana)
    assert (await ana.post("/auth/email/verification")).status_code == 204
    assert (await confirm(api, last)).status_code == 200
    # One of them is enough, and the others are over with it.
    assert (await confirm(api, first)).status_code == 404


async def test_who_is_confirmed_gets_no_further_letter(
    api: httpx2.AsyncClient, program: Program, sink: Sink
) -> None:
    ana = await sign_up(api, "ana")
    await confirm(api, (await sink.next()).token)
    assert (await ana.post("/auth/email/verification")).status_code == 204
    await written(program)
    assert sink.arrived.empty()


@pytest.mark.parametrize(
    ("locale", "header", "subject"),
    [
        (None, "en-GB,en;q=0.9,fr;q=0.5", "Confirm your e-mail address"),
        (None, "en;q=0.2, fr-CA", "Confirmez votre adresse e-mail"),
        (None, "", "Confirmez votre adresse e-mail"),
        ("en", "fr", "Confirm your e-mail address"),
        ("fr-BE", "en", "Confirmez votre adresse e-mail"),
        ("de", "", "Confirm your e-mail address"),
    ],
)
async def test_a_letter_is_written_in_the_readers_language(
    api: httpx2.AsyncClient, sink: Sink, locale: str | None, header: str, subject: str
) -> None:
    body = {"email": "ana@example.org", "password": PASSWORD, "username": "ana", "locale": locale}
    answer = await api.post("/auth/signup", json=body, headers={"Accept-Language": header})
    assert answer.status_code == 201
    letter = await sink.next()
    assert letter.message["Subject"] == subject
    assert "ana" in letter.text()
    assert "#" in letter.text("html")


async def test_the_html_says_what_the_text_says_and_loads_nothing(
    api: httpx2.AsyncClient, sink: Sink
) -> None:
    await sign_up(api, "ana")
    letter = await sink.next()
    html = letter.text("html")
    assert letter.token in html
    assert not re.search(r"<(img|script|link|iframe|style)\b|url\(|src=", html)


async def test_what_is_asked_of_an_account_is_for_its_owner_only(api: httpx2.AsyncClient, sink: Sink) -> None:
    ana = await sign_up(api, "ana")
    found = await ok(ana, "GET", "/auth/account")
    assert found == {
        "email": "ana@example.org",
        "verified": False,
        "has_password": True,
        "pending": None,
        "verification": True,
        "sending": True,
    }
    for method, path in (
        ("GET", "/auth/account"),
        ("POST", "/auth/email/verification"),
        ("DELETE", "/auth/email/pending"),
    ):
        assert (await api.request(method, path)).status_code == 401
    await sink.next()


# -- where nobody must confirm anything -------------------------------------------------------


@pytest.fixture
async def quiet(
    settings: Settings, database_url: str, clock: FakeClock, sink: Sink
) -> AsyncIterator[httpx2.AsyncClient]:
    """Give an API of a Beep with a mail server where e-mails are not confirmed."""
    from dataclasses import replace

    import msgspec

    own = msgspec.structs.replace(settings.sections["auth"], email_verification="off")
    off = replace(settings, sections={**settings.sections, "auth": own})
    async with running(off, database_url, clock) as program, _client(program) as api:
        yield api
        await written(program)
        assert sink.arrived.empty()


async def test_where_it_is_switched_off_nobody_is_written_to_or_kept_from_anything(
    quiet: httpx2.AsyncClient,
) -> None:
    ana: Person = await sign_up(quiet, "ana")
    assert (await ana.post("/guilds", SERVER)).status_code == 201
    assert not (await ok(ana, "GET", "/auth/account"))["verification"]


async def test_ones_own_devices_hear_of_it_and_nobody_elses(
    api: httpx2.AsyncClient, program: Program, sink: Sink
) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    letters = {one.to: one.token for one in (await sink.next(), await sink.next())}
    async with serve(program) as served:
        device, other = await served.person(ana), await served.person(bob)
        await confirm(api, letters[ana.email])
        told = await device.event("USER_UPDATE", id=str(ana.id))
        assert (told["verified"], told["email"]) == (True, ana.email)
        await ok(bob, "PATCH", "/users/@me", {"global_name": "Bob"})
        await other.event("USER_UPDATE", id=str(bob.id))
        assert [one["id"] for one in other.events("USER_UPDATE")] == [str(bob.id)]
