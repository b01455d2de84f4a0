"""The message on the wire, every documented key present."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from msgspec import UNSET, Struct, UnsetType, structs

from beep.features.channels import ThreadObject
from beep.features.media import (
    AttachmentObject,
    AttachmentView,
    FileId,
    attachment_object,
    page_picture_view,
)
from beep.features.messaging.contract import Emoji, Kind, MessageFlag, MessageView, ReactionView
from beep.features.messaging.embeds import Embed, picture_of
from beep.features.users import UserObject
from beep.kit.ids import ChannelId, MessageId, UserId
from beep.runtime.http import stamp

_SUPPRESSED = int(MessageFlag.SUPPRESS_EMBEDS)
_HAS_THREAD = int(MessageFlag.HAS_THREAD)
_PLAIN, _REPLY, _STARTER = int(Kind.PLAIN), int(Kind.REPLY), int(Kind.THREAD_STARTER)
# What people write; the rest are notices, which have no nonce of a sender's.
_WRITTEN = frozenset((_PLAIN, _REPLY))
NO_THREADS: Mapping[ChannelId, ThreadObject] = {}
UrlOf = Callable[[AttachmentView], str]


class EmojiObject(Struct, kw_only=True):
    """`id` is `null` for a sign of Unicode, which is its `name`."""

    id: str | None
    name: str
    animated: bool = False


class CountDetails(Struct, kw_only=True):
    burst: int = 0
    normal: int


class ReactionObject(Struct, kw_only=True):
    emoji: EmojiObject
    count: int
    count_details: CountDetails
    me: bool
    me_burst: bool = False
    burst_me: bool = False
    burst_count: int = 0
    burst_colors: list[str] = []


class MessageReference(Struct, kw_only=True):
    """Without a message it refers to a thread that was created."""

    type: int = 0
    message_id: str | UnsetType = UNSET
    channel_id: str
    guild_id: str
    fail_if_not_exists: bool = True


class MessageObject(Struct, kw_only=True):
    """`referenced_message` is `null` when what was replied to is gone, absent when it is no reply."""

    id: str
    channel_id: str
    author: UserObject
    content: str
    timestamp: str
    edited_timestamp: str | None
    type: int
    tts: bool = False
    pinned: bool = False
    flags: int = 0
    mention_everyone: bool
    mentions: list[UserObject]
    mention_roles: list[str]
    mention_channels: list[Any] = []
    attachments: list[AttachmentObject] = []
    embeds: list[Embed] = []
    components: list[Any] = []
    # Absent from events of an edit, which are the same for everybody: whose they are differs.
    reactions: list[ReactionObject] | UnsetType = []
    sticker_items: list[Any] = []
    nonce: str | UnsetType = UNSET
    message_reference: MessageReference | UnsetType = UNSET
    referenced_message: "MessageObject | UnsetType | None" = UNSET
    # What starts from it; without one's own membership in events, which are the same for everybody.
    thread: ThreadObject | UnsetType = UNSET
    # The place in the channel's stream: clients see by it that nothing is missing.
    seq: int


class PinObject(Struct, kw_only=True):
    pinned_at: str
    message: MessageObject


class PinList(Struct, kw_only=True):
    items: list[PinObject]
    has_more: bool


class CreatedMessage(MessageObject, kw_only=True):
    """The answer to a send; `status` as the source document writes it (MSG-02)."""

    status: str = "created"


M = TypeVar("M", bound=MessageObject)


def emoji_object(emoji: Emoji) -> EmojiObject:
    return EmojiObject(
        id=None if emoji.id is None else str(emoji.id), name=emoji.name, animated=emoji.is_animated
    )


def reaction_object(view: ReactionView) -> ReactionObject:
    return ReactionObject(
        emoji=emoji_object(view.emoji),
        count=view.count,
        count_details=CountDetails(normal=view.count),
        me=view.is_mine,
    )


def message_object(
    shape: type[M],
    view: MessageView,
    users: Mapping[UserId, UserObject],
    *,
    url_of: UrlOf,
    referenced: MessageView | UnsetType | None = UNSET,
    threads: Mapping[ChannelId, ThreadObject] = NO_THREADS,
    **more: Any,
) -> M:
    """Return a message for the wire; `users` holds its author and whom it mentions, as far as they exist.

    `threads` holds those `threads_in` names. `shape` is a message or an enlarged one, such as a gateway
    event's, which `more` fills.
    """
    is_own = view.kind in _WRITTEN
    reference: MessageReference | UnsetType = UNSET
    replied: MessageObject | UnsetType | None = UNSET
    if view.reply_to is not None:
        reference = _reference(view, view.reply_to, referenced, threads)
        if is_own or view.kind == _STARTER:
            replied = None
            if isinstance(referenced, MessageView):
                replied = message_object(MessageObject, referenced, users, url_of=url_of, threads=threads)
    return shape(
        id=str(view.id),
        channel_id=str(view.channel_id),
        author=users[view.author_id],
        content=view.content,
        timestamp=stamp(view.created_at),
        edited_timestamp=None if view.edited_at is None else stamp(view.edited_at),
        type=view.kind or (_PLAIN if view.reply_to is None else _REPLY),
        pinned=view.pinned_at is not None,
        flags=view.flags,
        mention_everyone=view.mentions_everyone,
        mentions=[users[one] for one in view.mention_ids if one in users],
        mention_roles=[str(one) for one in view.mention_role_ids],
        attachments=[attachment_object(one, url_of(one)) for one in view.attachments],
        embeds=_embeds(view, url_of) if view.embeds else [],
        nonce=UNSET if view.nonce is None or not is_own else view.nonce,
        message_reference=reference,
        referenced_message=replied,
        thread=threads.get(ChannelId(view.id), UNSET) if view.flags & _HAS_THREAD else UNSET,
        seq=view.seq,
        **more,
    )


def _embeds(view: MessageView, url_of: UrlOf) -> list[Embed]:
    """Return what is shown beside a text; the pictures of previews at addresses of Beep's own."""
    if view.flags & _SUPPRESSED:
        return []
    return [_pictured(one, view, url_of) for one in view.embeds]


