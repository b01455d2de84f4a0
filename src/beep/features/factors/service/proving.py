"""Whether what somebody gives is right: codes, each used once, and what passkeys sign."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from beep.features import auth
from beep.features.factors import rules, store
from beep.features.factors.errors import TooManyCodes
from beep.features.factors.facts import RecoveryCodeUsed
from beep.features.factors.service.parts import Parts
from beep.features.factors.service.passkeys import Passkeys
from beep.kit.ids import UserId
from beep.runtime import security

_GUESSES_FOR = timedelta(hours=1)


class Proving:
    def __init__(self, parts: Parts, passkeys: Passkeys) -> None:
        self._parts = parts
        self._passkeys = passkeys

    async def is_right(self, user_id: UserId, proof: auth.Proof) -> bool:
        match proof.kind:
            case "totp":
                return await self._is_guessed(user_id, lambda: self._is_code(user_id, proof.secret))
            case "recovery":
                return await self._is_guessed(user_id, lambda: self._is_recovery(user_id, proof.secret))
            case "passkey":
                return await self._passkeys.is_signed_by(user_id, proof.credential)
            case _:
                return False

    async def _is_guessed(self, user_id: UserId, check: Callable[[], Awaitable[bool]]) -> bool:
        """Count a code before it is looked at, so that many at once cannot pass together."""
        parts, now = self._parts, self._parts.clock.now()
        async with parts.database.write() as tx:
            count, since = await store.take_guess(tx.connection, user_id, now=now, since=now - _GUESSES_FOR)
        if count > parts.settings.wrong_codes:
            security.tell("second_factor.throttled", is_alarming=True, user=str(user_id))
            raise TooManyCodes(retry_after_s=(since + _GUESSES_FOR - now).total_seconds())
        is_right = await check()
        if is_right:
            async with parts.database.write() as tx:
                await store.forget_guesses(tx.connection, user_id=user_id)
        return is_right

    async def _is_code(self, user_id: UserId, code: str) -> bool:
        parts, now = self._parts, self._parts.clock.now()
        async with parts.database.read() as connection:
            found = await store.find_generator(connection, user_id)
        if found is None:
            return False
        secret = parts.seal.open(user_id, found.sealed.secret)
        step = rules.matching_step(secret, code, now=now, after=found.last_step)
        if step is None:
            return False
        async with parts.database.write() as tx:
            return await store.use_step(tx.connection, user_id, step, at=now)

    async def _is_recovery(self, user_id: UserId, code: str) -> bool:
        parts, signs = self._parts, rules.recovery_key(code)
        async with parts.database.read() as connection:
            salt = await store.find_salt(connection, user_id)
        if signs is None or salt is None:
            return False
        digest = await parts.codes.digest(salt, signs)
        async with parts.database.write() as tx:
            if not await store.use_code(tx.connection, user_id, digest):
                return False
            recovery = await store.find_recovery(tx.connection, user_id)
            tx.record(RecoveryCodeUsed(user_id, recovery.left if recovery else 0))
        return True
