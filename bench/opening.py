"""Opening a server of a thousand members and a hundred channels: how long a client waits, for how much."""

import asyncio
import json
import time
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from websockets.asyncio.client import connect

from bench import people, procs, stats
from bench.peer import Peer, Room

_CHANNELS = 100
_WARM_UP = 3
_SETTLE_S = 2.0
_READY, _SERVER = b'"t":"READY"', b'"t":"GUILD_CREATE"'


@dataclass(frozen=True, slots=True)
class _Opened:
    """Milliseconds from `identify` to READY and to the server, and the bytes of both."""

    ready_ms: float
    server_ms: float
    ready_bytes: int
    server_bytes: int


def measure(peer: Peer, room: Room, port: int, *, openings: int) -> dict[str, Any]:
    """Open the room's server again and again, one session after the other; it gets its channels first."""
    channels = _furnish(port, room)
    time.sleep(_SETTLE_S)
    tokens = [room.members[number % len(room.members)] for number in range(_WARM_UP + openings)]
    asyncio.run(_each(port, tokens[:_WARM_UP]))
    processes = peer.processes()
    before = procs.cpu(processes)
    found = asyncio.run(_each(port, tokens[_WARM_UP:]))
    spent = procs.cpu(processes) - before
    return {
        "members": len(room.members),
        "channels": channels,
        "ready_ms": stats.spread([one.ready_ms for one in found]),
        "server_ms": stats.spread([one.server_ms for one in found]),
        "ready_bytes": stats.middle([one.ready_bytes for one in found]),
        "server_bytes": stats.middle([one.server_bytes for one in found]),
        "zlib_bytes": asyncio.run(_compressed(port, tokens[0])),
        "beep_ms_per_opening": spent.server / openings * 1e3,
        "postgres_ms_per_opening": spent.database / openings * 1e3,
    }


def _furnish(port: int, room: Room) -> int:
    """Make channels up to a hundred and return how many there are."""
    api, owner = people.Api(port), room.members[0]
    server = api.call("GET", f"/channels/{room.id}", token=owner)["guild_id"]
    there = len(api.call("GET", f"/guilds/{server}/channels", token=owner))
    for number in range(there, _CHANNELS):
        topic = f"What belongs into channel {number}"
        body = {"name": f"channel-{number}", "topic": topic}
        api.call("POST", f"/guilds/{server}/channels", body, owner)
    return len(api.call("GET", f"/guilds/{server}/channels", token=owner))


async def _each(port: int, tokens: Sequence[str]) -> list[_Opened]:
    return [await _opened(port, token) for token in tokens]


async def _opened(port: int, token: str) -> _Opened:
    url = f"ws://127.0.0.1:{port}/gateway?v=10&encoding=json"
    async with connect(url, compression=None, max_size=None, ping_interval=None) as socket:
        await socket.recv()
        begun = time.monotonic()
        await socket.send(_identify(token))
        ready = await _until(socket, _READY)
        ready_ms = (time.monotonic() - begun) * 1e3
        server = await _until(socket, _SERVER)
        server_ms = (time.monotonic() - begun) * 1e3
    return _Opened(ready_ms, server_ms, len(ready), len(server))


async def _compressed(port: int, token: str) -> int:
    """Return how many bytes travel up to the server's end in one zlib stream."""
    url = f"ws://127.0.0.1:{port}/gateway?v=10&encoding=json&compress=zlib-stream"
    async with connect(url, compression=None, max_size=None, ping_interval=None) as socket:
        inflate, travelled, text = zlib.decompressobj(), 0, b""
        inflate.decompress(_bytes(await socket.recv()))
        await socket.send(_identify(token))
        while _SERVER not in text[:80]:
            raw = _bytes(await socket.recv())
            travelled += len(raw)
            text = inflate.decompress(raw)
        return travelled


async def _until(socket: Any, wanted: bytes) -> bytes:
    while wanted not in (raw := _bytes(await socket.recv()))[:80]:
        continue
    return raw


def _identify(token: str) -> str:
    return json.dumps({"op": 2, "d": {"token": token, "properties": {"os": "linux", "browser": "bench"}}})


def _bytes(raw: str | bytes) -> bytes:
    return raw.encode() if isinstance(raw, str) else raw
