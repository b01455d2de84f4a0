"""Three providers at once, Google's kind, a Keycloak and another: each lets in whom it is linked to."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.fakes.openid import OpenIdFake, openid
from tests.worlds.identities import configured, leave, pass_through, person_of, prove, sign_up_there
from tests.worlds.people import Person, log_in, sign_up

pytestmark = [pytest.mark.anyio, pytest.mark.req("AUTH-04")]
KINDS = {"google": "google", "campus": "keycloak", "club": "generic"}


@pytest.fixture
async def providers(clock: FakeClock) -> AsyncIterator[dict[str, OpenIdFake]]:
    async with AsyncExitStack() as stack:
        found = {name: await stack.enter_async_context(openid(clock.now)) for name in KINDS}
        for name, fake in found.items():
            # One person, whom each of them knows by another name and address.
            fake.is_(f"lea-{name}", name="Léa")
        yield found


@pytest.fixture
def environment(providers: dict[str, OpenIdFake]) -> dict[str, str]:
    own = [configured(fake, name, preset=KINDS[name]) for name, fake in providers.items()]
    return {key: value for one in own for key, value in one.items()}


async def _linked(api: httpx2.AsyncClient, who: Person, name: str) -> None:
    answer = (await pass_through(api, who=who, purpose="link", name=name)).json()
    assert (answer["outcome"], answer["identity"]["provider"]) == ("linked", name)


async def _comes_in(api: httpx2.AsyncClient, name: str) -> int:
    answer = (await pass_through(api, name=name)).json()
    assert answer["outcome"] == "signed_in"
    return (await person_of(api, answer["session"])).id


@pytest.mark.parametrize("first", KINDS)
async def test_an_account_made_by_one_provider_is_entered_by_all_it_is_linked_to(
    api: httpx2.AsyncClient, first: str
) -> None:
    lea = await sign_up_there(api, "lea", name=first)
    for name in KINDS.keys() - {first}:
        await _linked(api, lea, name)
    assert [await _comes_in(api, name) for name in KINDS] == [lea.id] * 3


@pytest.mark.req("AUTH-05")
async def test_an_account_made_with_a_password_is_entered_by_it_and_by_all_three(
    api: httpx2.AsyncClient,
) -> None:
    ana = await sign_up(api, "ana")
    for name in KINDS:
        await _linked(api, ana, name)
    assert [await _comes_in(api, name) for name in KINDS] == [ana.id] * 3
    assert (await (await log_in(api, ana)).get("/users/@me")).json()["id"] == str(ana.id)


async def test_the_same_subject_at_two_providers_is_two_people(
    api: httpx2.AsyncClient, providers: dict[str, OpenIdFake]
) -> None:
    lea = await sign_up_there(api, "lea", name="google")
    providers["club"].person = {**providers["google"].person, "email": "somebody@club.example"}
    answer = (await pass_through(api, name="club")).json()
    assert answer["outcome"] == "newcomer"
    assert await _comes_in(api, "google") == lea.id


async def test_an_answer_of_one_provider_is_no_answer_of_another(api: httpx2.AsyncClient) -> None:
    """Nobody mixes them up (S-34): what one sent back is refused where another was asked."""
    back = await _sent_back(api, "google")
    answer = await api.post("/auth/providers/club/finish", json=back)
    assert answer.status_code in {400, 401, 403}, answer.text


async def _sent_back(api: httpx2.AsyncClient, name: str) -> dict[str, str]:
    return await prove(await leave(api, name=name))
