"""SQL of notifications; decides nothing."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, delete, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from beep.features.notifications.contract import ChannelSettings, ServerSettings
from beep.features.notifications.tables import setting
from beep.kit.ids import ServerId, UserId
from beep.runtime.database import Transaction

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('notifications.of ' || :user_id, 0))")


async def lock_person(tx: Transaction, user_id: UserId) -> None:
    """Let one transaction at a time change a person's settings."""
    await tx.execute(_LOCK, {"user_id": str(user_id)})


async def list_of(connection: AsyncConnection, user_id: UserId) -> list[ServerSettings]:
    query = select(setting).where(setting.c.user_id == user_id).order_by(setting.c.server_id)
    return [_view(row) for row in (await connection.execute(query)).all()]


async def find(connection: AsyncConnection, user_id: UserId, server_id: ServerId) -> ServerSettings | None:
    query = select(setting).where(setting.c.user_id == user_id, setting.c.server_id == server_id)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else _view(row)


async def put(tx: Transaction, user_id: UserId, settings: ServerSettings) -> None:
    values = {
        "muted": settings.muted,
        "mute_until": settings.mute_until,
        "level": settings.level,
        "suppress_everyone": settings.suppress_everyone,
        "channels": msgspec.to_builtins(list(settings.channels.values())),
    }
    row = insert(setting).values(user_id=user_id, server_id=settings.server_id, **values)
    keys = [setting.c.user_id, setting.c.server_id]
    await tx.execute(row.on_conflict_do_update(index_elements=keys, set_=values))


async def list_deaf(
    connection: AsyncConnection, user_ids: Sequence[UserId]
) -> dict[UserId, frozenset[ServerId]]:
    query = select(setting.c.user_id, setting.c.server_id).where(
        setting.c.user_id.in_(user_ids), setting.c.suppress_everyone
    )
    found: dict[UserId, frozenset[ServerId]] = {}
    for row in (await connection.execute(query)).all():
        found[UserId(row[0])] = found.get(UserId(row[0]), frozenset()) | {ServerId(row[1])}
    return found


async def forget_person(tx: Transaction, user_id: UserId) -> None:
    await tx.execute(delete(setting).where(setting.c.user_id == user_id))


async def forget_server(tx: Transaction, server_id: ServerId) -> None:
    await tx.execute(delete(setting).where(setting.c.server_id == server_id))


def _view(row: Row[Any]) -> ServerSettings:
    channels = msgspec.convert(row.channels, list[ChannelSettings])
    return ServerSettings(
        ServerId(row.server_id),
        row.muted,
        row.mute_until,
        row.level,
        row.suppress_everyone,
        {one.channel_id: one for one in channels},
    )
