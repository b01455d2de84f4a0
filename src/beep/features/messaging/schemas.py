"""What requests about messages carry."""

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType, field

from beep.features import channels
from beep.features.media import ListedAttachment
from beep.features.messaging.embeds import EMBED_LIMIT, Embed
from beep.features.messaging.rules import Allowed
from beep.kit.ids import MessageId
from beep.runtime.http import Snowflake

Limit = Annotated[int, Meta(ge=1, le=100)]
_List = Annotated[list[Snowflake], Meta(max_length=100)]


Listed = Annotated[list[ListedAttachment], Meta(max_length=100)]


class AllowedMentions(Struct, kw_only=True):
    parse: Annotated[list[str], Meta(max_length=10)] | UnsetType = UNSET
    users: _List = []
    roles: _List = []
    replied_user: bool = False

    def allowed(self) -> Allowed:
        """Return the rule this means: `parse` lets a whole kind through, lists name single ones."""
        if not isinstance(self.parse, UnsetType):
            kinds = set(self.parse)
        else:
            kinds = set[str]() if self.users or self.roles else {"users", "roles", "everyone"}
        return Allowed(
            users=None if "users" in kinds else frozenset(self.users),
            roles=None if "roles" in kinds else frozenset(self.roles),
            everyone="everyone" in kinds,
            replied_user=self.replied_user,
        )


class Reference(Struct, kw_only=True):
    message_id: Snowflake
    channel_id: Snowflake | UnsetType = UNSET
    fail_if_not_exists: bool = True


class SendMessage(Struct, kw_only=True):
    """`authorId` is optional and must be the sender's own id (MSG-02).

    `flags` may be SUPPRESS_EMBEDS and SUPPRESS_NOTIFICATIONS; other keys are ignored.
    """

    content: Annotated[str, Meta(max_length=40_000)] = ""
    nonce: str | int | UnsetType = UNSET
    allowed_mentions: AllowedMentions | UnsetType = UNSET
    message_reference: Reference | UnsetType = UNSET
    author_id: Snowflake | UnsetType = field(default=UNSET, name="authorId")
    attachments: Listed = []
    embeds: Annotated[list[Embed], Meta(max_length=EMBED_LIMIT)] = []
    flags: Annotated[int, Meta(ge=0, le=(1 << 31) - 1)] = 0


class EditMessage(Struct, kw_only=True):
    """`attachments` names what stays and what comes; without it everything stays.

    Of `flags` only SUPPRESS_EMBEDS can be changed, also on others' messages by who manages them.
    """

    content: Annotated[str, Meta(max_length=40_000)] | UnsetType = UNSET
    attachments: Listed | UnsetType = UNSET
    allowed_mentions: AllowedMentions | UnsetType = UNSET
    flags: Annotated[int, Meta(ge=0, le=(1 << 31) - 1)] | UnsetType = UNSET

    def is_flags_only(self) -> bool:
        return isinstance(self.content, UnsetType) and isinstance(self.attachments, UnsetType)


class DeleteMessages(Struct, kw_only=True):
    messages: Annotated[list[Snowflake], Meta(max_length=100)]


class PeopleQuery(Struct, kw_only=True):
    after: Snowflake = Snowflake(0)
    limit: Limit = 25


class PinsQuery(Struct, kw_only=True):
    before: Annotated[str, Meta(max_length=40)] | UnsetType = UNSET
    limit: Annotated[int, Meta(ge=1, le=50)] = 50


class HistoryQuery(Struct, kw_only=True):
    """At most one of `before`, `after` and `around`; the first given counts."""

    before: Snowflake | UnsetType = UNSET
    after: Snowflake | UnsetType = UNSET
    around: Snowflake | UnsetType = UNSET
    limit: Limit = 50


class StartThread(Struct):
    """A thread that starts from a message."""

    name: str
    auto_archive_duration: int | None = None
    rate_limit_per_user: int = 0

    def draft(self, message_id: MessageId) -> channels.ThreadDraft:
        return channels.ThreadDraft(
            name=self.name,
            auto_archive_min=self.auto_archive_duration,
            slow_mode_s=self.rate_limit_per_user,
            message_id=message_id,
        )
