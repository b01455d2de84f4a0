"""Passes committed facts on: to this process at once, to others by the bus, to jobs by the log.

Three lanes lead to the orderer, which makes them one: the fast lane (own commits), the bus
(commits of other processes) and the sweep, which reads the log every second and so makes up for
whatever the other two lost.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

import msgspec
import psycopg
from psycopg_pool import PoolTimeout
from sqlalchemy.exc import SQLAlchemyError

from beep.kit.facts import Fact
from beep.kit.text import json_decode
from beep.runtime.bus import Bus
from beep.runtime.clock import Clock
from beep.runtime.database import Database
from beep.runtime.jobs import Jobs, Order
from beep.runtime.metrics import FACTS_DELIVERED, FACTS_PARKED
from beep.runtime.orderer import Orderer
from beep.runtime.outbox import Connection, Recorded, Row
from beep.runtime.tasks import BackgroundTasks

_log = logging.getLogger("beep.runtime.relay")
FACTS = "facts"
_ERRORS = (OSError, TimeoutError, SQLAlchemyError, psycopg.Error, PoolTimeout)
# What is wrong with a fact itself, whenever it is tried.
_POISON = (KeyError, TypeError, ValueError, psycopg.DataError)
_SWEEP_S = 1.0
_TRIM_EVERY_S = 60.0
# How long the log can make up for what a process missed.
_KEEP_S = 600.0
_DISPATCH_BATCH = 200

_HORIZON = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text"
_BASELINE = """
SELECT coalesce((SELECT min(seq) - 1 FROM outbox.fact WHERE stream = %s AND txid >= %s::xid8),
                (SELECT seq FROM outbox.stream WHERE stream = %s), 0)"""
_BETWEEN = """
SELECT name, stream, seq, payload, trace FROM outbox.fact
WHERE stream = %s AND seq > %s AND seq < %s ORDER BY seq"""
_SINCE = """
SELECT name, stream, seq, payload, trace FROM outbox.fact
WHERE txid >= %s::xid8 AND txid < %s::xid8 ORDER BY txid, stream, seq"""
_CLAIM = """
SELECT name, stream, seq, payload, trace FROM outbox.fact
WHERE pending AND parked_at IS NULL AND name = ANY(%s::text[]) ORDER BY txid, stream, seq LIMIT %s
FOR UPDATE SKIP LOCKED"""
_DONE = """
UPDATE outbox.fact f SET pending = false FROM unnest(%s::bigint[], %s::bigint[]) AS d(stream, seq)
WHERE f.stream = d.stream AND f.seq = d.seq"""
_PARK = "UPDATE outbox.fact SET parked_at = now(), error = %s WHERE stream = %s AND seq = %s"
_TRIM = "DELETE FROM outbox.fact WHERE txid < %s::xid8 AND NOT pending"

LiveListener = Callable[[Recorded], None]


class _Envelope(msgspec.Struct):
    name: str
    data: msgspec.Raw
    stream: int
    seq: int


@dataclass(frozen=True, slots=True)
class _Unread(Fact):
    """Keeps the place of a fact of a newer process's kind, or a damaged one: something changed here."""

    NAME = "unread"
    STREAM = "stream_id"
    stream_id: int


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """What this program's features want to hear.

    `facts` are all kinds there are; `live` runs in this process for each delivered fact, in
    order; `durable` names the jobs that must run once for each fact, whatever happens.
    """

    facts: Sequence[type[Fact]]
    live: Mapping[type[Fact], Sequence[LiveListener]]
    durable: Mapping[type[Fact], Sequence[str]]


