"""Sends that are committed before they are answered: how many, and what each costs."""

from collections.abc import Sequence
from typing import Any

from bench import procs
from bench.load import Load
from bench.peer import Room
from bench.plan import Plan
from bench.stats import middle, spread

_WARM_UP_S = 2.0


def measure(load: Load, cabin: Room, plan: Plan) -> dict[str, Any]:
    """Post from the crew's connections at once, in a channel nobody listens to."""
    connect(load, [cabin])
    crowd = [once(load, plan.durable_s) for _ in range(plan.durable_runs)]
    # One alone cannot share a commit: the most a message can cost.
    load.writers.call("connect", dialogues=[load.peer.sender(cabin, 0)])
    lone = [once(load, plan.durable_s / 2) for _ in range(3)]
    return {"senders": len(cabin.members), **summed(crowd), "lone": summed(lone)}


def summed(runs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the medians of runs, and what was refused."""
    return {
        "requests_per_s": middle([one["requests_per_s"] for one in runs]),
        "beep_us_per_request": middle([one["beep_us"] for one in runs]),
        "postgres_us_per_request": middle([one["postgres_us"] for one in runs]),
        "answer_ms": spread([ms for one in runs for ms in one["milliseconds"]]),
        "runs_per_s": [one["requests_per_s"] for one in runs],
        "refused": sum(one["refused"] for one in runs),
        "refusal": next((one["refusal"] for one in runs if one["refusal"]), ""),
        "senders_cores": middle([one["own_cpu_s"] / one["seconds"] for one in runs]),
    }


def connect(load: Load, rooms: Sequence[Room]) -> None:
    """Let everybody in some rooms be about to post, warmed up."""
    crew = [load.peer.sender(room, one) for room in rooms for one in range(len(room.members))]
    load.writers.call("connect", dialogues=crew)
    load.writers.call("without_pause", seconds=_WARM_UP_S)


def once(load: Load, seconds: float) -> dict[str, Any]:
    """Post from all connections, each when its last was answered; return what it took."""
    processes = load.peer.processes()
    before = procs.cpu(processes)
    run: dict[str, Any] = load.writers.call("without_pause", seconds=seconds)
    spent, count = procs.cpu(processes) - before, len(run["milliseconds"])
    return {
        **run,
        "requests_per_s": count / run["seconds"],
        "beep_us": spent.server / count * 1e6,
        "postgres_us": spent.database / count * 1e6,
    }
