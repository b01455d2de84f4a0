"""What can be done with the audit log: it is added to and read."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from beep.features.audit import rules, store
from beep.features.audit.contract import PLATFORM, Action, AuditGate, EntryId, EntryView
from beep.features.audit.errors import LogNotFound, NobodyToAsk
from beep.kit.actor import Actor
from beep.kit.ids import ServerId, Snowflakes, UserId, created_at
from beep.runtime import security
from beep.runtime.database import Database, Transaction

_ADMIN = "admin"
_PORTION = 500
_OF_PEOPLE = frozenset(
    {
        Action.MEMBER_KICK,
        Action.MEMBER_BAN,
        Action.MEMBER_UNBAN,
        Action.MEMBER_UPDATE,
        Action.MEMBER_ROLES_UPDATE,
        Action.BOT_ADD,
        Action.MESSAGE_DELETE,
        Action.MESSAGE_PIN,
        Action.MESSAGE_UNPIN,
        Action.OWNERSHIP_PROPOSED,
        Action.OWNERSHIP_TRANSFERRED,
    }
)


class _ClosedGate:
    async def check_may_read(self, actor: Actor, server_id: ServerId) -> None:
        del actor, server_id
        raise NobodyToAsk

    async def people(self, user_ids: Sequence[UserId]) -> Sequence[Any]:
        del user_ids
        raise NobodyToAsk


class AuditService:
    """Implements `Audit`."""

    def __init__(self, database: Database, ids: Snowflakes) -> None:
        self._database = database
        self._ids = ids
        self.gate: AuditGate = _ClosedGate()

    async def append(self, entry: EntryView, fact_id: str) -> None:
        """Add an entry to the chain of its server; a fact seen before adds nothing."""
        async with self._database.write() as tx:
            chain = await store.lock_chain(tx.connection, entry.server_id)
            row = rules.sealed(entry, fact_id, position=chain.length + 1, previous=chain.head)
            if await store.append(tx.connection, row):
                # Before the commit: who collects these may hear of an act twice, and of none never.
                security.tell("audit.entry", **_told(row))

    async def forget_person(self, user_id: UserId) -> None:
        async with self._database.read() as connection:
            chains = await store.list_chains(connection)
        for chain in chains:
            async with self._database.write() as tx:
                # In one transaction, so that at no moment more is redacted than the log tells of.
                own = await store.lock_chain(tx.connection, PLATFORM)
                await store.lock_chain(tx.connection, chain.server_id)
                if count := await store.redact(tx.connection, chain.server_id, user_id):
                    await self._append_redacted(tx, own, chain.server_id, user_id, count)

    async def _append_redacted(
        self, tx: Transaction, own: store.Chain, server_id: ServerId, user_id: UserId, count: int
    ) -> None:
        entry = EntryView(
            id=EntryId(self._ids.next()),
            server_id=PLATFORM,
            actor_id=UserId(0),
            action=Action.ENTRIES_REDACTED,
            target_id=str(user_id),
            reason=None,
            changes=(),
            options={"count": str(count), "server_id": str(server_id)},
            ip="",
            trace_id="",
        )
        fact_id = f"redaction-{entry.id}"
        row = rules.sealed(entry, fact_id, position=own.length + 1, previous=own.head)
        await store.append(tx.connection, row)
        security.tell("audit.entry", **_told(row))

    async def export_person(self, user_id: UserId) -> AsyncIterator[tuple[str, Sequence[Mapping[str, Any]]]]:
        """Give what a person did to their own account, for the copy of their data."""
        wanted, before = store.Filter(actor_id=user_id, target_id=str(user_id), limit=_PORTION), None
        while found := await self._entries(replace(wanted, before=before)):
            yield "log", [_own(one) for one in found]
            before = int(found[-1].id)

    async def _entries(self, wanted: store.Filter) -> Sequence[EntryView]:
        async with self._database.read() as connection:
            return await store.list_entries(connection, PLATFORM, wanted)

    async def list_of_server(
        self, actor: Actor, server_id: ServerId, wanted: store.Filter
    ) -> tuple[Sequence[EntryView], Sequence[Any]]:
        """Return entries of a server and everybody they speak of; needs VIEW_AUDIT_LOG."""
        await self.gate.check_may_read(actor, server_id)
        return await self._read(server_id, wanted)

    async def list_of_platform(
        self, actor: Actor, server_id: ServerId, wanted: store.Filter
    ) -> tuple[Sequence[EntryView], Sequence[Any]]:
        """Return entries of the installation or of any server; for its administrators only."""
        if _ADMIN not in actor.global_roles:
            raise LogNotFound
        return await self._read(server_id, wanted)

    async def _read(
        self, server_id: ServerId, wanted: store.Filter
    ) -> tuple[Sequence[EntryView], Sequence[Any]]:
        async with self._database.read() as connection:
            found = await store.list_entries(connection, server_id, wanted)
        named = {one.actor_id for one in found if one.actor_id} | {
            UserId(int(one.target_id)) for one in found if one.target_id and _is_about_person(one)
        }
        return found, await self.gate.people(sorted(named)) if named else ()


def _is_about_person(one: EntryView) -> bool:
    return one.action in _OF_PEOPLE or one.server_id == PLATFORM


def _own(one: EntryView) -> dict[str, Any]:
    action = Action(one.action).name.lower() if one.action in set(Action) else str(one.action)
    return {"at": created_at(one.id), "action": action, "ip": one.ip}


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the security log says of an entry: enough to prove later that it was there."""
    action = row["action"]
    return {
        "action": Action(action).name.lower() if action in set(Action) else str(action),
        "actor": str(row["actor_id"] or ""),
        "target": row["target_id"],
        "server": str(row["server_id"]),
        "reason": row["reason"],
        "ip": row["ip"],
        "trace_id": row["trace_id"],
        "entry": str(row["id"]),
        "position": row["position"],
        "hash": row["hash"].hex(),
    }
