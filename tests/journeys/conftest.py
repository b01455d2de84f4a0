"""Journeys run Beep as a process of its own, on a home of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from tests.journeys.server_process import BeepProcess


@pytest.fixture
async def beep_process(tmp_path: Path) -> AsyncIterator[BeepProcess]:
    """Give a running `beep serve`; it must end cleanly after the test."""
    process = BeepProcess(tmp_path / "home")
    try:
        await process.start()
        yield process
    except BaseException:
        if process.running is not None:
            await process.kill()
        raise
    await process.clean_up()


@pytest.fixture
async def http(beep_process: BeepProcess) -> AsyncIterator[httpx2.AsyncClient]:
    """Give an HTTP client of that process; paths start at `/api/v10`."""
    limits = httpx2.Limits(max_connections=100)
    async with httpx2.AsyncClient(
        base_url=f"{beep_process.address}/api/v10", limits=limits, timeout=30
    ) as client:
        yield client
