"""Devices: told apart, remembered, told of when they are new; and where addresses are."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mmdb_writer import MMDBWriter
from netaddr import IPSet
from tests.fakes.clock import FakeClock
from tests.features.auth.rows import rows
from tests.worlds.people import PASSWORD, Person, sign_up

from beep.app.program import Program
from beep.features.auth import devices
from beep.features.auth.contract import PlaceView
from beep.features.auth.places import Places
from beep.kit.ids import UserId

pytestmark = pytest.mark.anyio

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:152.0) Gecko/20100101 Firefox/152.0"
NEWER_FIREFOX = FIREFOX.replace("152", "153")
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/150.0.0.0 Safari/537.36"
)


@pytest.mark.parametrize(
    ("agent", "browser", "system"),
    [
        (FIREFOX, "Firefox", "Linux"),
        (CHROME, "Chrome", "Windows"),
        (f"{CHROME} Edg/150.0.0.0", "Edge", "Windows"),
        (f"{CHROME} OPR/120.0.0.0", "Opera", "Windows"),
        (
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
                "Version/19.0 Safari/605.1.15"
            ),
            "Safari",
            "macOS",
        ),
        (
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 "
                "(KHTML, like Gecko) CriOS/150.0 Mobile/15E148 Safari/604.1"
            ),
            "Chrome",
            "iOS",
        ),
        (
            (
                "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) "
                "SamsungBrowser/29.0 Chrome/140.0 Mobile Safari/537.36"
            ),
            "Samsung Internet",
            "Android",
        ),
        ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) Chrome/150.0.0.0 Safari/537.36", "Chrome", "ChromeOS"),
        ("python-httpx2/2.16", "python-httpx2", ""),
        ("curl/8.9 (x86_64-pc-linux-gnu)", "curl", ""),
        ("", "", ""),
        ("\x00\x1b[31m", "", ""),
        ("a" * 100_000, "a" * 32, ""),
    ],
)
def test_browser_and_system_are_read_from_what_a_browser_says(agent: str, browser: str, system: str) -> None:
    assert devices.device_of(agent) == devices.Device(browser, system)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("203.0.113.9", "203.0.113.200", True),
        ("203.0.113.9", "203.0.114.9", False),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", True),
        ("2001:db8:1::1", "2001:db8:2::1", False),
        ("::ffff:203.0.113.9", "203.0.113.1", True),
        ("", "203.0.113.1", False),
    ],
)
def test_a_network_is_known_by_its_neighbourhood(one: str, other: str, *, is_same: bool) -> None:
    assert (devices.network_of(one) == devices.network_of(other)) is is_same


def test_the_same_device_of_another_person_is_another_device() -> None:
    device = devices.device_of(FIREFOX)
    keys = {devices.key_of(UserId(number), device, "203.0.113.9") for number in (1, 2)}
    assert len(keys) == 2


# -- signing in -------------------------------------------------------------------------------


@pytest.fixture
async def ana(api: httpx2.AsyncClient) -> Person:
    api.headers["User-Agent"] = FIREFOX
    return await sign_up(api, "ana")


async def _sign_in(program: Program, person: Person, agent: str = FIREFOX, ip: str = "127.0.0.1") -> None:
    transport = httpx2.ASGITransport(program.asgi, client=(ip, 40000))
    async with httpx2.AsyncClient(transport=transport, base_url=str(person.api.base_url)) as there:
        body = {"email": person.email, "password": PASSWORD}
        answer = await there.post("/auth/login", json=body, headers={"User-Agent": agent})
    assert answer.status_code == 200, answer.text


async def _told(program: Program) -> list[tuple[Any, ...]]:
    found = (
        "SELECT payload::jsonb ->> 'browser', payload::jsonb ->> 'system'"
        " FROM outbox.fact WHERE name = 'device.added' ORDER BY txid, seq"
    )
    return await rows(program, found)


async def test_signing_up_and_coming_back_are_told_of_to_nobody(program: Program, ana: Person) -> None:
    for agent in (FIREFOX, NEWER_FIREFOX):
        await _sign_in(program, ana, agent)
    assert await _told(program) == []


@pytest.mark.parametrize(
    ("agent", "ip", "told"),
    [(CHROME, "127.0.0.1", ("Chrome", "Windows")), (FIREFOX, "203.0.113.9", ("Firefox", "Linux"))],
)
async def test_a_new_browser_or_a_new_network_is_told_once(
    program: Program, ana: Person, agent: str, ip: str, told: tuple[str, str]
) -> None:
    for _ in range(2):
        await _sign_in(program, ana, agent, ip)
    assert await _told(program) == [told]
    sessions = (await ana.get("/auth/sessions")).json()
    assert [one["new_device"] for one in sessions] == [False, True, False]
    assert (sessions[1]["browser"], sessions[1]["system"]) == told


async def test_one_new_device_that_signs_in_several_times_at_once_is_told_once(
    program: Program, ana: Person
) -> None:
    await asyncio.gather(*(_sign_in(program, ana, CHROME) for _ in range(4)))
    assert await _told(program) == [("Chrome", "Windows")]


async def test_a_failed_sign_in_makes_no_device_known(program: Program, ana: Person) -> None:
    body = {"email": ana.email, "password": "wrong-password"}
    await ana.api.post("/auth/login", json=body, headers={"User-Agent": CHROME})
    await _sign_in(program, ana, CHROME)
    assert await _told(program) == [("Chrome", "Windows")]


async def test_fifty_devices_of_a_person_are_known_again(
    program: Program, ana: Person, clock: FakeClock
) -> None:
    for number in range(52):
        clock.move(seconds=1)
        await _sign_in(program, ana, f"program-{number}/1.0")
    assert await rows(program, "SELECT count(*) FROM auth.device") == [(50,)]
    before = len(await _told(program))
    await _sign_in(program, ana, "program-51/1.0")
    assert len(await _told(program)) == before
    await _sign_in(program, ana, "program-0/1.0")
    assert len(await _told(program)) == before + 1


async def test_devices_go_with_the_account(program: Program, ana: Person) -> None:
    await program.face("auth").accounts.close(UserId(ana.id))
    assert await rows(program, "SELECT count(*) FROM auth.device") == [(0,)]


# -- places -----------------------------------------------------------------------------------

LYON = {
    "city": {"names": {"en": "Lyon", "fr": "Lyon", "de": "Lyon"}},
    "country": {"iso_code": "FR", "names": {"en": "France"}},
}


def _write(file: Path, places: Mapping[str, Any]) -> None:
    writer: Any = MMDBWriter(ip_version=6, ipv4_compatible=True, languages=["en", "fr"])
    for network, place in places.items():
        writer.insert_network(IPSet([network]), place)
    fresh = file.with_suffix(".new")
    writer.to_db_file(str(fresh))
    fresh.replace(file)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "places.mmdb"
    _write(path, {"8.8.8.0/24": LYON, "2a01:e00::/32": {"registered_country": {"iso_code": "FR"}}})
    return path


@pytest.mark.parametrize(
    ("ip", "place"),
    [
        ("8.8.8.8", PlaceView(country="FR", city={"en": "Lyon", "fr": "Lyon"})),
        ("::ffff:8.8.8.8", PlaceView(country="FR", city={"en": "Lyon", "fr": "Lyon"})),
        ("2a01:e00::1", PlaceView(country="FR")),
        ("9.9.9.9", PlaceView()),
        ("192.168.1.20", PlaceView(is_local=True)),
        ("127.0.0.1", PlaceView(is_local=True)),
        ("fd00::1", PlaceView(is_local=True)),
        ("", PlaceView()),
        ("nonsense", PlaceView()),
    ],
)
def test_an_address_is_where_the_file_says(file: Path, clock: FakeClock, ip: str, place: PlaceView) -> None:
    assert Places(str(file), clock).find(ip) == place


def test_without_a_file_there_are_no_places(clock: FakeClock) -> None:
    assert Places("", clock).find("8.8.8.8") == PlaceView()


def test_a_file_that_is_replaced_is_read_anew_and_a_broken_one_is_not(file: Path, clock: FakeClock) -> None:
    places = Places(str(file), clock)
    assert places.find("8.8.8.8").country == "FR"
    _write(file, {"8.8.8.0/24": {"country": {"iso_code": "BE"}}})
    assert places.find("8.8.8.8").country == "FR"
    clock.move(minutes=2)
    assert places.find("8.8.8.8").country == "BE"
    file.with_suffix(".broken").write_bytes(b"not a database")
    file.with_suffix(".broken").replace(file)
    clock.move(minutes=2)
    assert places.find("8.8.8.8").country == "BE"


def test_a_missing_file_is_logged_once_and_found_later(
    tmp_path: Path, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "later.mmdb"
    places = Places(str(path), clock)
    for _ in range(3):
        assert places.find("8.8.8.8") == PlaceView()
        clock.move(minutes=2)
    assert caplog.text.count("the file of places cannot be read") == 1
    _write(path, {"8.8.8.0/24": LYON})
    assert places.find("8.8.8.8").country == "FR"


def test_a_file_of_another_shape_says_nothing(tmp_path: Path, clock: FakeClock) -> None:
    path = tmp_path / "other.mmdb"
    _write(path, {"8.8.8.0/24": {"country": "France", "city": {"names": {"en": 7}}}})
    assert Places(str(path), clock).find("8.8.8.8") == PlaceView()


class TestTheListOfSessions:
    @pytest.fixture
    def environment(self, file: Path) -> dict[str, str]:
        return {"BEEP_AUTH__PLACES_DATABASE": str(file)}

    @pytest.mark.req("AUTH-10")
    async def test_a_session_has_a_device_a_place_a_last_use_and_ways_in(
        self, program: Program, ana: Person
    ) -> None:
        await _sign_in(program, ana, CHROME, "8.8.8.8")
        theirs, mine = (await ana.get("/auth/sessions")).json()
        assert theirs["place"] == {"local": False, "country": "FR", "city": {"en": "Lyon", "fr": "Lyon"}}
        assert mine["place"] == {"local": True, "country": None, "city": None}
        assert (mine["browser"], mine["system"], mine["methods"]) == ("Firefox", "Linux", ["password"])
        assert mine["last_active_at"] >= mine["created_at"]
