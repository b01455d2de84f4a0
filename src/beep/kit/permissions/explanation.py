"""Why somebody may or may not do something: the evaluator's decision with its reasons.

Beside the evaluator and equal to it on every world (`tests/kit/test_kit_explanation.py`); it is read
by people, so it may take its time.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

from beep.kit.permissions.evaluator import (
    Override,
    channel_permissions,
    server_permissions,
    while_limited,
)
from beep.kit.permissions.flags import KEPT_IN_ARCHIVE, KEPT_IN_TIMEOUT, Permission
from beep.kit.permissions.registry import IN_CHANNELS

Kind = Literal[
    "owner", "administrator", "role", "default", "override", "hidden", "timeout", "archived", "thread", "none"
]
Effect = Literal["allow", "deny"]
Target = Literal["role", "member", "channel"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for or against a permission, and who or what it is about."""

    kind: Kind
    effect: Effect
    target: Target | None = None
    target_id: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """An answer. `because` has the deciding reason first, then those that alone would decide the same.

    What is allowed goes away when all of them do; what is denied becomes possible when all are lifted.
    """

    permission: Permission
    is_allowed: bool
    because: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """All that decisions about one member depend on.

    `roles` are those they hold, the default one among them, with the permissions of each. Without a
    channel the question is about the whole server.
    """

    user_id: int
    default_role_id: int
    roles: Mapping[int, int]
    is_owner: bool = False
    channel_id: int | None = None
    overrides: Mapping[int, Override] = field(default_factory=dict[int, Override])
    is_timed_out: bool = False
    is_archived: bool = False


def decided(standing: Standing) -> Permission:
    """Return what the evaluator decides."""
    held = server_permissions(is_owner=standing.is_owner, role_permissions=standing.roles.values())
    if standing.channel_id is not None:
        held = channel_permissions(
            held,
            user_id=standing.user_id,
            default_role_id=standing.default_role_id,
            role_ids=standing.roles,
            overrides=standing.overrides,
        )
    return while_limited(held, is_timed_out=standing.is_timed_out, is_archived=standing.is_archived)


def explained(standing: Standing, permission: Permission) -> Decision:
    """Return one permission's decision with its reasons."""
    # Whoever speaks first decides; who says the same right after would, if the first were gone.
    effect, agreeing = next(groupby(_voices(standing, permission), key=lambda one: one.effect))
    return Decision(permission, effect == "allow", tuple(agreeing))


def _voices(standing: Standing, permission: Permission) -> Iterator[Reason]:
    """Give everything that speaks of a permission, from what decides over all others downwards."""
    if standing.is_archived and not permission & KEPT_IN_ARCHIVE:
        yield Reason("archived", "deny")
    if standing.is_owner:
        yield Reason("owner", "allow", "member", standing.user_id)
    for role_id, held in standing.roles.items():
        if held & Permission.ADMINISTRATOR:
            yield Reason("administrator", "allow", "role", role_id)
    if standing.is_timed_out and not permission & KEPT_IN_TIMEOUT:
        yield Reason("timeout", "deny", "member", standing.user_id)
    if standing.channel_id is not None:
        yield from _in_channel(standing, permission)
    yield from _granted(standing, permission)
    yield Reason("none", "deny")


def _in_channel(standing: Standing, permission: Permission) -> Iterator[Reason]:
    if not permission & Permission.VIEW_CHANNEL and _is_hidden(standing):
        yield Reason("hidden", "deny", "channel", standing.channel_id)
    if permission & IN_CHANNELS:
        yield from _overrides(standing, permission)


def _granted(standing: Standing, permission: Permission) -> Iterator[Reason]:
    for role_id, held in standing.roles.items():
        # Who gives ADMINISTRATOR has spoken already.
        if held & permission and not permission & Permission.ADMINISTRATOR:
            kind = "default" if role_id == standing.default_role_id else "role"
            yield Reason(kind, "allow", "role", role_id)


def _is_hidden(standing: Standing) -> bool:
    """Tell whether a channel is hidden from somebody no special standing shows it to."""
    said = next(_overrides(standing, Permission.VIEW_CHANNEL), None)
    if said is not None:
        return said.effect == "deny"
    return not any(held & Permission.VIEW_CHANNEL for held in standing.roles.values())


def _overrides(standing: Standing, permission: Permission) -> Iterator[Reason]:
    """Give what a channel's overrides say: the member's own, then roles together, then everyone's."""
    custom = [one for one in standing.roles if one != standing.default_role_id]
    for ids in ([standing.user_id], custom, [standing.default_role_id]):
        layer = [standing.overrides[one] for one in ids if one in standing.overrides]
        for override in layer:
            if override.allow & permission:
                yield Reason("override", "allow", override.target, override.target_id)
        for override in layer:
            if override.deny & permission:
                yield Reason("override", "deny", override.target, override.target_id)
