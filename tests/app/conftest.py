"""A whole Beep that the tests of one module share, for what changes nothing."""

import logging
from collections.abc import AsyncIterator, Iterator
from itertools import count

import httpx2
import psycopg
import pytest
from app_lab import Log, Shared
from tests.conftest import CHEAP, running
from tests.databases import Databases, at
from tests.fakes.clock import FakeClock

from beep.app.settings import load
from beep.runtime.database import conninfo

_numbers = count(1)
_NOISY = ("procrastinate", "alembic", "uvicorn.error", "asyncio")


@pytest.fixture(scope="module")
async def shared(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Shared]:
    settings = load({**CHEAP, "BEEP_HOME": str(tmp_path_factory.mktemp("home"))})
    with databases.lent() as url:
        async with running(settings, url, FakeClock()) as program:
            transport = httpx2.ASGITransport(program.asgi, client=("127.0.0.1", 40000))
            async with httpx2.AsyncClient(transport=transport, base_url="http://beep.test") as api:
                yield Shared(program, api)


@pytest.fixture
async def empty_database(postgres: str) -> AsyncIterator[str]:
    """Give a database without a single table."""
    name = f"empty_{next(_numbers)}"
    with psycopg.connect(conninfo(postgres), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 STRATEGY file_copy")
        yield at(postgres, name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def own_logging() -> Iterator[None]:
    """Let a test set up logging as a process does, and put back what was there."""
    root = logging.getLogger()
    handlers = list(root.handlers)
    levels = {name: logging.getLogger(name).level for name in ("", *_NOISY)}
    yield
    root.handlers = handlers
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


@pytest.fixture
def log(own_logging: None) -> Iterator[Log]:
    del own_logging
    log = Log()
    yield log
    log.close()
