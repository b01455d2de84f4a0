"""Administrative acts for tests: recorded as features do, waited for until they are in the log."""

from typing import Any

import httpx2

from beep.app.program import Program
from beep.features import audit
from beep.kit.ids import ServerId, UserId
from tests.worlds.communities import jobs_done
from tests.worlds.people import Person, log_in, sign_up

_WAITING = """
SELECT (SELECT count(*) FROM outbox.fact WHERE pending AND name = 'audit.acted')
     + (SELECT count(*) FROM procrastinate_jobs
        WHERE task_name = 'audit.append_entry' AND status <> 'failed')"""


async def act(
    program: Program,
    server_id: int,
    actor_id: int,
    action: audit.Action = audit.Action.SERVER_UPDATE,
    **more: Any,
) -> int:
    """Record an act and return its entry's id; it is in the log some time later."""
    entry_id = audit.EntryId(program.ids.next())
    async with program.database.write() as tx:
        tx.record(audit.Acted(ServerId(server_id), entry_id, UserId(actor_id), action, **more))
    return entry_id


async def logged(program: Program) -> None:
    """Wait until everything that was done is in the log."""
    await jobs_done(program, _WAITING)


async def administrator(api: httpx2.AsyncClient, program: Program, username: str = "zoe") -> Person:
    """Return somebody who administers all of this Beep."""
    zoe = await sign_up(api, username)
    async with program.database.write() as tx:
        await tx.connection.exec_driver_sql(
            "UPDATE auth.account SET global_roles = '{user,admin}' WHERE user_id = %s", (zoe.id,)
        )
    return await log_in(api, zoe)
