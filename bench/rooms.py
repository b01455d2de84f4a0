"""The scenario all peers share: one room of 10, of 100, of 1000, everybody listening."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from bench import procs
from bench.load import Load
from bench.peer import Peer, Room
from bench.plan import Plan
from bench.worker import WorkerFailed

_SETTLE_S = 2.0
_WINDOW = 32
# One room more must not take a slow server all evening.
_ENTER_PATIENCE_S = 60.0


def at_rest(peer: Peer) -> dict[str, Any]:
    """Return the memory of a server nobody uses."""
    time.sleep(_SETTLE_S)
    found = procs.memory(peer.processes())
    return {name: getattr(found, name) for name in found.__slots__}


def enter(load: Load, room: Room, plan: Plan) -> dict[str, Any]:
    """Let every member listen; return what that costs the server and its memory."""
    peer = load.peer
    processes = peer.processes()
    dialogues = [peer.receiver(room, one) for one in range(len(room.members))]
    warm, counted = dialogues[: plan.warm_entries], dialogues[plan.warm_entries :]
    # The first few fill caches and the allocator; they are not counted where there are many.
    load.readers.call("connect", dialogues=warm, window=_WINDOW, patience_s=_ENTER_PATIENCE_S)
    if not counted:
        return {}
    load.readers.call("beat")
    time.sleep(_SETTLE_S)
    before, cpu, started = procs.memory(processes), procs.cpu(processes), time.monotonic()
    took_ms = load.readers.call("connect", dialogues=counted, window=_WINDOW, patience_s=_ENTER_PATIENCE_S)
    took_s, spent = time.monotonic() - started, procs.cpu(processes) - cpu
    load.readers.call("beat")
    time.sleep(_SETTLE_S)
    after = procs.memory(processes)
    return {
        "connections": len(counted),
        "kib_per_connection": (after.server_pss - before.server_pss) * 1e6 / 1024 / len(counted),
        "rss_kib_per_connection": (after.server_rss - before.server_rss) * 1e6 / 1024 / len(counted),
        "tree_pss_mb": after.tree_pss,
        "entered_per_s": len(counted) / took_s,
        "server_ms_per_entry": spent.server / len(counted) * 1e3,
        "database_ms_per_entry": spent.database / len(counted) * 1e3,
        "entry_ms": sorted(took_ms)[len(took_ms) // 2],
    }


def measure(load: Load, rooms: Mapping[int, Room], plan: Plan, say: Callable[[str], None]) -> dict[str, Any]:
    """Run every point of the plan; the receivers of the largest room stay connected."""
    found: dict[str, Any] = {"points": {}}
    for size, room in rooms.items():
        load.readers.call("drop")
        say(f"{size} members enter")
        try:
            found["entry"] = enter(load, room, plan) or found.get("entry", {})
        except WorkerFailed as error:
            found["points"][f"{size}"] = {"failed": str(error).strip().splitlines()[-1]}
            return found
        for rate in plan.rates[size]:
            say(f"{rate} messages a second to {size}")
            watch = procs.Others()
            point = load.warmed_run(room, rate, plan.seconds(rate), audience=size)
            found["points"][f"{size}@{rate}"] = {**point, "others_cores": watch.cores}
    return found
