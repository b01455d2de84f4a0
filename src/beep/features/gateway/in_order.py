"""Runs pushes one after the other, so that no event overtakes another that is still being loaded."""

import logging
from collections import deque
from collections.abc import Awaitable, Callable

from beep.runtime.tasks import BackgroundTasks

_log = logging.getLogger("beep.gateway")
Step = Callable[[], Awaitable[None]]


class InOrder:
    """Runs steps one after the other; knows whether anything still waits."""

    def __init__(self, tasks: BackgroundTasks) -> None:
        self._tasks = tasks
        self._steps: deque[Step] = deque()
        self._is_running = False

    @property
    def is_idle(self) -> bool:
        return not self._is_running

    def add(self, step: Step) -> None:
        self._steps.append(step)
        if not self._is_running:
            self._is_running = True
            self._tasks.spawn(self._run(), name="gateway.pushes")

    async def _run(self) -> None:
        try:
            while self._steps:
                step = self._steps.popleft()
                try:
                    await step()
                except Exception:  # noqa: BLE001 - one lost push must not stop those behind it
                    _log.exception("an event could not be pushed")
        finally:
            self._is_running = False
