"""What can be done with letters: hand them over, and look after them."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from beep.features import audit
from beep.features.mail import rules, store
from beep.features.mail.contract import Letter, LetterId, LetterView, RecentSignIn
from beep.features.mail.errors import (
    LetterNotFound,
    LetterOver,
    LetterPrivate,
    NobodyToAsk,
    QueueFull,
    TooManyLetters,
)
from beep.features.mail.keys import Seal
from beep.features.mail.settings import MailSettings
from beep.kit.actor import Actor
from beep.kit.ids import UserId
from beep.runtime.database import Transaction
from beep.runtime.feature import Runtime

_ADMIN = "admin"
_WINDOW = timedelta(hours=1)


class _NoSignIn:
    def check_recent_sign_in(self, actor: Actor) -> None:
        del actor
        raise NobodyToAsk


class MailService:
    """Implements `Mail`. `wake` tells whoever sends in this process that there is something to send."""

    def __init__(
        self, runtime: Runtime, settings: MailSettings, seal: Seal, wake: Callable[[], None]
    ) -> None:
        self._database = runtime.database
        self._clock = runtime.clock
        self._ids = runtime.ids
        self._settings = settings
        self._seal = seal
        self._wake = wake
        self.recent_sign_in: RecentSignIn = _NoSignIn()

    @property
    def is_sending(self) -> bool:
        return bool(self._settings.smtp_host)

    async def queue(self, letter: Letter) -> None:
        rules.check_sizes(letter)
        to = rules.recipient(letter.to)
        kept = store.Kept(
            LetterId(self._ids.next()),
            letter.key,
            str(to),
            rules.recipient_key(to),
            rules.subject(letter.subject),
            self._seal.name,
            self._seal.close(letter.key, letter.text, letter.html),
            self._clock.now(),
            letter.expires_at,
            letter.user_id,
        )
        async with self._database.write() as tx:
            await store.lock_queue(tx.connection)
            if await store.has_key(tx.connection, letter.key):
                return
            await self._check_recipient(tx, kept)
            await self._make_room(tx)
            await store.insert_letter(tx.connection, kept)
        self._wake()

    async def _check_recipient(self, tx: Transaction, kept: store.Kept) -> None:
        """Keep strangers from flooding a mailbox by asking for letters to it."""
        count = self._settings.per_recipient_per_hour
        since = kept.created_at - _WINDOW
        oldest = await store.oldest_of_last(tx.connection, kept.recipient_key, count, since=since)
        if oldest is not None:
            raise TooManyLetters(retry_after_s=(oldest - since).total_seconds())

    async def _make_room(self, tx: Transaction) -> None:
        """Keep the queue within its bound; where nothing is sent the oldest makes room for the newest."""
        limit = self._settings.queue_size
        if await store.count_waiting(tx.connection) < limit:
            return
        await store.expire_overdue(tx.connection, now=self._clock.now())
        too_many = await store.count_waiting(tx.connection) - limit + 1
        if too_many > 0 and self.is_sending:
            raise QueueFull
        if too_many > 0:
            await store.expire_oldest(tx.connection, too_many)

    # -- people -------------------------------------------------------------------------------

    async def forget_person(self, user_id: UserId) -> None:
        async with self._database.write() as tx:
            await store.forget_person(tx.connection, user_id)

    async def export_person(self, user_id: UserId) -> AsyncIterator[tuple[str, Sequence[Mapping[str, Any]]]]:
        """Give which letters a person got, for the copy of their data; what they say is gone or a secret."""
        async with self._database.read() as connection:
            found = await store.list_of_person(connection, user_id, now=self._clock.now())
        yield (
            "letters",
            [
                {"to": one.to, "subject": one.subject, "state": one.state, "at": one.created_at.isoformat()}
                for one in found
            ],
        )

    # -- administrators -----------------------------------------------------------------------

    async def list_letters(
        self, actor: Actor, *, before: LetterId | None, limit: int
    ) -> Sequence[LetterView]:
        """Return letters without what they say, the newest first; raises `LetterNotFound`."""
        _check_admin(actor)
        async with self._database.read() as connection:
            return await store.list_letters(connection, before=before, limit=limit, now=self._clock.now())

    async def read(self, actor: Actor, letter_id: LetterId) -> str:
        """Return what a letter says, where no server sends it to whom it is for; told to the audit log.

        Whoever reads it holds the link in it, so the sign-in must be recent. Raises `LetterPrivate`,
        `LetterNotFound`, or what the port says.
        """
        _check_admin(actor)
        if self.is_sending:
            raise LetterPrivate
        self.recent_sign_in.check_recent_sign_in(actor)
        async with self._database.read() as connection:
            found = await store.find_sealed(connection, letter_id, now=self._clock.now())
        if found is None:
            raise LetterNotFound
        try:
            body, _ = self._seal.open(*found)
        except ValueError:
            raise LetterNotFound from None
        async with self._database.write() as tx:
            self._note(tx, audit.Action.LETTER_READ, actor, letter_id)
        return body

    async def try_again(self, actor: Actor, letter_id: LetterId) -> None:
        """Send a letter now that failed or waits; raises `LetterNotFound`, `LetterOver`."""
        _check_admin(actor)
        now = self._clock.now()
        async with self._database.write() as tx:
            state = await store.lock_state(tx.connection, letter_id, now=now)
            if state is None:
                raise LetterNotFound
            if state not in {"waiting", "failed"}:
                raise LetterOver
            await store.try_again(tx.connection, letter_id, now=now)
            self._note(tx, audit.Action.LETTER_RETRIED, actor, letter_id)
        self._wake()

    def _note(self, tx: Transaction, action: audit.Action, actor: Actor, letter_id: LetterId) -> None:
        entry_id = audit.EntryId(self._ids.next())
        tx.record(audit.Acted(audit.PLATFORM, entry_id, actor.user_id, action, target_id=str(letter_id)))


def _check_admin(actor: Actor) -> None:
    if actor.is_bot or _ADMIN not in actor.global_roles:
        raise LetterNotFound
