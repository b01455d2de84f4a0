"""Coming in by a provider: new people choose a name, known ones are in, whatever their account began as."""

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.fakes.openid import OpenIdFake
from tests.features.auth.rows import audit, rows
from tests.worlds.identities import (
    finish,
    leave,
    pass_through,
    person_of,
    prove,
    sign_up_there,
)
from tests.worlds.people import sign_up

from beep.app.program import Program
from beep.features import auth
from beep.features.audit import Action
from beep.kit.ids import UserId

pytestmark = pytest.mark.anyio


async def test_the_sign_in_page_is_told_who_may_be_asked(api: httpx2.AsyncClient) -> None:
    (one,) = (await api.get("/auth/providers")).json()
    assert one == {
        "name": "school",
        "label": "A school",
        "icon": "key",
        "kind": "oidc",
        "allow_sign_up": True,
        "available": True,
    }


async def test_a_browser_is_sent_away_with_all_that_protects_its_return(api: httpx2.AsyncClient) -> None:
    asked = (await leave(api)).asked
    assert asked["scope"] == "openid email profile"
    assert asked["redirect_uri"].endswith("/auth/callback/school")
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) == 43
    assert asked["code_challenge_method"] == "S256"


@pytest.mark.req("AUTH-02")
async def test_a_new_person_chooses_a_name_and_has_an_account_and_a_profile(
    api: httpx2.AsyncClient, program: Program
) -> None:
    answer = (await pass_through(api)).json()
    assert (answer["outcome"], answer["session"]) == ("newcomer", None)
    newcomer = answer["newcomer"]
    expected = ("lea", "Léa Martin", "lea@school.example")
    assert (newcomer["username"], newcomer["display_name"], newcomer["email"]) == expected
    body = {"ticket": newcomer["ticket"], "username": "lea-m", "display_name": "Léa", "locale": "en-US"}
    tokens = await api.post("/auth/providers/school/signup", json=body)
    assert tokens.status_code == 201
    lea = await person_of(api, tokens.json())
    me = (await lea.get("/users/@me")).json()
    shown = {
        name: me[name] for name in ("username", "global_name", "locale", "email", "verified", "has_password")
    }
    assert shown == {
        "username": "lea-m",
        "locale": "en-GB",
        "global_name": "Léa",
        "email": "lea@school.example",
        "verified": True,
        "has_password": False,
    }
    face: auth.Auth = program.face("auth")
    (session,) = await face.list_sessions(UserId(lea.id))
    assert session.methods == ("oidc:school",)
    assert await audit(program) == ["identity_linked", "signed_in"]


@pytest.mark.req("AUTH-04")
async def test_a_known_person_is_in_at_once(api: httpx2.AsyncClient) -> None:
    lea = await sign_up_there(api, "lea")
    again = (await pass_through(api)).json()
    assert again["outcome"] == "signed_in"
    assert (await person_of(api, again["session"])).id == lea.id


async def test_who_changes_name_and_address_there_stays_the_same_person_here(
    api: httpx2.AsyncClient, school: OpenIdFake
) -> None:
    lea = await sign_up_there(api, "lea")
    school.is_("lea-married", sub="id-lea")
    again = (await pass_through(api)).json()
    assert (await person_of(api, again["session"])).id == lea.id
    (identity,) = (await lea.get("/users/@me/identities")).json()
    assert (identity["username"], identity["email"]) == ("lea-married", "lea-married@school.example")


async def test_a_name_that_is_refused_costs_nothing_but_another_try(api: httpx2.AsyncClient) -> None:
    await sign_up(api, "ana")
    newcomer = (await pass_through(api)).json()["newcomer"]
    tried = []
    for username in ("ana", "x", "", "lea"):
        body = {"ticket": newcomer["ticket"], "username": username}
        answer = await api.post("/auth/providers/school/signup", json=body)
        tried.append((answer.status_code, *answer.json().get("errors", {})))
    assert tried == [(409,), (400, "username"), (400, "username"), (201,)]


async def test_a_name_that_is_taken_is_not_proposed(api: httpx2.AsyncClient) -> None:
    await sign_up(api, "lea", email="other@example.org")
    proposed = (await pass_through(api)).json()["newcomer"]["username"]
    assert proposed not in {"lea", ""}
    assert proposed.startswith("lea")


async def test_a_ticket_makes_one_account(api: httpx2.AsyncClient, program: Program) -> None:
    newcomer = (await pass_through(api)).json()["newcomer"]
    body = {"ticket": newcomer["ticket"], "username": "lea"}
    answers = [await api.post("/auth/providers/school/signup", json=body) for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 403]
    assert answers[1].json()["key"] == "identities.flow_over"
    assert await rows(program, "SELECT count(*) FROM auth.account") == [(1,)]


