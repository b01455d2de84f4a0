"""Passwords: changing one, and choosing a new one by a letter when it is forgotten (USER-01, S-14)."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.features.auth.rows import audit, ended, rows
from tests.worlds.administration import administrator
from tests.worlds.communities import ok
from tests.worlds.letters import Sink, smtp_settings, written
from tests.worlds.people import PASSWORD, Person, log_in, sign_up

from beep.app.program import Program
from beep.features import auth
from beep.kit.ids import UserId

pytestmark = pytest.mark.anyio
OTHER = "des-violettes-en-mars"
RESET = "Choisissez un nouveau mot de passe"
CHANGED = "Votre mot de passe a changé"


@pytest.fixture
def environment(sink: Sink) -> dict[str, str]:
    return smtp_settings(sink.port)


@pytest.fixture
async def ana(api: httpx2.AsyncClient, sink: Sink) -> Person:
    """Return somebody whose e-mail is confirmed."""
    person = await sign_up(api, "ana")
    token = (await sink.next()).token
    assert (await api.post("/auth/email/confirm", json={"token": token})).status_code == 200
    return person


async def ask(api: httpx2.AsyncClient, email: str = "ana@example.org") -> httpx2.Response:
    return await api.post("/auth/reset", json={"email": email})


async def reset(
    api: httpx2.AsyncClient, token: str, password: str = OTHER, *, by: Person | None = None
) -> httpx2.Response:
    body = {"token": token, "password": password}
    return await api.post("/auth/reset/confirm", json=body, headers=by.headers if by else {})


async def test_a_letter_lets_one_choose_a_password_and_everybody_else_is_signed_out(
    api: httpx2.AsyncClient, program: Program, sink: Sink, ana: Person
) -> None:
    assert (await ask(api)).status_code == 204
    letter = await sink.next()
    assert (letter.to, letter.message["Subject"]) == (ana.email, RESET)
    assert (await reset(api, letter.token)).status_code == 204
    assert (await ana.get("/users/@me")).status_code == 401
    assert await ended(program) == ["password_reset"]
    old = await api.post("/auth/login", json={"email": ana.email, "password": PASSWORD})
    assert old.status_code == 401
    ana.password = OTHER
    await log_in(api, ana)
    told = await sink.next()
    assert (told.to, told.message["Subject"], "#" in told.text()) == (ana.email, CHANGED, False)
    assert [one for one in await audit(program) if "reset" in one] == [
        "password_reset_asked",
        "password_reset",
    ]


async def test_a_reset_link_works_once_and_for_an_hour(
    api: httpx2.AsyncClient, sink: Sink, ana: Person, clock: FakeClock
) -> None:
    del ana
    await ask(api)
    token = (await sink.next()).token
    codes = [one.status_code for one in await asyncio.gather(*(reset(api, token) for _ in range(4)))]
    assert sorted(codes) == [204, 404, 404, 404]
    await ask(api)
    late = (await sink.next_about(RESET)).token
    clock.move(hours=1)
    assert (await reset(api, late)).status_code == 404


async def test_choosing_a_password_ends_the_other_links(
    api: httpx2.AsyncClient, sink: Sink, ana: Person
) -> None:
    del ana
    tokens = []
    for _ in range(2):
        await ask(api)
        tokens.append((await sink.next()).token)
    assert [(await reset(api, one)).status_code for one in reversed(tokens)] == [204, 404]


@pytest.mark.parametrize("password", ["short", "password", "ana@example.org", "", "x" * 1025])
async def test_a_bad_password_is_refused_and_the_link_stays_good(
    api: httpx2.AsyncClient, sink: Sink, ana: Person, password: str
) -> None:
    del ana
    await ask(api)
    token = (await sink.next()).token
    answer = await reset(api, token, password)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["password"])
    assert (await reset(api, token)).status_code == 204


async def test_a_suspended_person_gets_no_letter(
    api: httpx2.AsyncClient, program: Program, sink: Sink, ana: Person
) -> None:
    await ask(api)
    token = (await sink.next()).token
    act = auth.Act(UserId(0), 2017)  # type: ignore[arg-type]
    await program.face("auth").accounts.suspend(UserId(ana.id), act)
    await ask(api)
    await written(program)
    assert sink.arrived.empty()
    assert (await reset(api, token)).status_code == 404


async def test_nobody_is_flooded_with_letters(
    api: httpx2.AsyncClient, program: Program, sink: Sink, ana: Person, clock: FakeClock
) -> None:
    del ana
    for _ in range(8):
        assert (await ask(api)).status_code == 204
        await written(program)
    assert sink.arrived.qsize() == 5
    clock.move(hours=1)
    await ask(api)
    await written(program)
    assert sink.arrived.qsize() == 6


async def test_an_administrator_makes_somebody_choose_a_new_password(
    api: httpx2.AsyncClient, program: Program, sink: Sink, ana: Person
) -> None:
    zoe = await administrator(api, program)
    await ok(zoe, "POST", f"/admin/people/{ana.id}/password-reset", {"reason": "seen elsewhere"})
    assert (await ana.get("/users/@me")).status_code == 401
    letter = await sink.next_about(RESET)
    assert letter.to == ana.email
    assert (await reset(api, letter.token)).status_code == 204


# -- who exists (S-14) ------------------------------------------------------------------------


@pytest.mark.req("S-14")
async def test_known_and_unknown_addresses_get_the_same_answer_and_only_one_gets_a_letter(
    api: httpx2.AsyncClient, program: Program, sink: Sink, ana: Person
) -> None:
    del ana
    answers = [
        await ask(api, email) for email in ("ana@example.org", "nobody@example.org", "ANA@example.org")
    ]
    assert {(one.status_code, one.content) for one in answers} == {(204, b"")}
    names = [sorted(set(one.headers) - {"x-request-id", "date"}) for one in answers]
    assert names[0] == names[1] == names[2]
    await written(program)
    assert [one.to for one in (await sink.next(), await sink.next())] == ["ana@example.org"] * 2
    assert sink.arrived.empty()
    assert await rows(program, "SELECT count(*) FROM auth.reset_request") == [(0,)]


async def test_what_is_no_address_is_refused_by_name(api: httpx2.AsyncClient) -> None:
    answer = await ask(api, "no address")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["email"])


@pytest.mark.slow
@pytest.mark.req("S-14")
async def test_known_and_unknown_addresses_take_the_same_time(
    api: httpx2.AsyncClient, program: Program, ana: Person
) -> None:
    async def ask_known() -> httpx2.Response:
        return await ask(api)

    async def ask_unknown() -> httpx2.Response:
        return await ask(api, "bob@example.org")

    async def move_to(email: str) -> None:
        async with program.database.write() as tx:
            await tx.connection.exec_driver_sql("DELETE FROM auth.challenge")
        await ana.put("/auth/email", {"email": email})

    await sign_up(api, "eve")
    await _same_time(ask_known, ask_unknown)
    await _same_time(lambda: move_to("eve@example.org"), lambda: move_to("fox@example.org"))


async def _same_time(one: Callable[[], Awaitable[object]], other: Callable[[], Awaitable[object]]) -> None:
    """Fail if two calls can be told apart by how long they take: their medians, against how they scatter."""
    took: tuple[list[float], list[float]] = ([], [])
    for _ in range(60):
        for call, times in zip((one, other), took, strict=True):
            began = time.perf_counter()
            await call()
            times.append(time.perf_counter() - began)
    medians = [statistics.median(times) for times in took]
    scatter = statistics.median([abs(t - m) for times, m in zip(took, medians, strict=True) for t in times])
    assert abs(medians[0] - medians[1]) < max(3 * scatter, 0.002), (medians, scatter)


# -- somebody else's address (S-10) -----------------------------------------------------------


@pytest.mark.req("S-10")
async def test_who_signs_up_with_anothers_address_loses_the_account_to_whoever_reads_it(
    api: httpx2.AsyncClient, program: Program, sink: Sink
) -> None:
    thief = await sign_up(api, "thief", email="victim@example.org")
    await sink.next()
    assert (await thief.post("/guilds", {"name": "piège"})).status_code == 403
    program.face("auth").signing_in.second_factors = _Totp()
    await ask(api, "victim@example.org")
    token = (await sink.next()).token
    # A second factor a stranger set up keeps nobody from their own address.
    assert (await reset(api, token)).status_code == 204
    assert (await thief.get("/users/@me")).status_code == 401
    login = await api.post("/auth/login", json={"email": "victim@example.org", "password": PASSWORD})
    assert login.status_code == 401
    facts = await rows(program, "SELECT count(*) FROM outbox.fact WHERE name = 'account.claimed'")
    assert facts == [(1,)]


# -- two factors (ASVS 6.4.3) -----------------------------------------------------------------


class _Totp:
    async def kinds_of(self, user_id: UserId) -> Sequence[str]:
        del user_id
        return ("totp",)


async def test_who_has_a_second_factor_proves_it_before_choosing_a_password(
    api: httpx2.AsyncClient, program: Program, sink: Sink, ana: Person
) -> None:
    signing_in: auth.SigningIn = program.face("auth").signing_in
    await ask(api)
    token = (await sink.next()).token
    signing_in.second_factors = _Totp()
    answer = await reset(api, token)
    assert (answer.status_code, answer.json()["key"]) == (401, "auth.second_factor_required")
    assert answer.json()["kinds"] == ["totp"]
    # A session by the password alone, or somebody else's, proves nothing.
    assert (await reset(api, token, by=ana)).status_code == 401
    origin = auth.Origin("203.0.113.9", "a browser", "")
    pair = await signing_in.redeem_ticket(answer.json()["ticket"], origin, method="totp")
    ana.token = pair.access_token
    assert (await reset(api, token, by=ana)).status_code == 204
    # The session that proved it goes on; the others do not.
    assert (await ana.get("/users/@me")).status_code == 200
    assert await ended(program) == ["password_reset"]


async def test_anothers_second_factor_counts_for_nothing(
    api: httpx2.AsyncClient, program: Program, sink: Sink, ana: Person
) -> None:
    del ana
    eve = await sign_up(api, "eve")
    signing_in: auth.SigningIn = program.face("auth").signing_in
    await ask(api)
    token = (await sink.next_about(RESET)).token
    origin = auth.Origin("203.0.113.9", "a browser", "")
    pair = await signing_in.sign_in(UserId(eve.id), origin, methods=frozenset({"passkey"}))
    signing_in.second_factors = _Totp()
    eve.token = pair.access_token
    assert (await reset(api, token, by=eve)).status_code == 401


# -- changing it ------------------------------------------------------------------------------


@pytest.mark.req("USER-01")
async def test_changing_a_password_needs_the_old_one_and_ends_every_other_session(
    api: httpx2.AsyncClient, program: Program, sink: Sink, ana: Person
) -> None:
    other = await log_in(api, ana)
    wrong = await ana.put("/auth/password", {"password": OTHER, "old_password": "wrong"})
    assert (wrong.status_code, list(wrong.json()["errors"])) == (400, ["old_password"])
    missing = await ana.put("/auth/password", {"password": OTHER})
    assert (missing.status_code, list(missing.json()["errors"])) == (400, ["old_password"])
    done = await ana.put("/auth/password", {"password": OTHER, "old_password": PASSWORD})
    assert done.status_code == 204
    assert (await ana.get("/users/@me")).status_code == 200
    assert (await other.get("/users/@me")).status_code == 401
    assert await ended(program) == ["password_changed"]
    told = await sink.next()
    assert (told.to, told.message["Subject"]) == (ana.email, CHANGED)
    assert "password_changed" in await audit(program)
    ana.password = OTHER
    await log_in(api, ana)


@pytest.mark.req("USER-01")
@pytest.mark.parametrize("password", ["short", "ana@example.org", "azertyuiop"])
async def test_a_bad_new_password_changes_nothing(
    api: httpx2.AsyncClient, ana: Person, password: str
) -> None:
    answer = await ana.put("/auth/password", {"password": password, "old_password": PASSWORD})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["password"])
    await log_in(api, ana)


async def test_guessing_the_old_password_is_counted_like_signing_in(ana: Person) -> None:
    body = {"password": OTHER, "old_password": "wrong"}
    codes = [(await ana.put("/auth/password", body)).status_code for _ in range(6)]
    assert codes == [400] * 5 + [429]


async def test_who_has_no_password_sets_one_after_a_recent_sign_in(
    api: httpx2.AsyncClient, program: Program, ana: Person, clock: FakeClock
) -> None:
    async with program.database.write() as tx:
        await tx.connection.exec_driver_sql(
            "UPDATE auth.account SET password_hash = '' WHERE user_id = %s", (ana.id,)
        )
    clock.move(minutes=11)
    late = await ana.put("/auth/password", {"password": OTHER})
    assert (late.status_code, late.json()["key"]) == (403, "auth.recent_sign_in_required")
    clock.move(minutes=-11)
    origin = auth.Origin("203.0.113.9", "a browser", "")
    pair = await program.face("auth").signing_in.sign_in(
        UserId(ana.id), origin, methods=frozenset({"oidc:google"})
    )
    ana.token = pair.access_token
    assert (await ana.put("/auth/password", {"password": OTHER})).status_code == 204
    ana.password = OTHER
    await log_in(api, ana)


async def test_a_change_ends_a_link_to_choose_a_password(
    api: httpx2.AsyncClient, sink: Sink, ana: Person
) -> None:
    await ask(api)
    token = (await sink.next()).token
    await ana.put("/auth/password", {"password": OTHER, "old_password": PASSWORD})
    assert (await reset(api, token)).status_code == 404


async def test_what_is_over_is_forgotten_in_time(
    api: httpx2.AsyncClient, program: Program, sink: Sink, ana: Person, clock: FakeClock
) -> None:
    del ana
    await ask(api)
    await sink.next()
    parts = program.face("auth")._parts
    async with program.database.write() as tx:
        await tx.connection.exec_driver_sql(
            "INSERT INTO auth.reset_request VALUES (1, 'x', %s)", (clock.now(),)
        )
    clock.move(days=29)
    async with program.database.write() as tx:
        await parts.challenges.forget_old(tx)
    assert await rows(program, "SELECT count(*) FROM auth.reset_request") == [(0,)]
    assert await rows(program, "SELECT count(*) FROM auth.challenge WHERE kind = 'reset'") == [(1,)]
    clock.move(days=3)
    async with program.database.write() as tx:
        await parts.challenges.forget_old(tx)
    assert await rows(program, "SELECT count(*) FROM auth.challenge") == [(0,)]