def _pictured(embed: Embed, view: MessageView, url_of: UrlOf) -> Embed:
    file_id = picture_of(embed)
    if file_id is None or embed.thumbnail is None:
        return embed
    url = url_of(page_picture_view(FileId(file_id), view.channel_id, view.author_id))
    return structs.replace(embed, thumbnail=structs.replace(embed.thumbnail, url=url, proxy_url=url))


def _reference(
    view: MessageView,
    reply_to: MessageId,
    referenced: MessageView | UnsetType | None,
    threads: Mapping[ChannelId, ThreadObject],
) -> MessageReference:
    """Return what a message refers to: in its own channel, but for threads and what they start from."""
    guild_id = str(view.server_id)
    if view.kind == Kind.THREAD_CREATED:
        return MessageReference(channel_id=str(reply_to), guild_id=guild_id)
    channel_id = str(view.channel_id)
    if view.kind == _STARTER:
        if isinstance(referenced, MessageView):
            channel_id = str(referenced.channel_id)
        elif thread := threads.get(view.channel_id):
            channel_id = thread.parent_id
    return MessageReference(message_id=str(reply_to), channel_id=channel_id, guild_id=guild_id)


def threads_in(views: Iterable[MessageView]) -> list[ChannelId]:
    """Return the threads messages are shown with: those that start from them, those they are the start of."""
    return [
        ChannelId(one.id) if one.flags & _HAS_THREAD else one.channel_id
        for one in views
        if one.flags & _HAS_THREAD or one.kind == _STARTER
    ]


def people_in(views: Sequence[MessageView]) -> list[UserId]:
    """Return everybody whose profile messages show, each once."""
    return list(dict.fromkeys(one for view in views for one in (view.author_id, *view.mention_ids)))
