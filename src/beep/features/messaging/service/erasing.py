"""Erasing many messages: those a moderator chose, and those of who was banned."""

from collections.abc import Sequence

from beep.features import audit
from beep.features.messaging import rules, store
from beep.features.messaging.contract import MessageView
from beep.features.messaging.facts import CallsChanged, MessagesDeleted
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

    async def erase_of_person(self, server_id: ServerId, user_id: UserId, oldest_id: MessageId) -> None:
        """Erase what somebody posted in a server since an id; idempotent.

        Hour by hour, so that no statement looks at more than an hour's messages.
        """
        start, end = int(oldest_id), first_id_at(self._on.runtime.clock.now()) + _HOUR
        while start < end:
            async with self._on.database.read() as connection:
                hour = (start, start + _HOUR)
                found = await store.list_of_person(connection, server_id, user_id, hour)
            for channel_id, ids in found.items():
                for some in (ids[at : at + _MOST] for at in range(0, len(ids), _MOST)):
                    async with self._on.database.write() as tx:
                        self._tell(tx, user_id, channel_id, await store.erase(tx, channel_id, some))
            start += _HOUR

    def _tell(
        self, tx: Transaction, user_id: UserId, channel_id: ChannelId, gone: Sequence[MessageView]
    ) -> None:
        if not gone:
            return
        self._files.let_go(tx, user_id, [file for one in gone for file in rules.files_of(one)])
        tx.record(MessagesDeleted(channel_id, [str(one.id) for one in gone]))
        if targets := sorted({target for one in gone for target in one.targets()}):
            tx.record(CallsChanged(channel_id, [str(one) for one in targets]))
