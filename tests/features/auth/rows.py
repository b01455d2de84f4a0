"""Looks into the database, for what has no address on the wire."""

from typing import Any

from tests.worlds.administration import logged

from beep.app.program import Program
from beep.features.audit import Action


async def rows(program: Program, statement: str) -> list[tuple[Any, ...]]:
    async with program.database.read() as connection:
        return [tuple(row) for row in await connection.exec_driver_sql(statement)]


async def audit(program: Program) -> list[str]:
    """Return what is in the installation's audit log, oldest first."""
    await logged(program)
    found = await rows(program, "SELECT action FROM audit.entry WHERE server_id = 0 ORDER BY id")
    return [Action(row[0]).name.lower() for row in found]


async def ended(program: Program) -> list[str]:
    """Return why sessions ended, as facts tell it."""
    statement = (
        "SELECT payload::jsonb ->> 'reason' FROM outbox.fact WHERE name = 'session.ended' ORDER BY txid, seq"
    )
    return [row[0] for row in await rows(program, statement)]
