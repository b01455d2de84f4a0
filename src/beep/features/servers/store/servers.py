"""SQL of servers themselves."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import delete, exists, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from beep.features.servers import tables
from beep.features.servers.contract import RoleView, ServerView, Snapshot
from beep.features.servers.store.rows import Reads, server_view
from beep.kit.ids import RoleId, ServerId, UserId
from beep.kit.text import searchable
from beep.runtime.database import Transaction

_server = tables.server.c
_membership = tables.membership.c
_ban = tables.ban.c

# One statement, so that rows and the place in the stream are of the same moment.
_SNAPSHOT = """
SELECT s.id, s.name, s.description, s.is_public, s.owner_id, s.member_count, s.role_count,
       s.allows_many_roles, s.icon, s.archived_at,
       (SELECT json_agg(json_build_array(r.id, r.server_id, r.name, r.kind, r.permissions, r.position,
                                         r.color, r.is_hoisted, r.is_mentionable))::text
        FROM servers.role r WHERE r.server_id = s.id) AS roles,
       (SELECT json_agg(json_build_array(m.user_id, m.role_ids))::text
        FROM servers.membership m WHERE m.server_id = s.id) AS members,
       (SELECT json_agg(json_build_array(m.user_id, m.timed_out_until))::text
        FROM servers.membership m
        WHERE m.server_id = s.id AND m.timed_out_until IS NOT NULL) AS timeouts,
       coalesce((SELECT o.seq FROM outbox.stream o WHERE o.stream = s.id), 0) AS seq
