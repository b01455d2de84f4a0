"""Turns what changes the counts of unread messages into events for whom they concern.

New messages are counted by the clients themselves; everything else is counted here and told as it is.
"""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import cast

from beep.features import friends, messaging, servers
from beep.features.gateway import intents
from beep.features.gateway.faces import Faces
from beep.features.gateway.hub import Hub
from beep.features.gateway.in_order import InOrder, Step
from beep.features.gateway.read_states import ReadStates
from beep.kit.facts import Fact
from beep.kit.ids import RoleId, ServerId, UserId
from beep.runtime.outbox import Recorded

_Push = Callable[[Recorded], Awaitable[None]]


class ReadPushes:
    def __init__(self, faces: Faces, hub: Hub, order: InOrder, read: ReadStates) -> None:
        self._faces = faces
        self._hub = hub
        self._order = order
        self._read = read

    def listeners(self) -> dict[type[Fact], Callable[[Recorded], None]]:
        pushers: dict[type[Fact], _Push] = {
            messaging.ReadMoved: self._moved,
            messaging.CallsChanged: self._calls_changed,
            servers.MemberJoined: self._standing_changed,
            servers.MemberChanged: self._standing_changed,
            servers.RoleDeleted: self._role_deleted,
            friends.PersonBlocked: self._blocks_changed,
            friends.PersonUnblocked: self._blocks_changed,
        }
        return {kind: partial(self._listen, push) for kind, push in pushers.items()}

    def _listen(self, push: _Push, recorded: Recorded) -> None:
        self._order.add(Step(partial(push, recorded), self._hub.all))

    async def _moved(self, recorded: Recorded) -> None:
        fact = cast("messaging.ReadMoved", recorded.fact)
        if not self._read.devices(fact.user_id):
            return
        found = await self._faces.messaging.read_states_of(fact.channel_id, [fact.user_id])
        unseen = messaging.ReadState(fact.channel_id, fact.message_id)
        self._read.tell(fact.user_id, [found.get(fact.user_id, unseen)])

    async def _calls_changed(self, recorded: Recorded) -> None:
        """Count again for those an edited or erased message called, or calls now."""
        fact = cast("messaging.CallsChanged", recorded.fact)
        channel = await self._faces.channels.find(fact.channel_id)
        if channel is None or not self._hub.is_heard(channel.server_id):
            return
        targets = {int(one) for one in fact.target_ids}
        people = await self._people_called(channel.server_id, targets)
        await self._read.tell_in_channel(fact.channel_id, people)

    async def _people_called(self, server_id: ServerId, targets: set[int]) -> Sequence[UserId]:
        snapshot = await self._faces.servers.snapshot(server_id)
        if snapshot is None:
            return ()
        members = snapshot.members
        return [
            user_id
            for user_id in self._people_in(server_id)
            if user_id in members
            and (user_id in targets or server_id in targets or not targets.isdisjoint(members[user_id]))
        ]

    async def _standing_changed(self, recorded: Recorded) -> None:
        """Count again for somebody whose roles changed."""
        fact = cast("servers.MemberJoined | servers.MemberChanged", recorded.fact)
        await self._read.tell_in_server(fact.user_id, fact.server_id)

    async def _role_deleted(self, recorded: Recorded) -> None:
        """Count again for everybody where a role was ever called that nobody holds any more."""
        fact = cast("servers.RoleDeleted", recorded.fact)
        people = self._people_in(fact.server_id)
        called = await self._faces.messaging.channels_calling(RoleId(fact.role_id)) if people else ()
        for channel_id in called:
            await self._read.tell_in_channel(channel_id, people)

    async def _blocks_changed(self, recorded: Recorded) -> None:
        fact = cast("friends.PersonBlocked | friends.PersonUnblocked", recorded.fact)
        for session in self._read.devices(fact.user_id)[:1]:
            for server_id in sorted(session.servers):
                await self._read.tell_in_server(fact.user_id, server_id)

    def _people_in(self, server_id: ServerId) -> list[UserId]:
        present = self._hub.members_of(server_id, intents.ALL)
        return list(dict.fromkeys(one.actor.user_id for one in present if not one.actor.is_bot))
