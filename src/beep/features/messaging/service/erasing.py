"""Erasing many messages: those a moderator chose, those of who was banned, and of who is gone."""

from collections.abc import Sequence

from beep.features import audit
from beep.features.messaging import rules, store
from beep.features.messaging.contract import Emoji, MessageView
from beep.features.messaging.facts import CallsChanged, MessagesDeleted, ReactionRemoved
from beep.features.messaging.service.files import MessageFiles
from beep.features.messaging.service.footing import SEE, Footing
from beep.kit.actor import Actor
from beep.kit.errors import invalid
from beep.kit.ids import ChannelId, MessageId, ServerId, UserId, first_id_at
from beep.kit.permissions import Permission
from beep.runtime.database import Transaction

_FEWEST, _MOST = 2, 100
# As many ids as an hour has.
_HOUR = (3600 * 1000) << 22
_DAY = 24 * _HOUR
_NEEDED = SEE | Permission.READ_MESSAGE_HISTORY | Permission.MANAGE_MESSAGES


class Erasing:
    def __init__(self, footing: Footing, files: MessageFiles) -> None:
        self._on = footing
        self._files = files

    async def delete_many(
        self,
        actor: Actor,
        channel_id: ChannelId,
        message_ids: Sequence[MessageId],
        *,
        reason: str | None = None,
    ) -> None:
        """Erase 2 to 100 messages at once; needs MANAGE_MESSAGES. What is gone is no error."""
        wanted = list(dict.fromkeys(message_ids))
        if not _FEWEST <= len(wanted) <= _MOST:
            why = f"Send the ids of {_FEWEST} to {_MOST} different messages."
            raise invalid("messages", "BASE_TYPE_BAD_LENGTH", why)

        async def act() -> None:
            access = await self._on.channels.access(actor, channel_id, _NEEDED)
            async with self._on.database.write() as tx:
                gone = await store.erase(tx, channel_id, wanted)
                if not gone:
                    return
                tx.stand_on(access.channel.server_id, access.as_of)
                tx.record(
                    self._on.acted(
                        access.channel.server_id,
                        actor,
                        audit.Action.MESSAGE_BULK_DELETE,
                        target_id=channel_id,
                        reason=reason,
                        options={"count": str(len(gone))},
                    )
                )
                self._tell(tx, actor.user_id, channel_id, gone)

        await self._on.on_firm_ground(act)

    async def erase_of_person(
        self, server_id: ServerId | None, user_id: UserId, oldest_id: MessageId
    ) -> None:
        """Erase what somebody posted since an id, in a server or anywhere; idempotent.

        Hour by hour, or day by day where it goes back far, so that no statement looks at more than that.
        """
        step = _DAY if server_id is None else _HOUR
        start, end = int(oldest_id), first_id_at(self._on.runtime.clock.now()) + step
        while start < end:
            async with self._on.database.read() as connection:
                span = (start, start + step)
                found = await store.list_of_person(connection, server_id, user_id, span)
            for channel_id, ids in found.items():
                for some in (ids[at : at + _MOST] for at in range(0, len(ids), _MOST)):
                    async with self._on.database.write() as tx:
                        self._tell(tx, user_id, channel_id, await store.erase(tx, channel_id, some))
            start += step

    async def forget_person(self, user_id: UserId, *, keeps_messages: bool) -> None:
        """Erase what somebody who is gone left: messages, unless kept, reactions, pointers; idempotent."""
        if not keeps_messages:
            # Nobody posts before they have an id.
            await self.erase_of_person(None, user_id, MessageId(int(user_id)))
        while found := await self._reactions(user_id):
            for channel_id, message_id, emoji in found:
                await self._take_back(channel_id, message_id, emoji, user_id)
        async with self._on.database.write() as tx:
            await store.forget_reader(tx, user_id)

    async def _reactions(self, user_id: UserId) -> list[tuple[ChannelId, MessageId, Emoji]]:
        async with self._on.database.read() as connection:
            return await store.reactions.list_of_person(connection, user_id, limit=_MOST)

    async def _take_back(
        self, channel_id: ChannelId, message_id: MessageId, emoji: Emoji, user_id: UserId
    ) -> None:
        async with self._on.database.write() as tx:
            if await store.lock(tx, channel_id, message_id) is None:
                return
            left = await store.reactions.remove(tx, message_id, emoji, user_id)
            if left is not None:
                tx.record(ReactionRemoved(channel_id, message_id, user_id, *emoji.told(), left))

    def _tell(
        self, tx: Transaction, user_id: UserId, channel_id: ChannelId, gone: Sequence[MessageView]
    ) -> None:
        if not gone:
            return
        self._files.let_go(tx, user_id, [file for one in gone for file in rules.files_of(one)])
        tx.record(MessagesDeleted(channel_id, [str(one.id) for one in gone]))
        if targets := sorted({target for one in gone for target in one.targets()}):
            tx.record(CallsChanged(channel_id, [str(one) for one in targets]))
