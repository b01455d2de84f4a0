"""Coming in by a directory, asked over LDAP: a real slapd."""

import asyncio
import logging
import statistics
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from tests.features.auth.rows import audit
from tests.worlds.directories import (
    GROUPS,
    PASSWORD,
    PEOPLE,
    READER,
    READER_PASSWORD,
    Directory,
    needs_slapd,
    slapd,
)
from tests.worlds.identities import person_of
from tests.worlds.people import Person, log_in, sign_up

from beep.app.program import Program
from beep.features import identities
from beep.kit.ids import UserId

pytestmark = [pytest.mark.anyio, needs_slapd]
BY_TEMPLATE = {"dn_template": "uid={username}," + PEOPLE}
BY_SEARCH = {"search_base": PEOPLE, "bind_dn": READER, "bind_password": READER_PASSWORD}


@pytest.fixture(scope="module")
async def directory(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Directory]:
    async with slapd(tmp_path_factory.mktemp("slapd")) as running:
        yield running


def configured(directory: Directory, **more: str) -> dict[str, str]:
    values = {
        "preset": "polytech",
        "url": directory.url,
        "ca_file": str(directory.ca_file),
        "emails": "trusted",
        "groups_base": GROUPS,
        **more,
    }
    prefix = "BEEP_IDENTITIES__PROVIDERS__POLYTECH__"
    timeout = {"BEEP_IDENTITIES__TIMEOUT_S": "2"}
    return {**{prefix + key.upper(): value for key, value in values.items()}, **timeout}


@pytest.fixture
def environment(directory: Directory) -> dict[str, str]:
    return {**configured(directory, **BY_TEMPLATE), "BEEP_TRUSTED_PROXIES": "127.0.0.1/32"}


async def come(
    api: httpx2.AsyncClient,
    username: str = "lea",
    password: str = PASSWORD,
    *,
    who: Person | None = None,
    purpose: str = "sign_in",
    ip: str = "203.0.113.9",
) -> httpx2.Response:
    headers = {"X-Forwarded-For": ip, **(who.headers if who else {})}
    body = {"username": username, "password": password, "purpose": purpose}
    return await api.post("/auth/providers/polytech/login", json=body, headers=headers)


async def sign_up_there(api: httpx2.AsyncClient, username: str = "lea") -> Person:
    ticket = (await come(api, username)).json()["newcomer"]["ticket"]
    body = {"ticket": ticket, "username": username}
    answer = await api.post("/auth/providers/polytech/signup", json=body)
    assert answer.status_code == 201, answer.text
    return await person_of(api, answer.json())


def _key(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("key", "")


# -- coming in --------------------------------------------------------------------------------


@pytest.mark.req("AUTH-03")
async def test_somebody_of_the_school_makes_an_account_and_comes_in_again(
    api: httpx2.AsyncClient, program: Program
) -> None:
    (offered,) = (await api.get("/auth/providers")).json()
    shown = (offered["label"], offered["icon"], offered["kind"], offered["available"])
    assert shown == ("Polytech", "school", "ldap", True)
    newcomer = (await come(api)).json()["newcomer"]
    expected = ("lea", "Léa Martin", "lea@school.example")
    assert (newcomer["username"], newcomer["display_name"], newcomer["email"]) == expected
    lea = await sign_up_there(api)
    again = (await come(api, "LEA")).json()
    assert again["outcome"] == "signed_in"
    assert (await person_of(api, again["session"])).id == lea.id
    face: identities.Identities = program.face("identities")
    (identity,) = await face.identities_of(UserId(lea.id))
    assert (identity.issuer, identity.claims.groups) == ("ldap:polytech", ("etudiants",))
    assert len(identity.subject) == 36
    assert await audit(program) == ["identity_linked", "signed_in", "signed_in"]


@pytest.mark.req("AUTH-05", "AUTH-08")
async def test_somebody_links_the_school_to_their_account_once(api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana")
    assert (await come(api, who=ana, purpose="link")).json()["outcome"] == "linked"
    assert _key(await come(api, "noe", who=ana, purpose="link")) == (409, "identities.already_linked")
    session = (await come(api)).json()["session"]
    assert (await person_of(api, session)).id == ana.id


@pytest.mark.req("AUTH-09")
async def test_somebody_of_the_school_is_linked_to_one_account(api: httpx2.AsyncClient) -> None:
    ana, eve = await sign_up(api, "ana"), await sign_up(api, "eve")
    await come(api, who=ana, purpose="link")
    assert _key(await come(api, who=eve, purpose="link")) == (409, "identities.identity_taken")


async def test_who_has_no_password_here_proves_with_that_of_the_school_who_they_are(
    api: httpx2.AsyncClient,
) -> None:
    lea = await sign_up_there(api)
    assert (await come(api, who=lea, purpose="prove")).json()["outcome"] == "proved"
    assert _key(await come(api, "noe", who=lea, purpose="prove")) == (403, "identities.not_yours")
    answer = await come(api, "lea", "wrong", who=lea, purpose="prove")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["password"])


@pytest.mark.parametrize("username", ["o'brien (x)*", "a,b+c#="])
async def test_names_that_mean_something_in_ldap_are_only_names(
    api: httpx2.AsyncClient, username: str
) -> None:
    assert (await come(api, username)).json()["outcome"] == "newcomer"


# -- not coming in ----------------------------------------------------------------------------


@pytest.mark.parametrize("username", ["lea", "nobody", "o'brien (x)*"])
async def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(
    api: httpx2.AsyncClient, username: str
) -> None:
    assert _key(await come(api, username, "wrong")) == (401, "identities.wrong_directory_credentials")


@pytest.mark.req("S-08")
@pytest.mark.parametrize(
    "username",
    [
        "*",
        "le*",
        "lea)(uid=*",
        "*)(|(uid=*",
        "lea)(&(objectClass=*",
        "lea,ou=people,dc=school,dc=example",
        "lea+cn=Léa Martin",
        "\\6cea",
        "{username}",
        "{dn}",
        "#6c6561",
    ],
)
async def test_what_is_written_as_a_name_is_no_question(api: httpx2.AsyncClient, username: str) -> None:
    assert _key(await come(api, username)) == (401, "identities.wrong_directory_credentials")


@pytest.mark.parametrize("password", ["", "\0", "\0x", "x\0", "x" * 1025])
async def test_what_is_no_password_is_not_shown_to_the_directory(
    api: httpx2.AsyncClient, password: str
) -> None:
    """An empty password is nobody's there, and lets in: the answer must be ours."""
    answer = await come(api, "lea", password)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["password"])


