"""The hashes of bots' tokens a process remembers: bounded, forgotten when one changes."""

import hmac
from collections import OrderedDict

from beep.features.applications import rules
from beep.features.applications.errors import InvalidToken
from beep.features.applications.store import Store
from beep.kit.ids import ApplicationId
from beep.runtime.outbox import Recorded


class Tokens:
    def __init__(self, store: Store, *, limit: int) -> None:
        self._store = store
        self._limit = limit
        self._hashes: OrderedDict[ApplicationId, bytes] = OrderedDict()
        # Counts changes heard of, so that a read begun before one is not kept after it.
        self._changes = 0

    async def check(self, token: str) -> ApplicationId:
        """Return whose token this is; raises `InvalidToken`, in the same time whatever is wrong with it."""
        application_id = rules.id_in(token)
        if application_id is None:
            raise InvalidToken
        known = self._hashes.get(application_id)
        if known is None:
            known = await self._read(application_id)
        else:
            self._hashes.move_to_end(application_id)
        if not hmac.compare_digest(rules.hashed(token), known or b""):
            raise InvalidToken
        return application_id

    def forget(self, application_id: ApplicationId) -> None:
        self._changes += 1
        self._hashes.pop(application_id, None)

    def hear(self, recorded: Recorded) -> None:
        """Take the fact that a token was reset or its application deleted."""
        self.forget(ApplicationId(recorded.stream))

    async def _read(self, application_id: ApplicationId) -> bytes | None:
        before = self._changes
        found = await self._store.find_token_hash(application_id)
        if found is not None and before == self._changes:
            self._hashes[application_id] = found
            if len(self._hashes) > self._limit:
                self._hashes.popitem(last=False)
        return found
