"""A daemon that speaks ClamAV's INSTREAM: it finds EICAR's test text, and nothing else."""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

# In two parts, so that no scanner of this machine takes this file for infected.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_COMMAND = b"zINSTREAM\0"


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        assert await reader.readexactly(len(_COMMAND)) == _COMMAND
        content = bytearray()
        while size := struct.unpack("!I", await reader.readexactly(4))[0]:
            content += await reader.readexactly(size)
        found = b"Eicar-Signature FOUND" if EICAR in content else b"OK"
        writer.write(b"stream: " + found + b"\0")
        await writer.drain()
    finally:
        writer.close()


@asynccontextmanager
async def clamav(port: int) -> AsyncIterator[None]:
    server = await asyncio.start_server(_answer, "127.0.0.1", port)
    try:
        yield
    finally:
        server.close()
        await server.wait_closed()
