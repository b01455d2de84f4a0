"""Journeys run Beep as a process of its own, on a home of its own.

Starting it costs more than most journeys: those that leave it as they found it share one a module.
"""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest
from playwright.async_api import Browser
from tests import homes
from tests.journeys.browser import chromium, end_kept
from tests.journeys.server_process import BeepProcess


@asynccontextmanager
async def serving(home: Path, *, name: str = "") -> AsyncGenerator[BeepProcess]:
    """Run `beep serve`, which people reach by `name` where one is given; it must end cleanly."""
    process = BeepProcess(home)
    if name:
        process.settings["BEEP_PUBLIC_URL"] = f"http://{name}:{process.port}"
    try:
        await process.start()
        yield process
    except BaseException:
        if process.running is not None:
            await process.kill()
        raise
    await process.clean_up()


@pytest.fixture
async def beep_process(tmp_path: Path, migrated_home: Path) -> AsyncIterator[BeepProcess]:
    """Give a running `beep serve`; it must end cleanly after the test."""
    async with serving(homes.copy(migrated_home, tmp_path / "home")) as process:
        yield process


@pytest.fixture(scope="module")
async def shared_process(
    tmp_path_factory: pytest.TempPathFactory, migrated_home: Path
) -> AsyncIterator[BeepProcess]:
    """Give a running `beep serve` to all journeys of a module; it must end cleanly after them."""
    home = homes.copy(migrated_home, tmp_path_factory.mktemp("shared") / "home")
    async with serving(home) as process:
        yield process


@asynccontextmanager
async def _client(process: BeepProcess) -> AsyncGenerator[httpx2.AsyncClient]:
    limits = httpx2.Limits(max_connections=100)
    base = f"{process.address}/api/v10"
    async with httpx2.AsyncClient(base_url=base, limits=limits, timeout=30) as client:
        yield client


@pytest.fixture
async def http(beep_process: BeepProcess) -> AsyncIterator[httpx2.AsyncClient]:
    """Give an HTTP client of that process; paths start at `/api/v10`."""
    async with _client(beep_process) as client:
        yield client


@pytest.fixture(scope="module")
async def shared_http(shared_process: BeepProcess) -> AsyncIterator[httpx2.AsyncClient]:
    """Give an HTTP client of the module's process; paths start at `/api/v10`."""
    async with _client(shared_process) as client:
        yield client


@pytest.fixture(scope="session", autouse=True)
async def _kept_browser() -> AsyncIterator[None]:
    """End the browser that journeys share, if one was started."""
    yield
    await end_kept()


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    """Give a browser to all journeys of a module; each opens windows of its own."""
    async with chromium() as started:
        yield started
