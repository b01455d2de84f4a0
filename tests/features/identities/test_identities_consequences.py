"""What follows: letters, accounts that turn out to be somebody else's, and people who leave for good."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from tests.fakes.openid import OpenIdFake
from tests.features.auth.rows import rows
from tests.worlds.accounts import confirmed
from tests.worlds.communities import jobs_done
from tests.worlds.identities import configured, leave, pass_through, sign_up_there
from tests.worlds.letters import Sink, smtp_settings, smtp_sink
from tests.worlds.people import sign_up

from beep.app.program import Program
from beep.features import identities
from beep.features.users import PersonErased
from beep.kit.ids import UserId

pytestmark = pytest.mark.anyio
_WAITING = """
SELECT (SELECT count(*) FROM outbox.fact WHERE pending)
     + (SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing'))
     + (SELECT count(*) FROM mail.letter WHERE state = 'waiting')"""


@pytest.fixture
async def sink() -> AsyncIterator[Sink]:
    async with smtp_sink() as started:
        yield started


@pytest.fixture
def environment(school: OpenIdFake, sink: Sink) -> dict[str, str]:
    return {**configured(school), **smtp_settings(sink.port), "BEEP_PUBLIC_URL": "https://beep.test"}


async def test_linking_and_unlinking_are_told_by_letter(api: httpx2.AsyncClient, sink: Sink) -> None:
    ana = await confirmed(api, sink, "ana")
    linked = (await pass_through(api, who=ana, purpose="link")).json()["identity"]["id"]
    letter = await sink.next()
    subject = "Un moyen de connexion a été ajouté à votre compte"
    assert (letter.to, letter.message["Subject"]) == (ana.email, subject)
    assert "«\u00a0A school\u00a0»" in letter.text()
    assert "https://beep.test/settings/methods" in letter.text()
    await ana.delete(f"/users/@me/identities/{linked}")
    assert (await sink.next()).message["Subject"] == "Un moyen de connexion de votre compte a été retiré"


async def test_who_makes_an_account_there_is_written_nothing_of_it(
    api: httpx2.AsyncClient, sink: Sink, program: Program
) -> None:
    await sign_up_there(api, "lea")
    await jobs_done(program, _WAITING)
    assert sink.arrived.empty()


@pytest.mark.req("S-10")
async def test_nobody_links_to_an_account_whose_address_is_not_confirmed(api: httpx2.AsyncClient) -> None:
    """A stranger who signs up with my address cannot leave a way in behind."""
    stranger = await sign_up(api, "stranger", email="ana@example.org")
    answer = await stranger.post("/auth/providers/school/start", {"purpose": "link"})
    assert (answer.status_code, answer.json()["key"]) == (403, "auth.email_not_verified")


@pytest.mark.req("S-10")
async def test_what_a_stranger_linked_is_forgotten_when_the_address_owner_claims_the_account(
    api: httpx2.AsyncClient, program: Program, sink: Sink
) -> None:
    stranger = await sign_up(api, "stranger", email="ana@example.org")
    await sink.next()
    await program.face("auth").accounts.verify(UserId(stranger.id))
    await pass_through(api, who=stranger, purpose="link")
    await sink.next()
    async with program.database.write() as tx:
        await tx.connection.exec_driver_sql("UPDATE auth.account SET verified_at = NULL")
    assert (await api.post("/auth/reset", json={"email": "ana@example.org"})).status_code == 204
    body = {"token": (await sink.next()).token, "password": "des-violettes-en-mars"}
    assert (await api.post("/auth/reset/confirm", json=body)).status_code == 204
    await jobs_done(program, _WAITING)
    assert await rows(program, "SELECT count(*) FROM identities.identity") == [(0,)]
    assert (await pass_through(api)).json()["outcome"] == "newcomer"


async def test_who_leaves_takes_a_copy_and_leaves_nothing(api: httpx2.AsyncClient, program: Program) -> None:
    lea = await sign_up_there(api, "lea")
    await leave(api, who=lea, purpose="prove")
    face = program.face("identities")
    ((name, (copy,)),) = [portion async for portion in face.export_person(UserId(lea.id))]
    assert (name, copy["provider"], copy["claims"]["email"]) == ("identities", "school", "lea@school.example")
    async with program.database.write() as tx:
        tx.record(PersonErased(UserId(lea.id), keeps_messages=False))
    await jobs_done(program, _WAITING)
    for table in ("identity", "flow"):
        assert await rows(program, f"SELECT count(*) FROM identities.{table}") == [(0,)]  # noqa: S608
    found: identities.Identities = face
    assert await found.identities_of(UserId(lea.id)) == []
