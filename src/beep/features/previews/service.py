"""Making previews: fetch what a message links to, read it, hand it to messaging."""

import asyncio
import logging

from beep.features import messaging
from beep.features.previews import rules
from beep.features.previews.memory import Memory
from beep.features.previews.settings import PreviewsSettings
from beep.kit.ids import MessageId
from beep.runtime.clock import Clock
from beep.runtime.egress import Egress, Refused

_log = logging.getLogger("beep.previews")


class PreviewsService:
    """Implements `Previews`. `egress` is how pages are reached."""

    def __init__(
        self, clock: Clock, settings: PreviewsSettings, egress: Egress, *, messaging: messaging.Messaging
    ) -> None:
        self.egress = egress
        self._is_enabled = settings.enabled
        self._messaging = messaging
        self._memory = Memory(clock)
        self._places = asyncio.Semaphore(settings.at_once)

    async def make(self, message_id: MessageId) -> None:
        if not self._is_enabled:
            return
        messages = await self._messaging.list_by_ids([message_id])
        links = rules.links_in(messages[0].content) if messages else []
        if not links or messages[0].flags & messaging.MessageFlag.SUPPRESS_EMBEDS:
            return
        found = await asyncio.gather(*(self._preview(link) for link in links))
        embeds = tuple(one for one in found if one is not None)
        if embeds:
            await self._messaging.set_previews(message_id, embeds, messages[0].content)

    async def _preview(self, link: str) -> messaging.Embed | None:
        """Return the preview of a link, `None` for a page that gives none; never fails, never tries twice."""
        if (known := self._memory.find(link)) is not None:
            return known[0]
        embed = None
        try:
            async with self._places:
                page = await self.egress.fetch(link)
            embed = rules.embed_of(link, rules.describe(rules.decoded(page.content, page.content_type)))
        except Refused as refused:
            _log.info("a page was not previewed", extra={"reason": str(refused)})
        self._memory.put(link, embed)
        return embed
