"""Rate limits of one process: a token bucket per actor and route, with the usual headers."""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass

from beep.kit.errors import TooMany
from beep.runtime.clock import Clock

_WINDOW_S = 10.0
_BUCKETS = 50_000


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class RateLimits:
    """Buckets that refill over ten seconds; the least used are forgotten first.

    `factor` scales every limit (0 switches them off, for benchmarks and tests).
    """

    def __init__(self, clock: Clock, *, factor: float = 1.0) -> None:
        self._clock = clock
        self._factor = factor
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, who: str, what: str, per_10_s: int) -> list[tuple[bytes, bytes]]:
        """Spend one call and return the headers to answer with; raises `TooMany`."""
        if not self._factor:
            return []
        size = max(1.0, per_10_s * self._factor)
        now = self._clock.monotonic()
        key = f"{who} {what}"
        bucket = self._buckets.pop(key, None) or _Bucket(size, now)
        bucket.tokens = min(size, bucket.tokens + (now - bucket.at) * size / _WINDOW_S)
        bucket.at = now
        self._buckets[key] = bucket
        if len(self._buckets) > _BUCKETS:
            self._buckets.popitem(last=False)
        if bucket.tokens < 1:
            raise TooMany(retry_after_s=(1 - bucket.tokens) * _WINDOW_S / size)
        bucket.tokens -= 1
        reset_after = (size - bucket.tokens) * _WINDOW_S / size
        return [
            (b"x-ratelimit-limit", b"%d" % size),
            (b"x-ratelimit-remaining", b"%d" % bucket.tokens),
            (b"x-ratelimit-reset", b"%.3f" % (self._clock.now().timestamp() + reset_after)),
            (b"x-ratelimit-reset-after", b"%.3f" % reset_after),
            (b"x-ratelimit-bucket", hashlib.sha256(what.encode()).hexdigest()[:16].encode()),
        ]
