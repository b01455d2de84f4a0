"""Permission tests share one program and one server for each module: it is the cases that count."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from tests.conftest import CHEAP, running
from tests.databases import Databases
from tests.fakes.clock import FakeClock
from tests.permissions.cast import Cast, cast_in

from beep.app.program import Program
from beep.app.settings import load


@pytest.fixture(scope="module")
async def shared_program(databases: Databases, home: Path) -> AsyncIterator[Program]:
    settings = load({**CHEAP, "BEEP_HOME": str(home)})
    with databases.lent() as url:
        async with running(settings, url, FakeClock()) as started:
            yield started


@pytest.fixture(scope="module")
async def shared_api(shared_program: Program) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(shared_program.asgi, client=("127.0.0.1", 40000))
    async with httpx2.AsyncClient(transport=transport, base_url="http://beep.test/api/v10") as client:
        yield client


@pytest.fixture(scope="module")
async def cast(shared_api: httpx2.AsyncClient, shared_program: Program) -> Cast:
    return await cast_in(shared_api, shared_program)
