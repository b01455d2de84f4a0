"""SQL of channels; decides nothing."""

from collections.abc import Sequence
from typing import Any, Literal, cast

from sqlalchemy import Row, delete, exists, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from beep.features.channels import tables
from beep.features.channels.contract import ChannelView
from beep.kit.ids import ChannelId, ServerId
from beep.kit.permissions import Override
from beep.runtime.database import Database, Transaction

_channel = tables.channel.c
_ended = tables.ended_server.c
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('channels.of ' || :server_id, 0))")


class Store:
    """Reads open their own connection; writes take a transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list_of_server(self, server_id: ServerId) -> list[ChannelView]:
        """Return a server's channels in their order."""
        query = (
            select(tables.channel)
            .where(_channel.server_id == server_id)
            .order_by(_channel.position, _channel.id)
        )
        async with self._database.read() as connection:
            return [_view(row) for row in (await connection.execute(query)).all()]

    async def list_by_ids(self, channel_ids: Sequence[ChannelId]) -> list[ChannelView]:
        query = select(tables.channel).where(_channel.id.in_(channel_ids))
        async with self._database.read() as connection:
            return [_view(row) for row in (await connection.execute(query)).all()]

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
