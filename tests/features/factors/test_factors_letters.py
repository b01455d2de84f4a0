"""What people are written when the way they come in changes, or somebody tries theirs (ASVS 6.3.5, 6.3.7)."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.features.auth.rows import rows
from tests.worlds.accounts import confirmed
from tests.worlds.communities import jobs_done
from tests.worlds.factors import MINE, Device, add_passkey, first_step, second_step, set_up_app
from tests.worlds.letters import Sink, smtp_settings, smtp_sink
from tests.worlds.people import PASSWORD, Person, sign_up

from beep.app.program import Program
from beep.features import factors
from beep.features.auth import letters
from beep.features.auth.contract import NoticeKind, PlaceView
from beep.kit.ids import UserId
from beep.kit.languages import Language

pytestmark = pytest.mark.anyio
OTHER_DEVICE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:152.0) Gecko/20100101 Firefox/152.0"


@pytest.fixture
async def sink() -> AsyncIterator[Sink]:
    async with smtp_sink() as started:
        yield started


@pytest.fixture
def environment(sink: Sink) -> dict[str, str]:
    return {**smtp_settings(sink.port), "BEEP_PUBLIC_URL": "https://beep.test"}


@pytest.fixture
async def ana(api: httpx2.AsyncClient, sink: Sink) -> Person:
    return await confirmed(api, sink, "ana")


async def _sign_in(api: httpx2.AsyncClient, person: Person, agent: str) -> None:
    body = {"email": person.email, "password": PASSWORD}
    answer = await api.post("/auth/login", json=body, headers={"User-Agent": agent})
    assert answer.status_code == 200


# What waits to be done for second factors, or for the letters that tell of them.
_WAITING = """
SELECT (SELECT count(*) FROM outbox.fact WHERE pending)
     + (SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing'))
     + (SELECT count(*) FROM mail.letter WHERE state = 'waiting')"""


async def _settled(program: Program) -> None:
    await jobs_done(program, _WAITING)


async def test_a_sign_in_from_a_new_device_is_told_by_letter(
    api: httpx2.AsyncClient, sink: Sink, ana: Person, clock: FakeClock
) -> None:
    await _sign_in(api, ana, OTHER_DEVICE)
    letter = await sink.next()
    assert (letter.to, letter.message["Subject"]) == (ana.email, "Nouvelle connexion à votre compte")
    told = f"{clock.now():%Y-%m-%d %H:%M} UTC"
    assert f"avec Firefox · Windows, depuis ce réseau (127.0.0.1), le {told}" in letter.text()
    assert "https://beep.test/settings/sessions" in letter.text()


async def test_letters_are_in_the_readers_language(
    api: httpx2.AsyncClient, sink: Sink, clock: FakeClock
) -> None:
    bob = await confirmed(api, sink, "bob", locale="en-GB")
    await _sign_in(api, bob, "")
    letter = await sink.next()
    assert letter.message["Subject"] == "A new sign-in to your account"
    assert "with an unknown program, from this network" in letter.text()
    await set_up_app(bob, clock)
    assert (await sink.next()).message["Subject"] == "An authenticator app protects your account"


async def test_who_has_not_confirmed_an_email_is_written_nothing_of_the_kind(
    api: httpx2.AsyncClient, program: Program, sink: Sink, clock: FakeClock
) -> None:
    eve = await sign_up(api, "eve")
    await sink.next()
    await _sign_in(api, eve, OTHER_DEVICE)
    await set_up_app(eve, clock)
    await _settled(program)
    assert sink.arrived.empty()


async def test_each_change_of_a_second_factor_is_told_by_one_letter(
    api: httpx2.AsyncClient, sink: Sink, ana: Person, clock: FakeClock
) -> None:
    subjects: list[str] = []

    async def told() -> str:
        letter = await sink.next()
        subjects.append(letter.message["Subject"])
        return letter.text()

    app = await set_up_app(ana, clock)
    await told()
    made = await add_passkey(ana, Device(), "Mon {place} <b>portable</b>")
    assert "« Mon {place} <b>portable</b> »" in (await told()).replace("\u00a0", " ")
    await second_step(api, await first_step(api, ana), app.recovery[0], kind="recovery")
    assert "Il vous en reste 9." in await told()
    await ana.post(f"{MINE}/recovery-codes")
    await told()
    await ana.delete(f"{MINE}/passkeys/{made['passkey']['id']}")
    await told()
    await ana.delete(f"{MINE}/totp")
    await told()
    assert subjects == [
        "Une application d’authentification protège votre compte",  # noqa: RUF001 - French
        "Une clé d’accès ouvre votre compte",  # noqa: RUF001
        "Un code de secours a ouvert votre compte",
        "De nouveaux codes de secours pour votre compte",
        "Une clé d’accès de votre compte a été retirée",  # noqa: RUF001
        "L’application d’authentification de votre compte a été retirée",  # noqa: RUF001
    ]


async def test_a_passkey_that_may_be_copied_is_told_by_letter(
    api: httpx2.AsyncClient, sink: Sink, ana: Person
) -> None:
    device = Device()
    await add_passkey(ana, device)
    await sink.next()
    for count in (5, 4):
        options = (await api.post("/auth/passkeys/options")).json()
        await api.post("/auth/passkeys/sign-in", json={"credential": device.get(options, count=count)})
    letter = await sink.next()
    assert "peut-être été copiée" in letter.message["Subject"]


async def test_who_may_know_a_password_is_told_of_once_five_codes_were_wrong(
    api: httpx2.AsyncClient, sink: Sink, ana: Person, clock: FakeClock
) -> None:
    await set_up_app(ana, clock)
    await sink.next()
    ticket = await first_step(api, ana)
    for number in range(5):
        assert sink.arrived.empty()
        assert (await second_step(api, ticket, f"00000{number}")).status_code == 400
    letter = await sink.next()
    assert letter.message["Subject"] == "Quelqu’un connaît peut-être votre mot de passe"  # noqa: RUF001


@pytest.mark.req("S-10")
async def test_what_a_stranger_set_up_is_forgotten_when_the_emails_owner_claims_the_account(
    api: httpx2.AsyncClient, program: Program, sink: Sink
) -> None:
    stranger, device = await sign_up(api, "stranger", email="ana@example.org"), Device()
    await sink.next()
    await add_passkey(stranger, device)
    assert (await api.post("/auth/reset", json={"email": "ana@example.org"})).status_code == 204
    token = (await sink.next()).token
    body = {"token": token, "password": "des-violettes-en-mars"}
    assert (await api.post("/auth/reset/confirm", json=body)).status_code == 204
    await _settled(program)
    face: factors.Factors = program.face("factors")
    assert not await face.has_second_factor(UserId(stranger.id))
    options = (await api.post("/auth/passkeys/options")).json()
    answer = await api.post("/auth/passkeys/sign-in", json={"credential": device.get(options)})
    assert answer.status_code == 400
    alive = "SELECT count(*) FROM auth.session WHERE ended_at IS NULL"
    assert await rows(program, alive) == [(0,)]


_KINDS: list[NoticeKind] = [
    "device",
    "second_step",
    "totp_added",
    "totp_removed",
    "passkey_added",
    "passkey_removed",
    "passkey_suspected",
    "codes_made",
    "code_used",
    "identity_linked",
    "identity_unlinked",
]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", _KINDS)
def test_every_notice_is_whole_in_both_languages(kind: NoticeKind, language: Language) -> None:
    where = letters.Where("203.0.113.9", PlaceView(country="FR", city={"en": "Lyons", "fr": "Lyon"}))
    about = letters.About("ana", "beep.test", "https://beep.test/x", what="7", where=where, at="noon")
    written = letters.write(kind, language, about)
    assert "{" not in written.subject + written.text
    assert "https://beep.test/x" in written.text
    assert ("Lyon" in written.text) is (kind == "device")
