"""Who administers: the first one by a link, the others when two people agree."""

import asyncio

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.features.administration.test_administration_people import administrator
from tests.worlds.people import Person, log_in, sign_up

from beep.app.program import Program

pytestmark = pytest.mark.anyio


@pytest.fixture
async def ana(api: httpx2.AsyncClient) -> Person:
    return await sign_up(api, "ana")


async def _roles(person: Person) -> list[str]:
    return (await person.get("/users/@me")).json()["global_roles"]


async def _link(program: Program) -> str:
    address: str | None = await program.face("administration").make_link()
    assert address is not None
    return address.partition("#")[2]


async def _proposed(root: Person, person: Person, kind: str = "grant") -> str:
    answer = await root.post("/admin/proposals", {"user_id": str(person.id), "kind": kind})
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


# -- the first one ----------------------------------------------------------------------------


async def test_the_link_makes_its_bearer_administrator_and_verified_once(
    api: httpx2.AsyncClient, program: Program, ana: Person
) -> None:
    token = await _link(program)
    for _ in range(2):
        assert (await ana.post("/admin/first", {"token": token})).status_code == 204
    assert await _roles(ana) == ["admin", "user"]
    assert (await ana.get("/users/@me")).json()["verified"] is True
    ben = await sign_up(api, "ben")
    answer = await ben.post("/admin/first", {"token": token})
    assert (answer.status_code, answer.json()["key"]) == (404, "administration.link_over")
    assert await program.face("administration").make_link() is None


async def test_of_many_who_open_the_link_at_once_one_administers(
    api: httpx2.AsyncClient, program: Program
) -> None:
    people = [await sign_up(api, f"person-{n}") for n in range(5)]
    token = await _link(program)
    answers = await asyncio.gather(*(one.post("/admin/first", {"token": token}) for one in people))
    assert sorted(one.status_code for one in answers) == [204, 404, 404, 404, 404]


async def test_a_link_lives_a_day(
    api: httpx2.AsyncClient, program: Program, ana: Person, clock: FakeClock
) -> None:
    token = await _link(program)
    clock.move(hours=24)
    again = await log_in(api, ana)
    assert (await again.post("/admin/first", {"token": token})).status_code == 404
    assert await _roles(again) == ["user"]


async def test_of_two_links_the_newer_one_counts(program: Program, ana: Person) -> None:
    first, second = await _link(program), await _link(program)
    answers = [await ana.post("/admin/first", {"token": token}) for token in (first, second)]
    assert [one.status_code for one in answers] == [404, 204]


async def test_a_guessed_link_is_none(program: Program, ana: Person) -> None:
    await _link(program)
    assert (await ana.post("/admin/first", {"token": "guessed"})).status_code == 404


# -- two people agree -------------------------------------------------------------------------


class TestTwoPeople:
    @pytest.fixture
    async def root(self, program: Program, api: httpx2.AsyncClient) -> Person:
        return await administrator(program, api, "root-admin")

    @pytest.fixture
    async def other(self, program: Program, api: httpx2.AsyncClient) -> Person:
        return await administrator(program, api, "second-admin")

    @pytest.mark.req("GROL-03", "GROL-04")
    async def test_a_second_administrator_makes_a_proposal_hold(
        self, root: Person, other: Person, ana: Person
    ) -> None:
        proposal = await _proposed(root, ana)
        assert [one["id"] for one in (await other.get("/admin/proposals")).json()] == [proposal]
        assert await _roles(ana) == ["user"]
        assert (await other.post(f"/admin/proposals/{proposal}/approval")).status_code == 204
        assert await _roles(ana) == ["admin", "user"]
        assert (await other.get("/admin/proposals")).json() == []

    async def test_nobody_approves_what_they_proposed(self, root: Person, other: Person, ana: Person) -> None:
        del other
        proposal = await _proposed(root, ana)
        answer = await root.post(f"/admin/proposals/{proposal}/approval")
        assert answer.json()["key"] == "administration.second_person_needed"
        assert await _roles(ana) == ["user"]

    async def test_the_operator_agrees_where_there_is_no_second_administrator(
        self, program: Program, root: Person, ana: Person
    ) -> None:
        proposal = await _proposed(root, ana)
        await program.face("administration").approve_as_operator(int(proposal))
        assert await _roles(ana) == ["admin", "user"]

    async def test_a_declined_proposal_is_over(self, root: Person, other: Person, ana: Person) -> None:
        proposal = await _proposed(root, ana)
        assert (await root.delete(f"/admin/proposals/{proposal}")).status_code == 204
        assert (await other.post(f"/admin/proposals/{proposal}/approval")).status_code == 404
        assert await _roles(ana) == ["user"]

    async def test_a_role_is_taken_by_two_as_well(self, root: Person, other: Person) -> None:
        proposal = await _proposed(root, other, "take")
        assert (await other.post(f"/admin/proposals/{proposal}/approval")).status_code == 204
        assert await _roles(other) == ["user"]
        assert (await other.get("/admin/people")).status_code == 404

    async def test_only_one_thing_is_proposed_for_a_person_at_a_time(
        self, root: Person, other: Person, ana: Person
    ) -> None:
        body = {"user_id": str(ana.id), "kind": "grant"}
        answers = await asyncio.gather(*(one.post("/admin/proposals", body) for one in (root, other)))
        assert sorted(one.status_code for one in answers) == [201, 409]

    async def test_what_is_already_so_cannot_be_proposed(self, root: Person, ana: Person) -> None:
        answer = await root.post("/admin/proposals", {"user_id": str(ana.id), "kind": "take"})
        assert answer.json()["key"] == "administration.nothing_to_change"

    async def test_the_last_administrator_stays(self, root: Person) -> None:
        answer = await root.delete("/admin/administrators/@me")
        assert (answer.status_code, answer.json()["key"]) == (409, "auth.last_administrator")
        assert await _roles(root) == ["admin", "user"]

    async def test_an_administrator_steps_down_where_another_stays(self, root: Person, other: Person) -> None:
        assert (await root.delete("/admin/administrators/@me")).status_code == 204
        assert await _roles(root) == ["user"]
        assert len((await other.get("/admin/administrators")).json()) == 1
