"""What is decided about channels without asking anybody: names, topics, rights, exceptions, order."""

import unicodedata
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Any

from beep.features.channels.contract import ChannelType, ChannelView, ThreadPart
from beep.features.channels.drafts import Move
from beep.features.channels.errors import NoThreadsHere, ThreadArchived, ThreadLocked
from beep.features.servers import CannotGrant, MissingPermission, ServerArchived, Snapshot, TimedOut
from beep.kit.errors import invalid
from beep.kit.ids import ChannelId, RoleId, ServerId, UserId
from beep.kit.names import community_name
from beep.kit.permissions import NONE, Override, Permission, channel_permissions, wire_names
from beep.kit.text import normal

# A plain number: operators of flags would cost more than the rest of a check.
_VIEW_CHANNEL = Permission.VIEW_CHANNEL.value
TOPIC_MAX = 1024
POSITION_MAX = 10_000
SLOW_MODE_MAX_S = 21_600
CATEGORY_NAME_MAX = 50
THREAD_NAME_MAX = 100
# An hour, a day, three days, a week.
AUTO_ARCHIVE_MIN = (60, 1440, 4320, 10_080)
_THREADS_IN: Mapping[int, Sequence[ChannelType]] = {
    ChannelType.TEXT: (ChannelType.PUBLIC_THREAD, ChannelType.PRIVATE_THREAD),
    ChannelType.ANNOUNCEMENT: (ChannelType.ANNOUNCEMENT_THREAD,),
}
_BY_OWNER = frozenset({"name", "is_archived", "auto_archive_min", "is_invitable"})
_MADE = (ChannelType.TEXT, ChannelType.VOICE, ChannelType.CATEGORY, ChannelType.ANNOUNCEMENT)
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
Overrides = Mapping[int, Override]
# What is ordered together: the channels of one parent, and all categories.
Group = tuple[int, bool]


def name(text: str, kind: int) -> str:
    """Return a channel's name as it is stored; raises `Invalid`.

    Channels keep to the alphabet of names (CHAN-06); a category is a heading, and may have any that shows.
    """
    if kind != ChannelType.CATEGORY:
        return community_name(text)
    return _shown_name(text, CATEGORY_NAME_MAX)


def _shown_name(text: str, most: int) -> str:
    stored = normal(text).strip()
    if not 1 <= len(stored) <= most:
        reason = f"Must be between 1 and {most} characters long."
        raise invalid("name", "BASE_TYPE_BAD_LENGTH", reason)
    if any(unicodedata.category(sign) in _UNPRINTABLE for sign in stored):
        raise invalid("name", "NAME_PRINTABLE", "Only characters one can see may be used.")
    return stored


def topic(text: str | None) -> str | None:
    """Return a topic as it is stored, `None` for an empty one; raises `Invalid`."""
    stored = normal(text or "").strip()
    if len(stored) > TOPIC_MAX:
        raise invalid("topic", "BASE_TYPE_MAX_LENGTH", f"Must be {TOPIC_MAX} characters at most.")
    return stored or None


def position(value: int) -> int:
    if not 0 <= value <= POSITION_MAX:
        raise invalid("position", "NUMBER_TYPE_MAX", f"Must be between 0 and {POSITION_MAX}.")
    return value


def kind(value: int) -> int:
    """Return the type of a channel to create; raises `Invalid`."""
    if value not in _MADE:
        allowed = ", ".join(f"{one.value} ({one.name.lower()})" for one in _MADE)
        raise invalid("type", "BASE_TYPE_CHOICES", f"Must be one of {allowed}.")
    return value


def changed_kind(old: int, new: int) -> int:
    """Return the type a channel becomes: text and announcement channels may be either."""
    both = (ChannelType.TEXT, ChannelType.ANNOUNCEMENT)
    if new != old and not (old in both and new in both):
        raise invalid("type", "BASE_TYPE_CHOICES", "Only text (0) and announcement (5) channels may change.")
    return new


def slow_mode_s(value: int) -> int:
    if not 0 <= value <= SLOW_MODE_MAX_S:
        reason = f"Must be between 0 and {SLOW_MODE_MAX_S} seconds."
        raise invalid("rate_limit_per_user", "NUMBER_TYPE_MAX", reason)
    return value


def order(channel: ChannelView) -> tuple[int, int]:
    """Return the key channels are sorted by; of two in one position the older comes first."""
    return (channel.position, channel.id)


def permissions_in(channel: ChannelView, snapshot: Snapshot, user_id: UserId) -> Permission:
    """Return what somebody may do in a channel or thread: nothing for who may not see it."""
    return channel.left_of(permissions_above(channel, snapshot, user_id), user_id)


def refusal(snapshot: Snapshot, needed: Permission, held: Permission, lacking: int) -> MissingPermission:
    """Return why somebody is refused who would hold `held` but for a time-out or an archive."""
    if needed & ~held:
        return MissingPermission(f"You need the permission {wire_names(lacking)} in this channel.")
    return TimedOut() if snapshot.server.archived_at is None else ServerArchived()


