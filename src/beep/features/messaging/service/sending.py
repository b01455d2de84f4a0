"""Posting a message: the hot path."""

from dataclasses import dataclass

from beep.features.media import AttachmentView
from beep.features.messaging import rules, store
from beep.features.messaging.contract import Kind, MessageFlag, MessageView
from beep.features.messaging.drafts import Draft
from beep.features.messaging.embeds import Embed
from beep.features.messaging.errors import NotTheAuthor
from beep.features.messaging.service.files import Enclosed, MessageFiles
from beep.features.messaging.service.footing import SEE, Footing
from beep.features.messaging.service.slow_mode import SlowPosting, is_slowed
from beep.features.messaging.service.threads import Threads
from beep.kit.actor import Actor
from beep.kit.errors import invalid
from beep.kit.ids import ChannelId, MessageId
from beep.kit.permissions import Permission
from beep.runtime.metrics import MESSAGES_SENT

EVERYBODY = rules.Allowed()
NOTHING = Enclosed()
# What a sender may say of their own message; the rest is Beep's to know.
_OWN_FLAGS = MessageFlag.SUPPRESS_EMBEDS | MessageFlag.SUPPRESS_NOTIFICATIONS


@dataclass(frozen=True, slots=True)
class Writing:
    """What somebody asks to post."""

    channel_id: ChannelId
    content: str
    nonce: str | int | None = None
    allowed: rules.Allowed = EVERYBODY
    reply_to: MessageId | None = None
    # Refuse when the message replied to is gone; otherwise post without the reply.
    reply_must_exist: bool = True
    claimed_author: int | None = None
    embeds: tuple[Embed, ...] = ()
    flags: int = 0
    enclosed: Enclosed = NOTHING


class Sending:
    def __init__(self, footing: Footing, files: MessageFiles, threads: Threads) -> None:
        self._on = footing
        self._files = files
        self._threads = threads
        self._slowly = SlowPosting(footing)

    async def send(self, actor: Actor, writing: Writing) -> MessageView:
        """Post a message and return it once it is committed (MSG-01, MSG-13).

        The same `nonce` by the same person in the same channel returns the first message (MSG-15).
        """
        # Taken once, however often the rest is decided anew.
        taken: list[AttachmentView] = []
        message = await self._on.on_firm_ground(lambda: self._send(actor, writing, taken))
        MESSAGES_SENT.inc()
        return message

    async def _send(self, actor: Actor, writing: Writing, taken: list[AttachmentView]) -> MessageView:
        needed = SEE | Permission.SEND_MESSAGES
        access = await self._on.channels.access(actor, writing.channel_id, needed)
        if writing.claimed_author not in {None, actor.user_id}:
            raise NotTheAuthor
        embeds: tuple[Embed, ...] = ()
        if writing.embeds and access.permissions & Permission.EMBED_LINKS:
            embeds = rules.clean_embeds(writing.embeds)
        content = rules.clean_content(
            writing.content,
            max_length=self._on.settings.max_length,
            may_be_empty=bool(writing.enclosed or embeds),
        )
        nonce = rules.clean_nonce(writing.nonce)
        replied = await self._replied(writing)
        if access.channel.thread is not None:
            access = await self._on.channels.take_part(actor, access)
            await self._threads.ensure_begun(access.channel.id)
        mentions = await self._on.mentions(access, content, writing.allowed, replied)
        if writing.enclosed and not taken:
            # Last: nothing may be refused any more, only be away.
            taken += await self._files.take(actor, access.channel.id, writing.enclosed, nonce)
        draft = Draft(
            channel_id=access.channel.id,
            server_id=access.channel.server_id,
            author_id=actor.user_id,
            content=content,
            nonce=nonce,
            reply_to=replied.id if replied else None,
            mentions=mentions,
            as_of=access.as_of,
            kind=Kind.PLAIN if replied is None else Kind.REPLY,
            attachments=tuple(taken),
            embeds=embeds,
            flags=writing.flags & _OWN_FLAGS,
            is_linking=rules.is_linking(content, access.permissions, writing.flags),
        )
        if is_slowed(access):
            return await self._slowly.store(draft, access.channel.slow_mode_s)
        return await self._on.writer.store(draft)

    async def _replied(self, writing: Writing) -> MessageView | None:
        if writing.reply_to is None:
            return None
        async with self._on.database.read() as connection:
            found = await store.find(connection, writing.channel_id, writing.reply_to)
        if found is None and writing.reply_must_exist:
            path = "message_reference.message_id"
            raise invalid(path, "REPLIES_UNKNOWN_MESSAGE", "There is no such message in this channel.")
        return found
