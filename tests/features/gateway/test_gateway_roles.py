"""An open connection shows the global roles its person has by now, not those it began with."""

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.worlds.conversations import Client, Served
from tests.worlds.factors import set_up_app
from tests.worlds.people import Person, log_in, sign_up
from tests.worlds.relying import give_roles

from beep.app.program import Program

pytestmark = pytest.mark.anyio


@pytest.fixture
async def ana(api: httpx2.AsyncClient) -> Person:
    return await sign_up(api, "ana")


async def _told(client: Client) -> list[str]:
    return list((await client.event("USER_UPDATE"))["global_roles"])


@pytest.mark.req("GROL-04")
async def test_a_role_given_or_taken_is_told_to_every_device_at_once(
    api: httpx2.AsyncClient, program: Program, served: Served, ana: Person
) -> None:
    await give_roles(program, await sign_up(api, "root"), "admin")
    here, there = await served.person(ana), await served.person(await log_in(api, ana))
    await give_roles(program, ana, "admin")
    assert [await _told(one) for one in (here, there)] == [["admin", "user"], ["admin", "user"]]
    await give_roles(program, ana)
    assert [await _told(one) for one in (here, there)] == [["user"], ["user"]]


@pytest.mark.req("GROL-04")
async def test_what_is_told_later_shows_the_roles_of_then(
    program: Program, served: Served, ana: Person
) -> None:
    client = await served.person(ana)
    await give_roles(program, ana, "admin")
    await ana.patch("/users/@me", {"global_name": "Anaïs"})
    told = await client.event("USER_UPDATE", global_name="Anaïs")
    assert told["global_roles"] == ["admin", "user"]


@pytest.mark.req("GROL-04")
async def test_a_change_while_a_connection_is_lost_is_told_when_it_is_resumed(
    program: Program, served: Served, ana: Person
) -> None:
    lost = await served.person(ana)
    lost.cut()
    await served.forgotten(lost)
    await give_roles(program, ana, "admin")
    client = await served.resumed(lost, ana.token)
    assert await _told(client) == ["admin", "user"]


class TestAdministratorsNeedingASecondFactor:
    @pytest.fixture
    def environment(self) -> dict[str, str]:
        return {
            "BEEP_PUBLIC_URL": "https://beep.test",
            "BEEP_AUTH__ADMINISTRATORS_NEED_SECOND_FACTOR": "true",
        }

    @pytest.mark.req("GROL-04", "AUTH-19")
    async def test_the_role_a_factor_gives_a_sign_in_is_told_to_its_device_and_to_no_other(
        self, api: httpx2.AsyncClient, program: Program, served: Served, clock: FakeClock, ana: Person
    ) -> None:
        await give_roles(program, ana, "admin")
        here, there = await served.person(ana), await served.person(await log_in(api, ana))
        await set_up_app(ana, clock)
        await here.event("USER_UPDATE", global_roles=["admin", "user"])
        await there.reached()
        assert ["admin", "user"] not in [one["global_roles"] for one in there.events("USER_UPDATE")]
