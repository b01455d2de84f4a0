"""The main database: short write transactions that carry facts, plain reads, and a pool for hot paths."""

import errno
import logging
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Generator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Protocol, cast

import psycopg
from psycopg_pool import PoolTimeout
from sqlalchemy import CursorResult, Executable, event, exc, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from beep.kit.errors import StorageFull, Unavailable
from beep.kit.facts import Fact
from beep.runtime import outbox
from beep.runtime.connections import Watch, WatchedPool, is_dead
from beep.runtime.outbox import Recorded

_log = logging.getLogger("beep.runtime.database")
# How much longer than a statement the whole use of a connection may take.
_GRACE_S = 3.0
# Who waits for a connection beyond this many for each there is, is turned away at once.
_PATIENT_PER_CONNECTION = 200
AWAY = (
    exc.OperationalError,
    exc.InterfaceError,
    exc.TimeoutError,
    psycopg.OperationalError,
    psycopg.InterfaceError,
    PoolTimeout,
    ConnectionError,
)

_PLACE = "SELECT seq FROM outbox.stream WHERE stream = %s"

Committed = Callable[[Sequence[Recorded]], None]


def conninfo(url: str) -> str:
    """Return what psycopg wants for a `postgresql://` URL."""
    parsed = make_url(url).set(drivername="postgresql")
    return parsed.render_as_string(hide_password=False)


def as_unavailable(error: BaseException) -> Unavailable | None:
    """Return what to answer while the database cannot do its work; `None` for any other error."""
    if isinstance(error, Unavailable):
        return error
    cause = error.orig if isinstance(error, exc.DBAPIError) else error
    if isinstance(cause, psycopg.errors.DiskFull) or getattr(cause, "errno", None) == errno.ENOSPC:
        return StorageFull()
    if isinstance(error, AWAY):
        return Unavailable("Beep cannot reach its database right now; try again in a moment.")
    return None


@contextmanager
def while_away(what: str) -> Generator[None]:
    """Let something fail while the database is away that is made up for later; any other error passes."""
    try:
        yield
    except Exception as error:
        if not as_unavailable(error):
            raise
        _log.info("something is done later", extra={"what": what, "reason": str(error)})


class Places(Protocol):
    """How far this process has heard each stream, and so how current its memory is."""

    def place(self, stream: int) -> int | None:
        """Return the place, `None` when this process has not met the stream yet; never awaits."""
        ...

    async def reach(self, stream: int, place: int = 0) -> int:
        """Hear a stream up to `place` at least and return where it is heard to."""
        ...


class Transaction:
    """One write transaction: statements, and the facts that commit with them."""

    def __init__(self, connection: AsyncConnection, driver: outbox.Connection) -> None:
        self.connection = connection
        # psycopg's own connection, for hot statements and for jobs enqueued in this transaction.
        self.driver = driver
        self.facts: list[tuple[Fact, object | None, bool]] = []
        self.grounds: dict[int, int] = {}

    async def execute(self, statement: Executable, values: Any = None) -> CursorResult[Any]:
        return await self.connection.execute(statement, values)

    def record(self, fact: Fact, *, view: object | None = None, has_work: bool = True) -> None:
        """Tell a fact when, and only when, this transaction commits.

        `view` spares listeners in this process a read of what the writer already holds. Without `has_work`
        no job is made of it.
        """
        self.facts.append((fact, view, has_work))

    def stand_on(self, stream: int, place: int) -> None:
        """Commit only if `stream` is still at `place`; else `write` raises `outbox.Moved`."""
        self.grounds[stream] = place


