"""Moving to another e-mail: agreed to at the new one, told to the old one, which can take it back."""

import asyncio

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.features.auth.rows import audit, ended
from tests.worlds.communities import ok
from tests.worlds.letters import Arrived, Sink, smtp_settings, written
from tests.worlds.people import PASSWORD, Person, log_in, sign_up

from beep.app.program import Program

pytestmark = [pytest.mark.anyio, pytest.mark.req("USER-01")]
NEW = "neu@exemple.example"


@pytest.fixture
def environment(sink: Sink) -> dict[str, str]:
    return smtp_settings(sink.port)


async def confirm(api: httpx2.AsyncClient, token: str) -> httpx2.Response:
    return await api.post("/auth/email/confirm", json={"token": token})


async def undo(api: httpx2.AsyncClient, token: str) -> httpx2.Response:
    return await api.post("/auth/email/undo", json={"token": token})


async def confirmed(api: httpx2.AsyncClient, sink: Sink, name: str) -> Person:
    """Return somebody whose e-mail is confirmed."""
    person = await sign_up(api, name)
    assert (await confirm(api, (await sink.next()).token)).status_code == 200
    return person


async def moved(api: httpx2.AsyncClient, sink: Sink, who: Person, email: str = NEW) -> Arrived:
    """Let somebody move to another address, and return what the old one is told."""
    assert (await who.put("/auth/email", {"email": email})).status_code == 202
    letter = await sink.next()
    assert letter.to == email
    assert (await confirm(api, letter.token)).json() == {"kind": "change"}
    who.email = email
    return await sink.next()


async def can_sign_in(api: httpx2.AsyncClient, email: str) -> bool:
    answer = await api.post("/auth/login", json={"email": email, "password": PASSWORD})
    return answer.status_code == 200


async def test_nothing_changes_until_the_new_address_agrees(api: httpx2.AsyncClient, sink: Sink) -> None:
    ana = await confirmed(api, sink, "ana")
    answer = await ana.put("/auth/email", {"email": NEW})
    assert answer.json()["email"] == NEW
    letter = await sink.next()
    found = await ok(ana, "GET", "/auth/account")
    assert (found["email"], found["verified"], found["pending"]["email"]) == ("ana@example.org", True, NEW)
    assert not await can_sign_in(api, NEW)
    await confirm(api, letter.token)
    found = await ok(ana, "GET", "/auth/account")
    assert (found["email"], found["verified"], found["pending"]) == (NEW, True, None)
    assert await can_sign_in(api, NEW)
    assert not await can_sign_in(api, "ana@example.org")


async def test_the_old_address_is_told_and_learns_little_of_the_new_one(
    api: httpx2.AsyncClient, program: Program, sink: Sink
) -> None:
    ana = await confirmed(api, sink, "ana")
    told = await moved(api, sink, ana)
    assert told.to == "ana@example.org"
    assert "n…@exemple.example" in told.text()
    assert NEW not in told.text() + told.text("html")
    assert (await audit(program))[-2:] == ["email_change_asked", "email_changed"]


async def test_the_old_address_takes_it_back_and_locks_the_account(
    api: httpx2.AsyncClient, program: Program, sink: Sink
) -> None:
    ana = await confirmed(api, sink, "ana")
    told = await moved(api, sink, ana)
    answer = await undo(api, told.token)
    assert answer.status_code == 200
    assert (await ana.get("/users/@me")).status_code == 401
    assert set(await ended(program)) == {"email_undone"}
    # Who knew the password is out: it is forgotten, and the owner chooses another one at once.
    assert not await can_sign_in(api, "ana@example.org")
    body = {"token": answer.json()["reset"], "password": "des-violettes-en-mars"}
    assert (await api.post("/auth/reset/confirm", json=body)).status_code == 204
    ana.email, ana.password = "ana@example.org", "des-violettes-en-mars"
    found = await ok(await log_in(api, ana), "GET", "/auth/account")
    assert (found["email"], found["verified"]) == ("ana@example.org", True)


async def test_taking_it_back_works_once_and_for_a_week(
    api: httpx2.AsyncClient, sink: Sink, clock: FakeClock
) -> None:
    ana = await confirmed(api, sink, "ana")
    told = await moved(api, sink, ana)
    clock.move(days=6, hours=23)
    codes = [(await undo(api, told.token)).status_code for _ in range(2)]
    assert codes == [200, 404]
    bob = await confirmed(api, sink, "bob")
    late = await moved(api, sink, bob, "bobby@exemple.example")
    clock.move(days=7)
    assert (await undo(api, late.token)).status_code == 404


