"""Looks into the database, for what has no address on the wire."""

from typing import Any

from beep.app.program import Program


async def rows(program: Program, statement: str) -> list[tuple[Any, ...]]:
    async with program.database.read() as connection:
        return [tuple(row) for row in await connection.exec_driver_sql(statement)]


async def audit(program: Program) -> list[str]:
    """Return the kinds of all audit entries, oldest first."""
    return [row[0] for row in await rows(program, "SELECT kind FROM auth.audit ORDER BY id")]


async def ended(program: Program) -> list[str]:
    """Return why sessions ended, as facts tell it."""
    statement = (
        "SELECT payload::jsonb ->> 'reason' FROM outbox.fact WHERE name = 'session.ended' ORDER BY txid, seq"
    )
    return [row[0] for row in await rows(program, statement)]