class Database:
    """Opens connections and transactions; hands committed facts to `on_commit`.

    No statement takes longer than `timeout_s`. A server that is frozen or cut off cannot see to that: while
    `watch` runs, a connection in use for a little longer than that is given up.
    """

    # What `driver_pool` makes.
    pools: type[WatchedPool] = WatchedPool

    def __init__(
        self, url: str, *, pool_size: int = 8, timeout_s: float = 10, engine: AsyncEngine | None = None
    ) -> None:
        self.conninfo = conninfo(url)
        self.watch = Watch(timeout_s + _GRACE_S)
        self._driver_options = _driver_options(timeout_s)
        self._inside = 0
        self._inside_limit = pool_size * _PATIENT_PER_CONNECTION
        self.engine = engine or _engine(url, pool_size, self._driver_options)
        event.listen(self.engine.sync_engine, "checkout", self._checked_out)
        event.listen(self.engine.sync_engine, "checkin", self._checked_in)
        # Filled by the relay: called right after a commit, in the same step of the event loop.
        self.on_commit: Committed = _nobody
        self.durable: frozenset[str] = frozenset()
        # Filled by the relay: how far this process has heard.
        self.places: Places = _NothingHeard()
        self.trace: Callable[[], str | None] = lambda: None

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[AsyncConnection]:
        """Open a connection for reading; each statement sees what is committed when it starts."""
        with self._entered():
            async with self.engine.connect() as connection:
                yield await connection.execution_options(isolation_level="AUTOCOMMIT")

    @asynccontextmanager
    async def write(self) -> AsyncGenerator[Transaction]:
        """Open one short transaction; on success commit, then publish its facts at once."""
        with self._entered():
            async with self.engine.connect() as connection, connection.begin():
                raw = await connection.get_raw_connection()
                transaction = Transaction(connection, cast("outbox.Connection", raw.driver_connection))
                yield transaction
                recorded = await self._write_facts(transaction)
                await _check_grounds(transaction)
        if recorded:
            self.on_commit(recorded)

    async def _write_facts(self, transaction: Transaction) -> list[Recorded]:
        if not transaction.facts:
            return []
        recorded: list[Recorded] = []
        trace = self.trace()
        for stream in sorted({fact.stream for fact, *_ in transaction.facts}):
            own = [one for one in transaction.facts if one[0].stream == stream]
            last = await outbox.next_seq(transaction.driver, stream, len(own))
            first = last - len(own) + 1
            recorded += [
                Recorded(fact, stream, first + i, view, trace, has_work)
                for i, (fact, view, has_work) in enumerate(own)
            ]
        await outbox.insert(transaction.driver, recorded, durable=self.durable)
        return recorded

    async def catch_up(self, stream: int) -> None:
        """Hear everything of a stream that is committed by now."""
        async with self.read() as connection:
            found = (await connection.exec_driver_sql(_PLACE, (stream,))).scalar()
        await self.places.reach(stream, int(found or 0))

    def driver_pool(self, *, size: int, autocommit: bool = True, by_key: bool = False) -> WatchedPool:
        """Return an unopened pool of bare connections, for the few statements that must be fast.

        `by_key` is for statements that only look rows up: prepared while a table is empty, they
        would go on reading it whole when it has grown.
        """
        options: dict[str, Any] = {**self._driver_options, **({"autocommit": True} if autocommit else {})}
        if by_key:
            options["options"] += " -c enable_seqscan=off"
        return self.pools(self.conninfo, watch=self.watch, size=size, options=options)

    async def connect(self) -> outbox.Connection:
        """Open one bare connection outside every pool."""
        return await psycopg.AsyncConnection.connect(self.conninfo, autocommit=True, **self._driver_options)

    @contextmanager
    def _entered(self) -> Generator[None]:
        if self._inside >= self._inside_limit:
            raise Unavailable("Too much waits for Beep's database right now; try again in a moment.")
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1

    def _checked_out(self, connection: Any, record: object, _: object) -> None:
        driver = cast("outbox.Connection", connection.driver_connection)
        if is_dead(driver):
            # The pool opens another, and trusts none that is as old.
            raise exc.InvalidatePoolError
        self.watch.begin(record, driver)

    def _checked_in(self, _: object, record: object) -> None:
        self.watch.end(record)

    async def close(self) -> None:
        await self.engine.dispose()


def _engine(url: str, pool_size: int, options: dict[str, Any]) -> AsyncEngine:
    return create_async_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        pool_size=pool_size,
        max_overflow=4,
        pool_timeout=5,
        pool_pre_ping=False,
        # Errors are logged, and parameters hold what people write.
        hide_parameters=True,
        connect_args={**options, "prepare_threshold": 3},
    )


def _driver_options(timeout_s: float) -> dict[str, Any]:
    """Return how every connection is opened: time-outs of the server, of connecting, of a silent network."""
    limits = {
        "statement_timeout": timeout_s,
        "lock_timeout": min(5.0, timeout_s),
        "idle_in_transaction_session_timeout": timeout_s + _GRACE_S,
    }
    return {
        "options": " ".join(f"-c {name}={int(limit * 1000)}" for name, limit in limits.items()),
        "connect_timeout": 5,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 15_000,
    }


async def _check_grounds(transaction: Transaction) -> None:
    if transaction.grounds:
        # What it tells in the same stream has moved it too, and keeps everybody else away until the commit.
        own = Counter(fact.stream for fact, *_ in transaction.facts)
        wanted = {stream: place + own[stream] for stream, place in transaction.grounds.items()}
        check_places(await outbox.pin(transaction.driver, wanted), wanted)


async def check_unmoved(connection: AsyncConnection, stream: int, place: int) -> None:
    """Raise `outbox.Moved` if a stream is past `place`; asked after reading what may no longer be shown."""
    found = await connection.exec_driver_sql(_PLACE, (stream,))
    check_places({stream: int(found.scalar() or 0)}, {stream: place})


def check_places(found: Mapping[int, int], wanted: Mapping[int, int]) -> None:
    """Raise `outbox.Moved` for a stream that is past where it is wanted."""
    for stream, place in wanted.items():
        if found[stream] > place:
            raise outbox.Moved(stream, found[stream])


class _NothingHeard:
    """Stands in where no relay listens."""

    def place(self, stream: int) -> int | None:
        del stream

    async def reach(self, stream: int, place: int = 0) -> int:
        del stream
        return place


def _nobody(recorded: Sequence[Recorded]) -> None:
    _log.debug("facts committed before the relay listens", extra={"count": len(recorded)})
