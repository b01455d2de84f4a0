"""People a process remembers by person: bounded, and never older than the last change it heard of."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable

from beep.kit.ids import UserId

People = frozenset[UserId]


class Remembered:
    """People by person, read once; the least used are forgotten first."""

    def __init__(self, read: Callable[[UserId], Awaitable[People]], size: int) -> None:
        self._read = read
        self._size = size
        self._known: OrderedDict[UserId, People] = OrderedDict()
        # Moves on with every change, so that a read that raced with one is not kept.
        self._changes = 0

    async def get(self, user_id: UserId) -> People:
        known = self._known.get(user_id)
        if known is not None:
            self._known.move_to_end(user_id)
            return known
        before = self._changes
        found = await self._read(user_id)
        if before == self._changes:
            self._known[user_id] = found
            if len(self._known) > self._size:
                self._known.popitem(last=False)
        return found

    def forget(self, *people: UserId) -> None:
        self._changes += 1
        for user_id in people:
            self._known.pop(user_id, None)

    def forget_all(self) -> None:
        self._changes += 1
        self._known.clear()
