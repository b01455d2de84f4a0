"""Profiles a process remembers: bounded, and never older than the last change it heard of."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence

from beep.features.users.contract import UserView
from beep.kit.ids import UserId


class ProfileCache:
    """The least used are forgotten first."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._views: OrderedDict[UserId, UserView] = OrderedDict()
        # Counts changes heard of, so that a read begun before one is not kept after it.
        self.epoch = 0

    def get(self, user_id: UserId) -> UserView | None:
        view = self._views.get(user_id)
        if view is not None:
            self._views.move_to_end(user_id)
        return view

    def split(self, user_ids: Iterable[UserId]) -> tuple[list[UserView], list[UserId]]:
        """Return what is known, and the ids to read."""
        known: list[UserView] = []
        unknown: list[UserId] = []
        for user_id in dict.fromkeys(user_ids):
            view = self.get(user_id)
            if view is None:
                unknown.append(user_id)
            else:
                known.append(view)
        return known, unknown

    def keep(self, views: Sequence[UserView], *, read_at: int) -> None:
        """Remember what a read begun at epoch `read_at` found, unless something changed since."""
        if read_at != self.epoch:
            return
        for view in views:
            self._views[view.id] = view
            self._views.move_to_end(view.id)
        while len(self._views) > self._size:
            self._views.popitem(last=False)

    def forget(self, user_id: UserId) -> None:
        self.epoch += 1
        self._views.pop(user_id, None)
