"""From the moment a message is due to the moment the last of a thousand receivers has it."""

import time
from collections.abc import Sequence
from typing import Any

from bench import procs
from bench.beep_server import BeepServer
from bench.people import World
from bench.plan import Plan
from bench.stats import spread
from bench.worker import Worker

_WARM_UP_S = 2.0
_QUIET_S = 1.0
_SENDERS = 32


def measure(
    server: BeepServer, receivers: Worker, senders: Worker, world: World, plan: Plan, rate: int
) -> dict[str, Any]:
    """Send `rate` messages a second from some of the members; every one is committed before it is told."""
    senders.call("connect", port=server.port, tokens=world.members[:_SENDERS], channel=world.hall)
    senders.call("on_schedule", rate=rate, seconds=_WARM_UP_S)
    time.sleep(_QUIET_S)
    receivers.call("watch")
    before, reading = server.cpu, procs.cpu_of(receivers.pid)
    sent = senders.call("on_schedule", rate=rate, seconds=plan.live_s)
    # Whoever has not got the last message within this has lost it.
    time.sleep(_QUIET_S)
    spent, read = server.cpu - before, procs.cpu_of(receivers.pid) - reading
    seen = receivers.call("collect")
    deliveries = sum(len(one) for one in seen["numbers"])
    return {
        "rate": rate,
        "seconds": plan.live_s,
        "messages": len(sent["due"]),
        "receivers": len(seen["numbers"]),
        **_latencies(sent, seen),
        "delivery": judged(sent["seqs"], seen["numbers"]),
        "trouble": seen["trouble"],
        "refusal": sent["refusal"],
        "beep_cores": spent.beep / plan.live_s,
        "beep_us_per_delivery": spent.beep / max(1, deliveries) * 1e6,
        "postgres_cores": spent.postgres / plan.live_s,
        # Near a whole core, the receivers are what is slow.
        "receivers_cores": read / plan.live_s,
    }


def _latencies(sent: dict[str, Any], seen: dict[str, Any]) -> dict[str, Any]:
    due: list[int] = sent["due"]
    last = [0] * len(due)
    each: list[float] = []
    received: list[tuple[Sequence[int], Sequence[int]]] = list(
        zip(seen["numbers"], seen["times"], strict=True)
    )
    for numbers, times in received:
        for number, at in zip(numbers, times, strict=True):
            each.append((at - due[number]) / 1e6)
            last[number] = max(last[number], at)
    lasts = [(at - due[number]) / 1e6 for number, at in enumerate(last) if at]
    acks = [(at - due[number]) / 1e6 for number, at in enumerate(sent["acked"]) if at]
    return {
        "last_ms": spread(lasts),
        "each_ms": spread(each),
        "ack_ms": spread(acks),
        "curves": {"last": sorted(lasts), "each": _thinned(sorted(each)), "ack": sorted(acks)},
    }


def judged(seqs: Sequence[int], received: Sequence[Sequence[int]]) -> dict[str, Any]:
    """Compare what each receiver got with what was acknowledged: all of it, once, in stream order."""
    wanted = sorted(seq for seq in seqs if seq)
    lost = repeated = shuffled = 0
    for numbers in received:
        places = [seqs[number] for number in numbers if seqs[number]]
        lost += len(wanted) - len(set(places))
        repeated += len(places) - len(set(places))
        shuffled += places != sorted(places)
    return {
        "acknowledged": len(wanted),
        "refused": len(seqs) - len(wanted),
        "lost": lost,
        "repeated": repeated,
        "receivers_out_of_order": shuffled,
        "is_exactly_once_in_order": not (lost or repeated or shuffled or len(wanted) < len(seqs)),
    }


def _thinned(ordered: Sequence[float], points: int = 1000) -> list[float]:
    step = max(1, len(ordered) // points)
    return [*ordered[::step], *ordered[-1:]]
