"""A whole Beep that the tests of one module share, for what changes nothing."""

import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import count

import httpx2
import psycopg
import pytest
from tests.conftest import CHEAP, _other, running
from tests.fakes.clock import FakeClock

from beep.app.program import Program
from beep.app.settings import load
from beep.runtime.database import conninfo

_numbers = count(1)
_NOISY = ("procrastinate", "alembic", "uvicorn.error", "asyncio")


@dataclass(frozen=True)
class Shared:
    program: Program
    api: httpx2.AsyncClient


@pytest.fixture(scope="module")
async def shared(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Shared]:
    name = f"app_{next(_numbers)}"
    with psycopg.connect(conninfo(postgres), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE beep_template STRATEGY file_copy")
    settings = load({**CHEAP, "BEEP_HOME": str(tmp_path_factory.mktemp("home"))})
    async with running(settings, _other(postgres, name), FakeClock()) as program:
        transport = httpx2.ASGITransport(program.asgi, client=("127.0.0.1", 40000))
        async with httpx2.AsyncClient(transport=transport, base_url="http://beep.test") as api:
            yield Shared(program, api)
    with psycopg.connect(conninfo(postgres), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def empty_database(postgres: str) -> AsyncIterator[str]:
    """Give a database without a single table."""
    name = f"empty_{next(_numbers)}"
    with psycopg.connect(conninfo(postgres), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 STRATEGY file_copy")
        yield _other(postgres, name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def own_logging() -> Iterator[None]:
    """Let a test set up logging as a process does, and put back what pytest had."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in _NOISY}
    root.handlers = []
    yield
    root.handlers, root.level = handlers, level
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


@pytest.fixture
def stderr(own_logging: None, monkeypatch: pytest.MonkeyPatch) -> StringIO:
    """Give what the process writes to its log."""
    del own_logging
    written = StringIO()
    monkeypatch.setattr("sys.stderr", written)
    return written
