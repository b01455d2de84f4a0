"""Letters as administrators see them where no SMTP server is configured; hidden from everybody else."""

from typing import Any

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.worlds.administration import administrator, logged
from tests.worlds.communities import ok, refused
from tests.worlds.letters import letter
from tests.worlds.people import Person, log_in, sign_up

from beep.app.program import Program
from beep.features import audit, mail

pytestmark = pytest.mark.anyio


@pytest.fixture
def environment(request: pytest.FixtureRequest) -> dict[str, str]:
    """Keep letters for administrators, unless a test asks for a server."""
    more: dict[str, str] = getattr(request, "param", {})
    return more


async def letters(who: Person, query: str = "") -> dict[str, Any]:
    return dict(await ok(who, "GET", f"/admin/letters{query}"))


async def test_without_a_server_an_administrator_reads_what_would_have_been_sent(
    api: httpx2.AsyncClient, program: Program, clock: FakeClock
) -> None:
    zoe = await administrator(api, program)
    face: mail.Mail = program.face("mail")
    assert not face.is_sending
    await face.queue(letter(clock, "9-1"))
    found = await letters(zoe)
    [shown] = [one for one in found["letters"] if one["subject"] == "Bonjour"]
    assert not found["sending"]
    assert (shown["to"], shown["state"], shown["tries"]) == ("ana@example.org", "waiting", 0)
    assert "verify" not in str(found)
    read = await ok(zoe, "GET", f"/admin/letters/{shown['id']}")
    assert read == {"text": "Ouvrez https://beep.test/verify#9-1\n"}


@pytest.mark.req("AUD-01")
async def test_reading_a_letter_is_in_the_log(
    api: httpx2.AsyncClient, program: Program, clock: FakeClock
) -> None:
    zoe = await administrator(api, program)
    await program.face("mail").queue(letter(clock, "9-1"))
    number = (await letters(zoe))["letters"][0]["id"]
    await ok(zoe, "GET", f"/admin/letters/{number}")
    await logged(program)
    kind = audit.Action.LETTER_READ.value
    [entry] = (await ok(zoe, "GET", f"/audit-logs?action_type={kind}"))["audit_log_entries"]
    assert (entry["user_id"], entry["target_id"]) == (str(zoe.id), number)


async def test_reading_a_letter_needs_a_recent_sign_in(
    api: httpx2.AsyncClient, program: Program, clock: FakeClock
) -> None:
    zoe = await administrator(api, program)
    await program.face("mail").queue(letter(clock, "9-1"))
    number = (await letters(zoe))["letters"][0]["id"]
    clock.move(minutes=11)
    answer = await zoe.get(f"/admin/letters/{number}")
    assert (answer.status_code, answer.json()["key"]) == (403, "auth.recent_sign_in_required")


async def test_letters_are_hidden_from_everybody_else(
    api: httpx2.AsyncClient, program: Program, clock: FakeClock
) -> None:
    zoe = await administrator(api, program)
    ana = await sign_up(api, "ana")
    await program.face("mail").queue(letter(clock, "9-1"))
    number = (await letters(zoe))["letters"][0]["id"]
    for method, path in (
        ("GET", "/admin/letters"),
        ("GET", f"/admin/letters/{number}"),
        ("POST", f"/admin/letters/{number}/retry"),
    ):
        await refused(ana, method, path, status=404)
        assert (await api.request(method, path)).status_code == 401


async def test_an_unknown_letter_is_not_found(api: httpx2.AsyncClient, program: Program) -> None:
    zoe = await administrator(api, program)
    await refused(zoe, "GET", "/admin/letters/1", status=404)
    await refused(zoe, "POST", "/admin/letters/1/retry", status=404)


async def test_letters_come_in_pages_the_newest_first(
    api: httpx2.AsyncClient, program: Program, clock: FakeClock
) -> None:
    zoe = await administrator(api, program)
    for number in range(5):
        clock.move(seconds=1)
        await program.face("mail").queue(letter(clock, f"9-{number}", subject=f"Lettre {number}"))
    first = (await letters(zoe, "?limit=2"))["letters"]
    assert [one["subject"] for one in first] == ["Lettre 4", "Lettre 3"]
    second = (await letters(zoe, f"?limit=2&before={first[-1]['id']}"))["letters"]
    assert [one["subject"] for one in second] == ["Lettre 2", "Lettre 1"]


@pytest.mark.parametrize("query", ["?limit=0", "?limit=101", "?before=x"])
async def test_a_bad_page_is_refused(api: httpx2.AsyncClient, program: Program, query: str) -> None:
    zoe = await administrator(api, program)
    assert (await zoe.get(f"/admin/letters{query}")).status_code == 400


async def test_an_expired_letter_can_no_longer_be_read(
    api: httpx2.AsyncClient, program: Program, clock: FakeClock
) -> None:
    zoe = await administrator(api, program)
    await program.face("mail").queue(letter(clock, "9-1"))
    clock.move(hours=1)
    zoe = await log_in(api, zoe)
    [shown] = (await letters(zoe))["letters"]
    assert shown["state"] == "expired"
    await refused(zoe, "GET", f"/admin/letters/{shown['id']}", status=404)
    await refused(zoe, "POST", f"/admin/letters/{shown['id']}/retry", status=409)


@pytest.mark.parametrize("environment", [{"BEEP_MAIL__QUEUE_SIZE": "10"}], indirect=True)
async def test_where_nothing_is_sent_the_oldest_letter_makes_room(
    api: httpx2.AsyncClient, program: Program, clock: FakeClock
) -> None:
    zoe = await administrator(api, program)
    for number in range(12):
        clock.move(seconds=1)
        to = f"bob{number}@example.org"
        await program.face("mail").queue(letter(clock, f"9-{number}", to=to, subject=f"Lettre {number}"))
    shown = (await letters(zoe))["letters"]
    kept = [one["subject"] for one in shown if one["state"] == "waiting"]
    assert len(kept) == 10
    assert kept[0] == "Lettre 11"
    assert "Lettre 0" not in kept
