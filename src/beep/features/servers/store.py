"""SQL of servers; decides nothing. Writers hold the server's row, so counts and limits are exact."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import (
    BigInteger,
    Row,
    Select,
    any_,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import IntegrityError

from beep.features.servers import tables
from beep.features.servers.contract import InviteView, MemberView, RoleView, ServerView, Snapshot
from beep.features.servers.errors import RoleNameTaken
from beep.kit.ids import ChannelId, RoleId, ServerId, UserId
from beep.kit.text import folded, searchable
from beep.runtime.database import Database, Transaction

_server = tables.server.c
_role = tables.role.c
_membership = tables.membership.c
_invite = tables.invite.c

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
_ROLE_COLUMNS = [column.name for column in _role if column.name != "name_key"]
_roles_decoder = msgspec.json.Decoder(list[tuple[int, int, str, str, int, int, int, bool, bool]])
_timeouts_decoder = msgspec.json.Decoder(list[tuple[int, datetime]])
_members_decoder = msgspec.json.Decoder(list[tuple[int, tuple[int, ...]]])


class Store:
    """Reads open their own connection; writes take a transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def _all(self, query: Select[Any]) -> Sequence[Row[Any]]:
        async with self._database.read() as connection:
            return (await connection.execute(query)).all()

    async def _one(self, query: Select[Any]) -> Row[Any] | None:
        rows = await self._all(query)
        return rows[0] if rows else None

    # -- servers ------------------------------------------------------------------------------

    async def read_snapshot(self, server_id: ServerId) -> Snapshot | None:
        async with self._database.read() as connection:
            found = (await connection.exec_driver_sql(_SNAPSHOT, (server_id,))).first()
        if found is None:
            return None
        roles = [
            RoleView(RoleId(one[0]), ServerId(one[1]), *one[2:]) for one in _roles_decoder.decode(found.roles)
        ]
        members = _members_decoder.decode(found.members or "[]")
        return Snapshot(
            server=_server_view(found),
            roles={role.id: role for role in roles},
            members={UserId(user): tuple(map(RoleId, held)) for user, held in members},
            seq=found.seq,
            timeouts={
                UserId(user): until for user, until in _timeouts_decoder.decode(found.timeouts or "[]")
            },
        )

    async def list_of_user(self, user_id: UserId) -> list[ServerView]:
        query = (
            select(tables.server)
            .join(tables.membership, _membership.server_id == _server.id)
            .where(_membership.user_id == user_id)
            .order_by(_membership.joined_at, _server.id)
        )
        return [_server_view(row) for row in await self._all(query)]

    async def list_standings(
        self, user_id: UserId, *, after: int, before: int, limit: int
    ) -> list[tuple[ServerView, int, datetime | None]]:
        """Return a page of a user's servers by id, with what their roles add up to and their time-out."""
        values = {"user_id": user_id, "after": after, "before": before, "limit": limit}
        async with self._database.read() as connection:
            rows = (await connection.execute(_STANDINGS, values)).all()
        return [(_server_view(row), int(row.permissions or 0), row.timed_out_until) for row in rows]

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
        return None if row is None else _server_view(row)

    async def update_server(
        self, tx: Transaction, server_id: ServerId, changes: dict[str, Any]
    ) -> ServerView:
        change = update(tables.server).where(_server.id == server_id)
        row = (await tx.execute(change.values(**changes).returning(tables.server))).one()
        if changes.keys() & {"name", "description"}:
            await tx.execute(change.values(search_key=_search_key(row.name, row.description)))
        return _server_view(row)

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

    # -- roles --------------------------------------------------------------------------------

    async def insert_roles(self, tx: Transaction, roles: Sequence[RoleView]) -> None:
        rows = [{name: getattr(one, name) for name in _ROLE_COLUMNS} | _name_key(one.name) for one in roles]
        with _unique_names():
            await tx.execute(insert(tables.role), rows)

    async def role_keys(self, tx: Transaction, server_id: ServerId) -> set[str]:
        query = select(_role.name_key).where(_role.server_id == server_id)
        return set((await tx.execute(query)).scalars())

    async def update_role(
        self, tx: Transaction, server_id: ServerId, role_id: RoleId, changes: dict[str, Any]
    ) -> RoleView | None:
        values = changes | (_name_key(changes["name"]) if "name" in changes else {})
        change = update(tables.role).where(_role.id == role_id, _role.server_id == server_id).values(**values)
        with _unique_names():
            row = (await tx.execute(change.returning(tables.role))).first()
        return None if row is None else _role_view(row)

    async def delete_role(self, tx: Transaction, server_id: ServerId, role_id: RoleId) -> bool:
        """Delete a role and take it from everybody; tell whether it was there."""
        gone = delete(tables.role).where(_role.id == role_id, _role.server_id == server_id)
        if not (await tx.execute(gone)).rowcount:
            return False
        taken = literal(role_id, BigInteger)
        await tx.execute(
            update(tables.membership)
            .where(_membership.server_id == server_id, taken == any_(_membership.role_ids))
            .values(role_ids=func.array_remove(_membership.role_ids, taken))
        )
        return True

    async def has_role(self, tx: Transaction, server_id: ServerId, role_id: RoleId) -> bool:
        query = select(exists().where(_role.id == role_id, _role.server_id == server_id))
        return bool((await tx.execute(query)).scalar_one())

    # -- memberships --------------------------------------------------------------------------

    async def find_member(self, server_id: ServerId, user_id: UserId) -> MemberView | None:
        query = select(tables.membership).where(
            _membership.server_id == server_id, _membership.user_id == user_id
        )
        row = await self._one(query)
        return None if row is None else _member_view(row)

    async def list_members(
        self, server_id: ServerId, user_ids: Sequence[UserId] | None, *, after: int, limit: int
    ) -> list[MemberView]:
        query = select(tables.membership).where(_membership.server_id == server_id)
        if user_ids is not None:
            query = query.where(_membership.user_id.in_(user_ids))
        query = query.where(_membership.user_id > after).order_by(_membership.user_id).limit(limit)
        return [_member_view(row) for row in await self._all(query)]

    async def insert_member(self, tx: Transaction, view: MemberView) -> bool:
        """Add a membership; tell whether it is new."""
        row = {c.name: getattr(view, c.name) for c in _membership} | {"role_ids": list(view.role_ids)}
        added = upsert(tables.membership).values(row).on_conflict_do_nothing()
        # `rowcount` is -1 here whether or not a row was added.
        return (await tx.execute(added.returning(_membership.user_id))).first() is not None

    async def delete_member(self, tx: Transaction, server_id: ServerId, user_id: UserId) -> MemberView | None:
        gone = delete(tables.membership).where(
            _membership.server_id == server_id, _membership.user_id == user_id
        )
        row = (await tx.execute(gone.returning(tables.membership))).first()
        return None if row is None else _member_view(row)

    async def get_member_to_change(
        self, tx: Transaction, server_id: ServerId, user_id: UserId
    ) -> MemberView | None:
        query = select(tables.membership).where(
            _membership.server_id == server_id, _membership.user_id == user_id
        )
        row = (await tx.execute(query)).first()
        return None if row is None else _member_view(row)

    async def set_roles(self, tx: Transaction, view: MemberView) -> None:
        await tx.execute(
            update(tables.membership)
            .where(_membership.server_id == view.server_id, _membership.user_id == view.user_id)
            .values(role_ids=list(view.role_ids))
        )

    # -- invites ------------------------------------------------------------------------------

    async def find_invite(self, code: str) -> InviteView | None:
        row = await self._one(select(tables.invite).where(_invite.code == code))
        return None if row is None else _invite_view(row)

    async def list_invites(self, server_id: ServerId, now: datetime) -> list[InviteView]:
        query = select(tables.invite).where(_invite.server_id == server_id, _is_open(now))
        return [
            _invite_view(row)
            for row in await self._all(query.order_by(_invite.created_at.desc(), _invite.code))
        ]

    async def clear_invites(self, tx: Transaction, server_id: ServerId, now: datetime) -> int:
        """Forget invites that are over; return how many are left."""
        await tx.execute(delete(tables.invite).where(_invite.server_id == server_id, ~_is_open(now)))
        query = select(func.count()).select_from(tables.invite).where(_invite.server_id == server_id)
        return int((await tx.execute(query)).scalar_one())

    async def insert_invite(self, tx: Transaction, view: InviteView) -> None:
        await tx.execute(insert(tables.invite), [{c.name: getattr(view, c.name) for c in _invite}])

    async def use_invite(self, tx: Transaction, code: str, now: datetime) -> bool:
        """Count one use; tell whether the invite was still open."""
        change = update(tables.invite).where(_invite.code == code, _is_open(now))
        return bool((await tx.execute(change.values(uses=_invite.uses + 1))).rowcount)

    async def delete_invites(
        self, tx: Transaction, server_id: ServerId, *, code: str | None = None, channel_id: int | None = None
    ) -> list[InviteView]:
        gone = delete(tables.invite).where(_invite.server_id == server_id)
        if code is not None:
            gone = gone.where(_invite.code == code)
        if channel_id is not None:
            gone = gone.where(_invite.channel_id == channel_id)
        return [_invite_view(row) for row in (await tx.execute(gone.returning(tables.invite))).all()]


