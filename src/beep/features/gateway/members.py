"""Memberships as events show them, kept in memory for those who write."""

from collections import OrderedDict

from beep.features import servers
from beep.features.gateway.faces import Faces
from beep.kit.ids import ServerId, UserId

_KEPT = 20_000
_Key = tuple[ServerId, UserId]


class Members:
    """The memberships lately shown; forgotten when they change, the least used first."""

    def __init__(self, faces: Faces) -> None:
        self._faces = faces
        self._known: OrderedDict[_Key, servers.MemberView] = OrderedDict()
        # Moves on with every change, so that a load that raced with one is not kept.
        self._changes = 0

    def cached(self, server_id: ServerId, user_id: UserId) -> servers.MemberView | None:
        return self._known.get((server_id, user_id))

    def forget(self, server_id: ServerId, user_id: UserId) -> None:
        self._changes += 1
        self._known.pop((server_id, user_id), None)

    def forget_server(self, server_id: ServerId) -> None:
        """Forget all memberships of a server: a role that is gone was many people's."""
        self._changes += 1
        for key in [key for key in self._known if key[0] == server_id]:
            del self._known[key]

    async def find(self, server_id: ServerId, user_id: UserId) -> servers.MemberView | None:
        """Return a membership, `None` for who does not belong (any more)."""
        if known := self.cached(server_id, user_id):
            return known
        before = self._changes
        found = await self._faces.servers.list_members(server_id, [user_id])
        if not found:
            return None
        if before == self._changes:
            self._known[server_id, user_id] = found[0]
            if len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return found[0]
