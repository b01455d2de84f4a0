"""SQL of channels; decides nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, Row, delete, exists, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from beep.features.channels import tables
from beep.features.channels.contract import ChannelType, ChannelView, ThreadPart
from beep.kit.ids import ChannelId, ServerId, UserId
from beep.kit.permissions import Override
from beep.runtime.database import Database, Transaction

_channel = tables.channel.c
_thread = tables.thread.c
_joined = tables.thread_member.c
_ended = tables.ended_server.c
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('channels.of ' || :server_id, 0))")


class Store:
    """Reads open their own connection; writes take a transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list_of_server(self, server_id: ServerId) -> list[ChannelView]:
        """Return a server's channels in their order, then the threads that are open."""
        query = (
            select(tables.channel)
            .where(_channel.server_id == server_id)
            .order_by(_channel.position, _channel.id)
        )
        open_threads = (_thread.server_id == server_id, ~_thread.is_archived)
        async with self._database.read() as connection:
            channels = [_view(row) for row in (await connection.execute(query)).all()]
            threads = await self._threads(connection, *open_threads, parents=channels)
        return [*channels, *threads]

    async def list_by_ids(self, channel_ids: Sequence[ChannelId]) -> list[ChannelView]:
        query = select(tables.channel).where(_channel.id.in_(channel_ids))
        async with self._database.read() as connection:
            return [_view(row) for row in (await connection.execute(query)).all()]

    async def list_ids(self, server_ids: Sequence[ServerId]) -> list[tuple[ServerId, ChannelId]]:
        """Return the channels and threads of many servers, without what they are."""
        channels = select(_channel.server_id, _channel.id).where(_channel.server_id.in_(server_ids))
        threads = select(_thread.server_id, _thread.id).where(_thread.server_id.in_(server_ids))
        async with self._database.read() as connection:
            rows = (await connection.execute(channels.union_all(threads))).all()
        return [(ServerId(row.server_id), ChannelId(row.id)) for row in rows]

    # -- threads ------------------------------------------------------------------------------

    async def find_thread(self, thread_id: ChannelId) -> ChannelView | None:
        async with self._database.read() as connection:
            found = await self._threads(connection, _thread.id == thread_id)
        return found[0] if found else None

    async def list_threads_by_ids(self, thread_ids: Sequence[ChannelId]) -> list[ChannelView]:
        async with self._database.read() as connection:
            return await self._threads(connection, _thread.id.in_(thread_ids))

    async def list_archived(
        self, parent_id: ChannelId, kinds: Sequence[int], before: datetime | None, limit: int
    ) -> list[ChannelView]:
        """Return archived threads of a channel, the last archived first."""
        wanted = [_thread.parent_id == parent_id, _thread.is_archived, _thread.type.in_(kinds)]
        if before is not None:
            wanted.append(_thread.archived_at < before)
        newest = (_thread.archived_at.desc(), _thread.id.desc())
        async with self._database.read() as connection:
            return await self._threads(connection, *wanted, order=newest, limit=limit)

    async def list_archived_of_member(
        self, parent_id: ChannelId, user_id: UserId, before: int | None, limit: int
    ) -> list[ChannelView]:
        """Return archived private threads somebody joined, the newest first."""
        joined = select(_joined.thread_id).where(_joined.user_id == user_id)
        private = _thread.type == ChannelType.PRIVATE_THREAD
        wanted = [_thread.parent_id == parent_id, _thread.is_archived, private, _thread.id.in_(joined)]
        if before is not None:
            wanted.append(_thread.id < before)
        async with self._database.read() as connection:
            return await self._threads(connection, *wanted, order=(_thread.id.desc(),), limit=limit)

    async def list_idle(self, now: datetime, limit: int) -> list[ChannelView]:
        """Return open threads whose time seems to be over; messaging may know better."""
        age = func.make_interval(0, 0, 0, 0, 0, _thread.auto_archive_min)
        async with self._database.read() as connection:
            idle = (~_thread.is_archived, _thread.active_at + age <= now)
            return await self._threads(connection, *idle, order=(_thread.active_at,), limit=limit)

    async def thread_to_change(self, tx: Transaction, thread_id: ChannelId) -> ChannelView | None:
        """Return a thread as it is now; whoever changes one holds `lock_server`."""
        found = await self._threads(tx.connection, _thread.id == thread_id)
        return found[0] if found else None

    async def count_open_threads(self, tx: Transaction, server_id: ServerId) -> int:
        query = select(func.count()).where(_thread.server_id == server_id, ~_thread.is_archived)
        return int((await tx.execute(query)).scalar_one())

    async def insert_thread(self, tx: Transaction, view: ChannelView, active_at: datetime) -> bool:
        """Store a new thread with its members; false when there is one of that id."""
        values = _thread_values(view) | {"active_at": active_at}
        added = upsert(tables.thread).values(**values).on_conflict_do_nothing().returning(_thread.id)
        if (await tx.execute(added)).first() is None:
            return False
        for user_id, joined_at in view.thread.members.items() if view.thread else ():
            await self.join_thread(tx, view, user_id, joined_at)
        return True

    async def replace_thread(self, tx: Transaction, view: ChannelView, active_at: datetime | None) -> None:
        """Store a thread as it is to be from now on; its members are stored one by one."""
        values = _thread_values(view) | ({} if active_at is None else {"active_at": active_at})
        await tx.execute(update(tables.thread).where(_thread.id == view.id).values(**values))

    async def note_activity(self, tx: Transaction, thread_id: ChannelId, active_at: datetime) -> None:
        change = update(tables.thread).where(_thread.id == thread_id).values(active_at=active_at)
        await tx.execute(change)

    async def delete_threads(
        self, tx: Transaction, *, of_channel: ChannelId | None = None, thread_id: ChannelId | None = None
    ) -> list[ChannelView]:
        """Delete one thread, or all of a channel, and return what they were."""
        wanted = _thread.parent_id == of_channel if thread_id is None else _thread.id == thread_id
        gone = await self._threads(tx.connection, wanted)
        ids = [one.id for one in gone]
        await tx.execute(delete(tables.thread_member).where(_joined.thread_id.in_(ids)))
        await tx.execute(delete(tables.thread).where(_thread.id.in_(ids)))
        return gone

    async def join_thread(
        self, tx: Transaction, thread: ChannelView, user_id: UserId, joined_at: datetime
    ) -> None:
        values = {
            "thread_id": thread.id,
            "user_id": user_id,
            "server_id": thread.server_id,
            "joined_at": joined_at,
        }
        await tx.execute(upsert(tables.thread_member).values(**values).on_conflict_do_nothing())

    async def leave_thread(self, tx: Transaction, thread_id: ChannelId, user_id: UserId) -> None:
        mine = (_joined.thread_id == thread_id, _joined.user_id == user_id)
        await tx.execute(delete(tables.thread_member).where(*mine))

    async def leave_threads(self, tx: Transaction, server_id: ServerId, user_id: UserId) -> list[ChannelId]:
        """Take somebody out of every thread of a server and return which these were."""
        mine = (_joined.server_id == server_id, _joined.user_id == user_id)
        gone = delete(tables.thread_member).where(*mine).returning(_joined.thread_id)
        return [ChannelId(row.thread_id) for row in (await tx.execute(gone)).all()]

    async def _threads(
        self,
        connection: AsyncConnection,
        *wanted: ColumnElement[bool],
        parents: Sequence[ChannelView] | None = None,
        order: Sequence[ColumnElement[Any]] = (_thread.id,),
        limit: int | None = None,
    ) -> list[ChannelView]:
        """Return threads whose channel exists, with its exceptions and with their members."""
        query = select(tables.thread).where(*wanted).order_by(*order).limit(limit)
        rows = (await connection.execute(query)).all()
        if not rows:
            return []
        if parents is None:
            above = select(tables.channel).where(_channel.id.in_({row.parent_id for row in rows}))
            parents = [_view(row) for row in (await connection.execute(above)).all()]
        joined = select(tables.thread_member).where(_joined.thread_id.in_([row.id for row in rows]))
        members: dict[int, dict[UserId, datetime]] = {}
        for one in (await connection.execute(joined.order_by(_joined.joined_at))).all():
            members.setdefault(one.thread_id, {})[UserId(one.user_id)] = one.joined_at
        known = {one.id: one for one in parents}
        found = ((row, known.get(row.parent_id)) for row in rows)
        return [_thread_view(row, above, members.get(row.id, {})) for row, above in found if above]

    # -- changes ------------------------------------------------------------------------------

    async def lock_server(self, tx: Transaction, server_id: ServerId) -> None:
        """Let one transaction at a time count and add channels of a server."""
        await tx.execute(_LOCK, {"server_id": str(server_id)})

    async def list_to_change(self, tx: Transaction, server_id: ServerId) -> list[ChannelView]:
        """Return a server's channels as they are now; whoever changes one holds `lock_server`."""
        query = select(tables.channel).where(_channel.server_id == server_id)
        rows = (await tx.execute(query.order_by(_channel.position, _channel.id))).all()
        return [_view(row) for row in rows]

    async def insert(self, tx: Transaction, view: ChannelView) -> None:
        await tx.execute(insert(tables.channel), [_values(view)])

    async def replace(self, tx: Transaction, view: ChannelView) -> None:
        """Store a channel as it is to be from now on."""
        await tx.execute(update(tables.channel).where(_channel.id == view.id).values(**_values(view)))

    async def delete(self, tx: Transaction, channel_id: ChannelId) -> ChannelView | None:
        gone = delete(tables.channel).where(_channel.id == channel_id).returning(tables.channel)
        row = (await tx.execute(gone)).first()
        return None if row is None else _view(row)

    async def delete_of_server(self, tx: Transaction, server_id: ServerId) -> list[ChannelView]:
        gone = delete(tables.channel).where(_channel.server_id == server_id).returning(tables.channel)
        return [_view(row) for row in (await tx.execute(gone)).all()]

    async def end_server(self, tx: Transaction, server_id: ServerId) -> None:
        added = upsert(tables.ended_server).values(server_id=server_id).on_conflict_do_nothing()
        await tx.execute(added)

    async def has_ended(self, tx: Transaction, server_id: ServerId) -> bool:
        return bool((await tx.execute(select(exists().where(_ended.server_id == server_id)))).scalar_one())


