"""Reading messages, and how far somebody has read."""

from collections.abc import Mapping, Sequence

from beep.features import channels
from beep.features.messaging import store
from beep.features.messaging.contract import MessageView, Window
from beep.features.messaging.errors import MessageNotFound
from beep.features.messaging.service.footing import SEE, Footing
from beep.kit.actor import Actor
from beep.kit.ids import ChannelId, MessageId
from beep.kit.permissions import Permission
from beep.runtime.database import check_unmoved


class Reading:
    def __init__(self, footing: Footing) -> None:
        self._on = footing

    async def get(self, actor: Actor, channel_id: ChannelId, message_id: MessageId) -> MessageView:
        async def read() -> MessageView | None:
            access = await self._on.channels.access(actor, channel_id, SEE)
            if not access.permissions & Permission.READ_MESSAGE_HISTORY:
                return None
            async with self._on.database.read() as connection:
                found = await store.find(connection, channel_id, message_id)
                await check_unmoved(connection, access.channel.server_id, access.as_of)
            return found

        message = await self._on.on_firm_ground(read)
        if message is None:
            raise MessageNotFound
        return message

    async def list_history(
        self, actor: Actor, channel_id: ChannelId, window: Window
    ) -> Sequence[MessageView]:
        """Return part of a channel's history, newest first; empty without READ_MESSAGE_HISTORY."""

        async def read() -> Sequence[MessageView]:
            access = await self._on.channels.access(actor, channel_id, SEE)
            if not access.permissions & Permission.READ_MESSAGE_HISTORY:
                return []
            async with self._on.database.read() as connection:
                found = await store.list_window(connection, channel_id, window)
                await check_unmoved(connection, access.channel.server_id, access.as_of)
            return found

        return await self._on.on_firm_ground(read)

    async def list_by_ids(self, message_ids: Sequence[MessageId]) -> Sequence[MessageView]:
        async with self._on.database.read() as connection:
            return await store.list_by_ids(connection, message_ids)

    async def newest(self, channel_ids: Sequence[ChannelId]) -> Mapping[ChannelId, channels.Newest]:
        async with self._on.database.read() as connection:
            return await store.newest(connection, channel_ids)

    async def message_counts(self, channel_ids: Sequence[ChannelId]) -> Mapping[ChannelId, int]:
        async with self._on.database.read() as connection:
            return await store.message_counts(connection, channel_ids)
