"""Previews of the pages messages link to, which another feature makes."""

from collections.abc import Sequence

from beep.features.messaging import rules, store
from beep.features.messaging.contract import MessageFlag
from beep.features.messaging.embeds import Embed
from beep.features.messaging.facts import MessageEdited
from beep.features.messaging.service.footing import Footing
from beep.kit.ids import MessageId


class Previewing:
    def __init__(self, footing: Footing) -> None:
        self._on = footing

    async def set_previews(self, message_id: MessageId, previews: Sequence[Embed], content_seen: str) -> None:
        """Show previews under a message; nothing happens when its text is another or embeds are hidden."""
        async with self._on.database.write() as tx:
            message = await store.lock_by_id(tx, message_id)
            if (
                message is None
                or message.content != content_seen
                or message.flags & MessageFlag.SUPPRESS_EMBEDS
            ):
                return
            embeds = rules.with_previews(message.embeds, previews)
            if embeds == message.embeds:
                return
            changed = await store.put_embeds(tx, message_id, embeds)
            # Nobody edited it, and what links it holds is not asked again.
            tx.record(MessageEdited(message.channel_id, message_id), view=changed, has_work=False)
