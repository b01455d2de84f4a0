"""Messages over HTTP."""

from msgspec import UnsetType

from beep.features import channels
from beep.features.messaging.contract import MessageFlag, Window
from beep.features.messaging.routes.showing import Showing
from beep.features.messaging.rules import Allowed
from beep.features.messaging.schemas import (
    AllowedMentions,
    DeleteMessages,
    EditMessage,
    HistoryQuery,
    SendMessage,
    StartThread,
)
from beep.features.messaging.service import Enclosed, MessagingService, Writing
from beep.features.messaging.wire import CreatedMessage, MessageObject
from beep.kit.ids import ChannelId, MessageId, ServerId
from beep.runtime.http import Call, delete, get, patch, post


class MessageRoutes:
    def __init__(self, service: MessagingService, showing: Showing) -> None:
        self._service = service
        self._showing = showing

    async def admit_files(self, call: Call, channel_id: ChannelId) -> None:
        """Refuse files before they are read."""
        await self._service.files.check_may_attach(call.actor, channel_id)

    async def admit_edit(self, call: Call, channel_id: ChannelId, message_id: MessageId) -> None:
        del message_id
        await self.admit_files(call, channel_id)

    @get("/channels/{channel_id}/messages", counts_as_activity=False)
    async def list_messages(
        self, call: Call, channel_id: ChannelId, query: HistoryQuery
    ) -> list[MessageObject]:
        """List part of a channel's history, newest first."""
        window = Window(_id(query.before), _id(query.after), _id(query.around), query.limit)
        found = await self._service.reading.list_history(call.actor, channel_id, window)
        return await self._showing.all(call.actor, found)

    @post("/channels/{channel_id}/messages", per_10_s=20, at_root=True, root_status=201, files="admit_files")
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
            enclosed=Enclosed(tuple(body.attachments), call.files),
        )
        return await self._showing.new(
            call.actor, await self._service.send(call.actor, writing), CreatedMessage
        )

    @get("/channels/{channel_id}/messages/{message_id}", counts_as_activity=False)
    async def get_message(self, call: Call, channel_id: ChannelId, message_id: MessageId) -> MessageObject:
        found = await self._service.reading.get(call.actor, channel_id, message_id)
        return await self._showing.one(call.actor, found)

    @patch("/channels/{channel_id}/messages/{message_id}", per_10_s=20, files="admit_edit")
    async def edit_message(
        self, call: Call, channel_id: ChannelId, message_id: MessageId, body: EditMessage
    ) -> MessageObject:
        """Change the text or the files of your own message."""
        changing = self._service.changing
        if not isinstance(body.flags, UnsetType):
            hidden = bool(body.flags & MessageFlag.SUPPRESS_EMBEDS)
            edited = await changing.suppress_embeds(call.actor, channel_id, message_id, is_suppressed=hidden)
            if body.is_flags_only():
                return await self._showing.one(call.actor, edited)
        content = None if isinstance(body.content, UnsetType) else body.content
        allowed, enclosed = _allowed(body.allowed_mentions), _enclosed(body, call)
        edited = await changing.edit(call.actor, channel_id, message_id, content, allowed, enclosed)
        return await self._showing.one(call.actor, edited)

    @delete("/channels/{channel_id}/messages/{message_id}", per_10_s=20)
    async def delete_message(self, call: Call, channel_id: ChannelId, message_id: MessageId) -> None:
        """Erase a message for good: your own, or anybody's with MANAGE_MESSAGES."""
        await self._service.changing.delete(call.actor, channel_id, message_id, reason=call.reason)

    @post("/channels/{channel_id}/messages/bulk-delete", per_10_s=10)
    async def delete_messages(self, call: Call, channel_id: ChannelId, body: DeleteMessages) -> None:
        """Erase 2 to 100 messages for good; needs MANAGE_MESSAGES."""
        wanted = [MessageId(one) for one in body.messages]
        await self._service.erasing.delete_many(call.actor, channel_id, wanted, reason=call.reason)

    @post("/channels/{channel_id}/messages/{message_id}/threads", status=201, per_10_s=10)
    async def open_thread(
        self, call: Call, channel_id: ChannelId, message_id: MessageId, body: StartThread
    ) -> channels.ThreadObject:
        """Open a thread from a message, whose id it takes; needs CREATE_PUBLIC_THREADS."""
        draft = body.draft(message_id)
        thread = await self._service.threads.open(call.actor, channel_id, draft, call.reason)
        return await self._service.threads.new(thread, call.actor.user_id)

    @post("/channels/{channel_id}/messages/{message_id}/ack", access="person", per_10_s=100)
    async def mark_read(self, call: Call, channel_id: ChannelId, message_id: MessageId) -> None:
        """Mark a channel as read up to a message; the pointer never moves back."""
        await self._service.counting.mark_read(call.actor, channel_id, message_id)

    @post("/channels/{channel_id}/messages/{message_id}/unread", access="person", per_10_s=100)
    async def mark_unread(self, call: Call, channel_id: ChannelId, message_id: MessageId) -> None:
        """Mark a channel as unread from a message on."""
        await self._service.counting.mark_unread(call.actor, channel_id, message_id)

    @post("/guilds/{server_id}/ack", access="person", per_10_s=20)
    async def mark_server_read(self, call: Call, server_id: ServerId) -> None:
        """Mark everything in a server as read."""
        await self._service.counting.mark_server_read(call.actor, server_id)

    @post("/channels/{channel_id}/typing", per_10_s=10)
    async def start_typing(self, call: Call, channel_id: ChannelId) -> None:
        """Show for some seconds that you are writing."""
        await self._service.type(call.actor, channel_id)


def _enclosed(body: EditMessage, call: Call) -> Enclosed | None:
    if isinstance(body.attachments, UnsetType):
        return Enclosed(None, call.files) if call.files else None
    return Enclosed(tuple(body.attachments), call.files)


def _id(value: int | UnsetType) -> int | None:
    return None if isinstance(value, UnsetType) else int(value)


def _allowed(given: AllowedMentions | UnsetType) -> Allowed:
    return Allowed() if isinstance(given, UnsetType) else given.allowed()
