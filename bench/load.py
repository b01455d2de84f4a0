"""One peer under load: the processes that send and receive, and the run every scenario is made of."""

import time
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

from bench import procs, receivers, senders, stats, tally
from bench.peer import Peer, Room
from bench.worker import Worker, WorkerFailed

_WARM_UP_S = 2.0
_HEAD_START_S = 0.2
_POLL_S = 0.05
# Whoever gets nothing more within this has lost what is missing, or the server is not worth waiting for.
_QUIET_S = 3.0
_LONGEST_WAIT_S = 15.0
_MS = 1e6


class Load:
    """Senders and receivers of one peer, in processes of their own until the context is left."""

    def __init__(self, peer: Peer) -> None:
        self.peer = peer
        self.readers = Worker(receivers.main)
        self.writers = Worker(senders.main)
        # No number is used twice, so that what comes late is not taken for something new.
        self._next = 1

    def connect_senders(self, room: Room) -> None:
        count = min(self.peer.senders, len(room.members))
        self.writers.call("connect", dialogues=[self.peer.sender(room, one) for one in range(count)])

    def run(self, rate: float, seconds: float, *, audience: int, is_one_room: bool = True) -> dict[str, Any]:
        """Send `rate` messages a second, open loop, and tell what became of each; senders are connected.

        Each goes to `audience` receivers. Those of several rooms hear different ones, so their order is not
        compared.
        """
        total = round(rate * seconds)
        schedule = {
            "start_ns": time.monotonic_ns() + int(_HEAD_START_S * 1e9),
            "step_ns": round(1e9 / rate),
            "first": self._next,
            "total": total,
        }
        self._next += total
        self.readers.call("expect", **schedule)
        processes = self.peer.processes()
        before, reading, started = procs.cpu(processes), procs.cpu_of(self.readers.pid), time.monotonic()
        self.writers.begin("on_schedule", **schedule)
        sent: senders.Sent = self.writers.result()
        self._settle(total * audience)
        took_s = time.monotonic() - started - _HEAD_START_S
        spent, read = procs.cpu(processes) - before, procs.cpu_of(self.readers.pid) - reading
        seen, trouble = self.readers.call("seen")
        return {
            "rate": rate,
            "seconds": seconds,
            "messages": total,
            "receivers": audience,
            **_latencies(schedule, sent, seen),
            **_costs(spent, seen, took_s),
            "delivery": judged(sent, seen, audience, is_one_room=is_one_room),
            "trouble": trouble,
            "refusal": sent.refusal,
            # Near a whole core, the receivers are what is slow.
            "receivers_cores": read / took_s,
            "senders_cores": sent.own_cpu_s / took_s,
            "senders_late_ms": sent.late_ms,
        }

    def warmed_run(self, room: Room, rate: float, seconds: float, *, audience: int) -> dict[str, Any]:
        self.connect_senders(room)
        self.run(rate, max(_WARM_UP_S, 1 / rate), audience=audience)
        return self.run(rate, seconds, audience=audience)

    def _settle(self, wanted: int) -> None:
        """Wait until all is delivered, or nothing more comes."""
        until = time.monotonic() + _LONGEST_WAIT_S
        seen, since = -1, time.monotonic()
        while time.monotonic() < until:
            found: int = self.readers.call("deliveries")
            if found != seen:
                seen, since = found, time.monotonic()
            if found >= wanted or time.monotonic() - since > _QUIET_S:
                return
            time.sleep(_POLL_S)

    def __enter__(self) -> Self:
        self.readers.__enter__()
        self.writers.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.writers.__exit__(kind, error, trace)
        self.readers.__exit__(kind, error, trace)
        if isinstance(error, WorkerFailed):
            error.add_note(f"The end of the server's log:\n{self.peer.log_tail()}")


def judged(
    sent: senders.Sent, seen: tally.Seen, audience: int, *, is_one_room: bool = True
) -> dict[str, Any]:
    """Tell whether each receiver got exactly what was acknowledged: all of it, once, in one order.

    The order is the acknowledged one where the server tells its messages' places, else the same for all.
    """
    acked = [place for place, at in enumerate(sent.acked_ns) if at]
    got = sum(seen.got[one] for one in acked)
    places = [sent.places[one] for one in seen.order if sent.places[one]]
    lost = sum(max(0, audience - seen.got[one]) for one in acked)
    repeated = sum(max(0, seen.got[one] - audience) for one in acked)
    repeated += seen.repeated if is_one_room else 0
    strayed = seen.strayed if is_one_room else 0
    is_ordered = not is_one_room or (not strayed and places == sorted(places))
    return {
        "acknowledged": len(acked),
        "refused": sent.refused,
        "unanswered": len(sent.acked_ns) - len(acked) - sent.refused,
        "lost": lost,
        "repeated": repeated,
        "receivers_out_of_order": strayed,
        "delivered_share": got / max(1, len(sent.acked_ns) * audience),
        "is_exactly_once_in_order": len(acked) == len(sent.acked_ns)
        and not (lost or repeated)
        and is_ordered,
    }


def _latencies(schedule: dict[str, int], sent: senders.Sent, seen: tally.Seen) -> dict[str, Any]:
    bucket_ms = tally.BUCKET_NS / _MS
    last, ack = _since_due(schedule, seen.last_ns), _since_due(schedule, sent.acked_ns)
    return {
        "ack_ms": stats.spread(ack),
        "each_ms": stats.spread_of(seen.histogram, bucket_ms),
        "last_ms": stats.spread(last),
        "curves": {
            "ack": stats.curve(ack),
            "each": stats.curve_of(seen.histogram, bucket_ms),
            "last": stats.curve(last),
        },
    }


def _since_due(schedule: dict[str, int], times: Sequence[int]) -> list[float]:
    start, step = schedule["start_ns"], schedule["step_ns"]
    return [(at - start - place * step) / _MS for place, at in enumerate(times) if at]


def _costs(spent: procs.Cpu, seen: tally.Seen, took_s: float) -> dict[str, Any]:
    deliveries = max(1, seen.deliveries)
    return {
        "deliveries": seen.deliveries,
        "deliveries_per_core_s": seen.deliveries / max(1e-9, spent.all),
        "server_us_per_delivery": spent.server / deliveries * 1e6,
        "database_us_per_delivery": spent.database / deliveries * 1e6,
        "server_cores": spent.server / took_s,
        "database_cores": spent.database / took_s,
        "bytes_per_delivery": seen.bytes / deliveries,
    }