class Relay:
    """Owns the lanes of one process; started after the features, stopped before the database."""

    def __init__(self, database: Database, bus: Bus, jobs: Jobs, clock: Clock, told: Subscriptions) -> None:
        self._database = database
        self._bus = bus
        self._jobs = jobs
        self._clock = clock
        self._told = told
        self._kinds = {kind.NAME: kind for kind in told.facts}
        # As PostgreSQL writes an array; names are dotted words.
        self._known = "{" + ",".join(self._kinds) + "}"
        self._tasks = BackgroundTasks()
        self.orderer = Orderer(self._deliver, baseline=self._baseline, fetch=self._between, tasks=self._tasks)
        self._started_at = "0"
        self._swept_to = "0"
        self._pending = asyncio.Event()
        self._dispatching: asyncio.Task[None] | None = None
        self._marks: list[tuple[float, str]] = []
        database.durable = frozenset(kind.NAME for kind in told.durable)
        database.on_commit = self.committed
        database.places = self.orderer

    async def start(self) -> None:
        self._swept_to = self._started_at = await self._horizon()
        self._pending.set()
        self._tasks.spawn(self._forever(self._sweep, _SWEEP_S), name="relay.sweep")
        self._tasks.spawn(self._forever(self._trim, _TRIM_EVERY_S), name="relay.trim")

    def start_dispatching(self) -> None:
        """Turn pending facts into jobs in this process, beside any other that does."""
        self._dispatching = self._tasks.spawn(self._dispatch_forever(), name="relay.dispatch")

    def stop_dispatching(self) -> None:
        """Leave pending facts to other processes, or to the next start."""
        if self._dispatching is not None:
            self._dispatching.cancel()

    async def close(self) -> None:
        await self._tasks.close()

    def committed(self, recorded: Sequence[Recorded]) -> None:
        """Publish facts of this process's own commit; never awaits."""
        for one in recorded:
            self.orderer.offer(one)
            envelope = _Envelope(one.fact.NAME, msgspec.Raw(one.fact.payload()), one.stream, one.seq)
            self._bus.send(FACTS, msgspec.json.encode(envelope))
            if one.has_work and one.fact.NAME in self._database.durable:
                self._pending.set()

    def receive(self, payload: bytes) -> None:
        """Take what another process committed, from the bus."""
        envelope = msgspec.json.decode(payload, type=_Envelope)
        row = Row(envelope.name, envelope.stream, envelope.seq, bytes(envelope.data).decode(), None)
        self.orderer.offer(self._parsed(row))

    def _deliver(self, recorded: Recorded) -> None:
        if isinstance(recorded.fact, _Unread):
            self.orderer.on_hole(recorded.stream)
            return
        FACTS_DELIVERED.inc()
        for listener in self._told.live.get(type(recorded.fact), ()):
            try:
                listener(recorded)
            except Exception:  # noqa: BLE001 - one listener's fault must not silence the others
                _log.exception("a live listener failed", extra={"fact": recorded.fact.NAME})

    def _parsed(self, row: Row) -> Recorded:
        kind = self._kinds.get(row.name)
        fact: Fact = _Unread(row.stream)
        if kind is not None:
            try:
                fact = kind.parse(row.payload)
            except (KeyError, TypeError, ValueError):
                _log.exception("a fact cannot be read", extra={"fact": row.name, "stream": row.stream})
        return Recorded(fact, row.stream, row.seq, None, row.trace)

    # -- the log ------------------------------------------------------------------------------

    async def _rows(self, statement: str, values: tuple[object, ...]) -> list[Row]:
        async with self._database.read() as connection:
            raw = await connection.exec_driver_sql(statement, values)
            return [Row(*row) for row in raw.all()]

    async def _horizon(self) -> str:
        async with self._database.read() as connection:
            return str((await connection.exec_driver_sql(_HORIZON)).scalar_one())

    async def _baseline(self, stream: int) -> int:
        async with self._database.read() as connection:
            found = await connection.exec_driver_sql(_BASELINE, (stream, self._started_at, stream))
            return int(found.scalar_one())

    async def _between(self, stream: int, after: int, before: int) -> list[Recorded]:
        rows = await self._rows(_BETWEEN, (stream, after, before))
        return [self._parsed(row) for row in rows]

    async def _sweep(self) -> None:
        horizon = await self._horizon()
        if horizon != self._swept_to:
            for row in await self._rows(_SINCE, (self._swept_to, horizon)):
                self.orderer.offer(self._parsed(row))
            self._swept_to = horizon

    async def _trim(self) -> None:
        """Forget facts every process had ten minutes to read, but for those that wait for a job."""
        now = self._clock.monotonic()
        self._marks.append((now, self._swept_to))
        old = [mark for at, mark in self._marks if at <= now - _KEEP_S]
        if old:
            async with self._database.write() as tx:
                await tx.driver.execute(_TRIM, (old[-1],))
            self._marks = self._marks[len(old) :]

    async def _forever(self, step: Callable[[], Awaitable[None]], every_s: float) -> None:
        while True:
            await asyncio.sleep(every_s)
            try:
                await step()
            except _ERRORS as error:
                _log.warning("the relay could not use the log", extra={"reason": str(error)})

    # -- durable listeners --------------------------------------------------------------------

    async def _dispatch_forever(self) -> None:
        while True:
            try:
                await asyncio.wait_for(self._pending.wait(), 5)
            except TimeoutError:
                _log.debug("looking for facts nobody announced")
            self._pending.clear()
            try:
                while await self.dispatch() == _DISPATCH_BATCH:
                    continue
            except _ERRORS as error:
                _log.warning("facts wait to become jobs", extra={"reason": str(error)})
                await asyncio.sleep(_SWEEP_S)
                self._pending.set()

    async def dispatch(self) -> int:
        """Turn one batch of pending facts into jobs, in one transaction; return how many were seen.

        A fact no job can be made of is parked with its reason and counted, and holds up nobody. One of a
        kind unknown here is left to a newer process.
        """
        try:
            return await self._dispatch(self._make_jobs)
        except _POISON:
            # Nothing of it was committed: made anew, one fact at a time, it shows who spoils it.
            return await self._dispatch(self._make_or_park)

    async def _dispatch(self, make: Callable[[Connection, Sequence[Row]], Awaitable[Sequence[Row]]]) -> int:
        async with self._database.write() as tx:
            cursor = await tx.driver.execute(_CLAIM, (self._known, _DISPATCH_BATCH))
            rows = [Row(*row) for row in await cursor.fetchall()]
            if rows:
                done = await make(tx.driver, rows)
                await tx.driver.execute(_DONE, ([row.stream for row in done], [row.seq for row in done]))
            return len(rows)

    async def _make_jobs(self, connection: Connection, rows: Sequence[Row]) -> Sequence[Row]:
        """Enqueue what facts ask for, all of it or nothing."""
        orders: list[Order] = []
        for row in rows:
            kind = self._kinds[row.name]
            kind.parse(row.payload)
            given = {"fact_id": f"{row.stream}-{row.seq}", "fact": json_decode(row.payload)}
            orders += [Order(job, given) for job in self._told.durable.get(kind, ())]
        await self._jobs.enqueue_all(connection, orders)
        return rows

    async def _make_or_park(self, connection: Connection, rows: Sequence[Row]) -> Sequence[Row]:
        done: list[Row] = []
        for row in rows:
            try:
                async with connection.transaction():
                    done += await self._make_jobs(connection, [row])
            except _POISON as error:
                reason = f"{type(error).__name__}: {error}".splitlines()[0][:200]
                _log.exception("a fact is parked: no job can be made of it", extra={"fact": row.name})
                FACTS_PARKED.inc()
                await connection.execute(_PARK, (reason, row.stream, row.seq))
        return done
