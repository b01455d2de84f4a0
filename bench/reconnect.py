"""Everybody loses the connection and comes back at once, as after a proxy's restart."""

import time
from typing import Any

from bench import procs
from bench.load import Load, judged
from bench.peer import Room
from bench.stats import spread

_MISSED = 20
_QUIET_S = 1.0


def by_resume(load: Load, hall: Room) -> dict[str, Any]:
    """Cut all sessions, send some messages, let all resume at once; healed is RESUMED and all before it."""
    audience = len(hall.members)
    load.connect_senders(hall)
    # A message from now, so that everybody knows where to resume.
    load.run(1, 1.0, audience=audience)
    sessions = load.readers.call("drop")
    time.sleep(_QUIET_S)
    schedule = {"start_ns": time.monotonic_ns(), "step_ns": 10**9 // _MISSED, "first": 0, "total": _MISSED}
    load.readers.call("expect", **schedule)
    sent = load.writers.call("on_schedule", **schedule)
    healed = _measured(load, sessions, "resume")
    time.sleep(_QUIET_S)
    seen, trouble = load.readers.call("seen")
    return {
        **healed,
        "missed_messages": _MISSED,
        "delivery": judged(sent, seen, sessions),
        "trouble": trouble,
    }


def afresh(load: Load, hall: Room) -> dict[str, Any]:
    """Cut all sessions and let everybody identify anew at once; healed is READY and the server's data."""
    sessions = load.readers.call("drop")
    time.sleep(_QUIET_S)
    dialogues = [load.peer.receiver(hall, one) for one in range(len(hall.members))]
    healed = _measured(load, sessions, "reenter", dialogues=dialogues)
    return {**healed, "sent_away": load.readers.call("facts")["trouble"]}


def _measured(load: Load, sessions: int, how: str, **arguments: Any) -> dict[str, Any]:
    processes = load.peer.processes()
    before = procs.cpu(processes)
    healed_ms = load.readers.call(how, **arguments)
    spent = procs.cpu(processes) - before
    return {
        "sessions": sessions,
        "healed_ms": spread(healed_ms),
        "beep_us_per_session": spent.server / sessions * 1e6,
        "postgres_us_per_session": spent.database / sessions * 1e6,
    }
