"""Who may do what to whom: pure functions."""

from beep.features import auth
from beep.features.administration.contract import Kind, ProposalView
from beep.features.administration.errors import (
    ActsOnAdministrator,
    NotForYou,
    NothingToChange,
    OneselfActedOn,
    SecondPersonNeeded,
)
from beep.kit.actor import Actor
from beep.kit.errors import invalid
from beep.kit.ids import UserId

ADMIN = "admin"
REASON_MAX = 512
# Who acts from the command line of the machine.
OPERATOR = UserId(0)


def check_administrator(actor: Actor) -> None:
    """Raise `NotForYou` unless the actor administers: to others none of this exists (GROL-03)."""
    if ADMIN not in actor.global_roles:
        raise NotForYou


def check_may_act_on(actor: Actor, account: auth.AccountView) -> None:
    """Raise `OneselfActedOn` or `ActsOnAdministrator`: no administrator shuts another one out alone."""
    if account.user_id == actor.user_id:
        raise OneselfActedOn
    if ADMIN in account.global_roles:
        raise ActsOnAdministrator


def check_changes(account: auth.AccountView, kind: Kind) -> None:
    """Raise `NothingToChange` where a person already is what is proposed."""
    if (ADMIN in account.global_roles) == (kind == "grant"):
        raise NothingToChange


def check_may_approve(actor: Actor, found: ProposalView) -> None:
    """Raise `SecondPersonNeeded` to who proposed it; who would become administrator is none yet."""
    if actor.user_id == found.proposed_by:
        raise SecondPersonNeeded


def roles_after(roles: frozenset[str], kind: Kind) -> frozenset[str]:
    return roles | {ADMIN} if kind == "grant" else roles - {ADMIN}


def reason(raw: str | None) -> str | None:
    """Return a reason as it is kept; raises `Invalid`."""
    given = (raw or "").strip()
    if len(given) > REASON_MAX:
        raise invalid("reason", "BAD_LENGTH", f"A reason has {REASON_MAX} characters at most.")
    return given or None
