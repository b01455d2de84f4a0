"""The cost curve: what a second and a fourth process cost, and what many busy servers cost at one rate."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import procs, rooms
from bench.cluster import Cluster
from bench.load import Load
from bench.peer import Room
from bench.plan import Plan

Say = Callable[[str], None]
_PROCESSES = (1, 2, 4)
_BUSY_SERVERS = (1, 10, 50)
_RATE = 50
# Messages a second in all, to so many members of whichever server; so deliveries are always the same.
_SPREAD_RATE = 100
_AUDIENCE = 20
_WARM_UP_S = 2.0
_WINDOW = 32


def measure(folder: Path, plan: Plan, say: Say) -> dict[str, Any]:
    """Measure both curves; each number of processes on a database of its own."""
    results: dict[str, Any] = {"processes": {}, "servers": {}}
    for size in _PROCESSES:
        own = folder / f"processes-{size}"
        own.mkdir(mode=0o711)
        results["processes"][str(size)] = _with_processes(own, size, plan, say)
    own = folder / "servers"
    own.mkdir(mode=0o711)
    results["servers"] = _with_servers(own, plan, say)
    return results


def _with_processes(folder: Path, size: int, plan: Plan, say: Say) -> dict[str, Any]:
    """Send the same to the same audience, held by so many processes."""
    cluster = Cluster(folder, size)
    try:
        say(f"{size} processes: starting, and making {plan.size} members")
        cluster.start()
        hall = cluster.populate(plan.size)
        cabin = cluster.populate(plan.crew)
        with Load(cluster) as load:
            say(f"{size} processes: durable sends at {plan.crew}")
            load.writers.call("connect", dialogues=[cluster.sender(cabin, one) for one in range(plan.crew)])
            load.writers.call("without_pause", seconds=_WARM_UP_S)
            sends = load.writers.call("without_pause", seconds=plan.durable_s)
            say(f"{size} processes: {_RATE} messages a second to {plan.size}")
            rooms.enter(load, hall, plan)
            watch = procs.Others()
            found = load.warmed_run(hall, _RATE, plan.room_s, audience=plan.size)
            return {
                **found,
                "sends_per_s": len(sends["milliseconds"]) / sends["seconds"],
                "tree_pss_mb": procs.memory(cluster.processes()).tree_pss,
                "others_cores": watch.cores,
            }
    finally:
        cluster.stop()


def _with_servers(folder: Path, plan: Plan, say: Say) -> dict[str, Any]:
    """Send the same number of messages to audiences of the same size, in one server or in many."""
    cluster = Cluster(folder, 1)
    found: dict[str, Any] = {}
    try:
        say(f"making {_BUSY_SERVERS[-1]} servers of {_AUDIENCE}")
        cluster.start()
        halls = [cluster.populate(_AUDIENCE, f"Hall{number}x") for number in range(_BUSY_SERVERS[-1])]
        with Load(cluster) as load:
            for count in _BUSY_SERVERS:
                say(f"{_SPREAD_RATE} messages a second over {count} servers")
                found[str(count)] = _spread(load, cluster, halls[:count], plan)
        return found
    finally:
        cluster.stop()


def _spread(load: Load, cluster: Cluster, halls: list[Room], plan: Plan) -> dict[str, Any]:
    load.readers.call("drop")
    receivers = [cluster.receiver(hall, one) for hall in halls for one in range(_AUDIENCE)]
    load.readers.call("connect", dialogues=receivers, window=_WINDOW)
    # As many connections as always, dealt to the servers in turn.
    count = max(cluster.senders, len(halls))
    dealt = [cluster.sender(halls[one % len(halls)], one // len(halls) % _AUDIENCE) for one in range(count)]
    load.writers.call("connect", dialogues=dealt)
    is_one_room = len(halls) == 1
    load.run(_SPREAD_RATE, _WARM_UP_S, audience=_AUDIENCE, is_one_room=is_one_room)
    watch = procs.Others()
    run = load.run(_SPREAD_RATE, plan.room_s, audience=_AUDIENCE, is_one_room=is_one_room)
    return {**run, "others_cores": watch.cores}
