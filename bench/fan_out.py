"""One message to everybody, Beep beside the bare system call, turn and turn about."""

from typing import Any

from bench import procs, raw
from bench.beep_server import BeepServer
from bench.people import World
from bench.plan import Plan
from bench.stats import middle, spread
from bench.worker import Worker

_WARM_UP = 20


def measure(
    server: BeepServer, receivers: Worker, world: World, plan: Plan, lone_us: float
) -> dict[str, Any]:
    """Return CPU per delivery of both, and their ratio.

    Each message waits until all have the one before, so nothing is merged. Beep's share holds all it
    does for a message: HTTP, commit, encoding, and a write to each session. `lone_us` is what a message
    costs that nobody hears; without it, what is left is fan-out alone.
    """
    receivers.call("be_ready_to_post", port=server.port, token=world.members[0], channel=world.hall)
    receivers.call("rounds", count=_WARM_UP, is_raw=False)
    payload_bytes = receivers.call("facts")["payload_bytes"]
    audience = len(world.members)
    beep_us: list[float] = []
    raw_us: list[float] = []
    postgres_us: list[float] = []
    took: dict[bool, list[float]] = {True: [], False: []}
    with Worker(raw.main) as floor:
        port = floor.call("listen", connections=audience, payload_bytes=payload_bytes)
        receivers.call("connect_raw", port=port, connections=audience)
        took[True] += receivers.call("rounds", count=_WARM_UP, is_raw=True)[:0]
        for _ in range(plan.fan_out_runs):
            deliveries = plan.fan_out_messages * audience
            before = server.cpu
            took[False] += receivers.call("rounds", count=plan.fan_out_messages, is_raw=False)
            spent = server.cpu - before
            beep_us.append(spent.beep / deliveries * 1e6)
            postgres_us.append(spent.postgres / plan.fan_out_messages * 1e6)
            floor_before = procs.cpu_of(floor.pid)
            took[True] += receivers.call("rounds", count=plan.fan_out_messages, is_raw=True)
            raw_us.append((procs.cpu_of(floor.pid) - floor_before) / deliveries * 1e6)
        receivers.call("stop_rounds")
    only = middle(beep_us) - lone_us / audience
    return {
        "receivers": audience,
        "payload_bytes": payload_bytes,
        "beep_us_per_delivery": middle(beep_us),
        "raw_us_per_delivery": middle(raw_us),
        "ratio": middle([one / floor for one, floor in zip(beep_us, raw_us, strict=True)]),
        "fan_out_only_us_per_delivery": only,
        "ratio_fan_out_only": only / middle(raw_us),
        "beep_deliveries_per_core_s": 1e6 / middle(beep_us),
        "raw_deliveries_per_core_s": 1e6 / middle(raw_us),
        "postgres_us_per_message": middle(postgres_us),
        "beep_runs_us": beep_us,
        "raw_runs_us": raw_us,
        "beep_last_ms": spread(took[False]),
        "raw_last_ms": spread(took[True]),
    }
