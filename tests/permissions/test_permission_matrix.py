"""Every permission Beep acts by, in every standing: allowed, refused or hidden, by a real act."""

from dataclasses import dataclass

import pytest
from tests.permissions.acts import ACTS, Act, Outcome, Scene
from tests.permissions.cast import GROUND, Cast
from tests.thorough import some
from tests.worlds.communities import Caller

from beep.app.program import Program
from beep.kit.permissions import IN_CHANNELS, KEPT_IN_TIMEOUT, NONE, OFFERED, Permission

pytestmark = pytest.mark.anyio
# Permissions nothing can be done with yet; what lands leaves this list.
WITHOUT_ACT = frozenset({
    "EMBED_LINKS",
})  # fmt: skip


def mounted(program: Program) -> set[tuple[str, str]]:
    return {(one.method, one.path) for built in program._parts.built.values() for one in built.routes}


def is_mounted(act: Act, routes: set[tuple[str, str]]) -> bool:
    return (act.method, act.path) in routes


async def test_each_permission_has_an_act(shared_program: Program) -> None:
    routes = mounted(shared_program)
    without = {
        entry.name
        for entry in OFFERED
        if entry.permission not in ACTS or not is_mounted(ACTS[entry.permission], routes)
    }
    assert without == WITHOUT_ACT


@dataclass(frozen=True)
class Case:
    """Who acts, with what: of everybody, of the role, and by an override of the channel."""

    who: str
    expected: Outcome
    everyone: bool = False
    role: bool = False
    override: tuple[str, str] | None = None


def cases(act: Act) -> list[Case]:
    no = act.refused_as
    kept = act.permission & (KEPT_IN_TIMEOUT | Permission.ADMINISTRATOR)
    found = [
        Case("plain", no),
        Case("plain_bot", no),
        Case("plain", "allowed", everyone=True),
        Case("holder", "allowed", role=True),
        Case("bot", "allowed", role=True),
        Case("quiet", "allowed" if kept else "refused", role=True),
        Case("owner", "allowed"),
        Case("admin", "allowed"),
        Case("outsider", "hidden", everyone=True, role=True),
    ]
    if act.permission & IN_CHANNELS:
        for target in ("everyone", "role", "member"):
            found.append(Case("holder", "allowed", override=(target, "allow")))
            found.append(Case("holder", no, everyone=True, role=True, override=(target, "deny")))
        found.append(Case("holder", "hidden", everyone=True, role=True, override=("everyone", "hide")))
        found.append(Case("admin", "allowed", override=("everyone", "hide")))
    return found


async def arranged(cast: Cast, act: Act, case: Case) -> None:
    ground = (GROUND | act.needs) & ~act.permission
    await cast.clear()
    await cast.grant(
        everyone=ground | (act.permission if case.everyone else NONE),
        role=act.permission if case.role else NONE,
    )
    if case.override is None:
        return
    target, effect = case.override
    ids = {"everyone": cast.salon.id, "role": cast.role, "member": cast.holder.id}
    taken = {"allow": NONE, "deny": act.permission, "hide": Permission.VIEW_CHANNEL}[effect]
    given = act.permission if effect == "allow" else NONE
    await cast.override(cast.seen, ids[target], is_member=target == "member", allow=given, deny=taken)


@pytest.mark.req("PERM-01", "PERM-02", "PERM-03", "ROLE-01", "ROLE-03", "ROLE-04", "ROLE-06", "PERM-04")
@pytest.mark.parametrize("act", ACTS.values(), ids=lambda act: act.permission.name)
async def test_a_permission_opens_its_act_and_nothing_else_does(
    cast: Cast, shared_program: Program, act: Act
) -> None:
    if not is_mounted(act, mounted(shared_program)):
        pytest.skip(f"nothing answers {act.method} {act.path} yet")
    wrong: list[tuple[Case, str]] = []
    for case in some(cases(act), share=2):
        await arranged(cast, act, case)
        who: Caller = getattr(cast, case.who)
        answer = await act.perform(Scene(cast, who, cast.seen))
        if act.outcome(answer) != case.expected:
            wrong.append((case, f"{answer.status_code} {answer.text[:150]}"))
    assert not wrong
