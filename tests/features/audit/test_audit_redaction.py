# ruff: noqa: S608 - to tamper with statements is what these tests do
"""What is personal about somebody who is gone leaves the log, and the log still shows tampering."""

import pytest
from tests.features.audit.test_audit_chain import HERE, tamper, verdict
from tests.features.auth.rows import rows
from tests.worlds.administration import act, logged

from beep.app.program import Program
from beep.features.audit import Action, Change
from beep.kit.ids import UserId

pytestmark = pytest.mark.anyio
ANA, BEN = 7, 8


@pytest.fixture
async def spoken_of(program: Program) -> Program:
    """Give a log in which ana acted, ben acted on ana, and ben on somebody else."""
    for actor, target in ((ANA, "3"), (BEN, str(ANA)), (BEN, "4")):
        await act(
            program,
            HERE,
            actor,
            Action.MEMBER_UPDATE,
            target_id=target,
            reason="marqueur",
            changes=[Change("nick", old_value="marqueur", new_value="autre")],
        )
    await logged(program)
    return program


@pytest.mark.req("USER-05")
async def test_what_a_person_did_and_had_done_to_them_says_nothing_personal(spoken_of: Program) -> None:
    await spoken_of.face("audit").forget_person(UserId(ANA))
    found = await rows(
        spoken_of, f"SELECT reason, changes, ip FROM audit.entry WHERE server_id = {HERE} ORDER BY position"
    )
    assert [(reason, "marqueur" in changes) for reason, changes, _ in found] == [
        (None, False),
        (None, False),
        ("marqueur", True),
    ]


async def test_a_redacted_log_still_holds_and_forgetting_again_changes_nothing(
    spoken_of: Program, database_url: str
) -> None:
    for _ in range(2):
        await spoken_of.face("audit").forget_person(UserId(ANA))
        assert (await verdict(database_url)).holds
    told = f"SELECT count(*) FROM audit.entry WHERE action = {Action.ENTRIES_REDACTED}"
    assert await rows(spoken_of, told) == [(1,)]


@pytest.mark.req("AUD-04")
async def test_passing_something_else_for_a_redaction_is_seen(spoken_of: Program, database_url: str) -> None:
    await spoken_of.face("audit").forget_person(UserId(ANA))
    tamper(
        database_url,
        "UPDATE audit.entry SET reason = 'faux', is_redacted = true "
        f"WHERE target_id = '4' AND server_id = {HERE}",
    )
    found = await verdict(database_url)
    assert (found.holds, "3 entries are redacted, but the log tells of 2" in found.text) == (False, True)


@pytest.mark.req("AUD-04")
async def test_a_redacted_entry_cannot_be_taken_out_of_the_chain(
    spoken_of: Program, database_url: str
) -> None:
    await spoken_of.face("audit").forget_person(UserId(ANA))
    tamper(database_url, f"DELETE FROM audit.entry WHERE server_id = {HERE} AND position = 1")
    assert not (await verdict(database_url)).holds
