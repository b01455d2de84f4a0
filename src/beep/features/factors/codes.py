"""Makes recovery codes and compares them: Argon2id, as for passwords.

All codes of a person share a salt, so that checking one costs one hash. They are fifty bits of chance; the
parameters are the least OWASP asks for.
"""

import asyncio
import secrets
from dataclasses import dataclass

from argon2.low_level import Type, hash_secret_raw

from beep.features.factors import rules

_SALT_BYTES = 16
_DIGEST_BYTES = 32
_MEMORY_KIB = 19_456
_TIME_COST = 2
_AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class Sheet:
    """Codes as they are shown once, and what is kept of them."""

    texts: tuple[str, ...]
    salt: bytes
    digests: tuple[bytes, ...]


class Codes:
    def __init__(self) -> None:
        self._room = asyncio.Semaphore(_AT_ONCE)

    async def make(self) -> Sheet:
        salt = secrets.token_bytes(_SALT_BYTES)
        signs: set[str] = set()
        while len(signs) < rules.RECOVERY_CODES:
            signs.add("".join(secrets.choice(rules.RECOVERY_ALPHABET) for _ in range(rules.RECOVERY_LENGTH)))
        digests = [await self.digest(salt, one) for one in signs]
        return Sheet(tuple(rules.recovery_text(one) for one in signs), salt, tuple(digests))

    async def digest(self, salt: bytes, signs: str) -> bytes:
        async with self._room:
            return await asyncio.to_thread(_digest, salt, signs)


def _digest(salt: bytes, signs: str) -> bytes:
    return hash_secret_raw(
        signs.encode(),
        salt,
        time_cost=_TIME_COST,
        memory_cost=_MEMORY_KIB,
        parallelism=1,
        hash_len=_DIGEST_BYTES,
        type=Type.ID,
    )
