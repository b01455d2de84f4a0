"""A thousand members who come and go: what each change costs, and what those who look are told.

Everybody changes what they are every ten seconds, at moments spread evenly; some of them look.
"""

import asyncio
import json
import time
from collections.abc import Sequence
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from bench import procs
from bench.peer import Peer, Room
from bench.plan import Plan

_EVERY_S = 10.0
_BEAT_S = 30.0
_LOOK = b'"t":"BEEP_PRESENCES"'
_OPENING_AT_ONCE = 20


class _Member:
    """A gateway session that counts what it is told of presence."""

    def __init__(self, socket: ClientConnection, reading: asyncio.Task[None] | None = None) -> None:
        self.socket = socket
        self.reading = reading
        self.told_bytes = 0
        self.told = 0
        self._is_idle = False

    async def read(self) -> None:
        async for raw in self.socket:
            data = raw.encode() if isinstance(raw, str) else raw
            if _LOOK in data[:80]:
                self.told_bytes += len(data)
                self.told += 1

    async def change(self) -> None:
        self._is_idle = not self._is_idle
        status = "idle" if self._is_idle else "online"
        await self.say(3, {"status": status, "since": None, "activities": [], "afk": self._is_idle})

    async def say(self, op: int, data: object) -> None:
        await self.socket.send(json.dumps({"op": op, "d": data}))


def measure(peer: Peer, plan: Plan, port: int, room: Room) -> dict[str, Any]:
    """Let everybody of one server flap, while a few look and while all do."""
    return asyncio.run(_measured(peer, plan, port, room.members))


async def _measured(peer: Peer, plan: Plan, port: int, tokens: Sequence[str]) -> dict[str, Any]:
    everybody: list[_Member] = []
    beating = asyncio.ensure_future(_beat(everybody))  # noqa: TID251 - ended below
    members, server_id = await _entered(port, tokens, everybody)
    processes = peer.processes()
    await asyncio.sleep(3)
    found: dict[str, Any] = {"members": len(members)}
    started, before = time.monotonic(), procs.cpu(processes).server
    await asyncio.sleep(plan.flapping_s / 2)
    idle_cores = (procs.cpu(processes).server - before) / (time.monotonic() - started)
    for lookers in (min(10, len(members)), len(members)):
        for one in members[:lookers]:
            await one.say(40, {"guild_id": server_id})
        await asyncio.sleep(2)
        held = procs.memory(processes).server_pss
        turn = await _flap(processes, members, lookers, plan.flapping_s, idle_cores)
        grown = (procs.memory(processes).server_pss - held) * 1e6 / len(members)
        found["all_look" if lookers == len(members) else "few_look"] = {
            **turn,
            "lookers": lookers,
            "grown_bytes_per_session": grown,
        }
    beating.cancel()
    for one in members:
        if one.reading is not None:
            one.reading.cancel()
        await one.socket.close()
    return found


async def _beat(everybody: Sequence[_Member]) -> None:
    """Show that all are alive, whatever the bench waits for."""
    while True:
        await asyncio.sleep(_BEAT_S)
        for one in list(everybody):
            await one.say(1, None)


async def _entered(port: int, tokens: Sequence[str], everybody: list[_Member]) -> tuple[list[_Member], str]:
    gate = asyncio.Semaphore(_OPENING_AT_ONCE)
    server_ids: set[str] = set()

    async def enter(token: str) -> _Member:
        async with gate:
            url = f"ws://127.0.0.1:{port}/gateway?v=10&encoding=json"
            socket = await connect(url, compression=None, max_size=None, ping_interval=None)
            member = _Member(socket)
            await socket.recv()
            await member.say(2, {"token": token, "properties": {}})
            frame: dict[str, Any] = {}
            while frame.get("t") != "GUILD_CREATE":
                frame = json.loads(await socket.recv())
            server_ids.add(frame["d"]["id"])
            member.reading = asyncio.ensure_future(member.read())  # noqa: TID251 - ended by `measure`
            everybody.append(member)
            return member

    members = await asyncio.gather(*(enter(token) for token in tokens))
    return list(members), server_ids.pop()


async def _flap(
    processes: Any, members: Sequence[_Member], lookers: int, seconds: float, idle_cores: float
) -> dict[str, Any]:
    """Change everybody every ten seconds, one after the other, and return what that cost."""
    step_s = _EVERY_S / len(members)
    total = round(seconds / step_s)
    for one in members:
        one.told = one.told_bytes = 0
    started, before = time.monotonic(), procs.cpu(processes).server
    for number in range(total):
        await members[number % len(members)].change()
        await asyncio.sleep(max(0.0, started + (number + 1) * step_s - time.monotonic()))
    await asyncio.sleep(1.5)
    took_s = time.monotonic() - started
    spent = procs.cpu(processes).server - before - idle_cores * took_s
    looking = members[:lookers]
    return {
        "changes_per_s": total / seconds,
        "server_us_per_change": spent / total * 1e6,
        "server_cores": spent / took_s,
        "bytes_per_looker_s": sum(one.told_bytes for one in looking) / len(looking) / took_s,
        "pushes_per_looker_s": sum(one.told for one in looking) / len(looking) / took_s,
    }
