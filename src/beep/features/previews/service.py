"""Making previews: fetch what a message links to, read it, hand it to messaging."""

import asyncio
import logging

from beep.features import media, messaging
from beep.features.previews import rules
from beep.features.previews.memory import NOTHING, Found, Memory
from beep.features.previews.settings import PreviewsSettings
from beep.kit.errors import Unavailable
from beep.kit.ids import MessageId
from beep.runtime.clock import Clock
from beep.runtime.egress import PICTURE, Egress, Page, Refused, Wanted

_log = logging.getLogger("beep.previews")


class PreviewsService:
    """Implements `Previews`. `egress` is how pages are reached."""

    def __init__(
        self,
        clock: Clock,
        settings: PreviewsSettings,
        egress: Egress,
        *,
        media: media.Media,
        messaging: messaging.Messaging,
    ) -> None:
        self.egress = egress
        self._settings = settings
        self._media = media
        self._messaging = messaging
        self._memory = Memory(clock)
        self._places = asyncio.Semaphore(settings.at_once)

    async def make(self, message_id: MessageId) -> None:
        if not self._settings.enabled:
            return
        found = await self._messaging.list_by_ids([message_id])
        message = found[0] if found else None
        links = rules.links_in(message.content) if message else []
        if message is None or not links or message.flags & messaging.MessageFlag.SUPPRESS_EMBEDS:
            return
        if any(one.type == messaging.PREVIEW for one in message.embeds):
            # An edit takes them away: these are of this text.
            return
        given = await asyncio.gather(*(self._found(link) for link in links))
        embeds = [await self._pictured(message, one) for one in given]
        previews = [one for one in embeds if one is not None]
        if previews:
            await self._messaging.set_previews(message_id, previews, message.content)

    async def _pictured(self, message: messaging.MessageView, found: Found) -> messaging.Embed | None:
        """Return a preview with its picture stored as the message's; without it while the store is away."""
        if found.embed is None or found.picture is None:
            return found.embed
        picture = found.picture
        try:
            file_id = await self._media.store_page_picture(
                picture, message.channel_id, message.author_id, message.id
            )
        except Unavailable as error:
            _log.info("a page's picture was not stored", extra={"reason": str(error)})
            return found.embed
        return messaging.with_picture(found.embed, file_id, picture.width, picture.height)

    async def _found(self, link: str) -> Found:
        """Return what a link gives; never fails, never tries twice."""
        if (known := self._memory.find(link)) is not None:
            return known
        found = NOTHING
        page = await self._fetched(link)
        if page is not None:
            said = rules.describe(rules.decoded(page.content, page.content_type))
            embed = rules.embed_of(link, said)
            found = Found(embed, None if embed is None else await self._picture(page, said))
        self._memory.put(link, found)
        return found

    async def _picture(self, page: Page, said: rules.Description) -> media.PagePicture | None:
        address = rules.picture_address(page.url, said) if self._settings.pictures else None
        found = None if address is None else await self._fetched(address, PICTURE)
        return None if found is None else await self._media.page_picture(found.content)

    async def _fetched(self, address: str, *wanted: Wanted) -> Page | None:
        try:
            async with self._places:
                return await self.egress.fetch(address, *wanted)
        except Refused as refused:
            _log.info("a page was not previewed", extra={"reason": str(refused)})
            return None
