"""Percentiles and medians; small enough to need no library."""

from collections.abc import Mapping, Sequence
from statistics import median


def percentile(ordered: Sequence[float], share: float) -> float:
    """Return the value below which `share` (0 to 1) of the sorted values lie, by nearest rank."""
    if not ordered:
        return float("nan")
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]


def spread(values: Sequence[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {
        "p50": percentile(ordered, 0.50),
        "p95": percentile(ordered, 0.95),
        "p99": percentile(ordered, 0.99),
        "max": percentile(ordered, 1.0),
        "count": len(ordered),
    }


def middle(values: Sequence[float]) -> float:
    return median(values) if values else float("nan")


def spread_of(histogram: Mapping[int, int], bucket_ms: float) -> dict[str, float]:
    """Return the same of a histogram, each value taken for the end of its bucket."""
    count = sum(histogram.values())
    found = {"p50": float("nan"), "p95": float("nan"), "p99": float("nan"), "max": float("nan")}
    wanted = [(0.50, "p50"), (0.95, "p95"), (0.99, "p99"), (1.0, "max")]
    below = 0
    for bucket in sorted(histogram):
        below += histogram[bucket]
        while wanted and below >= wanted[0][0] * count:
            found[wanted.pop(0)[1]] = (bucket + 1) * bucket_ms
    return {**found, "count": count}


def curve_of(histogram: Mapping[int, int], bucket_ms: float) -> list[tuple[float, float]]:
    """Return (milliseconds, share within it), a few hundred points at most."""
    count, below = sum(histogram.values()), 0
    points: list[tuple[float, float]] = []
    for bucket in sorted(histogram):
        below += histogram[bucket]
        if not points or below / count - points[-1][1] >= 0.002 or below == count:
            points.append(((bucket + 1) * bucket_ms, below / count))
    return points


def curve(values: Sequence[float]) -> list[tuple[float, float]]:
    ordered = sorted(values)
    step = max(1, len(ordered) // 500)
    return [(ms, (place + 1) / len(ordered)) for place, ms in enumerate(ordered) if place % step == 0] + [
        (ms, 1.0) for ms in ordered[-1:]
    ]