def _is_open(now: datetime) -> Any:
    """Return the condition `rules.is_valid` states, for rows."""
    in_time = or_(_invite.expires_at.is_(None), _invite.expires_at > now)
    return in_time & or_(_invite.max_uses == 0, _invite.uses < _invite.max_uses)


@contextmanager
def _unique_names() -> Generator[None]:
    """Say `RoleNameTaken` for what the unique constraint refuses."""
    try:
        yield
    except IntegrityError as error:
        if "role_name_unique" in str(error.orig):
            raise RoleNameTaken from None
        raise


def _search_key(name: str, description: str | None) -> str:
    return searchable(f"{name} {description or ''}")


def _name_key(name: str) -> dict[str, str]:
    return {"name_key": folded(name)}


def _server_view(row: Row[Any]) -> ServerView:
    return ServerView(
        id=ServerId(row.id),
        name=row.name,
        description=row.description,
        is_public=row.is_public,
        owner_id=UserId(row.owner_id),
        member_count=row.member_count,
        role_count=row.role_count,
        allows_many_roles=row.allows_many_roles,
        icon=row.icon,
        archived_at=row.archived_at,
    )


def _role_view(row: Row[Any]) -> RoleView:
    return RoleView(*(getattr(row, name) for name in _ROLE_COLUMNS))


def _member_view(row: Row[Any]) -> MemberView:
    held = tuple(RoleId(role_id) for role_id in row.role_ids)
    return MemberView(
        ServerId(row.server_id),
        UserId(row.user_id),
        row.nickname,
        held,
        row.joined_at,
        row.timed_out_until,
    )


def _invite_view(row: Row[Any]) -> InviteView:
    return InviteView(
        code=row.code,
        server_id=ServerId(row.server_id),
        channel_id=ChannelId(row.channel_id),
        inviter_id=UserId(row.inviter_id),
        created_at=row.created_at,
        max_age_s=row.max_age_s,
        max_uses=row.max_uses,
        uses=row.uses,
    )
