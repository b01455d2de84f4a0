"""Accounts as features above handle them: made without a password, suspended, given roles, closed."""

import asyncio

import httpx2
import pytest
from tests.features.auth.rows import ended, rows
from tests.worlds.people import Person, log_in, sign_up

from beep.app.program import Program
from beep.features import audit, auth
from beep.kit.ids import UserId

pytestmark = pytest.mark.anyio
OPERATOR = UserId(0)
SUSPEND, RESTORE, GRANT, TAKE = (
    auth.Act(OPERATOR, action)
    for action in (
        audit.Action.ACCOUNT_SUSPENDED,
        audit.Action.ACCOUNT_RESTORED,
        audit.Action.ROLE_GRANTED,
        audit.Action.ROLE_TAKEN,
    )
)
ORIGIN = auth.Origin("203.0.113.9", "a browser", "")


@pytest.fixture
def face(program: Program) -> auth.Auth:
    return program.face("auth")


@pytest.fixture
async def ana(api: httpx2.AsyncClient) -> Person:
    return await sign_up(api, "ana")


async def _status(person: Person) -> int:
    return (await person.get("/users/@me")).status_code


async def _try(api: httpx2.AsyncClient, person: Person) -> httpx2.Response:
    return await api.post("/auth/login", json={"email": person.email, "password": person.password})


# -- without a password -----------------------------------------------------------------------


async def test_an_account_without_a_password_is_entered_by_what_another_feature_proved(
    api: httpx2.AsyncClient, face: auth.Auth
) -> None:
    await face.accounts.create(UserId(7), auth.NewAccount("zoe@example.org", None, "zoe", None))
    pair = await face.signing_in.sign_in(UserId(7), ORIGIN, methods=frozenset({"oidc:somewhere"}))
    me = await api.get("/users/@me", headers={"Authorization": f"Bearer {pair.access_token}"})
    assert (me.json()["username"], me.json()["has_password"]) == ("zoe", False)
    (session,) = await face.list_sessions(UserId(7))
    assert session.methods == ("oidc:somewhere",)


async def test_no_password_enters_an_account_without_one(api: httpx2.AsyncClient, face: auth.Auth) -> None:
    await face.accounts.create(UserId(7), auth.NewAccount("zoe@example.org", None, "zoe", None))
    for password in ("", "None", "tulipes-sous-la-pluie"):
        answer = await api.post("/auth/login", json={"email": "zoe@example.org", "password": password})
        assert (answer.status_code, answer.json()["key"]) == (401, "auth.wrong_credentials")


async def test_accounts_without_an_email_do_not_stand_in_each_others_way(face: auth.Auth) -> None:
    for number, name in ((7, "zoe"), (8, "yves")):
        await face.accounts.create(UserId(number), auth.NewAccount(None, None, name, None))
    assert [(await face.accounts.find(UserId(n))) is not None for n in (7, 8)] == [True, True]


async def test_making_an_account_again_changes_nothing(face: auth.Auth) -> None:
    for name in ("zoe", "another"):
        await face.accounts.create(UserId(7), auth.NewAccount("zoe@example.org", None, name, None))
    found = await face.accounts.find(UserId(7))
    assert found is not None
    assert found.email == "zoe@example.org"


async def test_an_account_whose_email_is_taken_leaves_its_name_free(
    api: httpx2.AsyncClient, face: auth.Auth, ana: Person
) -> None:
    with pytest.raises(auth.EmailUnavailable):
        await face.accounts.create(UserId(7), auth.NewAccount(ana.email, None, "zoe", None))
    await sign_up(api, "zoe")


# -- suspended --------------------------------------------------------------------------------


@pytest.mark.req("MOD-06")
async def test_who_is_suspended_is_out_at_once_and_comes_in_no_more(
    api: httpx2.AsyncClient, program: Program, face: auth.Auth, ana: Person
) -> None:
    await face.accounts.suspend(UserId(ana.id), SUSPEND)
    assert await _status(ana) == 401
    answer = await _try(api, ana)
    assert (answer.status_code, answer.json()["key"]) == (403, "auth.account_suspended")
    refreshed = await api.post("/auth/refresh", json={"refreshToken": ana.refresh_token})
    assert refreshed.status_code == 401
    assert await ended(program) == ["suspended"]


async def test_who_is_suspended_is_not_told_so_for_a_wrong_password(
    api: httpx2.AsyncClient, face: auth.Auth, ana: Person
) -> None:
    await face.accounts.suspend(UserId(ana.id), SUSPEND)
    answer = await api.post("/auth/login", json={"email": ana.email, "password": "wrong-password"})
    assert (answer.status_code, answer.json()["key"]) == (401, "auth.wrong_credentials")


