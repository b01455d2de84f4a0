"""Pins over HTTP, at the addresses of today and at those older libraries use."""

from datetime import datetime

from msgspec import UnsetType

from beep.features.messaging.contract import MessageView
from beep.features.messaging.routes.showing import Showing
from beep.features.messaging.schemas import PinsQuery
from beep.features.messaging.service import MessagingService
from beep.features.messaging.wire import MessageObject, PinList, PinObject
from beep.kit.errors import invalid
from beep.kit.ids import ChannelId, MessageId
from beep.runtime.http import Call, delete, get, put, stamp

# As many as the old address ever showed.
_OLD_LIMIT = 50


class PinRoutes:
    def __init__(self, service: MessagingService, showing: Showing) -> None:
        self._pins = service.pins
        self._showing = showing

    @get("/channels/{channel_id}/messages/pins", counts_as_activity=False)
    async def list_pins(self, call: Call, channel_id: ChannelId, query: PinsQuery) -> PinList:
        """List pinned messages, the one pinned last first."""
        found = await self._pins.list_of(
            call.actor, channel_id, before=_moment(query.before), limit=query.limit + 1
        )
        page = found[: query.limit]
        shown = await self._showing.all(call.actor, page)
        items = [
            PinObject(pinned_at=_pinned_at(view), message=one) for view, one in zip(page, shown, strict=True)
        ]
        return PinList(items=items, has_more=len(found) > query.limit)

    @put("/channels/{channel_id}/messages/pins/{message_id}", per_10_s=20)
    async def pin_message(self, call: Call, channel_id: ChannelId, message_id: MessageId) -> None:
        """Pin a message; needs PIN_MESSAGES."""
        await self._pins.pin(call.actor, channel_id, message_id, reason=call.reason)

    @delete("/channels/{channel_id}/messages/pins/{message_id}", per_10_s=20)
    async def unpin_message(self, call: Call, channel_id: ChannelId, message_id: MessageId) -> None:
        """Unpin a message; needs PIN_MESSAGES."""
        await self._pins.unpin(call.actor, channel_id, message_id, reason=call.reason)

    @get("/channels/{channel_id}/pins", counts_as_activity=False)
    async def list_pins_as_before(self, call: Call, channel_id: ChannelId) -> list[MessageObject]:
        """List the fifty messages pinned last, for older libraries."""
        found = await self._pins.list_of(call.actor, channel_id, before=None, limit=_OLD_LIMIT)
        return await self._showing.all(call.actor, found)

    @put("/channels/{channel_id}/pins/{message_id}", per_10_s=20)
    async def pin_message_as_before(self, call: Call, channel_id: ChannelId, message_id: MessageId) -> None:
        """Pin a message, for older libraries."""
        await self._pins.pin(call.actor, channel_id, message_id, reason=call.reason)

    @delete("/channels/{channel_id}/pins/{message_id}", per_10_s=20)
    async def unpin_message_as_before(self, call: Call, channel_id: ChannelId, message_id: MessageId) -> None:
        """Unpin a message, for older libraries."""
        await self._pins.unpin(call.actor, channel_id, message_id, reason=call.reason)


def _pinned_at(view: MessageView) -> str:
    return "" if view.pinned_at is None else stamp(view.pinned_at)


def _moment(text: str | UnsetType) -> datetime | None:
    if isinstance(text, UnsetType):
        return None
    try:
        # In a query a plus sign means a space.
        moment = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise invalid("before", "DATE_TIME_TYPE_PARSE", "Send a moment as RFC 3339, with its offset.")
    return moment
