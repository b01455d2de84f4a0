"""What a message is before it is stored."""

from dataclasses import dataclass

from beep.features.media import AttachmentView
from beep.features.messaging.contract import Kind
from beep.features.messaging.embeds import Embed
from beep.kit.ids import ChannelId, MessageId, RoleId, ServerId, UserId


@dataclass(frozen=True, slots=True)
class Mentions:
    """Who a message calls, after what its sender allowed and may do."""

    user_ids: tuple[UserId, ...] = ()
    role_ids: tuple[RoleId, ...] = ()
    everyone: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A checked message waiting for its id and its place.

    Its sender might post it as of place `as_of` in the server's stream.
    """

    channel_id: ChannelId
    server_id: ServerId
    author_id: UserId
    content: str
    nonce: str | None
    reply_to: MessageId | None
    mentions: Mentions
    as_of: int
    kind: int = Kind.PLAIN
    attachments: tuple[AttachmentView, ...] = ()
    embeds: tuple[Embed, ...] = ()
    flags: int = 0
    # Whether it may hold links that are previewed.
    is_linking: bool = False
