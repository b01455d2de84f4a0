"""What every part of the store needs: reads, and rows turned into views."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select

from beep.features.servers import tables
from beep.features.servers.contract import InviteView, MemberView, RoleView, ServerView
from beep.kit.ids import ChannelId, RoleId, ServerId, UserId
from beep.runtime.database import Database

ROLE_COLUMNS = [column.name for column in tables.role.c if column.name != "name_key"]


class Reads:
    """Reads open their own connection; writes take a transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def _all(self, query: Select[Any]) -> Sequence[Row[Any]]:
        async with self._database.read() as connection:
            return (await connection.execute(query)).all()

    async def _one(self, query: Select[Any]) -> Row[Any] | None:
        rows = await self._all(query)
        return rows[0] if rows else None


def server_view(row: Row[Any]) -> ServerView:
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


def role_view(row: Row[Any]) -> RoleView:
    return RoleView(*(getattr(row, name) for name in ROLE_COLUMNS))


def member_view(row: Row[Any]) -> MemberView:
    held = tuple(RoleId(role_id) for role_id in row.role_ids)
    return MemberView(
        ServerId(row.server_id),
        UserId(row.user_id),
        row.nickname,
        held,
        row.joined_at,
        row.timed_out_until,
    )


def invite_view(row: Row[Any]) -> InviteView:
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