FROM servers.server s WHERE s.id = %s"""
_PLACE = "SELECT seq FROM outbox.stream WHERE stream = %s"
_STANDINGS = text(
    """
    SELECT s.id, s.name, s.description, s.is_public, s.owner_id, s.member_count, s.role_count,
           s.allows_many_roles, s.icon, s.archived_at, m.timed_out_until,
           (SELECT bit_or(r.permissions) FROM servers.role r
            WHERE r.server_id = s.id AND (r.kind = 'default' OR r.id = ANY (m.role_ids))) AS permissions
    FROM servers.membership m JOIN servers.server s ON s.id = m.server_id
    WHERE m.user_id = :user_id AND s.id > :after AND s.id < :before
    ORDER BY s.id LIMIT :limit
    """
)
_LOCK_OWNER = text("SELECT pg_advisory_xact_lock(hashtextextended('servers.owned ' || :owner_id, 0))")
_SERVER_COLUMNS = [one.name for one in fields(ServerView)]
_roles_decoder = msgspec.json.Decoder(list[tuple[int, int, str, str, int, int, int, bool, bool]])
_timeouts_decoder = msgspec.json.Decoder(list[tuple[int, datetime]])
_members_decoder = msgspec.json.Decoder(list[tuple[int, tuple[int, ...]]])


class Servers(Reads):
    async def read_snapshot(self, server_id: ServerId) -> Snapshot | None:
        async with self._database.read() as connection:
            return await _read_snapshot(connection, server_id)

    async def read_snapshot_in(self, tx: Transaction, server_id: ServerId) -> Snapshot | None:
        return await _read_snapshot(tx.connection, server_id)

    async def place(self, tx: Transaction, server_id: ServerId) -> int:
        """Return how far the server's stream has come."""
        found = await tx.connection.exec_driver_sql(_PLACE, (server_id,))
        return int(found.scalar() or 0)

    async def list_ids(self) -> list[ServerId]:
        async with self._database.read() as connection:
            rows = await connection.execute(select(_server.id).order_by(_server.id))
            return [ServerId(row.id) for row in rows]

    async def list_icons(self, server_ids: Sequence[ServerId]) -> set[tuple[int, str]]:
        """Return servers with their pictures' hashes, without those that have none."""
        query = select(_server.id, _server.icon).where(_server.id.in_(server_ids), _server.icon.is_not(None))
        async with self._database.read() as connection:
            return {(row.id, row.icon) for row in await connection.execute(query)}

    async def list_of_user(self, user_id: UserId) -> list[ServerView]:
        query = (
            select(tables.server)
            .join(tables.membership, _membership.server_id == _server.id)
            .where(_membership.user_id == user_id)
            .order_by(_membership.joined_at, _server.id)
        )
        return [server_view(row) for row in await self._all(query)]

    async def list_standings(
        self, user_id: UserId, *, after: int, before: int, limit: int
    ) -> list[tuple[ServerView, int, datetime | None]]:
        """Return a page of a user's servers by id, with what their roles add up to and their time-out."""
        values = {"user_id": user_id, "after": after, "before": before, "limit": limit}
        async with self._database.read() as connection:
            rows = (await connection.execute(_STANDINGS, values)).all()
        return [(server_view(row), int(row.permissions or 0), row.timed_out_until) for row in rows]

    async def discover(
        self, user_id: UserId, words: Sequence[str], *, limit: int, offset: int
    ) -> tuple[list[tuple[ServerView, bool]], int]:
        """Return a page of public servers with all words, whether `user_id` is in each, and their number."""
        banned = exists().where(_ban.server_id == _server.id, _ban.user_id == user_id)
        joined = exists().where(_membership.server_id == _server.id, _membership.user_id == user_id)
        wanted = [_server.is_public, _server.archived_at.is_(None), ~banned]
        wanted += [_server.search_key.contains(word, autoescape=True) for word in words]
        query = select(tables.server, joined.label("joined")).where(*wanted)
        query = query.order_by(_server.member_count.desc(), _server.id).limit(limit).offset(offset)
        counted = select(func.count()).select_from(tables.server).where(*wanted)
        rows, [total] = await self._all(query), await self._all(counted)
        return [(server_view(row), row.joined) for row in rows], int(total[0])

    async def list_lives(
        self, *, after: int, limit: int
    ) -> list[tuple[ServerView, datetime | None, datetime | None]]:
        """Return servers in use by id, with their newest membership and when they were warned."""
        newest = select(func.max(_membership.joined_at)).where(_membership.server_id == _server.id)
        query = (
            select(tables.server, newest.scalar_subquery().label("joined_at"))
            .where(_server.archived_at.is_(None), _server.id > after)
            .order_by(_server.id)
            .limit(limit)
        )
        return [(server_view(row), row.joined_at, row.warned_at) for row in await self._all(query)]

    async def warned_at(self, tx: Transaction, server_id: ServerId) -> datetime | None:
        query = select(_server.warned_at).where(_server.id == server_id)
        return (await tx.execute(query)).scalar_one()

    async def archived_by(self, tx: Transaction, server_id: ServerId) -> UserId | None:
        """Return who archived a server; `None` for Beep itself."""
        found = (await tx.execute(select(_server.archived_by).where(_server.id == server_id))).scalar_one()
        return None if found is None else UserId(found)

    async def lock_owner(self, tx: Transaction, owner_id: UserId) -> None:
        """Let one transaction at a time count what somebody owns."""
        await tx.execute(_LOCK_OWNER, {"owner_id": str(owner_id)})

    async def count_owned(self, tx: Transaction, owner_id: UserId) -> int:
        query = select(func.count()).select_from(tables.server).where(_server.owner_id == owner_id)
        return int((await tx.execute(query)).scalar_one())

    async def insert_server(self, tx: Transaction, view: ServerView) -> None:
        row = {name: getattr(view, name) for name in _SERVER_COLUMNS}
        row["search_key"] = _search_key(view.name, view.description)
        await tx.execute(insert(tables.server), [row])

    async def lock_server(self, tx: Transaction, server_id: ServerId) -> ServerView | None:
        """Hold a server until the commit: whoever changes it, its roles or its members comes in turn."""
        query = select(tables.server).where(_server.id == server_id).with_for_update(key_share=True)
        row = (await tx.execute(query)).first()
        return None if row is None else server_view(row)

    async def update_server(
        self, tx: Transaction, server_id: ServerId, changes: dict[str, Any]
    ) -> ServerView:
        change = update(tables.server).where(_server.id == server_id)
        row = (await tx.execute(change.values(**changes).returning(tables.server))).one()
        if changes.keys() & {"name", "description"}:
            await tx.execute(change.values(search_key=_search_key(row.name, row.description)))
        return server_view(row)

    async def add_to_counts(
        self, tx: Transaction, server_id: ServerId, *, members: int = 0, roles: int = 0
    ) -> None:
        await tx.execute(
            update(tables.server)
            .where(_server.id == server_id)
            .values(member_count=_server.member_count + members, role_count=_server.role_count + roles)
        )

    async def delete_server(self, tx: Transaction, server_id: ServerId) -> None:
        """Delete a server with its roles, memberships and invites."""
        await tx.execute(delete(tables.server).where(_server.id == server_id))


def _search_key(name: str, description: str | None) -> str:
    return searchable(f"{name} {description or ''}")


async def _read_snapshot(connection: AsyncConnection, server_id: ServerId) -> Snapshot | None:
    found = (await connection.exec_driver_sql(_SNAPSHOT, (server_id,))).first()
    if found is None:
        return None
    roles = [
        RoleView(RoleId(one[0]), ServerId(one[1]), *one[2:]) for one in _roles_decoder.decode(found.roles)
    ]
    members = _members_decoder.decode(found.members or "[]")
    timeouts = _timeouts_decoder.decode(found.timeouts or "[]")
    return Snapshot(
        server=server_view(found),
        roles={role.id: role for role in roles},
        members={UserId(user): tuple(map(RoleId, held)) for user, held in members},
        seq=found.seq,
        timeouts={UserId(user): until for user, until in timeouts},
    )
