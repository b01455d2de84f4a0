"""What one run does, and the targets its figures are compared with."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

SETTINGS: Mapping[str, str] = {
    "BEEP_RATE_LIMIT_FACTOR": "0",
    # A thousand sign-ups at the real cost would take minutes, and are not what is measured.
    "BEEP_AUTH__ARGON2_MEMORY_KIB": "64",
    "BEEP_AUTH__ARGON2_TIME_COST": "1",
    "BEEP_AUTH__ARGON2_LANES": "1",
}
# Messages a second in rooms of so many; side by side with peers also what slow ones can carry.
ALONE: Mapping[int, tuple[float, ...]] = {10: (20,), 100: (20,), 1000: (20,)}
SIDE_BY_SIDE: Mapping[int, tuple[float, ...]] = {10: (20,), 100: (20,), 1000: (2, 20, 50)}
# What slow peers can carry on two cores; beyond it, queues are measured, and queued messages merge.
PACES: Mapping[str, Mapping[int, tuple[float, ...]]] = {
    "prosody": {1000: (2, 5)},
    "prosody-files": {1000: (2, 5)},
    "ejabberd": {1000: (2, 10)},
    "synapse": {10: (2,), 100: (0.5,), 1000: (0.05,)},
}


@dataclass(frozen=True, slots=True)
class Plan:
    """One run. Everything else about Beep stays at its defaults."""

    is_full: bool = False
    rates: Mapping[int, tuple[float, ...]] = field(default_factory=lambda: ALONE)
    room_s: float = 15.0
    fewest_messages: int = 6
    # The first to enter a room; memory is counted from there. A smaller room is not counted at all.
    warm_entries: int = 100
    crew: int = 64
    # Sessions of the crew, who share a small server: what an idle session costs at least.
    crew_sessions: int = 484
    # Interleaved turns of Beep and raw `send()`, each of so many messages to all receivers.
    fan_out_runs: int = 7
    fan_out_messages: int = 40
    together: int = 8
    durable_runs: int = 4
    durable_s: float = 2.5
    warm_starts: int = 3
    stalled: int = 50
    stalled_s: float = 8.0
    busy_s: float = 60.0
    # Everybody of the largest room changes what they are every ten seconds.
    flapping_s: float = 20.0
    # Sessions that open the largest server, one after the other.
    openings: int = 25
    # Turns with and without people who sign in.
    logins_s: float = 10.0
    history_messages: int = 10_000_000

    @property
    def size(self) -> int:
        """Receivers of the largest room."""
        return max(self.rates)

    def paced(self, peer: str) -> "Plan":
        """Return the plan with the rates that `peer` can carry."""
        own = PACES.get(peer, {})
        return replace(self, rates={size: own.get(size, rates) for size, rates in self.rates.items()})

    def seconds(self, rate: float) -> float:
        """Return how long to send at this rate: some messages at least."""
        return max(self.room_s, self.fewest_messages / rate)


def quick(plan: Plan) -> Plan:
    """Return a short run with few receivers, to try things."""
    rates = {10: (20,), 100: plan.rates[max(plan.rates)]}
    return Plan(
        is_full=plan.is_full,
        rates=rates,
        room_s=4,
        warm_entries=20,
        crew_sessions=64,
        fan_out_runs=2,
        durable_runs=1,
        warm_starts=1,
        stalled=10,
        stalled_s=3,
        busy_s=5,
        flapping_s=6,
        openings=5,
        logins_s=3,
        history_messages=200_000,
    )


@dataclass(frozen=True, slots=True)
class Target:
    """A figure must be at most this, or at least when it `is_floor`."""

    limit: float
    unit: str
    is_floor: bool = False


TARGETS: Mapping[str, Target] = {
    "permissions.decision_middle_us": Target(5, "µs"),
    "permissions.access_middle_us": Target(5, "µs"),
    "fan_out.ratio_fan_out_only": Target(1.35, "x raw"),
    "fan_out.merged_ratio_fan_out_only": Target(0.3, "x raw"),
    "busiest.last_ms.p50": Target(20, "ms"),
    "busiest.last_ms.p99": Target(40, "ms"),
    "memory.transport_kib_per_connection": Target(8, "KiB"),
    "memory.small_session_kib": Target(8, "KiB"),
    "memory.large_session_kib": Target(8, "KiB"),
    "idle.tree_pss": Target(200, "MB"),
    "idle.server_pss": Target(110, "MB"),
    "sharing.disk_as_it_is.channels_16.ratio": Target(2, "x", is_floor=True),
    "sharing.slow_disk.channels_16.ratio": Target(3, "x", is_floor=True),
    "start.warm_s": Target(2, "s"),
}