def check_active(snapshot: Snapshot, user_id: UserId, held: Permission, now: Callable[[], datetime]) -> None:
    """Refuse what needs no permission a time-out or an archive takes away: changing what is one's own."""
    probe = Permission.SEND_MESSAGES | held & Permission.ADMINISTRATOR
    if not snapshot.limited(probe, user_id, now) & Permission.SEND_MESSAGES:
        raise refusal(snapshot, NONE, held, NONE)


def permissions_above(channel: ChannelView, snapshot: Snapshot, user_id: UserId) -> Permission:
    """Return what somebody may do in a channel, or in the channel a thread is in."""
    base = snapshot.permissions_of(user_id)
    if base is None:
        return NONE
    if not channel.overrides:
        # The usual channel has no exceptions: spare the evaluator on the hot path.
        return base if int(base) & _VIEW_CHANNEL else NONE
    return channel_permissions(
        base,
        user_id=user_id,
        default_role_id=snapshot.server.id,
        role_ids=snapshot.members[user_id],
        overrides=channel.overrides,
    )


def sees(channel: ChannelView, snapshot: Snapshot, user_id: UserId) -> bool:
    return bool(permissions_in(channel, snapshot, user_id) & Permission.VIEW_CHANNEL)


def viewers(channel: ChannelView, snapshot: Snapshot) -> frozenset[UserId]:
    """Return every member who sees a channel.

    Members with the same roles see the same, unless an exception names them: each set of roles is
    evaluated once.
    """
    same: dict[tuple[int, ...], bool] = {}
    found: list[UserId] = []
    joined: Container[UserId] = channel.thread.members if channel.thread else ()
    for user_id, role_ids in snapshot.members.items():
        if user_id in channel.overrides or user_id in joined or user_id == snapshot.server.owner_id:
            is_seen = sees(channel, snapshot, user_id)
        else:
            known = same.get(role_ids)
            is_seen = same[role_ids] = sees(channel, snapshot, user_id) if known is None else known
        if is_seen:
            found.append(user_id)
    return frozenset(found)


# -- threads ----------------------------------------------------------------------------------


def thread_name(text: str) -> str:
    """Return a thread's name as it is stored; raises `Invalid`."""
    return _shown_name(text, THREAD_NAME_MAX)


def thread_kind(parent: ChannelView, wanted: int | None, *, has_message: bool) -> int:
    """Return the type of a thread to open: public from a message, without a wish else private."""
    kinds = _THREADS_IN.get(parent.type)
    if kinds is None:
        raise NoThreadsHere
    kind = wanted
    if has_message or (kind is None and len(kinds) == 1):
        kind = kinds[0]
    elif kind is None:
        kind = ChannelType.PRIVATE_THREAD
    if kind not in kinds:
        raise invalid("type", "BASE_TYPE_CHOICES", f"Must be one of {', '.join(map(str, map(int, kinds)))}.")
    return kind


def auto_archive_min(value: int | None) -> int:
    if value is None:
        return AUTO_ARCHIVE_MIN[1]
    if value not in AUTO_ARCHIVE_MIN:
        choices = ", ".join(map(str, AUTO_ARCHIVE_MIN))
        raise invalid("auto_archive_duration", "BASE_TYPE_CHOICES", f"Must be one of {choices} minutes.")
    return value


def check_thread_change(
    thread: ThreadPart, user_id: UserId, held: Permission, changes: Mapping[str, Any]
) -> None:
    """Raise unless somebody may change a thread so.

    Who manages threads may do anything; who started it may name, archive and reopen it while it is not
    locked; whoever may post there may reopen it. What is archived must be reopened to be changed.
    """
    if not held & Permission.MANAGE_THREADS:
        if thread.is_locked:
            raise ThreadLocked
        reopens = changes == {"is_archived": False} and bool(held & Permission.SEND_MESSAGES)
        is_own = thread.owner_id == user_id and not changes.keys() - _BY_OWNER
        if not (reopens or is_own):
            raise MissingPermission("You need the permission MANAGE_THREADS for that.")
    if thread.is_archived and changes.get("is_archived") is not False:
        raise ThreadArchived


# -- exceptions -------------------------------------------------------------------------------


def checked_overrides(wanted: Iterable[Override], snapshot: Snapshot, *, most: int) -> dict[int, Override]:
    """Return exceptions as they are stored; raises `Invalid` for unknown targets and too many."""
    stored: dict[int, Override] = {}
    for one in wanted:
        known = RoleId(one.target_id) in snapshot.roles
        if one.target == "member":
            known = UserId(one.target_id) in snapshot.members
        if not known:
            reason = f"{one.target_id} is no {one.target} of this server."
            raise invalid("permission_overwrites", "OVERWRITE_UNKNOWN_TARGET", reason)
        stored[one.target_id] = Override(one.target_id, one.target, one.allow & ~one.deny, one.deny)
    check_override_count(stored, most=most)
    return stored


