"""Bodies and answers of administration."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from beep.features import auth, users
from beep.features.administration.contract import PersonView, ProposalView
from beep.kit.ids import MAX_ID
from beep.runtime.http import Snowflake, stamp


class PeopleQuery(Struct):
    query: Annotated[str, Meta(max_length=254)] = ""
    before: Snowflake = Snowflake(MAX_ID)
    limit: Annotated[int, Meta(ge=1, le=100)] = 50


class Because(Struct):
    reason: str | None = None


class Propose(Struct, kw_only=True):
    user_id: Snowflake
    kind: Literal["grant", "take"]
    reason: str | None = None


class ClaimLink(Struct):
    token: Annotated[str, Meta(min_length=1, max_length=128)]


class PersonObject(Struct, frozen=True, kw_only=True):
    """A person as administrators see them."""

    user: users.UserObject
    email: str | None
    verified: bool
    has_password: bool
    global_roles: Sequence[str]
    created_at: str
    suspended_at: str | None


class PersonSessionObject(Struct, frozen=True, kw_only=True):
    id: str
    created_at: str
    last_active_at: str
    user_agent: str
    ip: str
    methods: Sequence[str]
    client: str | None


class WholePersonObject(PersonObject, frozen=True, kw_only=True):
    sessions: Sequence[PersonSessionObject]


class ProposalObject(Struct, frozen=True, kw_only=True):
    id: str
    user_id: str
    kind: str
    reason: str | None
    proposed_by: str
    created_at: str


def person_object(view: PersonView) -> PersonObject:
    return PersonObject(**_parts(view))


def whole_person_object(view: PersonView, sessions: Sequence[auth.SessionView]) -> WholePersonObject:
    return WholePersonObject(**_parts(view), sessions=[_session(one) for one in sessions])


def proposal_object(view: ProposalView) -> ProposalObject:
    return ProposalObject(
        id=str(view.id),
        user_id=str(view.user_id),
        kind=view.kind,
        reason=view.reason,
        proposed_by=str(view.proposed_by),
        created_at=stamp(view.created_at),
    )


def _parts(view: PersonView) -> dict[str, Any]:
    account = view.account
    suspended_at = account.suspended_at if account else None
    return {
        "user": users.user_object(view.user),
        "email": account.email if account else None,
        "verified": account is not None and account.verified_at is not None,
        "has_password": account is not None and account.has_password,
        "global_roles": sorted(account.global_roles) if account else [],
        "created_at": stamp(view.user.created_at),
        "suspended_at": stamp(suspended_at) if suspended_at else None,
    }


def _session(view: auth.SessionView) -> PersonSessionObject:
    return PersonSessionObject(
        id=str(view.id),
        created_at=stamp(view.created_at),
        last_active_at=stamp(view.last_active_at),
        user_agent=view.user_agent,
        ip=view.ip,
        methods=view.methods,
        client=view.client,
    )
