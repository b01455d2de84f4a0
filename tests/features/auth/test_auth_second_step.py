"""Signing in in two steps: a ticket for who has a second factor, redeemed once."""

from collections.abc import Sequence

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.worlds.people import Person, sign_up

from beep.app.program import Program
from beep.features import audit, auth
from beep.kit.ids import UserId

pytestmark = pytest.mark.anyio
ORIGIN = auth.Origin("203.0.113.9", "a browser", "")


class _Totp:
    """Everybody has a code generator."""

    async def kinds_of(self, user_id: UserId) -> Sequence[str]:
        del user_id
        return ("totp",)

    async def is_right(self, user_id: UserId, proof: auth.Proof) -> bool:
        del user_id, proof
        return False


@pytest.fixture
async def ana(api: httpx2.AsyncClient) -> Person:
    return await sign_up(api, "ana")


@pytest.fixture
def signing_in(program: Program, ana: Person) -> auth.SigningIn:
    """Return the ways in once everybody has a second factor."""
    del ana
    found: auth.SigningIn = program.face("auth").signing_in
    found.second_factors = _Totp()
    return found


async def _first_step(api: httpx2.AsyncClient, ana: Person) -> httpx2.Response:
    return await api.post("/auth/login", json={"email": ana.email, "password": ana.password})


@pytest.fixture
async def ticket(api: httpx2.AsyncClient, ana: Person, signing_in: auth.SigningIn) -> str:
    del signing_in
    return (await _first_step(api, ana)).json()["ticket"]


async def _me(api: httpx2.AsyncClient, pair: auth.Pair) -> httpx2.Response:
    return await api.get("/users/@me", headers={"Authorization": f"Bearer {pair.access_token}"})


@pytest.mark.req("AUTH-19")
async def test_the_password_alone_gives_a_ticket_and_no_tokens(
    api: httpx2.AsyncClient, ana: Person, signing_in: auth.SigningIn
) -> None:
    del signing_in
    answer = await _first_step(api, ana)
    body = answer.json()
    assert (answer.status_code, body["key"], body["kinds"]) == (401, "auth.second_factor_required", ["totp"])
    assert "accessToken" not in body


async def test_a_wrong_password_gives_no_ticket(
    api: httpx2.AsyncClient, ana: Person, signing_in: auth.SigningIn
) -> None:
    del signing_in
    answer = await api.post("/auth/login", json={"email": ana.email, "password": "wrong-password"})
    assert (answer.json()["key"], "ticket" in answer.json()) == ("auth.wrong_credentials", False)


async def test_a_ticket_opens_one_session_once(
    api: httpx2.AsyncClient, ana: Person, signing_in: auth.SigningIn, ticket: str
) -> None:
    assert (await signing_in.get_ticket(ticket)).user_id == ana.id
    pair = await signing_in.redeem_ticket(ticket, ORIGIN, method="totp")
    assert (await _me(api, pair)).json()["username"] == "ana"
    with pytest.raises(auth.TicketOver):
        await signing_in.redeem_ticket(ticket, ORIGIN, method="totp")


async def test_a_ticket_lives_five_minutes(signing_in: auth.SigningIn, ticket: str, clock: FakeClock) -> None:
    clock.move(minutes=5)
    for look in (signing_in.get_ticket(ticket), signing_in.redeem_ticket(ticket, ORIGIN, method="totp")):
        with pytest.raises(auth.TicketOver):
            await look


async def test_five_wrong_second_steps_end_a_ticket(signing_in: auth.SigningIn, ticket: str) -> None:
    for _ in range(4):
        await signing_in.fail_ticket(ticket)
    await signing_in.get_ticket(ticket)
    await signing_in.fail_ticket(ticket)
    with pytest.raises(auth.TicketOver):
        await signing_in.get_ticket(ticket)


async def test_a_ticket_dies_with_a_suspension(
    program: Program, ana: Person, signing_in: auth.SigningIn, ticket: str
) -> None:
    await program.face("auth").accounts.suspend(
        UserId(ana.id), auth.Act(UserId(0), audit.Action.ACCOUNT_SUSPENDED)
    )
    with pytest.raises(auth.TicketOver):
        await signing_in.redeem_ticket(ticket, ORIGIN, method="totp")


async def test_a_strong_way_in_needs_no_second_step(
    api: httpx2.AsyncClient, ana: Person, signing_in: auth.SigningIn
) -> None:
    pair = await signing_in.sign_in(UserId(ana.id), ORIGIN, methods=frozenset({"passkey"}))
    assert (await _me(api, pair)).status_code == 200


@pytest.mark.req("S-13")
async def test_wrong_second_steps_count_as_failed_sign_ins(ana: Person, signing_in: auth.SigningIn) -> None:
    async def wrong() -> bool:
        return False

    for _ in range(5):
        assert not await signing_in.judge(UserId(ana.id), ORIGIN, wrong)
    with pytest.raises(auth.TooManyFailures):
        await signing_in.judge(UserId(ana.id), ORIGIN, wrong)


class TestAdministrators:
    @pytest.fixture
    def environment(self) -> dict[str, str]:
        return {"BEEP_AUTH__ADMINISTRATORS_NEED_SECOND_FACTOR": "true"}

    @pytest.mark.req("AUTH-19")
    async def test_an_administrator_is_one_only_with_a_second_factor(
        self, api: httpx2.AsyncClient, program: Program, ana: Person
    ) -> None:
        face: auth.Auth = program.face("auth")
        await face.accounts.change_roles(
            UserId(ana.id), frozenset({"admin"}), auth.Act(UserId(0), audit.Action.ROLE_GRANTED)
        )
        seen: list[list[str]] = []
        for methods in ({"password"}, {"password", "totp"}):
            pair = await face.signing_in.sign_in(UserId(ana.id), ORIGIN, methods=frozenset(methods))
            seen.append((await _me(api, pair)).json()["global_roles"])
        assert seen == [["user"], ["admin", "user"]]
