"""Jobs on Procrastinate: enqueued in the caller's transaction, retried while Beep is unavailable."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import procrastinate

from beep.runtime.metrics import JOBS
from beep.runtime.outbox import Connection
from beep.runtime.tasks import BackgroundTasks

_log = logging.getLogger("beep.runtime.jobs")
Work = Callable[..., Awaitable[None]]
_ATTEMPTS = 8
_CONCURRENCY = 4
_STOP_S = 8


class Jobs:
    """The queue of one process: knows the work by name, enqueues it, and runs it if asked to."""

    def __init__(self, conninfo: str) -> None:
        self._connector = procrastinate.PsycopgConnector(
            conninfo=conninfo, min_size=1, max_size=3, timeout=5, name="jobs"
        )
        self._app = procrastinate.App(connector=self._connector)
        self._tasks = BackgroundTasks()
        self._worker: asyncio.Task[Any] | None = None

    def register(self, name: str, work: Work) -> None:
        """Name a piece of work. It may run more than once for one job, and must not mind."""

        async def counted(**arguments: Any) -> None:
            try:
                await work(**arguments)
            except BaseException:
                JOBS.labels(name, "failed").inc()
                raise
            JOBS.labels(name, "done").inc()

        retry = procrastinate.RetryStrategy(max_attempts=_ATTEMPTS, exponential_wait=2)
        self._app.task(name=name, queue=_queue_of(name), retry=retry)(counted)

    async def enqueue(self, connection: Connection, name: str, **arguments: Any) -> None:
        """Add one job in the transaction of `connection`; it exists only if that commits."""
        await self._app.configure_task(name, connection=connection, queue=_queue_of(name)).defer_async(
            **arguments
        )

    async def work(self, features: Sequence[str]) -> None:
        """Start running the jobs of `features` in this process until `close`."""
        await self._app.open_async()
        self._worker = self._tasks.spawn(
            self._app.run_worker_async(
                queues=list(features),
                concurrency=_CONCURRENCY,
                install_signal_handlers=False,
                shutdown_graceful_timeout=_STOP_S,
                delete_jobs="successful",
            ),
            name="jobs.worker",
        )

    async def close(self) -> None:
        """Stop taking jobs, let running ones end for a few seconds, then leave them to a retry."""
        await self._tasks.close()
        await self._app.close_async()


def _queue_of(name: str) -> str:
    """Return a job's queue: its feature, so that a process takes only work it knows."""
    return name.partition(".")[0]
