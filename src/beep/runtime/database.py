"""The main database: short write transactions that carry facts, plain reads, and a pool for hot paths."""

import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, cast

import psycopg
from psycopg_pool import AsyncConnectionPool
from sqlalchemy import CursorResult, Executable, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from beep.kit.facts import Fact
from beep.runtime import outbox
from beep.runtime.outbox import Recorded

_log = logging.getLogger("beep.runtime.database")
_OPTIONS = "-c statement_timeout=15000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=30000"

Committed = Callable[[Sequence[Recorded]], None]


def conninfo(url: str) -> str:
    """Return what psycopg wants for a `postgresql://` URL."""
    parsed = make_url(url).set(drivername="postgresql")
    return parsed.render_as_string(hide_password=False)


class Transaction:
    """One write transaction: statements, and the facts that commit with them."""

    def __init__(self, connection: AsyncConnection, driver: outbox.Connection) -> None:
        self.connection = connection
        # psycopg's own connection, for hot statements and for jobs enqueued in this transaction.
        self.driver = driver
        self.facts: list[tuple[Fact, object | None]] = []

    async def execute(self, statement: Executable, values: Any = None) -> CursorResult[Any]:
        return await self.connection.execute(statement, values)

    def record(self, fact: Fact, *, view: object | None = None) -> None:
        """Tell a fact when, and only when, this transaction commits.

        `view` spares listeners in this process a read of what the writer already holds.
        """
        self.facts.append((fact, view))


class Database:
    """Opens connections and transactions; hands committed facts to `on_commit`."""

    def __init__(self, url: str, *, pool_size: int = 8) -> None:
        self.conninfo = conninfo(url)
        self.engine: AsyncEngine = create_async_engine(
            make_url(url).set(drivername="postgresql+psycopg"),
            pool_size=pool_size,
            max_overflow=4,
            pool_timeout=5,
            pool_pre_ping=False,
            # Errors are logged, and parameters hold what people write.
            hide_parameters=True,
            connect_args={"options": _OPTIONS, "connect_timeout": 5, "prepare_threshold": 3},
        )
        # Filled by the relay: called right after a commit, in the same step of the event loop.
        self.on_commit: Committed = _nobody
        self.durable: frozenset[str] = frozenset()
        self.trace: Callable[[], str | None] = lambda: None

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[AsyncConnection]:
        """Open a connection for reading; each statement sees what is committed when it starts."""
        async with self.engine.connect() as connection:
            yield await connection.execution_options(isolation_level="AUTOCOMMIT")

    @asynccontextmanager
    async def write(self) -> AsyncGenerator[Transaction]:
        """Open one short transaction; on success commit, then publish its facts at once."""
        async with self.engine.connect() as connection, connection.begin():
            raw = await connection.get_raw_connection()
            transaction = Transaction(connection, cast("outbox.Connection", raw.driver_connection))
            yield transaction
            recorded = await self._write_facts(transaction)
        if recorded:
            self.on_commit(recorded)

    async def _write_facts(self, transaction: Transaction) -> list[Recorded]:
        if not transaction.facts:
            return []
        recorded: list[Recorded] = []
        trace = self.trace()
        for stream in sorted({fact.stream for fact, _ in transaction.facts}):
            own = [(fact, view) for fact, view in transaction.facts if fact.stream == stream]
            last = await outbox.next_seq(transaction.driver, stream, len(own))
            first = last - len(own) + 1
            recorded += [Recorded(fact, stream, first + i, view, trace) for i, (fact, view) in enumerate(own)]
        await outbox.insert(transaction.driver, recorded, durable=self.durable)
        return recorded

    def driver_pool(self, *, size: int) -> AsyncConnectionPool[outbox.Connection]:
        """Return an unopened pool of bare connections, for the few statements that must be fast."""
        return AsyncConnectionPool(
            self.conninfo,
            kwargs={"options": _OPTIONS, "autocommit": True, "connect_timeout": 5},
            min_size=1,
            max_size=size,
            timeout=5,
            open=False,
            check=None,
        )

    async def connect(self) -> outbox.Connection:
        """Open one bare connection outside every pool."""
        return await psycopg.AsyncConnection.connect(
            self.conninfo, autocommit=True, options=_OPTIONS, connect_timeout=5
        )

    async def close(self) -> None:
        await self.engine.dispose()


def _nobody(recorded: Sequence[Recorded]) -> None:
    _log.debug("facts committed before the relay listens", extra={"count": len(recorded)})
