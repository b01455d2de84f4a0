"""Shared ground of all tests: one PostgreSQL per worker, one database per test, a clock to move.

Nothing but loopback may be reached; an attempt fails the test.
"""

import gc
import ipaddress
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import anyio.abc
import httpx2
import psycopg
import pytest

from beep.app import serving
from beep.app.program import Program
from beep.app.settings import Settings, load
from beep.runtime import migrate
from beep.runtime.database import conninfo
from beep.runtime.postgres import EmbeddedPostgres, postmaster
from tests import homes, lanes, thorough, warm
from tests.databases import Databases, at, prepare
from tests.fakes.clock import FakeClock


def _address_of_a_peer(stream: anyio.abc.SocketStream) -> Mapping[Any, Callable[[], Any]]:
    """Let a peer that is gone have none: uvloop keeps no socket then, and anyio asks what is not there."""
    return {} if stream._raw_socket is None else _asked_for_an_address(stream)


_asked_for_an_address = anyio.abc.SocketStream.extra_attributes.fget  # type: ignore[attr-defined]
anyio.abc.SocketStream.extra_attributes = property(_address_of_a_peer)  # type: ignore[assignment]


def _only_loopback(event: str, arguments: tuple[object, ...]) -> None:
    if event not in {"socket.connect", "socket.sendto"}:
        return
    address = arguments[1]
    if isinstance(address, tuple) and address:
        host = str(address[0]).split("%")[0]
        if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
            raise RuntimeError(f"a test tried to reach {host}; only loopback is allowed")


thorough.choose()
sys.addaudithook(_only_loopback)
# The client library looks for it at every request, through every folder there is.
sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type] - as Python says that there is none


def pytest_collection_finish() -> None:
    """Spare the collector what was imported, as a process that serves does."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def pytest_runtest_setup(item: pytest.Item) -> None:
    lanes.check(item)


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, bool]]:
    return "asyncio", {"use_uvloop": True}


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return one home for all programs: making a signing key costs more than most tests."""
    return tmp_path_factory.mktemp("home")


# Nobody pulls the plug of the tests' own PostgreSQL; tests that do bring another.
_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@pytest.fixture(scope="session")
async def postgres(tmp_path_factory: pytest.TempPathFactory, home: Path) -> AsyncIterator[str]:
    """Give the URL of a running PostgreSQL whose template database is migrated and holds a signing key."""
    cluster = EmbeddedPostgres(tmp_path_factory.mktemp("postgres"))
    with mock.patch.dict(postmaster._SETTINGS, _FORGETFUL):
        url = await cluster.start()
    migrate.migrate(url, serving.migration_folders())
    async with running(load({**CHEAP, "BEEP_HOME": str(home)}), url, FakeClock()):
        pass
    prepare(url)
    with psycopg.connect(conninfo(at(url, "postgres")), autocommit=True) as connection:
        connection.execute("ALTER DATABASE beep RENAME TO beep_template")
        assert connection.execute("SHOW fsync").fetchone() == ("off",)
    yield at(url, "postgres")
    await cluster.stop()


@pytest.fixture(scope="session")
async def migrated_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a home that nothing was done in yet, for tests to copy (`homes.copy`)."""
    return await homes.make(tmp_path_factory.mktemp("migrated") / "home")


@pytest.fixture(scope="session")
async def databases(postgres: str) -> AsyncIterator[Databases]:
    all_of_them = Databases(postgres)
    yield all_of_them
    await all_of_them.close()


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """Give a migrated, empty database that no other test uses at the time."""
    with databases.lent() as url:
        yield url


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def environment() -> dict[str, str]:
    """Return settings of the program as environment variables; a module may override this fixture."""
    return {}


CHEAP: Mapping[str, str] = {
    "BEEP_RATE_LIMIT_FACTOR": "0",
    # Real Argon2 costs 100 ms a sign-up; its real parameters are proved once.
    "BEEP_AUTH__ARGON2_MEMORY_KIB": "64",
    "BEEP_AUTH__ARGON2_TIME_COST": "1",
    "BEEP_AUTH__ARGON2_LANES": "1",
    # Links in tests lead out of the machine.
    "BEEP_PREVIEWS__ENABLED": "false",
}


@pytest.fixture
def settings(environment: dict[str, str], home: Path) -> Settings:
    return load({**CHEAP, "BEEP_HOME": str(home), **environment})


@asynccontextmanager
async def running(settings: Settings, database_url: str, clock: FakeClock) -> AsyncIterator[Program]:
    program = await Program.start(settings, database_url, clock=clock, opened=warm.opened)
    try:
        yield program
    finally:
        await program.stop()


@pytest.fixture
async def program(settings: Settings, database_url: str, clock: FakeClock) -> AsyncIterator[Program]:
    """Give all of Beep in this process, on a database of its own, at a time tests choose."""
    async with running(settings, database_url, clock) as started:
        yield started


def _calling(program: Program) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(program.asgi, client=("127.0.0.1", 40000))
    return httpx2.AsyncClient(transport=transport, base_url="http://beep.test/api/v10")


@pytest.fixture
async def api(program: Program) -> AsyncIterator[httpx2.AsyncClient]:
    """Give an HTTP client of the program; paths start at `/api/v10`."""
    async with _calling(program) as client:
        yield client


# -- one program for all tests of a module that change nothing others of it see -----------------------


@pytest.fixture(scope="module")
def shared_environment() -> dict[str, str]:
    """Return settings of the shared program; a module may override this fixture."""
    return {}


@pytest.fixture(scope="module")
async def shared_program(
    databases: Databases, shared_environment: dict[str, str], home: Path
) -> AsyncIterator[Program]:
    settings = load({**CHEAP, "BEEP_HOME": str(home), **shared_environment})
    with databases.lent() as url:
        async with running(settings, url, FakeClock()) as started:
            yield started


@pytest.fixture(scope="module")
async def shared_api(shared_program: Program) -> AsyncIterator[httpx2.AsyncClient]:
    async with _calling(shared_program) as client:
        yield client


@pytest.fixture(autouse=True, scope="session")
def _no_proxies() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
            patch.delenv(name, raising=False)
        yield
