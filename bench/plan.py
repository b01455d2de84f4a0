"""What one run does, and the targets its figures are compared with."""

from collections.abc import Mapping
from dataclasses import dataclass

RECEIVERS = 1000
CREW = 64

SETTINGS: Mapping[str, str] = {
    "BEEP_RATE_LIMIT_FACTOR": "0",
    # A thousand sign-ups at the real cost would take minutes, and are not what is measured.
    "BEEP_AUTH__ARGON2_MEMORY_KIB": "64",
    "BEEP_AUTH__ARGON2_TIME_COST": "1",
    "BEEP_AUTH__ARGON2_LANES": "1",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """One run. Everything else about Beep stays at its defaults."""

    is_full: bool = False
    receivers: int = RECEIVERS
    crew: int = CREW
    # Sessions of the crew, who share a small server: what an idle session costs at least.
    crew_sessions: int = 384
    # Interleaved pairs of (Beep, raw `send()`), each of so many messages to all receivers.
    fan_out_runs: int = 7
    fan_out_messages: int = 40
    live_s: float = 20.0
    durable_runs: int = 4
    durable_s: float = 2.5
    warm_starts: int = 3
    settle_s: float = 2.0

    @property
    def rates(self) -> tuple[int, ...]:
        """Messages a second of the live scenarios."""
        return (20, 50, 400) if self.is_full else (20,)


@dataclass(frozen=True, slots=True)
class Target:
    """A figure must be at most this."""

    limit: float
    unit: str


TARGETS: Mapping[str, Target] = {
    "fan_out.ratio_fan_out_only": Target(1.35, "x raw"),
    "live_20.last_ms.p50": Target(20, "ms"),
    "live_20.last_ms.p99": Target(40, "ms"),
    "memory.transport_kib_per_connection": Target(8, "KiB"),
    "memory.small_session_kib": Target(8, "KiB"),
    "memory.large_session_kib": Target(8, "KiB"),
    "idle.tree_pss_mb": Target(200, "MB"),
    "idle.beep_pss_mb": Target(110, "MB"),
    "start.warm_s": Target(3, "s"),
}