async def test_who_is_restored_comes_in_again(api: httpx2.AsyncClient, face: auth.Auth, ana: Person) -> None:
    await face.accounts.suspend(UserId(ana.id), SUSPEND)
    await face.accounts.restore(UserId(ana.id), RESTORE)
    assert await _status(await log_in(api, ana)) == 200


async def test_no_sign_in_outlives_a_suspension_that_came_meanwhile(
    program: Program, face: auth.Auth, ana: Person
) -> None:
    user_id, methods = UserId(ana.id), frozenset({"password"})

    async def enter() -> None:
        try:
            await face.signing_in.sign_in(user_id, ORIGIN, methods=methods)
        except auth.AccountSuspended:
            return

    await asyncio.gather(*(enter() for _ in range(10)), face.accounts.suspend(user_id, SUSPEND))
    alive = "SELECT count(*) FROM auth.session WHERE ended_at IS NULL"
    assert await rows(program, alive) == [(0,)]


async def test_a_stranger_cannot_be_suspended(face: auth.Auth) -> None:
    with pytest.raises(auth.AccountNotFound):
        await face.accounts.suspend(UserId(404), SUSPEND)


# -- roles and ends ---------------------------------------------------------------------------


@pytest.mark.req("GROL-03", "GROL-04")
async def test_a_role_given_or_taken_holds_at_once(
    api: httpx2.AsyncClient, face: auth.Auth, ana: Person
) -> None:
    ben = await sign_up(api, "ben")

    async def roles() -> list[str]:
        return (await ana.get("/users/@me")).json()["global_roles"]

    assert await roles() == ["user"]
    await face.accounts.change_roles(UserId(ana.id), frozenset({"admin"}), GRANT)
    assert await roles() == ["admin", "user"]
    await face.accounts.change_roles(UserId(ben.id), frozenset({"admin"}), GRANT)
    await face.accounts.change_roles(UserId(ana.id), frozenset(), TAKE)
    assert await roles() == ["user"]


async def test_somebody_always_administers_however_many_step_down_at_once(
    api: httpx2.AsyncClient, face: auth.Auth, ana: Person
) -> None:
    ben = await sign_up(api, "ben")
    for one in (ana, ben):
        await face.accounts.change_roles(UserId(one.id), frozenset({"admin"}), GRANT)
    steps = [face.accounts.change_roles(UserId(one.id), frozenset(), TAKE) for one in (ana, ben)]
    ended = await asyncio.gather(*steps, return_exceptions=True)
    assert [type(one) for one in ended if one] == [auth.LastAdministrator]
    assert len(await face.accounts.list_administrators()) == 1


async def test_all_sessions_end_but_the_one_that_is_kept(
    api: httpx2.AsyncClient, face: auth.Auth, ana: Person
) -> None:
    other = await log_in(api, ana)
    newest = (await face.list_sessions(UserId(ana.id)))[0]
    await face.accounts.end_sessions(UserId(ana.id), reason="password_changed", but=newest.id)
    assert [await _status(one) for one in (ana, other)] == [401, 200]


async def test_a_closed_account_is_nobodys(api: httpx2.AsyncClient, face: auth.Auth, ana: Person) -> None:
    for _ in range(2):
        await face.accounts.close(UserId(ana.id))
    assert await _status(ana) == 401
    assert (await _try(api, ana)).json()["key"] == "auth.wrong_credentials"
    assert await face.accounts.find_by_email(ana.email) is None


# -- verified ---------------------------------------------------------------------------------


class TestVerification:
    @pytest.fixture
    def environment(self) -> dict[str, str]:
        return {"BEEP_AUTH__EMAIL_VERIFICATION": "required"}

    @pytest.mark.req("AUTH-01")
    async def test_servers_wait_for_a_confirmed_email(self, ana: Person) -> None:
        answer = await ana.post("/guilds", {"name": "Salon"})
        assert (answer.status_code, answer.json()["code"]) == (403, 40002)
        assert answer.json()["key"] == "auth.email_not_verified"

    async def test_who_was_verified_where_they_come_from_need_not_confirm(
        self, api: httpx2.AsyncClient, face: auth.Auth
    ) -> None:
        new = auth.NewAccount("zoe@example.org", None, "zoe", None, is_verified=True)
        await face.accounts.create(UserId(7), new)
        pair = await face.signing_in.sign_in(UserId(7), ORIGIN, methods=frozenset({"oidc:somewhere"}))
        headers = {"Authorization": f"Bearer {pair.access_token}"}
        answer = await api.post("/guilds", json={"name": "Salon"}, headers=headers)
        assert answer.status_code == 201
