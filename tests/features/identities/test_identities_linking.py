"""Linking and unlinking: never by e-mail, one each, and never the last way in."""

import asyncio

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.fakes.openid import OpenIdFake
from tests.features.auth.rows import audit
from tests.worlds.identities import finish, leave, pass_through, prove, sign_up_there
from tests.worlds.people import Person, sign_up

from beep.app.program import Program
from beep.kit.ids import UserId

pytestmark = pytest.mark.anyio


async def _link(api: httpx2.AsyncClient, who: Person) -> httpx2.Response:
    return await pass_through(api, who=who, purpose="link")


async def _identities(who: Person) -> list[dict[str, str]]:
    return list((await who.get("/users/@me/identities")).json())


def _key(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["key"]


@pytest.fixture
async def ana(api: httpx2.AsyncClient) -> Person:
    return await sign_up(api, "ana")


# -- linking ----------------------------------------------------------------------------------


@pytest.mark.req("AUTH-05", "AUTH-21")
async def test_a_linked_identity_enters_the_account_and_the_password_still_does(
    api: httpx2.AsyncClient, program: Program, ana: Person
) -> None:
    answer = (await _link(api, ana)).json()
    linked = answer["identity"]
    assert (answer["outcome"], linked["provider"], linked["active"]) == ("linked", "school", True)
    assert (linked["email"], linked["email_verified"]) == ("lea@school.example", True)
    session = (await pass_through(api)).json()["session"]
    headers = {"Authorization": f"Bearer {session['accessToken']}"}
    assert (await api.get("/users/@me", headers=headers)).json()["id"] == str(ana.id)
    body = {"email": ana.email, "password": ana.password}
    assert (await api.post("/auth/login", json=body)).status_code == 200
    assert "identity_linked" in await audit(program)


@pytest.mark.req("AUTH-05")
async def test_linking_needs_to_have_proved_just_now_who_one_is(
    api: httpx2.AsyncClient, clock: FakeClock, ana: Person
) -> None:
    clock.move(minutes=11)
    answer = await ana.post("/auth/providers/school/start", {"purpose": "link"})
    assert _key(answer) == (403, "auth.recent_sign_in_required")
    await ana.post("/auth/reauthenticate", {"password": ana.password})
    assert (await _link(api, ana)).status_code == 200


@pytest.mark.req("AUTH-07", "AUTH-08")
async def test_an_account_has_one_identity_of_a_provider(
    api: httpx2.AsyncClient, school: OpenIdFake, ana: Person
) -> None:
    await _link(api, ana)
    school.is_("noe")
    assert _key(await _link(api, ana)) == (409, "identities.already_linked")
    assert [one["username"] for one in await _identities(ana)] == ["lea"]


@pytest.mark.req("AUTH-09")
async def test_an_identity_is_of_one_account(api: httpx2.AsyncClient, ana: Person) -> None:
    await _link(api, ana)
    eve = await sign_up(api, "eve")
    assert _key(await _link(api, eve)) == (409, "identities.identity_taken")
    assert await _identities(eve) == []


@pytest.mark.req("AUTH-09")
async def test_of_two_who_link_one_identity_at_once_one_has_it(api: httpx2.AsyncClient, ana: Person) -> None:
    eve = await sign_up(api, "eve")
    backs = [(who, await prove(await leave(api, who=who, purpose="link"))) for who in (ana, eve)]
    answers = await asyncio.gather(*(finish(api, back, who=who) for who, back in backs))
    assert sorted(one.status_code for one in answers) == [200, 409]
    assert sorted([len(await _identities(ana)), len(await _identities(eve))]) == [0, 1]


async def test_linking_again_what_is_linked_changes_nothing(api: httpx2.AsyncClient, ana: Person) -> None:
    first, second = [(await _link(api, ana)).json()["identity"]["id"] for _ in range(2)]
    assert first == second


async def test_somebody_who_makes_an_account_while_another_links_it_gets_none(
    api: httpx2.AsyncClient, ana: Person
) -> None:
    ticket = (await pass_through(api)).json()["newcomer"]["ticket"]
    await _link(api, ana)
    body = {"ticket": ticket, "username": "lea"}
    answer = await api.post("/auth/providers/school/signup", json=body)
    assert _key(answer) == (409, "identities.identity_taken")
    taken = await api.post(
        "/auth/signup",
        json={"email": "lea@school.example", "username": "lea", "password": "tulipes-sous-la-pluie"},
    )
    assert taken.status_code == 201


# -- never by e-mail --------------------------------------------------------------------------


@pytest.mark.req("S-10", "AUTH-21")
async def test_an_address_that_has_an_account_is_told_so_and_nothing_is_merged(
    api: httpx2.AsyncClient, school: OpenIdFake, ana: Person
) -> None:
    school.is_("ana", email="ANA@Example.org ")
    answer = await pass_through(api)
    assert _key(answer) == (409, "identities.email_has_account")
    assert answer.json()["email"] == "ANA@Example.org"
    assert await _identities(ana) == []
    await _link(api, ana)
    assert (await pass_through(api)).json()["outcome"] == "signed_in"


@pytest.mark.req("S-10")
async def test_an_address_nobody_verified_is_not_taken(api: httpx2.AsyncClient, school: OpenIdFake) -> None:
    """Whoever writes another's address at a careless provider holds nothing of theirs here."""
    school.is_("eve", email="ana@example.org", email_verified=False)
    eve = await sign_up_there(api, "eve")
    me = (await eve.get("/users/@me")).json()
    assert (me["email"], me["verified"]) == (None, False)
    (identity,) = await _identities(eve)
    assert (identity["email"], identity["email_verified"]) == ("ana@example.org", False)
    assert (await sign_up(api, "ana")).email == "ana@example.org"


@pytest.mark.req("S-10")
async def test_an_address_nobody_verified_tells_nothing_of_accounts(
    api: httpx2.AsyncClient, school: OpenIdFake, ana: Person
) -> None:
    del ana
    answers = []
    for email in ("ana@example.org", "nobody@example.org"):
        school.is_("eve", email=email, email_verified=False)
        answer = (await pass_through(api)).json()
        answers.append({**answer, "newcomer": {**answer["newcomer"], "ticket": ""}})
    assert answers[0] == answers[1]


@pytest.mark.req("S-10")
async def test_who_takes_the_address_while_a_name_is_chosen_keeps_it(
    api: httpx2.AsyncClient, school: OpenIdFake
) -> None:
    school.is_("ana", email="ana@example.org")
    ticket = (await pass_through(api)).json()["newcomer"]["ticket"]
    await sign_up(api, "ana")
    body = {"ticket": ticket, "username": "ana-2"}
    answer = await api.post("/auth/providers/school/signup", json=body)
    assert _key(answer) == (409, "identities.email_has_account")


async def test_an_address_no_letter_reaches_is_left_out(api: httpx2.AsyncClient, school: OpenIdFake) -> None:
    school.is_("lea", email="lea at school")
    assert (await sign_up_there(api, "lea")).email == ""


# -- unlinking --------------------------------------------------------------------------------


async def test_an_unlinked_identity_enters_no_more(
    api: httpx2.AsyncClient, program: Program, ana: Person
) -> None:
    linked = (await _link(api, ana)).json()["identity"]["id"]
    assert (await ana.delete(f"/users/@me/identities/{linked}")).status_code == 204
    assert (await pass_through(api)).json()["outcome"] == "newcomer"
    assert await _identities(ana) == []
    assert "identity_unlinked" in await audit(program)


async def test_unlinking_needs_to_have_proved_just_now_who_one_is(
    api: httpx2.AsyncClient, clock: FakeClock, ana: Person
) -> None:
    linked = (await _link(api, ana)).json()["identity"]["id"]
    clock.move(minutes=11)
    assert _key(await ana.delete(f"/users/@me/identities/{linked}")) == (403, "auth.recent_sign_in_required")


async def test_nobody_unlinks_an_identity_of_somebody_else(api: httpx2.AsyncClient, ana: Person) -> None:
    linked = (await _link(api, ana)).json()["identity"]["id"]
    eve = await sign_up(api, "eve")
    for unknown in (linked, "1"):
        assert _key(await eve.delete(f"/users/@me/identities/{unknown}")) == (
            404,
            "identities.identity_not_found",
        )
    assert len(await _identities(ana)) == 1


async def test_the_last_way_in_stays(api: httpx2.AsyncClient) -> None:
    lea = await sign_up_there(api, "lea")
    (identity,) = await _identities(lea)
    answer = await lea.delete(f"/users/@me/identities/{identity['id']}")
    assert _key(answer) == (409, "identities.last_way_in")
    assert (await pass_through(api)).json()["outcome"] == "signed_in"


async def test_a_password_without_an_address_is_no_way_in(
    api: httpx2.AsyncClient, school: OpenIdFake
) -> None:
    school.is_("lea", email="lea at school")
    lea = await sign_up_there(api, "lea")
    chosen = await lea.call("PUT", "/auth/password", {"password": "tulipes-sous-la-pluie"})
    assert chosen.status_code == 204
    (identity,) = await _identities(lea)
    answer = await lea.delete(f"/users/@me/identities/{identity['id']}")
    assert _key(answer) == (409, "identities.last_way_in")


async def test_a_passkey_is_another_way_in(api: httpx2.AsyncClient, program: Program) -> None:
    lea = await sign_up_there(api, "lea")
    (identity,) = await _identities(lea)

    class Passkey:
        async def kinds_of(self, user_id: UserId) -> list[str]:
            del user_id
            return ["passkey"]

    program.face("auth").signing_in.second_factors = Passkey()
    assert (await lea.delete(f"/users/@me/identities/{identity['id']}")).status_code == 204


# -- proving ----------------------------------------------------------------------------------


async def test_who_has_no_password_proves_at_the_provider_who_they_are(
    api: httpx2.AsyncClient, clock: FakeClock
) -> None:
    lea = await sign_up_there(api, "lea")
    clock.move(minutes=11)
    away = await leave(api, who=lea, purpose="prove")
    assert (away.asked["prompt"], away.asked["max_age"]) == ("login", "0")
    assert (await finish(api, await prove(away), who=lea)).json()["outcome"] == "proved"
    assert (await lea.post("/auth/providers/school/start", {"purpose": "link"})).status_code == 200


async def test_being_signed_in_there_proves_nothing(
    api: httpx2.AsyncClient, school: OpenIdFake, clock: FakeClock
) -> None:
    lea = await sign_up_there(api, "lea")
    for auth_time in (int(clock.now().timestamp()) - 700, None):
        school.claims = {"auth_time": auth_time}
        answer = await pass_through(api, who=lea, purpose="prove")
        assert _key(answer) == (403, "identities.not_believed")


async def test_somebody_else_there_proves_nothing(
    api: httpx2.AsyncClient, school: OpenIdFake, ana: Person
) -> None:
    lea = await sign_up_there(api, "lea")
    for name in ("noe", "lea"):
        school.is_(name)
        who = ana if name == "lea" else lea
        answer = await pass_through(api, who=who, purpose="prove")
        assert _key(answer) == (403, "identities.not_yours")
