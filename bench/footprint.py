"""What Beep takes when nobody does anything: time to start, memory at rest, memory of an idle session."""

import time
from collections.abc import Sequence
from typing import Any

from bench import procs
from bench.beep_server import BeepServer
from bench.plan import Plan
from bench.stats import middle, spread
from bench.worker import Worker

_WARM_UP = 48
_WINDOW = 32


def starts(server: BeepServer, plan: Plan) -> dict[str, Any]:
    """Start on an empty home, then again on the same one; Beep is running afterwards."""
    cold_s = server.start()
    warm_s: list[float] = []
    for _ in range(plan.warm_starts):
        server.stop()
        warm_s.append(server.start())
    return {"cold_s": cold_s, "warm_s": middle(warm_s), "warm_runs_s": warm_s}


def at_rest(server: BeepServer, plan: Plan) -> dict[str, Any]:
    time.sleep(plan.settle_s)
    found = procs.memory(server.pid)
    return {
        "beep_pss_mb": found.beep_pss,
        "beep_rss_mb": found.beep_rss,
        "tree_pss_mb": found.tree_pss,
        "tree_rss_mb": found.tree_rss,
        "processes": 1 + len(list(procs.descendants(server.pid))),
    }


def open_sessions(server: BeepServer, receivers: Worker, tokens: Sequence[str], plan: Plan) -> dict[str, Any]:
    """Open real sessions up to READY and their server, and tell what each of them keeps in Beep.

    The first few fill caches and the allocator; they are not counted.
    """
    receivers.call("connect", port=server.port, tokens=tokens[:_WARM_UP], window=_WINDOW)
    receivers.call("beat")
    time.sleep(plan.settle_s)
    before, cpu, started = procs.rss_bytes(server.pid), server.cpu, time.monotonic()
    counted = tokens[_WARM_UP:]
    ready_ms = receivers.call("connect", port=server.port, tokens=counted, window=_WINDOW)
    took_s, spent = time.monotonic() - started, server.cpu - cpu
    receivers.call("beat")
    time.sleep(plan.settle_s)
    return {
        "sessions": len(counted),
        "kib_per_session": (procs.rss_bytes(server.pid) - before) / len(counted) / 1024,
        "opened_per_s": len(counted) / took_s,
        "beep_cpu_ms_per_session": spent.beep / len(counted) * 1e3,
        "postgres_cpu_ms_per_session": spent.postgres / len(counted) * 1e3,
        "ready_ms": spread(ready_ms),
        "at_once": _WINDOW,
    }
