"""Messages over HTTP."""

from collections.abc import Sequence
from typing import TypeVar

from msgspec import UNSET, UnsetType

from beep.features import users
from beep.features.messaging.contract import MessageView, Window
from beep.features.messaging.rules import Allowed
from beep.features.messaging.schemas import AllowedMentions, EditMessage, HistoryQuery, SendMessage
from beep.features.messaging.service import MessagingService, Writing
from beep.features.messaging.wire import CreatedMessage, MessageObject, message_object, people_in
from beep.kit.ids import ChannelId, MessageId
from beep.runtime.http import Call, delete, get, patch, post

M = TypeVar("M", bound=MessageObject)


class MessageRoutes:
    def __init__(self, service: MessagingService, users: users.Users) -> None:
        self._service = service
        self._users = users

    @get("/channels/{channel_id}/messages", counts_as_activity=False)
    async def list_messages(
        self, call: Call, channel_id: ChannelId, query: HistoryQuery
    ) -> list[MessageObject]:
        """List part of a channel's history, newest first."""
        window = Window(_id(query.before), _id(query.after), _id(query.around), query.limit)
        return await self._shown(
            await self._service.reading.list_history(call.actor, channel_id, window), MessageObject
        )

    @post("/channels/{channel_id}/messages", per_10_s=20, at_root=True, root_status=201)
    async def send_message(self, call: Call, channel_id: ChannelId, body: SendMessage) -> CreatedMessage:
        """Post a message; the same nonce again gives the first message."""
        reference = body.message_reference
        writing = Writing(
            channel_id,
            body.content,
            nonce=None if isinstance(body.nonce, UnsetType) else body.nonce,
            allowed=_allowed(body.allowed_mentions),
            reply_to=None if isinstance(reference, UnsetType) else MessageId(reference.message_id),
            reply_must_exist=isinstance(reference, UnsetType) or reference.fail_if_not_exists,
            claimed_author=_id(body.author_id),
            embeds=tuple(body.embeds),
            flags=body.flags,
        )
        [shown] = await self._shown([await self._service.send(call.actor, writing)], CreatedMessage)
        return shown

    @get("/channels/{channel_id}/messages/{message_id}", counts_as_activity=False)
    async def get_message(self, call: Call, channel_id: ChannelId, message_id: MessageId) -> MessageObject:
        found = await self._service.reading.get(call.actor, channel_id, message_id)
        return (await self._shown([found], MessageObject))[0]

    @patch("/channels/{channel_id}/messages/{message_id}", per_10_s=20)
    async def edit_message(
        self, call: Call, channel_id: ChannelId, message_id: MessageId, body: EditMessage
    ) -> MessageObject:
        """Change the text of your own message."""
        content = None if isinstance(body.content, UnsetType) else body.content
        allowed = _allowed(body.allowed_mentions)
        edited = await self._service.changing.edit(call.actor, channel_id, message_id, content, allowed)
        return (await self._shown([edited], MessageObject))[0]

    @delete("/channels/{channel_id}/messages/{message_id}", per_10_s=20)
    async def delete_message(self, call: Call, channel_id: ChannelId, message_id: MessageId) -> None:
        """Erase a message for good: your own, or anybody's with MANAGE_MESSAGES."""
        await self._service.changing.delete(call.actor, channel_id, message_id)

    @post("/channels/{channel_id}/messages/{message_id}/ack", access="person", per_10_s=100)
    async def mark_read(self, call: Call, channel_id: ChannelId, message_id: MessageId) -> None:
        """Mark a channel as read up to a message; the pointer never moves back."""
        await self._service.reading.mark_read(call.actor, channel_id, message_id)

    @post("/channels/{channel_id}/typing", per_10_s=10)
    async def start_typing(self, call: Call, channel_id: ChannelId) -> None:
        """Show for some seconds that you are writing."""
        await self._service.type(call.actor, channel_id)

    async def _shown(self, views: Sequence[MessageView], shape: type[M]) -> list[M]:
        wanted = [view.reply_to for view in views if view.reply_to is not None]
        replied = {one.id: one for one in await self._service.list_by_ids(wanted)} if wanted else {}
        people = await self._users.list_by_ids(people_in([*views, *replied.values()]))
        shown = {one.id: users.user_object(one) for one in people}
        return [
            message_object(
                shape,
                view,
                shown,
                url_of=self._service.url_of,
                referenced=UNSET if view.reply_to is None else replied.get(view.reply_to),
            )
            for view in views
        ]


def _id(value: int | UnsetType) -> int | None:
    return None if isinstance(value, UnsetType) else int(value)


def _allowed(given: AllowedMentions | UnsetType) -> Allowed:
    return Allowed() if isinstance(given, UnsetType) else given.allowed()
