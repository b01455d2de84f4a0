"""Sends that are committed before they are answered: how many, and what each costs."""

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
    rates: list[float] = []
    beep_us: list[float] = []
    postgres_us: list[float] = []
    milliseconds: list[float] = []
    refused, own_cores, refusal = 0, 0.0, ""
    for _ in range(plan.durable_runs):
        before = server.cpu
        run = senders.call("without_pause", seconds=plan.durable_s)
        spent = server.cpu - before
        count = len(run["milliseconds"])
        rates.append(count / run["seconds"])
        beep_us.append(spent.beep / count * 1e6)
        postgres_us.append(spent.postgres / count * 1e6)
        milliseconds += run["milliseconds"]
        refused += run["refused"]
        refusal = refusal or run["refusal"]
        own_cores = run["own_cpu_s"] / run["seconds"]
    return {
        "senders": len(world.crew),
        "requests_per_s": middle(rates),
        "beep_us_per_request": middle(beep_us),
        "postgres_us_per_request": middle(postgres_us),
        "answer_ms": spread(milliseconds),
        "runs_per_s": rates,
        "refused": refused,
        "refusal": refusal,
        "senders_cores": own_cores,
    }
