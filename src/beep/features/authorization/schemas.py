"""Decisions and refusals on the wire."""

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from beep.features.authorization.contract import DenialView, Explanation
from beep.kit.permissions import BY_PERMISSION, REGISTRY, Decision, Effect, Entry, Group, Kind, Scope, Target
from beep.runtime.http import Snowflake, stamp


class ExplainQuery(Struct):
    """`channel_id` asks about one channel instead of the whole server."""

    channel_id: Snowflake | UnsetType = UNSET


class DenialQuery(Struct):
    user_id: Snowflake | UnsetType = UNSET
    limit: Annotated[int, Meta(ge=1, le=100)] = 50


class TextObject(Struct, frozen=True):
    """Words in both languages."""

    en: str
    fr: str


class PermissionObject(Struct, frozen=True, kw_only=True):
    """A permission; `value` is its bit as a decimal string."""

    name: str
    bit: int
    value: str
    group: Group
    scopes: tuple[Scope, ...]
    label: TextObject
    description: TextObject


class ReasonObject(Struct, frozen=True, kw_only=True):
    """What speaks for or against a permission; `name` is that of the role, member or channel."""

    kind: Kind
    effect: Effect
    target_type: Target | None
    id: str | None
    name: str | None


class DecisionObject(Struct, frozen=True, kw_only=True):
    """A decision. The first reason decides; the others would decide the same without it."""

    name: str
    allowed: bool
    because: list[ReasonObject]


class ExplanationObject(Struct, frozen=True, kw_only=True):
    user_id: str
    channel_id: str | None
    permissions: str
    decisions: list[DecisionObject]


class DenialObject(Struct, frozen=True, kw_only=True):
    """What a member was refused in one place; `missing` are names of permissions."""

    user_id: str
    channel_id: str | None
    missing: list[str]
    count: int
    first_at: str
    last_at: str


def permission_object(entry: Entry) -> PermissionObject:
    return PermissionObject(
        name=entry.name,
        bit=entry.bit,
        value=str(entry.permission.value),
        group=entry.group,
        scopes=entry.scopes,
        label=TextObject(entry.label.en, entry.label.fr),
        description=TextObject(entry.description.en, entry.description.fr),
    )


def explanation_object(view: Explanation) -> ExplanationObject:
    return ExplanationObject(
        user_id=str(view.user_id),
        channel_id=None if view.channel_id is None else str(view.channel_id),
        permissions=str(int(view.permissions)),
        decisions=[_decision(one, view.names) for one in view.decisions],
    )


def _decision(decision: Decision, names: dict[int, str]) -> DecisionObject:
    reasons = [
        ReasonObject(
            kind=one.kind,
            effect=one.effect,
            target_type=one.target,
            id=None if one.target_id is None else str(one.target_id),
            name=None if one.target_id is None else names.get(one.target_id),
        )
        for one in decision.because
    ]
    return DecisionObject(
        name=BY_PERMISSION[decision.permission].name, allowed=decision.is_allowed, because=reasons
    )


def denial_object(view: DenialView) -> DenialObject:
    return DenialObject(
        user_id=str(view.user_id),
        channel_id=None if view.channel_id is None else str(view.channel_id),
        missing=[entry.name for entry in REGISTRY if entry.permission & view.missing],
        count=view.count,
        first_at=stamp(view.first_at),
        last_at=stamp(view.last_at),
    )
