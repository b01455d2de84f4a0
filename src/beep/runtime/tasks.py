"""Background work that is watched: a crash is logged, a stop waits for everyone."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

_log = logging.getLogger("beep.runtime.tasks")
_CANCEL_AGAIN_S = 0.5


class BackgroundTasks:
    """Owns the tasks of one process or one component."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def spawn(self, work: Coroutine[Any, Any, Any], *, name: str) -> asyncio.Task[Any]:
        """Start `work`; the task is kept until it ends, and its failure is logged."""
        task = asyncio.create_task(work, name=name)  # noqa: TID251 - the watcher itself
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            _log.error("background work failed", extra={"task": task.get_name()}, exc_info=error)

    async def close(self) -> None:
        """Cancel everything and wait until it has ended.

        Cancelled again and again: a driver whose server dies at that very moment may answer the first
        cancellation with its own error, and the work would go on.
        """
        while pending := [task for task in self._tasks if not task.done()]:
            for task in pending:
                task.cancel()
            await asyncio.wait(pending, timeout=_CANCEL_AGAIN_S)
