"""Tells people's own devices how far they have read, and how much of what follows calls them."""

from collections.abc import Iterable, Mapping, Sequence

from beep.features import messaging
from beep.features.gateway.faces import Faces
from beep.features.gateway.hub import Audience, Hub
from beep.features.gateway.session import Session
from beep.features.gateway.wire import ReadState
from beep.kit.ids import ChannelId, ServerId, UserId


def read_state(state: messaging.ReadState) -> ReadState:
    return ReadState(
        channel_id=str(state.channel_id),
        last_read_message_id=str(state.message_id),
        mention_count=state.mention_count,
        last_message_id=None if state.newest_id is None else str(state.newest_id),
    )


class ReadStates:
    def __init__(self, faces: Faces, hub: Hub) -> None:
        self._faces = faces
        self._hub = hub

    def devices(self, user_id: UserId) -> Audience:
        return tuple(one for one in self._hub.of_user(user_id) if not one.actor.is_bot)

    def tell(self, user_id: UserId, states: Iterable[messaging.ReadState]) -> None:
        devices = self.devices(user_id)
        for state in states:
            self._hub.tell(devices, "BEEP_READ_STATE", read_state(state))

    async def tell_in_channel(self, channel_id: ChannelId, people: Iterable[UserId]) -> None:
        """Count again for people in one channel, and tell them."""
        wanted = [one for one in dict.fromkeys(people) if self.devices(one)]
        found = await self._faces.messaging.read_states_of(channel_id, wanted)
        for user_id, state in found.items():
            self.tell(user_id, [state])

    async def tell_in_server(self, user_id: UserId, server_id: ServerId) -> None:
        """Count again for one person in a server, wherever anybody was called since they read."""
        if self.devices(user_id):
            found = await self._faces.messaging.read_states_in(user_id, server_id)
            self.tell(user_id, found)

    async def of_appeared(
        self, appeared: Mapping[ChannelId, Sequence[Session]]
    ) -> list[tuple[UserId, messaging.ReadState]]:
        """Return what those who see a channel again had read of it: they forgot it with the channel."""
        found: list[tuple[UserId, messaging.ReadState]] = []
        for channel_id, sessions in appeared.items():
            people = {one.actor.user_id for one in sessions if not one.actor.is_bot}
            states = await self._faces.messaging.read_states_of(channel_id, sorted(people))
            found += [(who, one) for who, one in states.items() if one.message_id or one.mention_count]
        return found