def check_override_count(overrides: Overrides, *, most: int) -> None:
    if len(overrides) > most:
        reason = f"A channel may have {most} exceptions at most."
        raise invalid("permission_overwrites", "BASE_TYPE_MAX_LENGTH", reason)


def check_override_grants(held: int, old: Overrides, new: Overrides) -> None:
    """Raise `CannotGrant` if exceptions change a right that whoever changes them lacks (AMB-3, S-06)."""
    touched = 0
    for target_id in old.keys() | new.keys():
        before, after = old.get(target_id), new.get(target_id)
        touched |= (before.allow if before else 0) ^ (after.allow if after else 0)
        touched |= (before.deny if before else 0) ^ (after.deny if after else 0)
    if touched & ~held:
        raise CannotGrant


def announcing(overrides: Overrides, server_id: ServerId) -> dict[int, Override]:
    """Return the exceptions of a new announcement channel: to read for all, to write for whoever is let."""
    everyone = overrides.get(server_id) or Override(server_id, "role", 0, 0)
    if everyone.allow & Permission.SEND_MESSAGES:
        return dict(overrides)
    closed = replace(everyone, deny=everyone.deny | Permission.SEND_MESSAGES)
    return {**overrides, server_id: closed}


def is_synced(channel: ChannelView, category: ChannelView) -> bool:
    """Tell whether a channel has exactly its category's exceptions."""
    return dict(channel.overrides) == dict(category.overrides)


def with_overrides(listed: Sequence[ChannelView], old: ChannelView, new: ChannelView) -> list[ChannelView]:
    """Return all channels with one changed; those synced with a category follow its exceptions."""
    after: list[ChannelView] = []
    for one in listed:
        if one.id == old.id:
            after.append(new)
        elif one.parent_id == old.id and is_synced(one, old):
            after.append(replace(one, overrides=new.overrides))
        else:
            after.append(one)
    return after


# -- order ------------------------------------------------------------------------------------


def group(channel: ChannelView) -> Group:
    return (channel.parent_id or 0, channel.type == ChannelType.CATEGORY)


def arranged(channels: Sequence[ChannelView], moves: Iterable[Move] = ()) -> list[ChannelView]:
    """Return all channels after some moves, those of one parent at 0, 1, 2, ….

    Whoever is moved takes the place asked for among the others; who is not named keeps to their order.
    So whatever order moves come in, none is lost and no place is taken twice (CHAN-03).
    """
    wanted = {one.channel_id: one for one in moves}
    known = {one.id for one in channels}
    staying: dict[Group, list[ChannelView]] = {}
    arriving: list[tuple[int, int, ChannelView]] = []
    for channel in sorted(channels, key=order):
        orphaned = channel.parent_id is not None and channel.parent_id not in known
        settled = replace(channel, parent_id=None) if orphaned else channel
        move = wanted.get(channel.id)
        if move is not None and move.moves_parent:
            settled = replace(settled, parent_id=move.parent_id)
        stays = group(settled) == group(channel)
        if move is not None and (move.position is not None or not stays):
            last = POSITION_MAX + channel.position
            place = move.position if move.position is not None else last
            arriving.append((place, channel.id, settled))
        elif not stays:
            arriving.append((POSITION_MAX + channel.position, channel.id, settled))
        else:
            staying.setdefault(group(settled), []).append(settled)
    for place, _, channel in sorted(arriving, key=lambda one: one[:2]):
        staying.setdefault(group(channel), []).insert(place, channel)
    return [
        replace(channel, position=place)
        for together in staying.values()
        for place, channel in enumerate(together)
    ]


def check_parent(channel: ChannelView, parent_id: ChannelId | None, listed: Sequence[ChannelView]) -> None:
    """Raise `Invalid` unless a channel may stand below `parent_id`: categories stand below nothing."""
    if parent_id is None:
        return
    parent = next((one for one in listed if one.id == parent_id), None)
    if parent is None or parent.type != ChannelType.CATEGORY:
        raise invalid("parent_id", "CHANNEL_PARENT_INVALID", "There is no such category.")
    if channel.type == ChannelType.CATEGORY:
        raise invalid("parent_id", "CHANNEL_PARENT_INVALID_TYPE", "A category cannot be in another.")


def check_children(listed: Iterable[ChannelView], *, most: int) -> None:
    """Raise `Invalid` if a category holds more channels than it may."""
    below = sorted(one.parent_id for one in listed if one.parent_id is not None)
    for _, children in groupby(below):
        if sum(1 for _ in children) > most:
            reason = f"A category may hold {most} channels at most."
            raise invalid("parent_id", "CHANNEL_PARENT_MAX_CHANNELS", reason)
