"""What other features ask: whose identity this is, made at need; and what is forgotten."""

import asyncio
from collections.abc import Mapping

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.fakes.openid import OpenIdFake
from tests.features.auth.rows import rows
from tests.worlds.identities import configured, leave, pass_through, sign_up_there
from tests.worlds.people import sign_up

from beep.app.program import Program
from beep.features import identities, users
from beep.features.identities.upkeep import Upkeep
from beep.kit.ids import UserId

pytestmark = pytest.mark.anyio
ISSUER = "https://sso.example.org/realms/beep"
LEA: Mapping[str, object] = {
    "preferred_username": "lea",
    "name": "Léa",
    "email": "lea@example.org",
    "email_verified": True,
}


@pytest.fixture
def face(program: Program) -> identities.Identities:
    return program.face("identities")


async def test_who_is_new_gets_an_account_and_is_known_from_then_on(
    face: identities.Identities, program: Program
) -> None:
    user_id = await face.find_or_create(ISSUER, "7", LEA)
    assert await face.find_or_create(ISSUER, "7", {}) == user_id
    profile = await program.face("users").get(user_id)
    assert (profile.username, profile.display_name) == ("lea", "Léa")
    account = await program.face("auth").accounts.find(user_id)
    assert (account.email, account.has_password) == ("lea@example.org", False)
    (identity,) = await face.identities_of(user_id)
    assert (identity.issuer, identity.subject, identity.provider) == (ISSUER, "7", ISSUER)


async def test_the_same_person_at_two_issuers_is_two_people(face: identities.Identities) -> None:
    one = await face.find_or_create(ISSUER, "7", {})
    assert await face.find_or_create(f"{ISSUER}-2", "7", {}) != one
    assert await face.find_or_create(ISSUER, "8", {}) != one


async def test_many_at_once_make_one_account(face: identities.Identities, program: Program) -> None:
    found = await asyncio.gather(*(face.find_or_create(ISSUER, "7", LEA) for _ in range(8)))
    assert len(set(found)) == 1
    assert await rows(program, "SELECT count(*) FROM auth.account") == [(1,)]
    assert await rows(program, "SELECT count(*) FROM identities.newcomer") == [(0,)]


async def test_a_taken_name_is_another_name(
    api: httpx2.AsyncClient, face: identities.Identities, program: Program
) -> None:
    await sign_up(api, "lea", email="other@example.org")
    user_id = await face.find_or_create(ISSUER, "7", LEA)
    profile: users.UserView = await program.face("users").get(user_id)
    assert profile.username != "lea"
    assert profile.username.startswith("lea")


@pytest.mark.req("S-10")
async def test_an_address_of_another_account_makes_none(
    api: httpx2.AsyncClient, face: identities.Identities, program: Program
) -> None:
    await sign_up(api, "lea")
    with pytest.raises(identities.EmailHasAccount):
        await face.find_or_create(ISSUER, "7", LEA)
    assert await rows(program, "SELECT count(*) FROM auth.account") == [(1,)]


async def test_a_configured_issuer_is_the_same_provider(
    api: httpx2.AsyncClient, face: identities.Identities, school: OpenIdFake
) -> None:
    lea = await sign_up_there(api, "lea")
    assert await face.find_or_create(school.url, "id-lea", {}) == lea.id
    (identity,) = await face.identities_of(UserId(lea.id))
    assert identity.provider == "school"


async def test_a_way_in_is_one_of_a_provider_that_is_configured(
    api: httpx2.AsyncClient, face: identities.Identities
) -> None:
    lea = await sign_up_there(api, "lea")
    other = await face.find_or_create(ISSUER, "7", {})
    assert [await face.has_way_in(one) for one in (UserId(lea.id), other)] == [True, False]


async def test_what_is_forgotten_enters_no_more(api: httpx2.AsyncClient, face: identities.Identities) -> None:
    lea = await sign_up_there(api, "lea")
    for _ in range(2):
        await face.forget(UserId(lea.id))
    assert await face.identities_of(UserId(lea.id)) == []
    assert (await pass_through(api)).status_code == 409


async def test_what_nobody_came_back_to_is_forgotten(
    api: httpx2.AsyncClient, program: Program, clock: FakeClock
) -> None:
    await pass_through(api)
    await leave(api)
    upkeep = Upkeep(program.face("identities"))
    await upkeep.clean()
    assert await rows(program, "SELECT count(*) FROM identities.newcomer") == [(1,)]
    clock.move(hours=1)
    await upkeep.clean()
    for table in ("newcomer", "flow"):
        assert await rows(program, f"SELECT count(*) FROM identities.{table}") == [(0,)]  # noqa: S608


class TestClosed:
    """A provider by which nobody new comes, and only people of one domain."""

    @pytest.fixture
    def environment(self, school: OpenIdFake) -> dict[str, str]:
        return configured(school, allow_sign_up="false", allowed_domains="school.example")

    async def test_who_is_new_is_told_to_link(self, api: httpx2.AsyncClient) -> None:
        answer = await pass_through(api)
        assert (answer.status_code, answer.json()["key"]) == (403, "identities.sign_up_closed")

    async def test_who_has_linked_comes_in(self, api: httpx2.AsyncClient) -> None:
        ana = await sign_up(api, "ana")
        await pass_through(api, who=ana, purpose="link")
        assert (await pass_through(api)).json()["outcome"] == "signed_in"

    async def test_who_is_of_another_domain_does_not(
        self, api: httpx2.AsyncClient, school: OpenIdFake
    ) -> None:
        ana = await sign_up(api, "ana")
        await pass_through(api, who=ana, purpose="link")
        school.is_("lea", email="lea@elsewhere.example")
        answer = await pass_through(api)
        assert (answer.status_code, answer.json()["key"]) == (403, "identities.domain_not_allowed")
