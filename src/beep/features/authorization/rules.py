"""What is decided about explanations without asking anybody."""

from datetime import datetime

from beep.features import channels, servers
from beep.kit.ids import RoleId, UserId
from beep.kit.permissions import OFFERED, Entry, Standing


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
