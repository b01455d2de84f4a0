"""Jobs on Procrastinate: enqueued in the caller's transaction, retried while Beep is unavailable."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import procrastinate
import psycopg
from procrastinate.exceptions import ConnectorException

from beep.runtime.connections import WatchedPool
from beep.runtime.database import Database
from beep.runtime.metrics import JOBS
from beep.runtime.outbox import Connection
from beep.runtime.tasks import BackgroundTasks

_log = logging.getLogger("beep.runtime.jobs")
Work = Callable[..., Awaitable[None]]
_ATTEMPTS = 8
_CONCURRENCY = 4
_CONNECTIONS = 3
_STOP_S = 5.0
# How long a job that was told to stop may take to go back to the queue.
_GIVE_BACK_S = 1.0
# How often jobs of killed processes are looked for; a worker without a heartbeat for 30 s is dead.
_RESCUE_S = 30.0
_AGAIN_S = 1.0
# A notice sent while nobody listened is lost; the queue is looked at this often.
_POLL_S = 1.0
NOBODY_APART: Mapping[str, int] = {}
_AWAY = (ConnectorException, psycopg.Error, OSError)


@dataclass(frozen=True, slots=True)
class Order:
    """One job to be: the name of the work, and what it is given."""

    name: str
    arguments: Mapping[str, Any]


class Jobs:
    """The queue of one process: knows the work by name, enqueues it, and runs it if asked to.

    `stop_s` is how long running jobs may take to end when the process stops.
    """

    def __init__(self, database: Database, *, stop_s: float = _STOP_S) -> None:
        def pool(**_: Any) -> WatchedPool:
            return database.driver_pool(size=_CONNECTIONS, autocommit=False)

        self._app = procrastinate.App(connector=procrastinate.PsycopgConnector(pool_factory=pool))
        self._tasks = BackgroundTasks()
        self._workers: list[asyncio.Task[None]] = []
        self._is_finishing = False
        self._stop_s = stop_s

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
        await self.enqueue_all(connection, [Order(name, arguments)])

    async def enqueue_all(self, connection: Connection, orders: Sequence[Order]) -> None:
        """Add jobs in the transaction of `connection`, all in one statement."""
        if not orders:
            return
        jobs = [
            self._app.configure_task(one.name, queue=_queue_of(one.name)).make_new_job(**one.arguments)
            for one in orders
        ]
        try:
            await self._app.job_manager.batch_defer_jobs_async(jobs, connection=connection)
        except ConnectorException as error:
            # The database's own error is what callers know how to answer.
            raise (error.__cause__ or error) from None

    async def work(self, features: Sequence[str], *, apart: Mapping[str, int] = NOBODY_APART) -> None:
        """Start running the jobs of `features` in this process until `close`.

        Those named in `apart` have so many places of their own; all others share a few.
        """
        await self._app.open_async()
        own = {feature: places for feature, places in apart.items() if feature in features}
        together = [feature for feature in features if feature not in own]
        self._spawn_worker(together, _CONCURRENCY)
        for feature, places in own.items():
            self._spawn_worker([feature], places)
        self._tasks.spawn(self._rescue_forever(list(features)), name="jobs.rescue")

    def _spawn_worker(self, queues: list[str], places: int) -> None:
        # Without a queue a worker would take the work of all.
        if queues:
            running = self._run_forever(queues, places)
            self._workers.append(self._tasks.spawn(running, name=f"jobs.worker {queues[0]}"))

    async def rescue(self, features: Sequence[str]) -> None:
        """Give jobs of `features` whose process died while it ran them to whoever works now."""
        for feature in features:
            for job in await self._app.job_manager.get_stalled_jobs(queue=feature):
                _log.warning("a job is run again: its process died", extra={"job": job.task_name})
                await self._app.job_manager.retry_job(job)

    async def _run_forever(self, queues: list[str], places: int) -> None:
        """Run jobs; Procrastinate's worker ends when it loses the database, so begin again."""
        while not self._is_finishing:
            try:
                await self._app.run_worker_async(
                    queues=queues,
                    concurrency=places,
                    install_signal_handlers=False,
                    fetch_job_polling_interval=_POLL_S,
                    shutdown_graceful_timeout=self._stop_s,
                    delete_jobs="successful",
                )
            except _AWAY as error:
                _log.warning("jobs wait for the database", extra={"reason": str(error)})
            await asyncio.sleep(_AGAIN_S)

    async def _rescue_forever(self, queues: list[str]) -> None:
        while True:
            await asyncio.sleep(_RESCUE_S)
            try:
                await self.rescue(queues)
            except _AWAY as error:
                _log.warning("jobs of dead processes wait", extra={"reason": str(error)})

    async def finish(self) -> None:
        """Take no more jobs, let running ones end for a few seconds, then leave them to a retry."""
        is_first, self._is_finishing = not self._is_finishing, True
        running = [one for one in self._workers if not one.done()]
        if not running:
            return
        if is_first:
            # Once only: a second cancellation would end the waiting for running jobs.
            for one in running:
                one.cancel()
        await asyncio.wait(running, timeout=self._stop_s + _GIVE_BACK_S)

    async def close(self, *, is_urgent: bool = False) -> None:
        """Finish if that is not done yet, and let go of the database.

        When it is urgent running jobs are dropped: they are run again once this worker counts as dead.
        """
        if not is_urgent:
            await self.finish()
        self._is_finishing = True
        await self._tasks.close()
        await self._app.close_async()


def _queue_of(name: str) -> str:
    """Return a job's queue: its feature, so that a process takes only work it knows."""
    return name.partition(".")[0]
