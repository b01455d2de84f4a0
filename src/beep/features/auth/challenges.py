"""Links in letters: each proves once that somebody reads an address, and nothing of it is kept.

What a link carries is the number of a row and a seal over the row, made with a key that is derived from the
key file: whoever reads the database, a fact or a log can make no link.
"""

import base64
import hmac
from datetime import UTC, datetime, timedelta

from beep.features.auth import rules, store
from beep.features.auth.contract import Challenge, ChallengeId, ChallengeKind
from beep.features.auth.errors import LinkOver, TooManyLinks
from beep.features.auth.facts import ChallengeIssued
from beep.features.auth.keys import KeyRing
from beep.features.auth.settings import AuthSettings
from beep.kit.ids import MAX_ID, Snowflakes, UserId
from beep.runtime.clock import Clock
from beep.runtime.database import Database, Transaction

LIVES: dict[ChallengeKind, timedelta] = {
    "verify": timedelta(hours=24),
    "change": timedelta(hours=24),
    "undo": timedelta(days=7),
    "reset": timedelta(hours=1),
}
_WINDOW = timedelta(hours=1)
_IN_WINDOW = 5
_FORGET_AFTER = timedelta(days=30)
_REQUEST_LIFE = timedelta(days=1)


class Challenges:
    def __init__(
        self, database: Database, clock: Clock, ids: Snowflakes, keys: KeyRing, settings: AuthSettings
    ) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._keys = keys
        self._settings = settings

    async def issue(
        self,
        tx: Transaction,
        user_id: UserId,
        kind: ChallengeKind,
        email: str,
        *,
        life: timedelta | None = None,
        has_letter: bool = True,
    ) -> Challenge:
        """Make a link that a job writes a letter with, or that is handed over at once."""
        now = self._clock.now()
        made = Challenge(
            ChallengeId(self._ids.next()),
            user_id,
            kind,
            email,
            rules.email(email)[1],
            now,
            now + (life or LIVES[kind]),
        )
        await store.insert_challenge(tx.connection, made)
        if has_letter:
            tx.record(ChallengeIssued(user_id, made.id, kind))
        return made

    async def issue_first(self, tx: Transaction, account: store.Account) -> None:
        """Ask whoever has just come for the first time to confirm their e-mail, where that is required."""
        is_required = self._settings.email_verification == "required"
        if is_required and account.email is not None and account.verified_at is None:
            await self.issue(tx, account.user_id, "verify", account.email)

    async def check_rate(self, tx: Transaction, user_id: UserId, kind: ChallengeKind) -> None:
        """Raise `TooManyLinks` when somebody asks for too many letters."""
        since = self._clock.now() - _WINDOW
        first = await store.nth_last_challenge(tx.connection, user_id, kind, _IN_WINDOW, since=since)
        if first is not None:
            raise TooManyLinks(retry_after_s=(first - since).total_seconds())

    def token(self, challenge: Challenge) -> str:
        return f"{challenge.id:x}.{self._seal(challenge)}"

    async def find(self, token: str, *kinds: ChallengeKind) -> Challenge:
        """Return what a link stands for, while it is good; raises `LinkOver` whatever is wrong with it."""
        number, _, seal = token.partition(".")
        async with self._database.read() as connection:
            found = await store.find_challenge(connection, _number(number), now=self._clock.now())
        wanted = self._seal(found or _NOBODYS)
        is_right = hmac.compare_digest(wanted.encode(), seal.encode("utf-8", "replace"))
        if found is None or not is_right or found.kind not in kinds:
            raise LinkOver
        return found

    async def use(self, tx: Transaction, challenge: Challenge) -> None:
        """Use a link up, and with it all others of its kind; raises `LinkOver` for who comes second."""
        now = self._clock.now()
        if not await store.use_challenge(tx.connection, challenge.id, now=now):
            raise LinkOver
        if challenge.kind != "undo":
            await self.drop(tx, challenge.user_id, challenge.kind)

    async def drop(self, tx: Transaction, user_id: UserId, *kinds: ChallengeKind) -> None:
        """Let no link of these kinds work any more."""
        await store.drop_challenges(tx.connection, user_id, kinds, at=self._clock.now())

    async def forget_old(self, tx: Transaction) -> None:
        now = self._clock.now()
        await store.forget_challenges(tx.connection, before=now - _FORGET_AFTER)
        await store.forget_requests(tx.connection, before=now - _REQUEST_LIFE)

    def _seal(self, challenge: Challenge) -> str:
        what = (
            f"{challenge.kind}/{challenge.id}/{challenge.user_id}/{challenge.expires_at.timestamp():.0f}"
            f"/{challenge.email_key}"
        )
        mac = hmac.digest(self._keys.derived_key, what.encode(), "sha256")
        return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()


_LONG_AGO = datetime(2015, 1, 1, tzinfo=UTC)
# What a link nobody made is compared with, in the same time.
_NOBODYS = Challenge(ChallengeId(0), UserId(0), "verify", "", "", _LONG_AGO, _LONG_AGO)


def _number(text: str) -> ChallengeId:
    try:
        number = int(text, 16) if text.isalnum() and len(text) <= 16 else 0
    except ValueError:
        number = 0
    return ChallengeId(number if number <= MAX_ID else 0)