def _thread_values(view: ChannelView) -> dict[str, Any]:
    part = view.thread
    return {
        column.name: getattr(view, column.name, None)
        if hasattr(view, column.name)
        else getattr(part, column.name)
        for column in _thread
        if column.name != "active_at"
    }


def _thread_view(row: Row[Any], parent: ChannelView, members: Mapping[UserId, datetime]) -> ChannelView:
    return ChannelView(
        id=ChannelId(row.id),
        server_id=parent.server_id,
        type=row.type,
        name=row.name,
        topic=None,
        position=0,
        overrides=parent.overrides,
        parent_id=parent.id,
        slow_mode_s=row.slow_mode_s,
        is_nsfw=parent.is_nsfw,
        thread=ThreadPart(
            owner_id=UserId(row.owner_id),
            created_at=row.created_at,
            is_archived=row.is_archived,
            is_locked=row.is_locked,
            is_invitable=row.is_invitable,
            auto_archive_min=row.auto_archive_min,
            archived_at=row.archived_at,
            members=members,
        ),
    )


def _values(view: ChannelView) -> dict[str, Any]:
    values = {column.name: getattr(view, column.name) for column in _channel}
    return values | {"overrides": _packed(view)}


def _packed(view: ChannelView) -> list[list[Any]]:
    return [[one.target_id, one.target, one.allow, one.deny] for one in view.overrides.values()]


def _view(row: Row[Any]) -> ChannelView:
    packed = cast("list[tuple[int, Literal['role', 'member'], int, int]]", row.overrides)
    overrides = {one[0]: Override(one[0], one[1], one[2], one[3]) for one in packed}
    return ChannelView(
        id=ChannelId(row.id),
        server_id=ServerId(row.server_id),
        type=row.type,
        name=row.name,
        topic=row.topic,
        position=row.position,
        overrides=overrides,
        parent_id=None if row.parent_id is None else ChannelId(row.parent_id),
        slow_mode_s=row.slow_mode_s,
        is_nsfw=row.is_nsfw,
    )
