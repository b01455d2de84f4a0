"""Sends what waits: beside everything else, never before anything else.

A server that is away is asked again after a pause that grows to a minute, with one letter and not with all.
A letter may leave twice when a process dies between the server's answer and the note of it; both have the
same `Message-ID`.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from beep.features.mail import rules, store
from beep.features.mail.keys import Seal
from beep.features.mail.settings import MailSettings
from beep.features.mail.smtp import DEADLINE_S, Smtp, Trouble, Undelivered
from beep.kit.emails import parse
from beep.kit.errors import Refusal
from beep.runtime.clock import Clock
from beep.runtime.database import Database
from beep.runtime.metrics import LETTERS, LETTERS_TRIED
from beep.runtime.tasks import BackgroundTasks

_log = logging.getLogger("beep.features.mail")
_AWAY = (SQLAlchemyError, psycopg.Error, OSError, Refusal)
# Letters another process queued are found this late at worst.
_POLL_S = 2.0
_TIDY_S = 15.0
_LEASE = timedelta(seconds=2 * DEADLINE_S)
_PAUSE_MAX_S = 60.0
_STATES = ("waiting", "failed")


class Sending:
    """`smtp` is `None` where no server is configured: then letters only expire."""

    def __init__(
        self, database: Database, clock: Clock, seal: Seal, settings: MailSettings, smtp: Smtp | None
    ) -> None:
        self._database = database
        self._clock = clock
        self._seal = seal
        self._settings = settings
        self._smtp = smtp
        self._woken = asyncio.Event()
        self._failures = 0

    def wake(self) -> None:
        self._woken.set()

    def start(self, tasks: BackgroundTasks) -> None:
        """Send and tidy up for as long as the process lives."""
        tasks.spawn(self._tidy_forever(), name="mail.tidy")
        if self._smtp is not None:
            for _ in range(self._settings.connections):
                tasks.spawn(self._send_forever(self._smtp), name="mail.send")

    async def _send_forever(self, smtp: Smtp) -> None:
        while True:
            if self._failures:
                await asyncio.sleep(min(2.0 ** (self._failures - 1), _PAUSE_MAX_S))
            if not await self._step(lambda: self.send_next(smtp)):
                await self._until_woken()

    async def _until_woken(self) -> None:
        try:
            async with asyncio.timeout(_POLL_S):
                await self._woken.wait()
        except TimeoutError:
            return
        self._woken.clear()

    async def send_next(self, smtp: Smtp) -> bool:
        """Try the next letter whose turn it is; tell whether there was one."""
        now = self._clock.now()
        async with self._database.write() as tx:
            claimed = await store.claim_next(
                tx.connection, key_name=self._seal.name, now=now, until=now + _LEASE
            )
        if claimed is None:
            return False
        try:
            await self._send(smtp, claimed)
        except Undelivered as error:
            await self._not_sent(claimed, error)
        else:
            await self._sent(claimed)
        return True

    async def _send(self, smtp: Smtp, claimed: store.Claimed) -> None:
        try:
            to = parse(claimed.recipient)
            text, html = self._seal.open(claimed.key, claimed.sealed_body)
            message = rules.composed(
                number=claimed.id,
                to=to,
                subject=claimed.subject,
                text=text,
                html=html,
                sender=smtp.sender,
                at=claimed.created_at,
            )
        except ValueError as error:
            raise Undelivered(Trouble.REFUSED, f"this letter cannot be written: {error}") from None
        await smtp.send(message, to)

    async def _sent(self, claimed: store.Claimed) -> None:
        self._failures = 0
        LETTERS_TRIED.labels("sent").inc()
        async with self._database.write() as tx:
            await store.mark_sent(tx.connection, claimed, at=self._clock.now())

    async def _not_sent(self, claimed: store.Claimed, error: Undelivered) -> None:
        trouble = error.trouble
        self._failures = self._failures + 1 if trouble.is_servers_fault else 0
        LETTERS_TRIED.labels("failed" if trouble.is_permanent else "put_back").inc()
        # What the server said may name the address, which is for the list and not for the log.
        _log.warning("a letter was not sent", extra={"letter": str(claimed.id), "trouble": trouble.value})
        next_try_at = rules.next_try(
            self._clock.now(), tries=claimed.tries, is_servers_fault=trouble.is_servers_fault
        )
        async with self._database.write() as tx:
            if trouble.is_permanent:
                await store.mark_failed(tx.connection, claimed, error=str(error))
            else:
                await store.put_back(tx.connection, claimed, error=str(error), next_try_at=next_try_at)

    # -- tidying up ---------------------------------------------------------------------------

    async def _tidy_forever(self) -> None:
        while True:
            await self._step(self.tidy)
            await asyncio.sleep(_TIDY_S)

    async def tidy(self) -> None:
        """Forget what letters say that expired, and letters that were listed long enough; count the rest."""
        now = self._clock.now()
        async with self._database.write() as tx:
            await store.expire_overdue(tx.connection, now=now)
            before = now - timedelta(days=self._settings.keep_days)
            await store.forget_old(tx.connection, before=before, now=now)
            counts = await store.count_by_state(tx.connection)
        for state in _STATES:
            LETTERS.labels(state).set(counts.get(state, 0))

    @staticmethod
    async def _step(step: Callable[[], Awaitable[bool | None]]) -> bool:
        try:
            return bool(await step())
        except _AWAY as error:
            _log.warning("letters wait for the database", extra={"reason": str(error)})
            return False
