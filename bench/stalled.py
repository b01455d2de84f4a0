"""Fifty readers who stopped reading must not be felt by a thousand others: with and without, turn about."""

from typing import Any

from bench import procs
from bench.load import Load
from bench.peer import Room
from bench.plan import Plan
from bench.stats import middle

_RATE = 50
_TURNS = 2


def measure(load: Load, hall: Room, plan: Plan) -> dict[str, Any]:
    """Run the same load beside nobody and beside those who hold what they never read; the hall listens."""
    audience = len(hall.members)
    load.connect_senders(hall)
    load.run(_RATE, 2.0, audience=audience)
    without: list[dict[str, Any]] = []
    beside: list[dict[str, Any]] = []
    held_kib: list[float] = []
    cut_off = 0
    for _ in range(_TURNS):
        without.append(load.run(_RATE, plan.stalled_s, audience=audience))
        stalled = [load.peer.receiver(hall, one) for one in range(plan.stalled)]
        load.readers.call("stall", dialogues=stalled)
        before = procs.memory(load.peer.processes()).server_pss
        beside.append(load.run(_RATE, plan.stalled_s, audience=audience))
        held_kib.append((procs.memory(load.peer.processes()).server_pss - before) * 1e6 / 1024 / plan.stalled)
        cut_off += load.readers.call("drop_stalled")
    return {
        "rate": _RATE,
        "receivers": audience,
        "stalled": plan.stalled,
        "without": _summed(without),
        "beside": _summed(beside),
        "p99_ratio": _summed(beside)["last_p99_ms"] / _summed(without)["last_p99_ms"],
        "held_kib_per_stalled": middle(held_kib),
        "cut_off": cut_off,
    }


def _summed(runs: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "each_p99_ms": middle([one["each_ms"]["p99"] for one in runs]),
        "last_p50_ms": middle([one["last_ms"]["p50"] for one in runs]),
        "last_p99_ms": middle([one["last_ms"]["p99"] for one in runs]),
        "server_us_per_delivery": middle([one["server_us_per_delivery"] for one in runs]),
        "is_exactly_once_in_order": all(one["delivery"]["is_exactly_once_in_order"] for one in runs),
    }