async def test_a_ticket_lives_half_an_hour_and_another_one_can_be_had(
    api: httpx2.AsyncClient, clock: FakeClock
) -> None:
    newcomer = (await pass_through(api)).json()["newcomer"]
    clock.move(minutes=30)
    body = {"ticket": newcomer["ticket"], "username": "lea"}
    assert (await api.post("/auth/providers/school/signup", json=body)).status_code == 403
    assert (await sign_up_there(api, "lea")).username == "lea"


async def test_a_newer_ticket_ends_the_one_before(api: httpx2.AsyncClient) -> None:
    first, second = [(await pass_through(api)).json()["newcomer"]["ticket"] for _ in range(2)]
    answers = [
        await api.post("/auth/providers/school/signup", json={"ticket": one, "username": "lea"})
        for one in (first, second)
    ]
    assert [one.status_code for one in answers] == [403, 201]


async def test_an_account_cut_short_by_a_crash_is_found_again(
    api: httpx2.AsyncClient, program: Program
) -> None:
    await pass_through(api)
    ((user_id,),) = await rows(program, "SELECT user_id FROM identities.newcomer")
    face: auth.Auth = program.face("auth")
    await face.accounts.create(user_id, auth.NewAccount("lea@school.example", None, "lea", None))
    again = (await pass_through(api)).json()
    assert again["outcome"] == "signed_in"
    assert (await person_of(api, again["session"])).id == user_id


async def test_a_suspended_person_does_not_come_in(api: httpx2.AsyncClient, program: Program) -> None:
    lea = await sign_up_there(api, "lea")
    face: auth.Auth = program.face("auth")
    await face.accounts.suspend(UserId(lea.id), auth.Act(UserId(0), Action.ACCOUNT_SUSPENDED))
    answer = await pass_through(api)
    assert (answer.status_code, answer.json()["key"]) == (403, "auth.account_suspended")


async def test_who_has_a_second_factor_is_asked_for_it(api: httpx2.AsyncClient, program: Program) -> None:
    await sign_up_there(api, "lea")

    class Totp:
        async def kinds_of(self, user_id: UserId) -> list[str]:
            del user_id
            return ["totp"]

    program.face("auth").signing_in.second_factors = Totp()
    answer = await pass_through(api)
    body = answer.json()
    assert (answer.status_code, body["key"], body["kinds"]) == (401, "auth.second_factor_required", ["totp"])
    assert body["ticket"]


async def test_an_identity_of_an_account_that_is_gone_is_somebody_new(
    api: httpx2.AsyncClient, program: Program
) -> None:
    lea = await sign_up_there(api, "lea")
    face: auth.Auth = program.face("auth")
    await face.accounts.close(UserId(lea.id))
    assert (await pass_through(api)).json()["outcome"] == "newcomer"


@pytest.mark.parametrize("missing", ["email", "preferred_username", "email_verified"])
async def test_what_the_token_does_not_tell_is_asked_for(
    api: httpx2.AsyncClient, school: OpenIdFake, missing: str
) -> None:
    school.claims = {missing: None}
    newcomer = (await pass_through(api)).json()["newcomer"]
    assert newcomer["username"] == "lea"
    asked = "/userinfo" in school.requests
    assert asked is (missing != "email_verified")
    assert newcomer["email"] == (None if missing == "email_verified" else "lea@school.example")


async def test_a_secret_may_travel_in_the_form_where_that_is_all_there_is(
    api: httpx2.AsyncClient, school: OpenIdFake, clock: FakeClock
) -> None:
    clock.move(hours=1)
    school.document = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert (await pass_through(api)).json()["outcome"] == "newcomer"
    assert "client_secret" in school.forms[-1]


async def test_an_unknown_provider_is_not_found(api: httpx2.AsyncClient) -> None:
    for path, body in (("start", {}), ("finish", {"state": "a", "code": "b", "browser_secret": "c"})):
        answer = await api.post(f"/auth/providers/nobody/{path}", json=body)
        assert (answer.status_code, answer.json()["key"]) == (404, "identities.provider_not_found")


async def test_nothing_that_was_given_stands_in_the_database(
    api: httpx2.AsyncClient, program: Program
) -> None:
    back = await prove(await leave(api))
    ((flow,),) = await rows(program, "SELECT flow::text FROM identities.flow")
    assert not any(value in flow for value in (back["state"], back["browser_secret"], back["code"]))
    ticket = (await finish(api, back)).json()["newcomer"]["ticket"]
    ((newcomer,),) = await rows(program, "SELECT newcomer::text FROM identities.newcomer")
    assert ticket not in newcomer
