"""Every socket test runs on asyncio's own loop and on uvloop, against a real server on loopback."""

from collections.abc import AsyncIterator

import pytest
from socket_lab import Lab, serve

from beep.runtime.sockets import SocketOptions


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(("asyncio", {"use_uvloop": False}), id="asyncio"),
        pytest.param(("asyncio", {"use_uvloop": True}), id="uvloop"),
    ],
)
def anyio_backend(request: pytest.FixtureRequest) -> object:
    return request.param


@pytest.fixture
async def lab() -> AsyncIterator[Lab]:
    """Yield a server with the default limits; no test on it waits for the close time-out."""
    async with serve() as running:
        yield running


@pytest.fixture
async def hasty_lab() -> AsyncIterator[Lab]:
    """Yield a server whose close time-out is short enough to wait for."""
    async with serve(SocketOptions(close_timeout_s=0.2)) as running:
        yield running


@pytest.fixture(scope="module")
async def echo_lab() -> AsyncIterator[Lab]:
    """Yield a server that echoes, shared by the conformance cases; large messages allowed."""
    options = SocketOptions(close_timeout_s=2, max_message_bytes=1 << 20, max_fragments=1 << 20)
    async with serve(options, echo=True) as running:
        yield running
