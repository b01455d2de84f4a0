"""Writes the letters of accounts: what a committed change asks for, in the language of who reads it."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from beep.features import mail
from beep.features.auth import devices, letters, store
from beep.features.auth.contract import Challenge, ChallengeId, ChallengeKind, LetterKind, NoticeKind
from beep.features.auth.service.parts import Parts
from beep.kit.ids import SessionId, UserId
from beep.kit.languages import DEFAULT, Language

_log = logging.getLogger("beep.features.auth.letters")
_PAGES: dict[ChallengeKind, str] = {"verify": "verify", "change": "verify", "undo": "undo", "reset": "reset"}
# Where the others lead: to how one's account is protected.
_NOTICE_PAGES: dict[NoticeKind, str] = {
    "taken": "reset",
    "password": "reset",
    "second_step": "reset",
    "device": "settings/sessions",
    "identity_linked": "settings/methods",
    "identity_unlinked": "settings/methods",
}
_NOTICE_LIFE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class _Reader:
    user_id: UserId
    name: str
    language: Language


class Writing:
    """Implements `Notices`.

    `public_url` is where the links lead. What comes after `#` in them never reaches a server's log.
    """

    def __init__(self, parts: Parts, public_url: str) -> None:
        self._parts = parts
        self._public_url = public_url
        self._place = urlsplit(public_url).netloc

    async def write_letter(self, fact_id: str, challenge_id: ChallengeId) -> None:
        """Write the letter a link is for, unless it is over by now."""
        now = self._parts.clock.now()
        async with self._parts.database.read() as connection:
            found = await store.find_challenge(connection, challenge_id, now=now)
            account = await store.find_account(connection, user_id=found.user_id) if found else None
            other = await store.find_account(connection, email_key=found.email_key) if found else None
        if found is None or account is None:
            return
        if found.kind == "change" and other is not None and other.user_id != account.user_id:
            await self._write_taken(fact_id, other)
            return
        await self._write_link(fact_id, found, account)

    async def _write_link(self, fact_id: str, found: Challenge, account: store.Account) -> None:
        url = f"{self._public_url}/{_PAGES[found.kind]}#{self._parts.challenges.token(found)}"
        reader = await self._reader(account.user_id)
        about = letters.About(reader.name, self._place, url, _masked(account.email or ""))
        await self._queue(fact_id, found.kind, reader, about, to=found.email, until=found.expires_at)

    async def _write_taken(self, fact_id: str, owner: store.Account) -> None:
        """Tell who owns an address that somebody wanted it, which they are not told themselves."""
        await self._write_notice(fact_id, "taken", owner)

    async def write_password_changed(self, fact_id: str, user_id: UserId) -> None:
        account = await self._parts.find_account(user_id)
        if account is not None:
            await self._write_notice(fact_id, "password", account)

    async def write(self, fact_id: str, user_id: UserId, kind: NoticeKind, *, what: str = "") -> None:
        account = await self._parts.find_account(user_id)
        # An address nobody has confirmed may be a stranger's, who is told nothing of this account.
        if account is not None and account.verified_at is not None:
            await self._write_notice(fact_id, kind, account, what=what)

    async def write_new_device(self, fact_id: str, session_id: SessionId) -> None:
        """Tell of a sign-in from a device not used before, unless the session is forgotten by now."""
        async with self._parts.database.read() as connection:
            found = await store.find_session(connection, session_id)
        account = await self._parts.find_account(found.view.user_id) if found else None
        if found is None or account is None or account.verified_at is None:
            return
        view = found.view
        device = devices.device_of(view.user_agent)
        what = " · ".join(one for one in (device.browser, device.system) if one)
        at = view.created_at.strftime("%Y-%m-%d %H:%M UTC")
        where = letters.Where(view.ip, self._parts.places.find(view.ip))
        await self._write_notice(fact_id, "device", account, what=what, where=where, at=at)

    async def _write_notice(
        self,
        fact_id: str,
        kind: NoticeKind,
        account: store.Account,
        *,
        what: str = "",
        where: letters.Where | None = None,
        at: str = "",
    ) -> None:
        """Write a letter that only tells; where an administrator would have to carry it, nobody does."""
        if account.email is None or not self._parts.mail.is_sending:
            return
        reader = await self._reader(account.user_id)
        url = f"{self._public_url}/{_NOTICE_PAGES.get(kind, 'settings/security')}"
        about = letters.About(reader.name, self._place, url, what=what, where=where, at=at)
        until = self._parts.clock.now() + _NOTICE_LIFE
        await self._queue(fact_id, kind, reader, about, to=account.email, until=until)

    async def _queue(
        self,
        fact_id: str,
        kind: LetterKind,
        reader: _Reader,
        about: letters.About,
        *,
        to: str,
        until: datetime,
    ) -> None:
        written = letters.write(kind, reader.language, about)
        letter = mail.Letter(
            f"auth:{fact_id}", to, written.subject, written.text, written.html, until, reader.user_id
        )
        try:
            await self._parts.mail.queue(letter)
        except (mail.BadAddress, mail.TooManyLetters) as error:
            # Trying again would not help; who waits for the letter may ask for another.
            _log.warning("a letter was not written", extra={"kind": kind, "reason": error.key()})

    async def _reader(self, user_id: UserId) -> _Reader:
        for user in await self._parts.users.list_by_ids([user_id]):
            return _Reader(user_id, user.username, user.language)
        return _Reader(user_id, "", DEFAULT)


def _masked(email: str) -> str:
    """Return an address so that its owner knows it, and nobody else learns it."""
    local, _, domain = email.rpartition("@")
    return f"{local[:1]}…@{domain}" if local else ""
