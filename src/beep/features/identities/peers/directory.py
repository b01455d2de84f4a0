"""One directory: asked in a few threads of its own, never in the loop, and never by more than may wait."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from beep.features.identities import rules
from beep.features.identities.contract import Kind, Proof
from beep.features.identities.errors import ProviderAway, ProviderBusy, WronglySet
from beep.features.identities.peers.ldap import Ldap, Misset, Person
from beep.features.identities.settings import ProviderSettings

_log = logging.getLogger("beep.features.identities.directory")
T = TypeVar("T")
# Who is not let in is told so no sooner: whether the name is known must not show (S-14).
_REFUSAL_S = 0.5


class Directory:
    """Implements `Asking`. `binds` are asked at once, `waiting` more may wait for that."""

    kind: Kind = "ldap"

    def __init__(
        self, name: str, settings: ProviderSettings, *, binds: int, waiting: int, timeout_s: float
    ) -> None:
        self.name = name
        self.issuer = settings.issuer
        self._settings = settings
        self._ldap = Ldap(settings, timeout_s=timeout_s)
        self._threads = ThreadPoolExecutor(binds, thread_name_prefix=f"ldap {name}")
        self._places = threading.Semaphore(binds + waiting)
        # Connecting, encrypting, binding and searching each have their own limit.
        self._patience_s = 2 * timeout_s

    async def probe(self) -> None:
        await self._run(self._ldap.probe)

    async def check(self, username: str, password: str) -> Proof | None:
        started = time.monotonic()
        found = await self._run(lambda: self._ldap.look_up(username, password.encode()))
        if found is None:
            await asyncio.sleep(max(0.0, started + _REFUSAL_S - time.monotonic()))
            return None
        return self._proof(found, username)

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _run(self, work: Callable[[], T]) -> T:
        if not self._places.acquire(blocking=False):
            raise ProviderBusy
        future = self._threads.submit(work)
        # A place is free once the thread is, however long somebody waited for it.
        future.add_done_callback(lambda _: self._places.release())
        try:
            async with asyncio.timeout(self._patience_s):
                return await asyncio.wrap_future(future)
        except TimeoutError as error:
            raise ProviderAway from error
        except Misset as error:
            raise self._wrong(error.key, str(error)) from error

    def _proof(self, found: Person, username: str) -> Proof:
        own = self._settings
        subject = found.first(own.subject_attribute)
        if subject is None or not rules.is_subject(subject):
            raise self._wrong("subject_attribute", "people there have none, or may not read it")
        claims = {
            "email": found.first(own.mail_attribute),
            "name": found.first(own.name_attribute),
            "username": found.first(own.username_claim) or username,
            "groups": found.groups,
        }
        return Proof(
            self.issuer, subject, rules.claims_of(claims, believed=own.emails, username_claim="username")
        )

    def _wrong(self, key: str, reason: str) -> WronglySet:
        """Return an error for people; whoever looks after Beep reads in the log which setting to mend."""
        setting = f"[identities.providers.{self.name}] {key}"
        about = {"provider": self.name, "reason": reason, "setting": setting}
        _log.error("a directory is not set up well", extra=about)
        return WronglySet()
