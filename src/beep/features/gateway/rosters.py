"""The members of servers as GUILD_CREATE carries them, encoded once for all who open a session."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from beep.features import servers
from beep.features.gateway.faces import Faces
from beep.kit.ids import ServerId, UserId
from beep.runtime.tasks import BackgroundTasks

# A thousand members take half a megabyte.
_KEPT_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Roster:
    """All members of a server as a JSON array, and since when each belongs to it."""

    encoded: bytes
    joined_at: dict[UserId, datetime]


class Rosters:
    """The rosters lately asked for, each dropped as soon as a fact says that it changed.

    What opens many sessions at once (a restart, a network that comes back) reads a server once.
    """

    def __init__(self, faces: Faces, tasks: BackgroundTasks, *, kept_bytes: int = _KEPT_BYTES) -> None:
        self._faces = faces
        self._tasks = tasks
        self._known: OrderedDict[ServerId, Roster] = OrderedDict()
        self._bytes = 0
        self._kept_bytes = kept_bytes
        self._loads: dict[ServerId, asyncio.Task[Roster]] = {}

    async def get(self, server_id: ServerId) -> Roster:
        """Return the members of a server of at most a thousand."""
        known = self._known.get(server_id)
        if known is not None:
            self._known.move_to_end(server_id)
            return known
        load = self._loads.get(server_id)
        if load is None:
            load = self._tasks.spawn(self._load(server_id), name=f"gateway.roster {server_id}")
            self._loads[server_id] = load
        # Shielded: whoever gives up waiting must not take the answer from the others.
        return await asyncio.shield(load)

    async def of_one(self, server_id: ServerId, user_id: UserId) -> Roster:
        """Return a roster of one member only, for servers with too many or who did not ask for them."""
        return await self._read(server_id, [user_id])

    def forget(self, server_id: ServerId) -> None:
        """Drop a server's roster; who waits for one still gets it, as they are told of the change too."""
        self._loads.pop(server_id, None)
        if dropped := self._known.pop(server_id, None):
            self._bytes -= len(dropped.encoded)

    def forget_all(self) -> None:
        """Drop every roster: a person is in many."""
        self._loads.clear()
        self._known.clear()
        self._bytes = 0

    async def _load(self, server_id: ServerId) -> Roster:
        task = asyncio.current_task()
        try:
            roster = await self._read(server_id)
            if self._loads.get(server_id) is task:
                self._keep(server_id, roster)
            return roster
        finally:
            if self._loads.get(server_id) is task:
                del self._loads[server_id]

    async def _read(self, server_id: ServerId, user_ids: Sequence[UserId] | None = None) -> Roster:
        members = await self._faces.servers.list_members(server_id, user_ids)
        encoded = msgspec.json.encode(await shown(self._faces, members))
        return Roster(encoded, {one.user_id: one.joined_at for one in members})

    def _keep(self, server_id: ServerId, roster: Roster) -> None:
        self._known[server_id] = roster
        self._bytes += len(roster.encoded)
        while self._bytes > self._kept_bytes:
            self.forget(next(iter(self._known)))


async def shown(faces: Faces, members: Sequence[servers.MemberView]) -> list[servers.MemberObject]:
    """Return memberships as the wire shows them, without those whose person is gone."""
    found = await faces.users.list_by_ids([one.user_id for one in members])
    people = {one.id: one for one in found}
    return [servers.member_object(one, people[one.user_id]) for one in members if one.user_id in people]
