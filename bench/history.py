"""Years of messages: what pages of history, opening and sending cost when there are ten million of them."""

import random
import socket
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import psycopg

from beep.runtime.postgres.workspace import Workspace
from bench import fill, procs
from bench.load import Load
from bench.peer import Room
from bench.peers.beep import BeepPeer, BeepReceiver
from bench.people import Api
from bench.plan import Plan
from bench.stats import spread

Say = Callable[[str], None]
_CREW = 8
_PAGES = 200
_OPENINGS = 15
_FIRST_MESSAGES = 100
_SIZES = """
SELECT pg_database_size(current_database()), pg_table_size('messaging.message'),
       pg_indexes_size('messaging.message')"""


def measure(folder: Path, plan: Plan, say: Say) -> dict[str, Any]:
    """Measure the same things on a database that is nearly empty and on one with years in it."""
    peer = BeepPeer(folder)
    shape = fill.Shape(plan.history_messages)
    try:
        peer.start()
        hall = peer.populate(_CREW)
        with Load(peer) as load:
            load.connect_senders(hall)
            load.run(100, _FIRST_MESSAGES / 100, audience=0)
        say("history, opening and sending while there is next to nothing")
        results: dict[str, Any] = {"empty": _measured(peer, hall, [hall.id], servers=1)}
        results["filling"] = _filled(peer, hall, shape, say)
        say("starting again on it")
        peer.stop()
        results["start_s"] = peer.server.start()
        say(f"the same with {shape.messages:,} messages")
        channels = [str(fill.CHANNELS + one) for one in range(shape.of_reader * shape.channels_per_server)]
        results["full"] = _measured(peer, hall, channels, servers=shape.of_reader + 1)
        results["beep_problems"] = peer.server.problems()
        return results
    finally:
        peer.stop()


def _filled(peer: BeepPeer, hall: Room, shape: fill.Shape, say: Say) -> dict[str, Any]:
    api = Api(peer.server.port)
    reader = api.call("GET", "/users/@me", token=hall.members[0])["id"]
    server = api.call("GET", f"/channels/{hall.id}", token=hall.members[0])["guild_id"]
    with psycopg.connect(Workspace(peer.server.home).url, autocommit=True) as connection:
        took_s = fill.fill(
            connection, shape, reader=int(reader), big_channel=int(hall.id), big_server=int(server), say=say
        )
        connection.execute("CHECKPOINT")
        whole, table, indexes = connection.execute(_SIZES).fetchone() or (0, 0, 0)
    return {
        "messages": shape.messages,
        "took_s": took_s,
        "messages_per_s": shape.messages / took_s,
        "database_mb": whole / 1e6,
        "table_bytes_per_message": table / shape.messages,
        "index_bytes_per_message": indexes / shape.messages,
    }


def _measured(peer: BeepPeer, hall: Room, channels: Sequence[str], *, servers: int) -> dict[str, Any]:
    """Return every figure of the reader; `hall` is the big channel, `channels` the small ones."""
    token = hall.members[0]
    api = Api(peer.server.port)
    found: dict[str, Any] = {}
    for size, rooms in (("big", [hall.id]), ("small", channels)):
        first, last = _ends(api, token, rooms[0])
        for edge in ("newest", "before", "after", "around"):
            paths = [_page(edge, random.choice(rooms), first, last) for _ in range(_PAGES)]  # noqa: S311
            found[f"{size}_{edge}"] = _asked(peer, api, token, paths)
    found["opening"] = _opened(peer, token, servers)
    found["acknowledge"] = _acknowledged(peer, api, token, hall.id)
    with Load(peer) as load:
        load.writers.call("connect", dialogues=[peer.sender(hall, one) for one in range(_CREW)])
        load.writers.call("without_pause", seconds=1.0)
        run = load.writers.call("without_pause", seconds=3.0)
    found["send"] = {**spread(run["milliseconds"]), "per_s": len(run["milliseconds"]) / run["seconds"]}
    return found


def _ends(api: Api, token: str, channel: str) -> tuple[int, int]:
    """Return the ids between which a channel's messages lie."""
    path = f"/channels/{channel}/messages"
    oldest = api.call("GET", f"{path}?limit=1&after=1", token=token)
    newest = api.call("GET", f"{path}?limit=1", token=token)
    return int(oldest[0]["id"]), int(newest[0]["id"])


def _page(edge: str, channel: str, first: int, last: int) -> str:
    path = f"/channels/{channel}/messages?limit=50"
    return path if edge == "newest" else f"{path}&{edge}={random.randint(first, last)}"  # noqa: S311


def _asked(peer: BeepPeer, api: Api, token: str, paths: Sequence[str]) -> dict[str, Any]:
    """Ask for these pages, one after the other."""
    before = procs.cpu(peer.processes())
    took_ms: list[float] = []
    rows = 0
    for path in paths:
        started = time.perf_counter()
        page = api.call("GET", path, token=token)
        took_ms.append((time.perf_counter() - started) * 1e3)
        rows += len(page)
    return _costs(peer, before, took_ms) | {"rows": rows / len(paths)}


def _acknowledged(peer: BeepPeer, api: Api, token: str, channel: str) -> dict[str, Any]:
    """Move the read pointer along the newest messages."""
    newest = api.call("GET", f"/channels/{channel}/messages?limit=100", token=token)[::-1]
    before = procs.cpu(peer.processes())
    took_ms: list[float] = []
    for message in newest:
        started = time.perf_counter()
        api.call("POST", f"/channels/{channel}/messages/{message['id']}/ack", {}, token)
        took_ms.append((time.perf_counter() - started) * 1e3)
    return _costs(peer, before, took_ms)


def _opened(peer: BeepPeer, token: str, servers: int) -> dict[str, Any]:
    """Open sessions of the reader, one after the other, up to the last of their servers."""
    before = procs.cpu(peer.processes())
    took_ms: list[float] = []
    for _ in range(_OPENINGS):
        started = time.perf_counter()
        dialogue = BeepReceiver(peer.server.port, token, servers=servers)
        with socket.create_connection(("127.0.0.1", dialogue.port)) as sock:
            sock.sendall(dialogue.opening())
            while not dialogue.is_ready:
                data = sock.recv(1 << 18)
                if not data:
                    raise ConnectionError("closed before READY")
                sock.sendall(dialogue.hear(data))
        took_ms.append((time.perf_counter() - started) * 1e3)
    return _costs(peer, before, took_ms) | {"servers": servers}


def _costs(peer: BeepPeer, before: procs.Cpu, took_ms: Sequence[float]) -> dict[str, Any]:
    spent = procs.cpu(peer.processes()) - before
    return {
        **spread(took_ms),
        "beep_us": spent.server / len(took_ms) * 1e6,
        "postgres_us": spent.database / len(took_ms) * 1e6,
    }
