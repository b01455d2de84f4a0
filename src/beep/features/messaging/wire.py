"""The message on the wire, every documented key present."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from msgspec import UNSET, Struct, UnsetType

from beep.features.messaging.contract import MessageView
from beep.features.users import UserObject
from beep.kit.ids import UserId
from beep.runtime.http import stamp

REPLY = 19
PLAIN = 0


class MessageReference(Struct, kw_only=True):
    type: int = 0
    message_id: str
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
    attachments: list[Any] = []
    embeds: list[Any] = []
    components: list[Any] = []
    reactions: list[Any] = []
    sticker_items: list[Any] = []
    nonce: str | UnsetType = UNSET
    message_reference: MessageReference | UnsetType = UNSET
    referenced_message: "MessageObject | UnsetType | None" = UNSET
    # The place in the channel's stream: clients see by it that nothing is missing.
    seq: int


class CreatedMessage(MessageObject, kw_only=True):
    """The answer to a send; `status` as the source document writes it (MSG-02)."""

    status: str = "created"


M = TypeVar("M", bound=MessageObject)


def message_object(
    shape: type[M],
    view: MessageView,
    users: Mapping[UserId, UserObject],
    *,
    referenced: MessageView | UnsetType | None = UNSET,
    **more: Any,
) -> M:
    """Return a message for the wire; `users` holds its author and whom it mentions, as far as they exist.

    `shape` is a message or an enlarged one, such as a gateway event's, which `more` fills.
    """
    reference: MessageReference | UnsetType = UNSET
    replied: MessageObject | UnsetType | None = UNSET
    if view.reply_to is not None:
        reference = MessageReference(
            message_id=str(view.reply_to), channel_id=str(view.channel_id), guild_id=str(view.server_id)
        )
        if isinstance(referenced, MessageView):
            replied = message_object(MessageObject, referenced, users)
        else:
            replied = None
    return shape(
        id=str(view.id),
        channel_id=str(view.channel_id),
        author=users[view.author_id],
        content=view.content,
        timestamp=stamp(view.created_at),
        edited_timestamp=None if view.edited_at is None else stamp(view.edited_at),
        type=PLAIN if view.reply_to is None else REPLY,
        mention_everyone=view.mentions_everyone,
        mentions=[users[one] for one in view.mention_ids if one in users],
        mention_roles=[str(one) for one in view.mention_role_ids],
        nonce=UNSET if view.nonce is None else view.nonce,
        message_reference=reference,
        referenced_message=replied,
        seq=view.seq,
        **more,
    )


def people_in(views: Sequence[MessageView]) -> list[UserId]:
    """Return everybody whose profile messages show, each once."""
    return list(dict.fromkeys(one for view in views for one in (view.author_id, *view.mention_ids)))
