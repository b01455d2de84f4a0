"""Sends that are committed before they are answered: how many, and what each costs."""

from collections.abc import Sequence
from typing import Any

from bench.beep_server import BeepServer
from bench.people import World
from bench.plan import Plan
from bench.stats import middle, spread
from bench.worker import Worker

_WARM_UP_S = 2.0


def measure(server: BeepServer, senders: Worker, world: World, plan: Plan) -> dict[str, Any]:
    """Post from the crew's connections at once, in a channel nobody listens to."""
    senders.call("connect", port=server.port, tokens=world.crew, channel=world.cabin)
    senders.call("without_pause", seconds=_WARM_UP_S)
    crowd = [_once(server, senders, plan.durable_s) for _ in range(plan.durable_runs)]
    # One alone cannot share a commit: the most a message can cost.
    senders.call("connect", port=server.port, tokens=world.crew[:1], channel=world.cabin)
    lone = [_once(server, senders, plan.durable_s / 2) for _ in range(3)]
    return {"senders": len(world.crew), **_summed(crowd), "lone": _summed(lone)}


def _once(server: BeepServer, senders: Worker, seconds: float) -> dict[str, Any]:
    before = server.cpu
    run: dict[str, Any] = senders.call("without_pause", seconds=seconds)
    spent, count = server.cpu - before, len(run["milliseconds"])
    return {
        **run,
        "requests_per_s": count / run["seconds"],
        "beep_us": spent.beep / count * 1e6,
        "postgres_us": spent.postgres / count * 1e6,
    }


def _summed(runs: Sequence[dict[str, Any]]) -> dict[str, Any]:
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