@pytest.mark.parametrize("password", ["\u00ad", "\u200b", " ", "\u2060\ufe0f"])
async def test_a_password_of_nothing_that_shows_is_not_an_empty_one(
    api: httpx2.AsyncClient, password: str
) -> None:
    assert _key(await come(api, "lea", password)) == (401, "identities.wrong_directory_credentials")


@pytest.mark.parametrize("username", ["", "   ", "a\nb", "a\0b", "x" * 129])
async def test_what_is_no_name_is_refused_by_its_field(api: httpx2.AsyncClient, username: str) -> None:
    answer = await come(api, username)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["username"])


@pytest.mark.req("S-13")
async def test_failures_are_counted_as_those_of_passwords_are(api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana")
    statuses = [(await come(api, "lea", "wrong")).status_code for _ in range(3)]
    body = {"email": ana.email, "password": "wrong-password"}
    headers = {"X-Forwarded-For": "203.0.113.9"}
    for _ in range(2):
        await api.post("/auth/login", json=body, headers=headers)
    assert statuses == [401] * 3
    assert (await come(api)).status_code == 429
    assert (await come(api, ip="198.51.100.7")).status_code == 200


@pytest.mark.req("S-14")
async def test_an_unknown_name_takes_as_long_as_a_wrong_password(api: httpx2.AsyncClient) -> None:
    taken: dict[str, list[float]] = {"lea": [], "nobody": []}
    for number in range(8):
        for username, times in taken.items():
            started = time.perf_counter()
            await come(api, username, "wrong", ip=f"203.0.113.{number}")
            times.append(time.perf_counter() - started)
    assert min(min(times) for times in taken.values()) >= 0.5
    medians = [statistics.median(times) for times in taken.values()]
    assert abs(medians[0] - medians[1]) < 0.1


async def test_a_directory_has_no_pages_and_a_page_takes_no_passwords(api: httpx2.AsyncClient) -> None:
    answer = await api.post("/auth/providers/polytech/start", json={})
    assert _key(answer) == (404, "identities.provider_not_found")


async def test_no_password_stands_in_the_log(
    api: httpx2.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await come(api)
    await come(api, "lea", "wrong-tulipes")
    assert PASSWORD not in caplog.text
    assert "wrong-tulipes" not in caplog.text


# -- other settings ---------------------------------------------------------------------------


class TestSearching:
    """A directory where Beep looks for people before it binds as them."""

    @pytest.fixture
    def environment(self, directory: Directory) -> dict[str, str]:
        return configured(directory, **BY_SEARCH, search_filter="(|(uid={username})(mail={username}))")

    async def test_people_come_in_by_any_of_their_names(self, api: httpx2.AsyncClient) -> None:
        lea = await sign_up_there(api)
        session = (await come(api, "lea@school.example")).json()["session"]
        assert (await person_of(api, session)).id == lea.id

    @pytest.mark.req("S-08")
    @pytest.mark.parametrize("username", ["*", "lea)(uid=*", "*)(uid=lea", "no*", "nobody", "\\2a"])
    async def test_nobody_is_found_by_what_is_no_name(self, api: httpx2.AsyncClient, username: str) -> None:
        assert _key(await come(api, username)) == (401, "identities.wrong_directory_credentials")

    async def test_a_wrong_password_is_refused(self, api: httpx2.AsyncClient) -> None:
        for password in ("wrong", READER_PASSWORD):
            assert (await come(api, "lea", password)).status_code == 401


class TestSecure:
    """A directory that is spoken with by TLS from the first byte, read by nobody in particular."""

    @pytest.fixture
    def environment(self, directory: Directory) -> dict[str, str]:
        return configured(directory, url=directory.secure_url, search_base=PEOPLE)

    async def test_people_come_in(self, api: httpx2.AsyncClient) -> None:
        assert (await come(api)).json()["outcome"] == "newcomer"


@pytest.mark.parametrize(
    "setting",
    [
        {"url": "ldap://127.0.0.1:{port}"},
        {"url": "ldaps://127.0.0.1:{secure_port}"},
        {"ca_file": ""},
        {"url": "ldap://localhost:9"},
        {"url": "ldaps://localhost:{port}"},
    ],
    ids=str,
)
class TestNotTrusted:
    """A directory whose certificate is for another name or of nobody we know, or that is not there."""

    @pytest.fixture
    def environment(self, directory: Directory, setting: dict[str, str]) -> dict[str, str]:
        ports = {"port": directory.port, "secure_port": directory.secure_port}
        values = {key: value.format(**ports) for key, value in setting.items()}
        return configured(directory, **{**BY_TEMPLATE, **values})

    async def test_no_password_goes_there(self, api: httpx2.AsyncClient) -> None:
        assert _key(await come(api)) == (503, "identities.provider_away")
        (offered,) = (await api.get("/auth/providers")).json()
        assert offered["available"] is False


@pytest.mark.parametrize(
    ("setting", "key"),
    [
        ({**BY_SEARCH, "bind_password": "wrong"}, "bind_password"),
        ({**BY_SEARCH, "search_base": "ou=gone,dc=school,dc=example"}, "search_base"),
        ({**BY_TEMPLATE, "subject_attribute": "gone"}, "subject_attribute"),
    ],
    ids=str,
)
class TestWronglySet:
    @pytest.fixture
    def environment(self, directory: Directory, setting: dict[str, str]) -> dict[str, str]:
        return configured(directory, **setting)

    async def test_the_log_names_the_setting(
        self, api: httpx2.AsyncClient, key: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        assert _key(await come(api)) == (503, "identities.wrongly_set")
        told = [vars(one).get("setting") for one in caplog.records]
        assert f"[identities.providers.polytech] {key}" in told
        assert "wrong" not in [vars(one).get("reason") for one in caplog.records]


class TestPlain:
    """A directory that is spoken with in clear, because its section says so."""

    @pytest.fixture
    def environment(self, directory: Directory) -> dict[str, str]:
        return configured(directory, **BY_TEMPLATE, start_tls="false", emails="claimed")

    async def test_addresses_it_does_not_vouch_for_are_left_out(self, api: httpx2.AsyncClient) -> None:
        assert (await come(api)).json()["newcomer"]["email"] is None


# -- slow -------------------------------------------------------------------------------------


@pytest.mark.req("F-29")
class TestHanging:
    """A directory that takes connections and says nothing."""

    @pytest.fixture
    async def silent(self) -> AsyncIterator[int]:
        over = asyncio.Event()

        async def hang(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await over.wait()
            writer.close()

        server = await asyncio.start_server(hang, "127.0.0.1", 0)
        yield server.sockets[0].getsockname()[1]
        over.set()
        server.close()

    @pytest.fixture
    def environment(self, directory: Directory, silent: int) -> dict[str, str]:
        limits = {"TIMEOUT_S": "0.5", "BINDS": "2", "WAITING_BINDS": "2"}
        own = configured(directory, **BY_TEMPLATE, url=f"ldap://localhost:{silent}")
        return {
            **own,
            **{f"BEEP_IDENTITIES__{key}": value for key, value in limits.items()},
            "BEEP_TRUSTED_PROXIES": "127.0.0.1/32",
        }

    async def test_few_wait_the_others_are_told_at_once_and_everybody_else_works(
        self, api: httpx2.AsyncClient
    ) -> None:
        ana = await sign_up(api, "ana")
        attempts = [asyncio.ensure_future(come(api, ip=f"203.0.113.{n}")) for n in range(12)]  # noqa: TID251
        started = time.perf_counter()
        again = await log_in(api, ana)
        assert (await again.get("/users/@me")).status_code == 200
        assert time.perf_counter() - started < 5
        answers = await asyncio.gather(*attempts)
        keys: list[Any] = [one.json()["key"] for one in answers]
        assert set(keys) == {"identities.provider_away", "identities.provider_busy"}
        assert keys.count("identities.provider_busy") >= 6
        (offered,) = (await api.get("/auth/providers")).json()
        assert offered["available"] is False

    async def test_nobody_is_blamed_for_it(self, api: httpx2.AsyncClient) -> None:
        statuses = {(await come(api)).status_code for _ in range(6)}
        assert statuses == {503}
