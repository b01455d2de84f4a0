"""What clients send about channels."""

from datetime import UTC, datetime
from typing import Any

from msgspec import UNSET, Struct, UnsetType

from beep.features.channels.contract import ThreadDraft
from beep.features.channels.drafts import ChannelDraft, Move
from beep.features.channels.wire import ThreadMemberObject, ThreadObject
from beep.kit.errors import invalid
from beep.kit.ids import ChannelId, MessageId
from beep.kit.permissions import ALL, Override
from beep.runtime.http import Snowflake

MOVES_MAX = 500


class Overwrite(Struct):
    """An exception; `type` is 0 for a role and 1 for a member, bits are decimal strings or numbers."""

    type: int
    allow: str | int = 0
    deny: str | int = 0

    def override(self, target_id: int) -> Override:
        if self.type not in (0, 1):
            raise invalid("type", "BASE_TYPE_CHOICES", "Must be 0 (a role) or 1 (a member).")
        target = "role" if self.type == 0 else "member"
        return Override(target_id, target, _bits("allow", self.allow), _bits("deny", self.deny))


class ChannelOverwrite(Overwrite, kw_only=True):
    id: Snowflake


class CreateChannel(Struct):
    name: str
    topic: str | None = None
    type: int = 0
    position: int | None = None
    parent_id: Snowflake | None = None
    rate_limit_per_user: int = 0
    nsfw: bool = False
    permission_overwrites: list[ChannelOverwrite] | UnsetType = UNSET

    def draft(self) -> ChannelDraft:
        return ChannelDraft(
            name=self.name,
            topic=self.topic,
            type=self.type,
            position=self.position,
            parent_id=_parent(self.parent_id),
            slow_mode_s=self.rate_limit_per_user,
            is_nsfw=self.nsfw,
            overrides=_overrides(self.permission_overwrites),
        )


class EditChannel(Struct):
    name: str | UnsetType = UNSET
    type: int | UnsetType = UNSET
    topic: str | UnsetType | None = UNSET
    position: int | UnsetType = UNSET
    parent_id: Snowflake | UnsetType | None = UNSET
    rate_limit_per_user: int | UnsetType = UNSET
    nsfw: bool | UnsetType = UNSET
    permission_overwrites: list[ChannelOverwrite] | UnsetType = UNSET
    lock_permissions: bool = False
    # Of threads.
    archived: bool | UnsetType = UNSET
    locked: bool | UnsetType = UNSET
    auto_archive_duration: int | UnsetType = UNSET
    invitable: bool | UnsetType = UNSET

    def thread_changes(self) -> dict[str, Any]:
        """Return what is to change by the names of `ChannelView` and `ThreadPart`."""
        given: dict[str, Any] = {
            "name": self.name,
            "slow_mode_s": self.rate_limit_per_user,
            "is_archived": self.archived,
            "is_locked": self.locked,
            "auto_archive_min": self.auto_archive_duration,
            "is_invitable": self.invitable,
        }
        return {name: value for name, value in given.items() if value is not UNSET}

    def changes(self) -> dict[str, Any]:
        """Return what is to change by the names of `ChannelView`."""
        given: dict[str, Any] = {
            "name": self.name,
            "type": self.type,
            "topic": self.topic,
            "slow_mode_s": self.rate_limit_per_user,
            "is_nsfw": self.nsfw,
        }
        overrides = _overrides(self.permission_overwrites)
        if overrides is not None:
            given["overrides"] = overrides
        return {name: value for name, value in given.items() if value is not UNSET}

    def move(self, channel_id: ChannelId) -> Move | None:
        position = None if isinstance(self.position, UnsetType) else self.position
        moves_parent = not isinstance(self.parent_id, UnsetType)
        if position is None and not moves_parent:
            return None
        parent_id = None if isinstance(self.parent_id, UnsetType) else _parent(self.parent_id)
        return Move(channel_id, position, moves_parent, parent_id, syncs=self.lock_permissions)


class ChannelPosition(Struct):
    """One entry of an order; what is left out stays as it is."""

    id: Snowflake
    position: int | None = None
    parent_id: Snowflake | UnsetType | None = UNSET
    lock_permissions: bool | None = None

    def move(self) -> Move:
        return Move(
            ChannelId(self.id),
            self.position,
            not isinstance(self.parent_id, UnsetType),
            None if isinstance(self.parent_id, UnsetType) else _parent(self.parent_id),
            syncs=bool(self.lock_permissions),
        )


def check_limit(limit: int, most: int = 100) -> int:
    if not 1 <= limit <= most:
        raise invalid("limit", "NUMBER_TYPE_MAX", f"Must be between 1 and {most}.")
    return limit


def check_moves(given: list[ChannelPosition]) -> list[ChannelPosition]:
    """Return an order of so many channels as a server may have; raises `Invalid`."""
    if len(given) > MOVES_MAX:
        raise invalid("", "BASE_TYPE_MAX_LENGTH", f"At most {MOVES_MAX} channels can be moved at once.")
    return given


def _parent(given: Snowflake | None) -> ChannelId | None:
    return None if given is None else ChannelId(given)


def _overrides(given: list[ChannelOverwrite] | UnsetType) -> list[Override] | None:
    return None if isinstance(given, UnsetType) else [one.override(one.id) for one in given]


def _bits(field: str, given: str | int) -> int:
    text = str(given)
    if not (text.isascii() and text.isdigit() and len(text) <= 20):
        raise invalid(field, "NUMBER_TYPE_COERCE", "Must be the decimal number of permission bits.")
    return int(text) & ALL


class CreateThread(Struct):
    """Without `type` it is private, as documented; from a message it is public."""

    name: str
    type: int | None = None
    auto_archive_duration: int | None = None
    rate_limit_per_user: int = 0
    invitable: bool = True

    def draft(self, message_id: MessageId | None = None) -> ThreadDraft:
        return ThreadDraft(
            name=self.name,
            type=self.type,
            auto_archive_min=self.auto_archive_duration,
            slow_mode_s=self.rate_limit_per_user,
            is_invitable=self.invitable,
            message_id=message_id,
        )


class ThreadMembersQuery(Struct):
    with_member: bool = False
    after: Snowflake = Snowflake(0)
    limit: int = 100


class ArchivedQuery(Struct):
    """`before` is the moment of archiving, as documented objects carry it."""

    before: str | UnsetType = UNSET
    limit: int = 50

    def moment(self) -> datetime | None:
        if isinstance(self.before, UnsetType):
            return None
        try:
            found = datetime.fromisoformat(self.before.replace(" ", "+"))
        except ValueError:
            raise invalid("before", "DATE_TIME_TYPE_PARSE", "Must be an RFC 3339 time.") from None
        return found if found.tzinfo else found.replace(tzinfo=UTC)


class ArchivedJoinedQuery(Struct):
    before: Snowflake | UnsetType = UNSET
    limit: int = 50


class ActiveThreads(Struct, kw_only=True):
    """The open threads one sees, and which of them one has joined."""

    threads: list[ThreadObject]
    members: list[ThreadMemberObject]
    has_more: bool = False


class ArchivedThreads(ActiveThreads, kw_only=True):
    has_more: bool = False


class CreateInvite(Struct):
    """`max_age` in seconds, 0 for ever; `max_uses` 0 for any number."""

    max_age: int | None = None
    max_uses: int = 0
