"""Asks a ClamAV daemon about a file, over its INSTREAM command."""

import asyncio
import struct
from dataclasses import dataclass
from typing import IO

_CHUNK_BYTES = 128 << 10
_ANSWER_BYTES = 4096


class ScannerUnreachable(Exception):  # noqa: N818 - whoever asks decides what it means
    """The scanner gave no answer that can be believed."""


@dataclass(frozen=True, slots=True)
class Scanner:
    """`timeout_s` is for a whole file; the daemon's own StreamMaxLength must let the largest one pass."""

    host: str
    port: int
    timeout_s: float = 60

    async def infection_of(self, file: IO[bytes]) -> str | None:
        """Return what is wrong with a file, `None` for a clean one; raises `ScannerUnreachable`."""
        try:
            async with asyncio.timeout(self.timeout_s):
                answer = await self._ask(file)
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
            raise ScannerUnreachable(str(error) or type(error).__name__) from error
        if answer == "stream: OK":
            return None
        if answer.startswith("stream: ") and answer.endswith(" FOUND"):
            return answer.removeprefix("stream: ").removesuffix(" FOUND")
        raise ScannerUnreachable(answer or "it closed the connection")

    async def _ask(self, file: IO[bytes]) -> str:
        reader, writer = await asyncio.open_connection(self.host, self.port)
        try:
            writer.write(b"zINSTREAM\0")
            file.seek(0)
            while chunk := await asyncio.to_thread(file.read, _CHUNK_BYTES):
                writer.write(struct.pack("!I", len(chunk)) + chunk)
                await writer.drain()
            writer.write(struct.pack("!I", 0))
            await writer.drain()
            answer = await reader.read(_ANSWER_BYTES)
        finally:
            writer.close()
        return answer.rstrip(b"\0\n").decode("utf-8", "replace")
