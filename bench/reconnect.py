"""Everybody loses the connection and comes back at once, as after a proxy's restart."""

import time
from typing import Any

from bench.beep_server import BeepServer
from bench.live import judged
from bench.people import World
from bench.stats import spread
from bench.worker import Worker

_MISSED = 20
_QUIET_S = 1.0


def measure(server: BeepServer, receivers: Worker, senders: Worker, world: World) -> dict[str, Any]:
    """Cut all sessions, send some messages, let all resume at once; healed is RESUMED and all before it."""
    senders.call("connect", port=server.port, tokens=world.members[:1], channel=world.hall)
    receivers.call("watch")
    sessions = receivers.call("drop")
    time.sleep(_QUIET_S)
    sent = senders.call("on_schedule", rate=_MISSED, seconds=1.0)
    before = server.cpu
    healed_ms = receivers.call("resume", port=server.port)
    spent = server.cpu - before
    time.sleep(_QUIET_S)
    seen = receivers.call("collect")
    return {
        "sessions": sessions,
        "missed_messages": _MISSED,
        "healed_ms": spread(healed_ms),
        "beep_us_per_session": spent.beep / sessions * 1e6,
        "delivery": judged(sent["seqs"], seen["numbers"]),
        "trouble": seen["trouble"],
    }
