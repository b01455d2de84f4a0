"""SQL of media: takes a connection, returns views, decides nothing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from beep.features.media.contract import AttachmentView, FileId
from beep.features.media.tables import address_key, file
from beep.kit.ids import ChannelId, MessageId, UserId
from beep.runtime.database import Transaction

ARRIVING, WAITING, CLAIMED, KEPT, DROPPED = "arriving", "waiting", "claimed", "kept", "dropped"
# How the claim of a file begins that was made for a message; no message's own claims do.
_OF_MESSAGE = "message-"
# The first number of the advisory lock under which one person's waiting files are counted.
_QUOTA_LOCK = 0x6D656469


@dataclass(frozen=True, slots=True)
class Held:
    """A file as it stands: what messages show of it, and where it is in its life."""

    view: AttachmentView
    sha256: str
    state: str


@dataclass(frozen=True, slots=True)
class Claimed:
    """A file that was taken for a message; for one that was there already, which one that is."""

    id: FileId
    channel_id: ChannelId
    message_id: MessageId | None


async def insert_arriving(tx: Transaction, view: AttachmentView, sha256: str, *, at: datetime) -> None:
    await tx.execute(
        insert(file).values(
            id=view.id,
            channel_id=view.channel_id,
            owner_id=view.owner_id,
            filename=view.filename,
            content_type=view.content_type,
            size_bytes=view.size_bytes,
            sha256=sha256,
            description=view.description,
            width=view.width,
            height=view.height,
            placeholder=view.placeholder,
            is_spoiler=view.is_spoiler,
            state=ARRIVING,
            since=at,
        )
    )


async def waiting_of(tx: Transaction, owner_id: UserId) -> tuple[int, int]:
    """Return how many files of a person wait and their bytes; one at a time until the commit."""
    await tx.execute(select(func.pg_advisory_xact_lock(_QUOTA_LOCK, func.hashint8(owner_id))))
    return await read_waiting_of(tx.connection, owner_id)


async def read_waiting_of(connection: AsyncConnection, owner_id: UserId) -> tuple[int, int]:
    waits = and_(file.c.owner_id == owner_id, file.c.state.in_([ARRIVING, WAITING]))
    counted = select(func.count(), func.coalesce(func.sum(file.c.size_bytes), 0)).where(waits)
    row = (await connection.execute(counted)).one()
    return int(row[0]), int(row[1])


async def arrived(tx: Transaction, file_id: FileId, *, at: datetime) -> bool:
    """Let a file whose bytes are stored wait for its message; tell whether it still was awaited."""
    statement = update(file).where(file.c.id == file_id, file.c.state == ARRIVING)
    return (await tx.execute(statement.values(state=WAITING, since=at))).rowcount > 0


async def claim(
    tx: Transaction,
    owner_id: UserId,
    channel_id: ChannelId,
    file_ids: Sequence[FileId],
    *,
    key: str,
    at: datetime,
) -> list[AttachmentView]:
    """Take files for one message: those that wait, and those taken with the same key."""
    free = or_(file.c.state == WAITING, and_(file.c.state.in_([CLAIMED, KEPT]), file.c.claim_key == key))
    mine = and_(file.c.owner_id == owner_id, file.c.channel_id == channel_id)
    # In one order for everybody: two messages that want the same files must not wait for each other.
    await tx.execute(select(file.c.id).where(file.c.id.in_(file_ids)).order_by(file.c.id).with_for_update())
    statement = update(file).where(file.c.id.in_(file_ids), mine, free)
    taken = await tx.execute(statement.values(state=CLAIMED, since=at, claim_key=key).returning(file))
    return [_view(row) for row in taken.all()]


async def claim_for_message(tx: Transaction, file_id: FileId, message_id: MessageId, *, at: datetime) -> None:
    """Take a file whose bytes are stored for a message that is there already."""
    statement = update(file).where(file.c.id == file_id, file.c.state == ARRIVING)
    await tx.execute(statement.values(state=CLAIMED, since=at, claim_key=f"{_OF_MESSAGE}{message_id}"))


async def describe(tx: Transaction, view: AttachmentView) -> None:
    """Write what a message says of its file."""
    values = {"filename": view.filename, "description": view.description, "is_spoiler": view.is_spoiler}
    await tx.execute(update(file).where(file.c.id == view.id).values(**values))


async def release(tx: Transaction, file_ids: Sequence[FileId], *, at: datetime) -> None:
    statement = update(file).where(file.c.id.in_(file_ids), file.c.state == CLAIMED)
    await tx.execute(statement.values(state=WAITING, since=at, claim_key=None))


async def keep(tx: Transaction, file_ids: Collection[FileId], *, at: datetime) -> None:
    statement = update(file).where(file.c.id.in_(file_ids), file.c.state == CLAIMED)
    await tx.execute(statement.values(state=KEPT, since=at))


async def drop(tx: Transaction, file_ids: Sequence[FileId], *, at: datetime) -> list[FileId]:
    """Let nobody read files any more; return those whose bytes must go."""
    statement = update(file).where(file.c.id.in_(file_ids), file.c.state != DROPPED)
    return await _ids(tx, statement.values(state=DROPPED, since=at).returning(file.c.id))


async def drop_of_channel(
    tx: Transaction, channel_id: ChannelId, *, at: datetime, limit: int
) -> list[FileId]:
    some = select(file.c.id).where(file.c.channel_id == channel_id, file.c.state != DROPPED).limit(limit)
    statement = update(file).where(file.c.id.in_(some))
    return await _ids(tx, statement.values(state=DROPPED, since=at).returning(file.c.id))


async def drop_stale(tx: Transaction, *, before: datetime, at: datetime, limit: int) -> list[FileId]:
    """Drop files that no message came for since `before`."""
    some = (
        select(file.c.id)
        .where(file.c.state.in_([ARRIVING, WAITING]), file.c.since < before)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    statement = update(file).where(file.c.id.in_(some))
    return await _ids(tx, statement.values(state=DROPPED, since=at).returning(file.c.id))


async def list_claimed(connection: AsyncConnection, *, before: datetime, limit: int) -> list[Claimed]:
    query = select(file).where(file.c.state == CLAIMED, file.c.since < before).limit(limit)
    return [_claimed(row) for row in await connection.execute(query)]


async def list_dropped(connection: AsyncConnection, *, limit: int) -> list[FileId]:
    query = select(file.c.id).where(file.c.state == DROPPED).order_by(file.c.since).limit(limit)
    return [FileId(row.id) for row in await connection.execute(query)]


async def forget(tx: Transaction, file_ids: Sequence[FileId]) -> None:
    """Forget dropped files whose bytes are gone."""
    await tx.execute(delete(file).where(file.c.id.in_(file_ids), file.c.state == DROPPED))


async def find(connection: AsyncConnection, file_id: FileId) -> Held | None:
    row = (await connection.execute(select(file).where(file.c.id == file_id))).one_or_none()
    return Held(_view(row), row.sha256, row.state) if row else None


async def list_by_ids(connection: AsyncConnection, file_ids: Sequence[FileId]) -> list[AttachmentView]:
    query = select(file).where(file.c.id.in_(file_ids), file.c.state.in_([WAITING, CLAIMED, KEPT]))
    return [_view(row) for row in await connection.execute(query)]


async def _ids(tx: Transaction, statement: Any) -> list[FileId]:
    return [FileId(row.id) for row in (await tx.execute(statement)).all()]


def _claimed(row: Row[*tuple[Any, ...]]) -> Claimed:
    key = str(row.claim_key)
    message_id = MessageId(int(key.removeprefix(_OF_MESSAGE))) if key.startswith(_OF_MESSAGE) else None
    return Claimed(FileId(row.id), ChannelId(row.channel_id), message_id)


def _view(row: Row[*tuple[Any, ...]]) -> AttachmentView:
    return AttachmentView(
        id=FileId(row.id),
        channel_id=ChannelId(row.channel_id),
        owner_id=UserId(row.owner_id),
        filename=row.filename,
        content_type=row.content_type,
        size_bytes=row.size_bytes,
        description=row.description,
        width=row.width,
        height=row.height,
        placeholder=row.placeholder,
        is_spoiler=row.is_spoiler,
    )


# -- keys of addresses ------------------------------------------------------------------------


async def list_salts(connection: AsyncConnection) -> list[tuple[bytes, datetime]]:
    """Return what makes each key, and from when on it signs, the newest first."""
    query = select(address_key.c.salt, address_key.c.signs_from)
    newest = (address_key.c.signs_from.desc(), address_key.c.id.desc())
    return [(bytes(row.salt), row.signs_from) for row in await connection.execute(query.order_by(*newest))]


async def add_salt(tx: Transaction, number: int, salt: bytes, *, signs_from: datetime) -> None:
    await tx.execute(insert(address_key).values(id=number, salt=salt, signs_from=signs_from))


async def forget_salts(tx: Transaction, *, replaced_before: datetime) -> None:
    """Forget the keys in whose place another has signed since before a moment."""
    newer = select(func.max(address_key.c.signs_from)).where(address_key.c.signs_from < replaced_before)
    await tx.execute(delete(address_key).where(address_key.c.signs_from < newer.scalar_subquery()))
