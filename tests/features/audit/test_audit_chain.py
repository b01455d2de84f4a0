# ruff: noqa: S608 - to tamper with statements is what these tests do
"""The chain of the audit log: it shows whatever is done to it."""

import asyncio
import io
import json
import logging
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError
from tests.fakes.clock import FakeClock
from tests.worlds.administration import act, logged

from beep.app import audit_check
from beep.app.program import Program
from beep.features.audit import Action, Change
from beep.features.audit.jobs import AuditJobs
from beep.features.audit.settings import AuditSettings
from beep.features.audit.upkeep import Retention
from beep.runtime.database import conninfo
from beep.runtime.security import SecurityFormatter

pytestmark = pytest.mark.anyio
HERE, THERE = 4001, 4002


async def verdict(url: str, against: Path | None = None) -> audit_check.Verdict:
    return await audit_check.verify(url, against, lambda _: None)


def tamper(url: str, *statements: str) -> None:
    """Do what only somebody with the database in their hands can."""
    with psycopg.connect(conninfo(url), autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        for statement in statements:
            connection.execute(statement)  # type: ignore[arg-type]


@pytest.fixture
async def filled(program: Program) -> Program:
    for number in range(4):
        for server in (HERE, THERE):
            await act(
                program,
                server,
                7,
                Action.ROLE_UPDATE,
                target_id=str(number),
                reason=f"raison {number}",
                changes=[Change("name", old_value="a", new_value=f"b{number}")],
                options={"count": str(number)},
            )
    await logged(program)
    return program


@pytest.mark.req("AUD-04")
async def test_what_was_written_holds(filled: Program, database_url: str) -> None:
    del filled
    found = await verdict(database_url)
    assert (found.holds, found.text) == (True, "8 entries are what was written.")


@pytest.mark.req("AUD-04")
@pytest.mark.parametrize(
    "column",
    [
        "id = id + 1",
        "fact_id = 'x'",
        "actor_id = 8",
        "action = 12",
        "target_id = NULL",
        "reason = ''",
        "reason = NULL",
        """changes = '[{"key":"name","old_value":"a","new_value":"c"}]'""",
        "options = '{}'",
        "ip = '10.0.0.1'",
        "trace_id = 'x'",
        "previous = '\\x00'",
        "hash = '\\x00'",
    ],
)
async def test_no_field_can_be_changed_unseen(filled: Program, database_url: str, column: str) -> None:
    del filled
    tamper(database_url, f"UPDATE audit.entry SET {column} WHERE server_id = {THERE} AND position = 3")
    found = await verdict(database_url)
    assert not found.holds
    assert f"server {THERE} is broken" in found.text
    assert "position 3" in found.text
    assert "6 entries before it" in found.text


@pytest.mark.req("AUD-04")
@pytest.mark.parametrize(
    ("statements", "position"),
    [
        ([f"DELETE FROM audit.entry WHERE server_id = {HERE} AND position = 2"], 3),
        ([f"DELETE FROM audit.entry WHERE server_id = {HERE} AND position = 1"], 2),
        ([f"DELETE FROM audit.entry WHERE server_id = {HERE} AND position = 4"], 4),
        ([f"DELETE FROM audit.entry WHERE server_id = {HERE}"], 1),
        (
            [
                f"UPDATE audit.entry SET position = 9 WHERE server_id = {HERE} AND position = 2",
                f"UPDATE audit.entry SET position = 2 WHERE server_id = {HERE} AND position = 3",
                f"UPDATE audit.entry SET position = 3 WHERE server_id = {HERE} AND position = 9",
            ],
            2,
        ),
        (
            [
                f"""
                INSERT INTO audit.entry SELECT server_id, 5, id + 1, 'new', actor_id, action, target_id,
                reason, changes, options, ip, trace_id, hash, hash FROM audit.entry
                WHERE server_id = {HERE} AND position = 4"""
            ],
            5,
        ),
        ([f"UPDATE audit.entry SET server_id = 1 WHERE server_id = {HERE} AND position = 4"], 4),
        ([f"DELETE FROM audit.chain WHERE server_id = {HERE}"], 0),
    ],
)
async def test_no_entry_can_be_taken_added_or_moved_unseen(
    filled: Program, database_url: str, statements: list[str], position: int
) -> None:
    del filled
    tamper(database_url, *statements)
    found = await verdict(database_url)
    assert not found.holds
    assert f"position {position}" in found.text


@pytest.mark.req("AUD-04", "AUD-02")
async def test_a_log_cut_short_with_its_head_is_seen_beside_the_security_log(
    program: Program, database_url: str, tmp_path: Path
) -> None:
    collected = io.StringIO()
    handler = logging.StreamHandler(collected)
    handler.setFormatter(SecurityFormatter(environment="test", version="0"))
    logging.getLogger("security").addHandler(handler)
    try:
        for _ in range(3):
            await act(program, HERE, 7)
        await logged(program)
    finally:
        logging.getLogger("security").removeHandler(handler)
    security_log = tmp_path / "security.log"
    security_log.write_text(collected.getvalue() + "not json\n")
    whole = await verdict(database_url, security_log)
    assert (whole.holds, "all 3 of the security log" in whole.text) == (True, True)

    tamper(
        database_url,
        f"DELETE FROM audit.entry WHERE server_id = {HERE} AND position = 3",
        f"UPDATE audit.chain SET length = 2, head = (SELECT hash FROM audit.entry WHERE server_id = {HERE}"
        f" AND position = 2) WHERE server_id = {HERE}",
    )
    assert (await verdict(database_url)).holds
    cut = await verdict(database_url, security_log)
    assert not cut.holds
    assert "position 3" in cut.text
    tamper(database_url, "DELETE FROM audit.entry", "DELETE FROM audit.chain")
    assert "the whole chain is gone" in (await verdict(database_url, security_log)).text


@pytest.mark.req("AUD-01", "AUD-04")
@pytest.mark.parametrize(
    "statement", ["UPDATE audit.entry SET reason = 'x'", "DELETE FROM audit.entry", "TRUNCATE audit.entry"]
)
async def test_the_log_can_only_be_added_to(filled: Program, statement: str) -> None:
    with pytest.raises((DBAPIError, psycopg.Error), match="append-only"):
        async with filled.database.write() as tx:
            await tx.connection.exec_driver_sql(statement)


@pytest.mark.req("AUD-04")
async def test_many_acts_at_once_make_one_chain_without_doubles(program: Program, database_url: str) -> None:
    face = program.face("audit")
    jobs = AuditJobs(face)
    facts: list[dict[str, Any]] = [
        {
            "serverId": str(HERE),
            "entryId": str(1000 + number),
            "actorId": "7",
            "action": 1,
            "targetId": None,
            "reason": None,
            "changes": [],
            "options": {},
            "ip": "",
            "traceId": "",
        }
        for number in range(20)
    ]
    # Each told twice, all at once.
    told = [(f"{HERE}-{number}", fact) for number, fact in enumerate(facts)] * 2
    await asyncio.gather(*(jobs.append_entry(fact_id=fact_id, fact=fact) for fact_id, fact in told))
    found = await verdict(database_url)
    assert (found.holds, found.text) == (True, "20 entries are what was written.")


@pytest.mark.req("AUD-04")
async def test_what_is_past_its_time_goes_and_the_rest_still_holds(
    filled: Program, database_url: str, clock: FakeClock
) -> None:
    clock.move(days=40)
    await act(filled, HERE, 7)
    await logged(filled)
    retention = Retention(filled.database, clock, AuditSettings(retention_days=30))
    assert await retention.trim() == 8
    assert await retention.trim() == 0
    found = await verdict(database_url)
    assert (found.holds, found.text) == (True, "1 entries are what was written.")
    await act(filled, THERE, 7)
    await logged(filled)
    assert (await verdict(database_url)).holds


def test_a_security_line_says_what_happened_in_json() -> None:
    record = logging.makeLogRecord({"msg": "x", "levelname": "INFO", "security": {"reason": "a\r\nb"}})
    line = SecurityFormatter(environment="e", version="v").format(record)
    assert json.loads(line)["reason"] == "a\r\nb"
