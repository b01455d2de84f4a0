"""The face of authorization: why decisions are as they are, and who was refused what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from beep.features import servers
from beep.kit.actor import Actor
from beep.kit.ids import ChannelId, ServerId, UserId
from beep.kit.permissions import Decision, Permission


@dataclass(frozen=True, slots=True)
class DenialView:
    """What somebody was refused in one place, and how often. `missing` is what they lacked."""

    server_id: ServerId
    user_id: UserId
    channel_id: ChannelId | None
    missing: Permission
    count: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a member may do in a server or one of its channels, each decision with its reasons.

    `names` are those of the roles, the channel and the member the reasons speak of.
    """

    user_id: UserId
    channel_id: ChannelId | None
    permissions: Permission
    decisions: tuple[Decision, ...]
    names: dict[int, str]


class Authorization(servers.Refusals, Protocol):
    # Who decides instead of the built-in evaluator, or is compared with it; `None` when it is alone.
    engine: servers.Engine | None

    async def explain(
        self, actor: Actor, server_id: ServerId, user_id: UserId, channel_id: ChannelId | None
    ) -> Explanation:
        """Explain a member's permissions: one's own, anybody's with MANAGE_ROLES."""
        ...

    async def list_denials(
        self, actor: Actor, server_id: ServerId, *, user_id: UserId | None, limit: int
    ) -> Sequence[DenialView]:
        """Return refusals by their last time, the newest first; needs VIEW_AUDIT_LOG."""
        ...
