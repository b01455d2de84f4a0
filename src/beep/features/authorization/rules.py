"""What is decided about explanations without asking anybody."""

from dataclasses import replace
from datetime import datetime

from beep.features import channels, servers
from beep.kit.ids import RoleId, UserId
from beep.kit.permissions import (
    OFFERED,
    Decision,
    Entry,
    Permission,
    Reason,
    Standing,
    decided,
    explained,
    while_limited,
)


def standing(
    snapshot: servers.Snapshot, user_id: UserId, channel: channels.ChannelView | None, now: datetime
) -> Standing:
    """Return all that decisions about a member depend on."""
    held = (RoleId(snapshot.server.id), *snapshot.members[user_id])
    return Standing(
        user_id=user_id,
        default_role_id=snapshot.server.id,
        roles={one: snapshot.roles[one].permissions for one in held if one in snapshot.roles},
        is_owner=user_id == snapshot.server.owner_id,
        channel_id=None if channel is None else channel.id,
        overrides={} if channel is None else channel.overrides,
        is_timed_out=snapshot.is_timed_out(user_id, now),
        is_archived=snapshot.server.archived_at is not None,
    )


def asked(channel: channels.ChannelView | None) -> list[Entry]:
    """Return what is explained: all that people are offered, in a channel what overrides reach."""
    return [entry for entry in OFFERED if channel is None or "channel" in entry.scopes]


def answered(about: Standing, channel: channels.ChannelView | None) -> Permission:
    """Return what somebody may do, in a thread what is left there of its parent's permissions."""
    held = decided(replace(about, is_timed_out=False, is_archived=False))
    left = held if channel is None else channel.left_of(held, UserId(about.user_id))
    return while_limited(left, is_timed_out=about.is_timed_out, is_archived=about.is_archived)


def decision(about: Standing, channel: channels.ChannelView | None, permission: Permission) -> Decision:
    """Explain one permission; a thread speaks where it is not simply its parent that does."""
    if channel is None or channel.thread is None:
        return explained(about, permission)
    is_allowed = bool(answered(about, channel) & permission)
    posting = permission == Permission.SEND_MESSAGES
    found = explained(about, Permission.SEND_MESSAGES_IN_THREADS if posting else permission)
    effect = "allow" if is_allowed else "deny"
    if found.is_allowed != is_allowed:
        return Decision(permission, is_allowed, (Reason("thread", effect, "channel", channel.id),))
    if posting:
        thread = Reason("thread", effect, "channel", channel.id)
        return Decision(permission, is_allowed, (*found.because, thread))
    return found
