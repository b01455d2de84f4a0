"""Tells when the event loop is stuck, and where: a thread looks on, as nothing on the loop can."""

import asyncio
import logging
import sys
import threading
import time
import traceback
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from beep.runtime.metrics import LOOP_LAG_SECONDS
from beep.runtime.tasks import BackgroundTasks

_log = logging.getLogger("beep.runtime.watchdog")
_BEAT_S = 0.25
_FRAMES = 6


@asynccontextmanager
async def watched_loop(*, patience_s: float = 1.0) -> AsyncGenerator[None]:
    """Measure how late the running loop is, and log its stack when it does nothing for `patience_s`."""
    dog = _Watchdog(threading.get_ident(), patience_s)
    thread = threading.Thread(target=dog.watch, name="watchdog", daemon=True)
    tasks = BackgroundTasks()
    tasks.spawn(dog.beat(), name="watchdog.beat")
    thread.start()
    try:
        yield
    finally:
        dog.is_over.set()
        thread.join()
        await tasks.close()


class _Watchdog:
    def __init__(self, watched_thread: int, patience_s: float) -> None:
        self._watched_thread = watched_thread
        self._patience_s = patience_s
        self._beaten_at = time.monotonic()
        self._is_told = False
        self.is_over = threading.Event()

    async def beat(self) -> None:
        while True:
            await asyncio.sleep(_BEAT_S)
            now = time.monotonic()
            lag = max(0.0, now - self._beaten_at - _BEAT_S)
            self._beaten_at = now
            LOOP_LAG_SECONDS.observe(lag)
            if lag > self._patience_s:
                _log.warning("the event loop was stuck", extra={"seconds": round(lag, 2)})
            self._is_told = False

    def watch(self) -> None:
        looked_at = time.monotonic()
        while not self.is_over.wait(_BEAT_S):
            now = time.monotonic()
            # Who was late itself, as the whole process was frozen, knows nothing of the loop.
            is_late, looked_at = now - looked_at > 2 * _BEAT_S, now
            if not is_late and not self._is_told and now - self._beaten_at > self._patience_s + _BEAT_S:
                self._is_told = True
                _log.warning("the event loop is stuck", extra={"where": self._where()})

    def _where(self) -> list[str]:
        """Return the innermost calls of the watched thread, the innermost last."""
        frame = sys._current_frames().get(self._watched_thread)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - documented for this very use
        stack = traceback.extract_stack(frame)[-_FRAMES:] if frame else []
        return [f"{one.filename}:{one.lineno} {one.name}" for one in stack]
