"""An application that acts for a person hears what happens in Beep, and nothing of the person's account."""

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.worlds.communities import server
from tests.worlds.conversations import Client, Served, say
from tests.worlds.factors import set_up_app
from tests.worlds.people import Person, sign_up
from tests.worlds.relying import give_roles, make_administrator, register

from beep.app.program import Program

pytestmark = pytest.mark.anyio
OF_THE_ACCOUNT = ("BEEP_SESSIONS_CHANGED", "BEEP_NEW_DEVICE", "BEEP_FACTORS_CHANGED", "USER_UPDATE")


@pytest.fixture
async def ana(api: httpx2.AsyncClient) -> Person:
    return await sign_up(api, "ana")


async def _acting_for(api: httpx2.AsyncClient, program: Program, served: Served, who: Person) -> Client:
    """Return the connection of an application somebody let act for them."""
    root = await sign_up(api, "root")
    await make_administrator(program, root)
    app = await register(root, "Pocket", "http://127.0.0.1:7000/back", public=True)
    tokens = await app.tokens(who, scope="beep")
    client = await served.connect()
    await client.identify(tokens["access_token"])
    return client


@pytest.mark.req("AUTH-18")
async def test_an_application_hears_of_messages_as_the_person_does(
    api: httpx2.AsyncClient, program: Program, served: Served, ana: Person
) -> None:
    salon = await server(ana)
    acting = await _acting_for(api, program, served, ana)
    own = await served.person(ana)
    await say(ana, salon.first_channel, "Salut")
    for client in (own, acting):
        await client.event("MESSAGE_CREATE", content="Salut")


@pytest.mark.req("AUTH-18", "S-12")
async def test_what_changes_of_an_account_is_told_to_the_person_and_to_no_application(
    api: httpx2.AsyncClient, program: Program, served: Served, clock: FakeClock, ana: Person
) -> None:
    acting = await _acting_for(api, program, served, ana)
    own = await served.person(ana)
    headers = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
    body = {"email": ana.email, "password": ana.password}
    token = (await api.post("/auth/login", json=body, headers=headers)).json()["accessToken"]
    await own.event("BEEP_SESSIONS_CHANGED")
    await own.event("BEEP_NEW_DEVICE")
    await api.post("/auth/logout", headers={"Authorization": f"Bearer {token}"})
    await own.event("BEEP_SESSIONS_CHANGED")
    await set_up_app(ana, clock)
    await own.event("BEEP_FACTORS_CHANGED")
    await give_roles(program, ana, "admin")
    await own.event("USER_UPDATE")
    await acting.reached()
    assert acting.events(*OF_THE_ACCOUNT) == []


async def test_an_application_hears_of_a_new_name_as_others_see_it(
    api: httpx2.AsyncClient, program: Program, served: Served, ana: Person
) -> None:
    acting = await _acting_for(api, program, served, ana)
    await make_administrator(program, ana)
    await ana.patch("/users/@me", {"global_name": "Anaïs"})
    told = await acting.event("USER_UPDATE")
    assert (told["global_name"], told["email"], told["global_roles"]) == ("Anaïs", None, ["user"])
    assert len(acting.events("USER_UPDATE")) == 1
