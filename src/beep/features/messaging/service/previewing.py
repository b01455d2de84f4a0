"""Previews of the pages messages link to, which another feature makes."""

from collections.abc import Sequence

from beep.features.media import FileId
from beep.features.messaging import rules, store
from beep.features.messaging.contract import MessageFlag
from beep.features.messaging.embeds import Embed, pictures_of
from beep.features.messaging.facts import MessageEdited
from beep.features.messaging.service.files import MessageFiles
from beep.features.messaging.service.footing import Footing
from beep.kit.ids import MessageId


class Previewing:
    def __init__(self, footing: Footing, files: MessageFiles) -> None:
        self._on = footing
        self._files = files

    async def set_previews(self, message_id: MessageId, previews: Sequence[Embed], content_seen: str) -> None:
        """Show previews under a message; nothing happens when its text is another or embeds are hidden.

        Pictures of previews that are shown are kept, the others are deleted.
        """
        shown = set(pictures_of(await self._set(message_id, previews, content_seen)))
        pictures = [FileId(one) for one in pictures_of(previews)]
        await self._files.keep([one for one in pictures if one in shown])
        if unshown := [one for one in pictures if one not in shown]:
            await self._files.delete(unshown)

    async def _set(
        self, message_id: MessageId, previews: Sequence[Embed], content_seen: str
    ) -> Sequence[Embed]:
        """Return what a message shows from now on."""
        async with self._on.database.write() as tx:
            message = await store.lock_by_id(tx, message_id)
            if message is None:
                return ()
            is_another = message.content != content_seen
            if is_another or message.flags & MessageFlag.SUPPRESS_EMBEDS:
                return message.embeds
            embeds = rules.with_previews(message.embeds, previews)
            if embeds == message.embeds:
                return embeds
            changed = await store.put_embeds(tx, message_id, embeds)
            gone = set(pictures_of(message.embeds)) - set(pictures_of(embeds))
            self._files.let_go(tx, message.author_id, [FileId(one) for one in sorted(gone)])
            # Nobody edited it, and what links it holds is not asked again.
            tx.record(MessageEdited(message.channel_id, message_id), view=changed, has_work=False)
        return embeds
