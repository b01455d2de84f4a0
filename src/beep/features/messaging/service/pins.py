"""Pinning messages (MSG-08, NOTF-04)."""

from collections.abc import Sequence
from datetime import datetime

from beep.features import audit, channels
from beep.features.messaging import store
from beep.features.messaging.contract import Kind, MessageView
from beep.features.messaging.errors import MessageNotFound, TooManyPins
from beep.features.messaging.facts import MessageEdited, PinsChanged
from beep.features.messaging.service.footing import SEE, Footing
from beep.features.messaging.service.notices import Notice, Notices
from beep.kit.actor import Actor
from beep.kit.ids import ChannelId, MessageId, UserId
from beep.kit.permissions import Permission
from beep.runtime.database import Transaction, check_unmoved
from beep.runtime.http import stamp

_NEEDED = SEE | Permission.READ_MESSAGE_HISTORY | Permission.PIN_MESSAGES


class Pins:
    def __init__(self, footing: Footing, notices: Notices) -> None:
        self._on = footing
        self._notices = notices

    async def pin(
        self, actor: Actor, channel_id: ChannelId, message_id: MessageId, *, reason: str | None = None
    ) -> None:
        """Pin a message; one that is pinned stays as it is. The limit holds however many come at once."""

        async def act() -> None:
            access = await self._on.channels.access(actor, channel_id, _NEEDED)
            async with self._on.database.write() as tx:
                await store.pins.lock_channel(tx, channel_id)
                message = await store.lock(tx, channel_id, message_id)
                if message is None:
                    raise MessageNotFound
                if message.pinned_at is not None:
                    return
                if await store.pins.count(tx, channel_id) >= self._on.settings.pins:
                    raise TooManyPins
                pinned = await store.pins.put(tx, channel_id, message_id, self._on.runtime.clock.now())
                await self._tell(tx, actor, access, pinned, audit.Action.MESSAGE_PIN, reason)

        await self._on.on_firm_ground(act)

    async def unpin(
        self, actor: Actor, channel_id: ChannelId, message_id: MessageId, *, reason: str | None = None
    ) -> None:
        """Unpin a message; one that is not pinned stays as it is."""

        async def act() -> None:
            access = await self._on.channels.access(actor, channel_id, _NEEDED)
            async with self._on.database.write() as tx:
                message = await store.lock(tx, channel_id, message_id)
                if message is None:
                    raise MessageNotFound
                if message.pinned_at is None:
                    return
                unpinned = await store.pins.take(tx, channel_id, message_id)
                await self._tell(tx, actor, access, unpinned, audit.Action.MESSAGE_UNPIN, reason)

        await self._on.on_firm_ground(act)

    async def _tell(
        self,
        tx: Transaction,
        actor: Actor,
        access: channels.Access,
        message: MessageView,
        action: audit.Action,
        reason: str | None,
    ) -> None:
        channel_id = access.channel.id
        newest = await store.pins.refresh_channel(tx, channel_id)
        tx.stand_on(access.channel.server_id, access.as_of)
        tx.record(
            self._on.acted(
                access.channel.server_id,
                actor,
                action,
                target_id=message.author_id,
                reason=reason,
                options={"channel_id": str(channel_id), "message_id": str(message.id)},
            )
        )
        is_pinned = message.pinned_at is not None
        pinned_at = None if newest is None else stamp(newest)
        tx.record(MessageEdited(channel_id, message.id), view=message, has_work=False)
        tx.record(PinsChanged(channel_id, message.id, actor.user_id, is_pinned, pinned_at))

    async def list_of(
        self, actor: Actor, channel_id: ChannelId, *, before: datetime | None, limit: int
    ) -> Sequence[MessageView]:
        """Return a channel's pinned messages, the one pinned last first; none without the history."""

        async def read() -> Sequence[MessageView]:
            access = await self._on.channels.access(actor, channel_id, SEE)
            if not access.permissions & Permission.READ_MESSAGE_HISTORY:
                return []
            async with self._on.database.read() as connection:
                found = await store.pins.list_of(connection, channel_id, before=before, limit=limit)
                await check_unmoved(connection, access.channel.server_id, access.as_of)
            return found

        return await self._on.on_firm_ground(read)

    async def announce(
        self, channel_id: ChannelId, message_id: MessageId, user_id: UserId, *, once: str
    ) -> None:
        """Post the notice that a message was pinned, the first time it is asked for with `once`."""
        await self._notices.post(channel_id, Notice(Kind.PINNED, user_id, message_id, once))
