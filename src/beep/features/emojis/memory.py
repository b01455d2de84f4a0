"""Emojis a process remembers: bounded, and never older than the last change it heard of."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable

from beep.features.emojis.contract import EmojiView
from beep.kit.ids import ServerId
from beep.runtime.outbox import Recorded

Listed = tuple[EmojiView, ...]


class Remembered:
    """Emojis by server, read once; the least used are forgotten first."""

    def __init__(self, read: Callable[[ServerId], Awaitable[Listed]], size: int) -> None:
        self._read = read
        self._size = size
        self._known: OrderedDict[ServerId, Listed] = OrderedDict()
        # Moves on with every change, so that a read that raced with one is not kept.
        self._changes = 0

    async def get(self, server_id: ServerId) -> Listed:
        known = self._known.get(server_id)
        if known is not None:
            self._known.move_to_end(server_id)
            return known
        before = self._changes
        found = await self._read(server_id)
        if before == self._changes:
            self._known[server_id] = found
            if len(self._known) > self._size:
                self._known.popitem(last=False)
        return found

    def forget(self, server_id: ServerId) -> None:
        self._changes += 1
        self._known.pop(server_id, None)

    def hear(self, recorded: Recorded) -> None:
        """Forget what changed, here or in another process."""
        self.forget(ServerId(recorded.stream))
