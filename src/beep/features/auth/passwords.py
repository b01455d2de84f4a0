"""Hashes passwords: Argon2id in one thread of its own, so that the event loop never waits for it."""

import asyncio
import os
import secrets
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from beep.features.auth.errors import SignInBusy
from beep.features.auth.settings import AuthSettings

T = TypeVar("T")
# Messages go first where people sign in faster than the machine can hash.
_NICENESS = 10
_LOWEST = 19


class Passwords:
    """At most `hash_queue` passwords wait; more are refused with `SignInBusy`."""

    def __init__(self, settings: AuthSettings) -> None:
        self._hasher = PasswordHasher(
            time_cost=settings.argon2_time_cost,
            memory_cost=settings.argon2_memory_kib,
            parallelism=settings.argon2_lanes,
        )
        self._limit = settings.hash_queue
        self._waiting = 0
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="argon2", initializer=_stand_back)
        self._nobodys = ""

    async def start(self) -> None:
        # What a password given for an unknown e-mail is compared with, at the same cost.
        self._nobodys = await self.hash(secrets.token_urlsafe())

    def stop(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def hash(self, password: str) -> str:
        return await self._run(lambda: self._hasher.hash(password))

    async def is_right(self, stored: str | None, password: str) -> bool:
        """Compare; takes as long when there is nothing stored to compare with."""
        found = await self._run(lambda: self._verify(stored or self._nobodys, password))
        return found and stored is not None

    def is_outdated(self, stored: str) -> bool:
        """Tell whether a hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(stored)

    def _verify(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Callable[[], T]) -> T:
        if self._waiting >= self._limit:
            raise SignInBusy(retry_after_s=5)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        finally:
            self._waiting -= 1


def _stand_back() -> None:
    """Let the thread and the lanes it starts run after others; only Linux knows a priority of threads."""
    if sys.platform == "linux":
        thread = threading.get_native_id()
        usual = os.getpriority(os.PRIO_PROCESS, thread)
        os.setpriority(os.PRIO_PROCESS, thread, min(_LOWEST, usual + _NICENESS))
