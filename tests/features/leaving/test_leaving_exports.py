"""A copy of one's own data: whole, one's own only, and readable without any program."""

import io
import json
import zipfile
from typing import Any

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.worlds.communities import ok, server, settled
from tests.worlds.conversations import say
from tests.worlds.people import Person, sign_up

from beep.app.program import Program

pytestmark = pytest.mark.anyio


@pytest.fixture
async def ana(api: httpx2.AsyncClient) -> Person:
    return await sign_up(api, "ana")


async def copied(person: Person, language: str = "fr") -> zipfile.ZipFile:
    answer = await person.get("/users/@me/export", params={"language": language})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    assert "attachment" in answer.headers["content-disposition"]
    return zipfile.ZipFile(io.BytesIO(answer.content))


def part(archive: zipfile.ZipFile, name: str) -> list[dict[str, Any]]:
    return json.loads(archive.read(f"data/{name}.json"))


async def test_a_copy_holds_what_beep_keeps_of_a_person(
    api: httpx2.AsyncClient, program: Program, ana: Person
) -> None:
    ben = await sign_up(api, "ben")
    salon = await server(ana)
    await salon.member(ben)
    await say(ana, salon.first_channel, "mon secret <b>gras</b>")
    await ok(ana, "POST", "/users/@me/relationships", {"username": "ben"})
    await ok(ana, "PUT", "/auth/email", {"email": "ana-new@example.org"})
    await settled(program)
    archive = await copied(ana)
    assert [one["to"] for one in part(archive, "letters")] == ["ana-new@example.org"]
    assert part(archive, "profile")[0]["username"] == "ana"
    assert part(archive, "account")[0]["email"] == ana.email
    assert [one["content"] for one in part(archive, "messages") if one["content"]] == [
        "mon secret <b>gras</b>"
    ]
    assert part(archive, "memberships")[0]["is_owner"] is True
    assert part(archive, "relationships")[0]["kind"] == "outgoing"
    assert {"signed_up"} <= {one["action"] for one in part(archive, "log")}
    assert part(archive, "profile")[0]["id"] == str(ana.id)


@pytest.mark.req("S-27")
async def test_a_copy_holds_nothing_of_others_and_no_secret(api: httpx2.AsyncClient, ana: Person) -> None:
    ben = await sign_up(api, "ben")
    salon = await server(ana)
    await salon.member(ben)
    await say(ben, salon.first_channel, "propos de ben")
    archive = await copied(ana)
    told = b"".join(archive.read(name) for name in archive.namelist())
    for hidden in (b"propos de ben", ben.email.encode(), b"argon2", ana.refresh_token.encode()):
        assert hidden not in told


@pytest.mark.req("S-35")
async def test_what_people_wrote_does_nothing_in_the_page(ana: Person) -> None:
    salon = await server(ana)
    await say(ana, salon.first_channel, "<script>alert(1)</script> =HYPERLINK()")
    for language, word in (("fr", "Vos données"), ("en", "Your data")):
        page = (await copied(ana, language)).read("index.html").decode()
        assert word in page
        assert "<script" not in page
        assert "&lt;script&gt;" in page


async def test_a_copy_needs_a_recent_sign_in(ana: Person, clock: FakeClock) -> None:
    clock.move(minutes=11)
    assert (await ana.get("/users/@me/export")).json()["key"] == "auth.recent_sign_in_required"


async def test_five_copies_a_day_are_taken_at_most(ana: Person, clock: FakeClock) -> None:
    for _ in range(5):
        await copied(ana)
        clock.move(seconds=10)
    answer = await ana.get("/users/@me/export")
    assert (answer.status_code, answer.json()["key"]) == (429, "leaving.exported_lately")