async def test_who_moved_on_twice_is_still_brought_back(api: httpx2.AsyncClient, sink: Sink) -> None:
    ana = await confirmed(api, sink, "ana")
    first = await moved(api, sink, ana)
    second = await moved(api, sink, ana, "weg@exemple.example")
    assert second.to == NEW
    assert (await undo(api, first.token)).status_code == 200
    # The thief's own letter is over with it.
    assert (await undo(api, second.token)).status_code == 404


async def test_an_address_that_may_come_back_is_given_to_nobody_else(
    api: httpx2.AsyncClient, sink: Sink, clock: FakeClock
) -> None:
    ana = await confirmed(api, sink, "ana")
    await moved(api, sink, ana)
    body = {"email": "ana@example.org", "password": PASSWORD, "username": "thief"}
    assert (await api.post("/auth/signup", json=body)).status_code == 409
    clock.move(days=7)
    assert (await api.post("/auth/signup", json=body)).status_code == 201


@pytest.mark.req("S-10")
async def test_an_old_address_nobody_confirmed_may_be_a_strangers_and_gets_no_link(
    api: httpx2.AsyncClient, program: Program, sink: Sink
) -> None:
    ana = await sign_up(api, "ana")
    await sink.next()
    await ana.put("/auth/email", {"email": NEW})
    await confirm(api, (await sink.next()).token)
    await written(program)
    assert sink.arrived.empty()
    assert (await ok(ana, "GET", "/users/@me"))["verified"]


@pytest.mark.req("S-14", "AUTH-06")
async def test_an_address_that_has_an_account_gets_the_same_answer_and_only_its_owner_learns_of_it(
    api: httpx2.AsyncClient, sink: Sink
) -> None:
    ana, bob = await confirmed(api, sink, "ana"), await confirmed(api, sink, "bob")
    taken = await ana.put("/auth/email", {"email": "Bob@Example.org"})
    told = await sink.next()
    free = await ana.put("/auth/email", {"email": NEW})
    assert (taken.status_code, set(taken.json())) == (free.status_code, set(free.json()))
    assert (told.to, "#" in told.text()) == (bob.email, False)
    found = await ok(ana, "GET", "/auth/account")
    assert found["email"] == "ana@example.org"


@pytest.mark.req("AUTH-06")
async def test_of_two_who_move_to_one_address_one_does(api: httpx2.AsyncClient, sink: Sink) -> None:
    people = [await confirmed(api, sink, name) for name in ("ana", "bob")]
    tokens = []
    for person in people:
        await person.put("/auth/email", {"email": NEW})
        tokens.append((await sink.next()).token)
    answers = await asyncio.gather(*(confirm(api, token) for token in tokens))
    assert sorted(one.status_code for one in answers) == [200, 404]
    emails = [(await ok(one, "GET", "/auth/account"))["email"] for one in people]
    assert emails.count(NEW) == 1


async def test_asking_again_ends_the_link_before(api: httpx2.AsyncClient, sink: Sink) -> None:
    ana = await confirmed(api, sink, "ana")
    await ana.put("/auth/email", {"email": NEW})
    first = (await sink.next()).token
    await ana.put("/auth/email", {"email": "noch@exemple.example"})
    second = (await sink.next()).token
    assert [(await confirm(api, one)).status_code for one in (first, second)] == [404, 200]


async def test_a_change_of_mind_ends_the_link(api: httpx2.AsyncClient, sink: Sink) -> None:
    ana = await confirmed(api, sink, "ana")
    await ana.put("/auth/email", {"email": NEW})
    token = (await sink.next()).token
    assert (await ana.delete("/auth/email/pending")).status_code == 204
    assert (await ok(ana, "GET", "/auth/account"))["pending"] is None
    assert (await confirm(api, token)).status_code == 404


async def test_changing_it_needs_a_recent_sign_in(
    api: httpx2.AsyncClient, sink: Sink, clock: FakeClock
) -> None:
    ana = await confirmed(api, sink, "ana")
    clock.move(minutes=11)
    answer = await ana.put("/auth/email", {"email": NEW})
    assert (answer.status_code, answer.json()["key"]) == (403, "auth.recent_sign_in_required")
    assert (await api.put("/auth/email", json={"email": NEW})).status_code == 401


@pytest.mark.parametrize("email", ["ana", "a@b@c", "", "ANA@example.org", "x" * 300 + "@example.org"])
async def test_what_is_no_other_address_is_refused_by_name(
    api: httpx2.AsyncClient, sink: Sink, email: str
) -> None:
    ana = await confirmed(api, sink, "ana")
    answer = await ana.put("/auth/email", {"email": email})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["email"])


async def test_letters_are_not_asked_for_without_end(api: httpx2.AsyncClient, sink: Sink) -> None:
    ana = await confirmed(api, sink, "ana")
    codes = [
        (await ana.put("/auth/email", {"email": f"neu{n}@exemple.example"})).status_code for n in range(6)
    ]
    assert codes == [202] * 5 + [429]
