"""Runs pushes one after the other, so that no event overtakes another that is still being loaded.

None is silently missing: while the database is away they wait, and who might have heard what is lost
for good is told so.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass

from beep.features.gateway.session import Session
from beep.runtime.database import as_unavailable
from beep.runtime.tasks import BackgroundTasks

_log = logging.getLogger("beep.gateway")
# A few megabytes. Beyond, to fetch again is cheaper than to hear what was missed.
_LIMIT = 2000
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.05, 2.0
# Who lost events, and whether the sessions must start anew, as to fetch again would not make up for it.
Lost = Mapping[Session, bool]


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One push, which may run again from its start when it failed.

    `heard_by` tells who might hear it, `None` if nobody misses it. By `changes_rooms` sessions enter or
    leave servers.
    """

    run: Callable[[], Awaitable[None]]
    heard_by: Callable[[], Iterable[Session]] | None = None
    changes_rooms: bool = False


class InOrder:
    """Runs steps one after the other; knows whether anything still waits."""

    def __init__(
        self, tasks: BackgroundTasks, tell_lost: Callable[[Lost], None], *, limit: int = _LIMIT
    ) -> None:
        self._tasks = tasks
        self._tell_lost = tell_lost
        self._limit = limit
        self._steps: deque[Step] = deque()
        self._lost: dict[Session, bool] = {}
        self._is_running = False

    @property
    def is_idle(self) -> bool:
        return not self._is_running

    def add(self, step: Step) -> None:
        self._steps.append(step)
        if len(self._steps) > self._limit:
            _log.warning("too many events wait to be pushed; who misses them will fetch again")
            first, *others = self._steps
            self._steps = deque([first])
            self._lose(others)
        if not self._is_running:
            self._is_running = True
            self._tasks.spawn(self._run(), name="gateway.pushes")

    def _lose(self, steps: Iterable[Step]) -> None:
        for step in steps:
            for session in step.heard_by() if step.heard_by else ():
                self._lost[session] = step.changes_rooms or self._lost.get(session, False)

    async def _run(self) -> None:
        try:
            while self._steps:
                await self._finish(self._steps[0])
                self._steps.popleft()
                # Only now: to fetch again while the database is away is in vain.
                lost, self._lost = self._lost, {}
                if lost:
                    self._tell_lost(lost)
        finally:
            self._is_running = False

    async def _finish(self, step: Step) -> None:
        """Run a step until it is through or lost."""
        pause_s = _FIRST_PAUSE_S
        while True:
            try:
                await step.run()
            except Exception as error:  # noqa: BLE001 - one lost push must not stop those behind it
                if step.heard_by is None or as_unavailable(error) is None:
                    _log.exception("an event could not be pushed")
                    self._lose([step])
                    return
                _log.warning("events wait for the database", extra={"reason": str(error)})
            else:
                return
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)
