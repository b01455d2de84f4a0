"""Explanations beside the evaluator: the same answer, and reasons that really are the reasons."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.thorough import examples

from beep.kit.permissions import (
    ALL,
    DEFAULT_ROLE,
    OFFERED,
    Override,
    Permission,
    Reason,
    Standing,
    decided,
    explained,
)

ME, OTHER, DEFAULT, ROLES, CHANNEL = 10, 11, 1, (2, 3, 4), 7
# Few of them, so that what speaks of the same permission meets.
FEW = (
    Permission.VIEW_CHANNEL,
    Permission.SEND_MESSAGES,
    Permission.MANAGE_ROLES,
    Permission.KICK_MEMBERS,
    Permission.VIEW_AUDIT_LOG,
    Permission.ADMINISTRATOR,
)
masks = st.lists(st.sampled_from(FEW), max_size=4).map(lambda found: sum(set(found)))
granted = st.builds(
    lambda default, held: {DEFAULT: default, **held},
    masks,
    st.dictionaries(st.sampled_from(ROLES), masks, max_size=3),
)
exceptions = st.dictionaries(
    st.sampled_from([DEFAULT, *ROLES, ME, OTHER]), st.tuples(masks, masks), max_size=5
).map(
    lambda found: {
        target: Override(target, "member" if target >= ME else "role", allow=allow, deny=deny)
        for target, (allow, deny) in found.items()
    }
)
rarely = st.integers(0, 5).map(lambda number: number == 0)
standings = st.builds(
    Standing,
    user_id=st.just(ME),
    default_role_id=st.just(DEFAULT),
    roles=granted,
    is_owner=rarely,
    channel_id=st.sampled_from([None, CHANNEL]),
    overrides=exceptions,
    is_timed_out=rarely,
    is_archived=rarely,
)


def without(standing: Standing, reason: Reason, permission: Permission) -> Standing:
    """Return the world in which one reason is no longer there."""
    target = reason.target_id
    if reason.kind == "owner":
        return replace(standing, is_owner=False)
    if reason.kind in {"timeout", "archived"}:
        return replace(standing, **{f"is_{'timed_out' if reason.kind == 'timeout' else 'archived'}": False})
    assert target is not None
    if reason.kind in {"administrator", "role", "default"}:
        bit = Permission.ADMINISTRATOR if reason.kind == "administrator" else permission
        return replace(standing, roles={**standing.roles, target: standing.roles[target] & ~bit})
    if reason.kind == "hidden":
        shown = Override(ME, "member", 0, 0) if ME not in standing.overrides else standing.overrides[ME]
        shown = replace(shown, allow=shown.allow | Permission.VIEW_CHANNEL)
        return replace(standing, overrides={**standing.overrides, ME: shown})
    old = standing.overrides[target]
    left = (
        {"allow": old.allow & ~permission} if reason.effect == "allow" else {"deny": old.deny & ~permission}
    )
    return replace(standing, overrides={**standing.overrides, target: replace(old, **left)})


@pytest.mark.req("PERM-07")
@settings(deadline=None, max_examples=examples(400))
@given(standings, st.sampled_from(FEW))
def test_an_explanation_gives_the_evaluators_answer(standing: Standing, permission: Permission) -> None:
    assert explained(standing, permission).is_allowed == bool(decided(standing) & permission)


@pytest.mark.req("PERM-07")
@settings(deadline=None, max_examples=examples(400))
@given(standings, st.sampled_from(FEW))
def test_the_answer_changes_when_all_reasons_are_gone_and_not_before(
    standing: Standing, permission: Permission
) -> None:
    decision = explained(standing, permission)
    assert {one.effect for one in decision.because} == {"allow" if decision.is_allowed else "deny"}
    if decision.because[-1].kind == "none":
        return
    for number, reason in enumerate(decision.because):
        assert bool(decided(standing) & permission) == decision.is_allowed, decision.because[number:]
        standing = without(standing, reason, permission)
    assert bool(decided(standing) & permission) != decision.is_allowed


def member(**more: object) -> Standing:
    return replace(Standing(ME, DEFAULT, {DEFAULT: int(DEFAULT_ROLE)}, channel_id=CHANNEL), **more)


def kinds(standing: Standing, permission: Permission) -> list[str]:
    return [one.kind for one in explained(standing, permission).because]


def test_nothing_grants_it() -> None:
    assert kinds(member(), Permission.MANAGE_MESSAGES) == ["none"]


def test_a_hidden_channel_takes_everything_and_names_what_hides_it() -> None:
    hidden = member(overrides={2: Override(2, "role", 0, int(Permission.VIEW_CHANNEL))}, roles={
        DEFAULT: int(DEFAULT_ROLE), 2: 0,
    })  # fmt: skip
    assert kinds(hidden, Permission.SEND_MESSAGES) == ["hidden"]
    assert explained(hidden, Permission.VIEW_CHANNEL).because == (Reason("override", "deny", "role", 2),)


def test_an_owner_who_holds_the_permission_otherwise_too_has_two_reasons() -> None:
    assert kinds(member(is_owner=True), Permission.SEND_MESSAGES) == ["owner", "default"]


def test_a_timeout_stops_neither_reading_nor_administrators() -> None:
    quiet = member(is_timed_out=True)
    assert kinds(quiet, Permission.SEND_MESSAGES) == ["timeout"]
    assert kinds(quiet, Permission.READ_MESSAGE_HISTORY) == ["default"]
    above = replace(quiet, roles={**quiet.roles, 2: int(Permission.ADMINISTRATOR)})
    assert kinds(above, Permission.SEND_MESSAGES) == ["administrator"]


def test_an_archive_stops_the_owner_too() -> None:
    assert kinds(member(is_archived=True, is_owner=True), Permission.SEND_MESSAGES) == ["archived"]


def test_every_offered_permission_can_be_explained() -> None:
    for entry in OFFERED:
        assert explained(member(is_owner=True), entry.permission).is_allowed
        assert explained(member(roles={DEFAULT: int(ALL)}), entry.permission).is_allowed
