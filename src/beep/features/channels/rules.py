"""What is decided about channels without asking anybody: names, topics, rights."""

from beep.features.channels.contract import ChannelView
from beep.features.servers import Snapshot
from beep.kit.errors import invalid
from beep.kit.ids import UserId
from beep.kit.permissions import NONE, Permission, channel_permissions
from beep.kit.text import normal

TEXT = 0
TOPIC_MAX = 1024
POSITION_MAX = 10_000


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
    """Return a channel's type; only text channels can be made so far."""
    if value != TEXT:
        raise invalid("type", "BASE_TYPE_CHOICES", "Only text channels (0) can be created.")
    return value


def order(channel: ChannelView) -> tuple[int, int]:
    """Return the key channels are sorted by; of two in one position the older comes first."""
    return (channel.position, channel.id)


def permissions_in(channel: ChannelView, snapshot: Snapshot, user_id: UserId) -> Permission:
    """Return what somebody may do in a channel: nothing for a stranger or who may not see it."""
    base = snapshot.permissions_of(user_id)
    if base is None:
        return NONE
    if not channel.overrides:
        # The usual channel has no exceptions: spare the evaluator on the hot path.
        return base if base & Permission.VIEW_CHANNEL else NONE
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
    for user_id, role_ids in snapshot.members.items():
        if user_id in channel.overrides or user_id == snapshot.server.owner_id:
            is_seen = sees(channel, snapshot, user_id)
        else:
            known = same.get(role_ids)
            is_seen = same[role_ids] = sees(channel, snapshot, user_id) if known is None else known
        if is_seen:
            found.append(user_id)
    return frozenset(found)
