"""Slow mode: so many seconds between two messages of one person in a channel."""

from datetime import timedelta

from beep.features.channels import Access
from beep.features.messaging import store
from beep.features.messaging.contract import MessageView
from beep.features.messaging.drafts import Draft
from beep.features.messaging.errors import SlowMode
from beep.features.messaging.service.footing import Footing
from beep.kit.permissions import Permission

_UNHURRIED = Permission.BYPASS_SLOW_MODE | Permission.MANAGE_MESSAGES | Permission.MANAGE_CHANNELS


def is_slowed(access: Access) -> bool:
    """Tell whether somebody must wait between two messages here."""
    return bool(access.channel.slow_mode_s) and not access.permissions & _UNHURRIED


class SlowPosting:
    def __init__(self, footing: Footing) -> None:
        self._on = footing

    async def store(self, draft: Draft, pause_s: int) -> MessageView:
        """Store a message if its author's turn has come; raises `SlowMode`.

        A message that is not stored gives its turn back.
        """
        now = self._on.runtime.clock.now()
        where = draft.channel_id, draft.author_id
        async with self._on.database.write() as tx:
            last = await store.slow_mode.take_turn(tx, *where, draft.nonce, at=now, pause_s=pause_s)
        if last is not None:
            wait = last + timedelta(seconds=pause_s) - now
            raise SlowMode(retry_after_s=max(wait.total_seconds(), 0.001))
        try:
            return await self._on.writer.store(draft)
        except Exception:
            async with self._on.database.write() as tx:
                await store.slow_mode.give_back(tx, *where, at=now)
            raise
