"""What Beep takes when nobody does anything: time to start, memory of an idle session."""

from typing import Any

from bench import rooms
from bench.load import Load
from bench.peer import Room
from bench.peers.beep import BeepPeer
from bench.plan import Plan
from bench.stats import middle


def starts(peer: BeepPeer, plan: Plan) -> dict[str, Any]:
    """Start on an empty home, then again on the same one; Beep is running afterwards."""
    cold_s = peer.server.start()
    warm_s: list[float] = []
    for _ in range(plan.warm_starts):
        peer.stop()
        warm_s.append(peer.server.start())
    return {"cold_s": cold_s, "warm_s": middle(warm_s), "warm_runs_s": warm_s}


def small_sessions(load: Load, cabin: Room, plan: Plan) -> dict[str, Any]:
    """Open several sessions of each of the crew, who share a small server: the least a session costs."""
    crowd = Room(cabin.id, [cabin.members[one % len(cabin.members)] for one in range(plan.crew_sessions)])
    found = rooms.enter(load, crowd, plan)
    load.readers.call("drop")
    return found
