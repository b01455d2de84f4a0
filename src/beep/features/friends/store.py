"""SQL of friends: takes a connection, decides nothing."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from beep.features.friends.contract import Askers, BlockView, Relation, RelationView, Standing
from beep.features.friends.tables import block, friendship, privacy, refusal, request
from beep.kit.ids import UserId

# Everybody locks in the order of ids. The key is that of the first release, which runs beside this one.
_LOCK = text(
    """
    SELECT pg_advisory_xact_lock(hashtextextended('friends.blocks ' || user_id, 0))
    FROM (SELECT unnest(CAST(:user_ids AS bigint[])) AS user_id ORDER BY 1) AS wanted
    """
)

_RELATIONS = """
    SELECT high_id AS other_id, 1 AS relation, since FROM friends.friendship WHERE low_id = :user_id
    UNION ALL
    SELECT low_id, 1, since FROM friends.friendship WHERE high_id = :user_id
    UNION ALL
    SELECT blocked_id, 2, created_at FROM friends.block WHERE user_id = :user_id
    UNION ALL
    SELECT sender_id, 3, sent_at FROM friends.request WHERE addressee_id = :user_id
    UNION ALL
    SELECT addressee_id, 4, sent_at FROM friends.request WHERE sender_id = :user_id
"""
_ALL_RELATIONS = text(f"{_RELATIONS} ORDER BY since DESC, other_id DESC")
_ONE_RELATION = text(f"SELECT * FROM ({_RELATIONS}) AS found WHERE other_id = :other_id")  # noqa: S608

# One statement, whoever the other one is: how long it takes tells nothing of them. What is between them and
# others is counted where they asked first, and told from the asker's side: each of my friends, one look-up.
_STANDING = text(
    """
    WITH mine AS (
        SELECT high_id AS friend_id FROM friends.friendship WHERE low_id = :user_id
        UNION ALL SELECT low_id FROM friends.friendship WHERE high_id = :user_id
    ), pair AS (
        SELECT
            EXISTS (SELECT FROM friends.request
                    WHERE sender_id = :user_id AND addressee_id = :other_id) AS has_asked,
            EXISTS (SELECT FROM friends.request
                    WHERE sender_id = :other_id AND addressee_id = :user_id) AS is_asked,
            EXISTS (SELECT FROM friends.block
                    WHERE user_id = :user_id AND blocked_id = :other_id) AS has_blocked,
            EXISTS (SELECT FROM friends.block
                    WHERE user_id = :other_id AND blocked_id = :user_id) AS is_blocked,
            EXISTS (SELECT FROM friends.refusal
                    WHERE sender_id = :user_id AND addressee_id = :other_id) AS was_refused
    )
    SELECT pair.*,
        (SELECT count(*) FROM mine) AS friends,
        EXISTS (SELECT FROM mine WHERE friend_id = :other_id) AS are_friends,
        (SELECT count(*) FROM mine JOIN friends.friendship f
            ON f.low_id = least(friend_id, :other_id) AND f.high_id = greatest(friend_id, :other_id)
        ) > 0 AS has_common_friend,
        CASE WHEN is_asked THEN
            (SELECT count(*) FROM friends.friendship WHERE low_id = :other_id)
            + (SELECT count(*) FROM friends.friendship WHERE high_id = :other_id)
        ELSE 0 END AS their_friends,
        (SELECT count(*) FROM friends.request WHERE sender_id = :user_id) AS sent,
        (SELECT count(*) FROM friends.request WHERE addressee_id = :other_id) AS received,
        coalesce((SELECT askers FROM friends.privacy WHERE user_id = :other_id), 'everyone') AS askers
    FROM pair
    """
)


async def lock_people(connection: AsyncConnection, user_ids: Collection[UserId]) -> None:
    """Let one transaction at a time change what is between these people and others: limits are exact."""
    await connection.execute(_LOCK, {"user_ids": list(user_ids)})


# -- between two people -----------------------------------------------------------------------


async def standing(connection: AsyncConnection, user_id: UserId, other_id: UserId) -> Standing:
    """Return how two people stand to each other, as the first one's act needs it."""
    row = (await connection.execute(_STANDING, {"user_id": user_id, "other_id": other_id})).mappings().one()
    return Standing(**row)


async def list_relations(connection: AsyncConnection, user_id: UserId) -> list[RelationView]:
    """Return what others are to a person, the newest first."""
    rows = await connection.execute(_ALL_RELATIONS, {"user_id": user_id})
    return [RelationView(UserId(row.other_id), Relation(row.relation), row.since) for row in rows]


async def find_relation(
    connection: AsyncConnection, user_id: UserId, other_id: UserId
) -> RelationView | None:
    found = await connection.execute(_ONE_RELATION, {"user_id": user_id, "other_id": other_id})
    row = found.first()
    return None if row is None else RelationView(other_id, Relation(row.relation), row.since)


# -- friends and requests ---------------------------------------------------------------------


async def list_friends(connection: AsyncConnection, user_id: UserId) -> frozenset[UserId]:
    high = select(friendship.c.high_id).where(friendship.c.low_id == user_id)
    low = select(friendship.c.low_id).where(friendship.c.high_id == user_id)
    return frozenset(UserId(row[0]) for row in await connection.execute(high.union_all(low)))


async def add_friendship(
    connection: AsyncConnection, user_id: UserId, other_id: UserId, at: datetime
) -> None:
    low_id, high_id = sorted((user_id, other_id))
    await connection.execute(insert(friendship).values(low_id=low_id, high_id=high_id, since=at))


async def remove_friendship(connection: AsyncConnection, user_id: UserId, other_id: UserId) -> bool:
    low_id, high_id = sorted((user_id, other_id))
    gone = delete(friendship).where(friendship.c.low_id == low_id, friendship.c.high_id == high_id)
    return (await connection.execute(gone)).rowcount > 0


async def add_request(
    connection: AsyncConnection, sender_id: UserId, addressee_id: UserId, at: datetime
) -> None:
    await connection.execute(
        insert(request).values(sender_id=sender_id, addressee_id=addressee_id, sent_at=at)
    )


async def remove_request(connection: AsyncConnection, sender_id: UserId, addressee_id: UserId) -> bool:
    gone = delete(request).where(request.c.sender_id == sender_id, request.c.addressee_id == addressee_id)
    return (await connection.execute(gone)).rowcount > 0


async def add_refusal(
    connection: AsyncConnection, sender_id: UserId, addressee_id: UserId, at: datetime
) -> None:
    new = insert(refusal).values(sender_id=sender_id, addressee_id=addressee_id, refused_at=at)
    again = new.on_conflict_do_update(
        index_elements=[refusal.c.sender_id, refusal.c.addressee_id],
        set_={"refused_at": new.excluded.refused_at},
    )
    await connection.execute(again)


async def forget_refusals(connection: AsyncConnection, sender_id: UserId, *, until: datetime) -> None:
    """Let a person ask again whoever refused them by then."""
    over = delete(refusal).where(refusal.c.sender_id == sender_id, refusal.c.refused_at <= until)
    await connection.execute(over)


async def forget_refusal(connection: AsyncConnection, sender_id: UserId, addressee_id: UserId) -> None:
    over = delete(refusal).where(refusal.c.sender_id == sender_id, refusal.c.addressee_id == addressee_id)
    await connection.execute(over)


# -- privacy ----------------------------------------------------------------------------------


async def askers_of(connection: AsyncConnection, user_id: UserId) -> Askers:
    found = await connection.execute(select(privacy.c.askers).where(privacy.c.user_id == user_id))
    return found.scalar_one_or_none() or "everyone"


async def take_from(connection: AsyncConnection, user_id: UserId, askers: Askers) -> None:
    chosen = insert(privacy).values(user_id=user_id, askers=askers)
    await connection.execute(
        chosen.on_conflict_do_update(
            index_elements=[privacy.c.user_id], set_={"askers": chosen.excluded.askers}
        )
    )


# -- blocks -----------------------------------------------------------------------------------


async def count_blocks(connection: AsyncConnection, user_id: UserId) -> int:
    counted = select(func.count()).select_from(block).where(block.c.user_id == user_id)
    return (await connection.execute(counted)).scalar_one()


async def add_block(connection: AsyncConnection, user_id: UserId, blocked_id: UserId, at: datetime) -> bool:
    """Add a block; tell whether it is new."""
    new = insert(block).values(user_id=user_id, blocked_id=blocked_id, created_at=at)
    added = await connection.execute(new.on_conflict_do_nothing().returning(block.c.user_id))
    return added.first() is not None


async def blocked_since(connection: AsyncConnection, user_id: UserId, blocked_id: UserId) -> datetime:
    """Return since when a person blocks another one, whom they do block."""
    found = select(block.c.created_at).where(block.c.user_id == user_id, block.c.blocked_id == blocked_id)
    return (await connection.execute(found)).scalar_one()


async def remove_block(connection: AsyncConnection, user_id: UserId, blocked_id: UserId) -> bool:
    gone = delete(block).where(block.c.user_id == user_id, block.c.blocked_id == blocked_id)
    return (await connection.execute(gone)).rowcount > 0


async def list_blocks(connection: AsyncConnection, user_id: UserId) -> list[BlockView]:
    """Return whom a person blocks, the newest first."""
    found = select(block).where(block.c.user_id == user_id)
    rows = await connection.execute(found.order_by(block.c.created_at.desc(), block.c.blocked_id.desc()))
    return [BlockView(UserId(row.blocked_id), row.created_at) for row in rows]


async def list_blockers(connection: AsyncConnection, user_id: UserId) -> frozenset[UserId]:
    rows = await connection.execute(select(block.c.user_id).where(block.c.blocked_id == user_id))
    return frozenset(UserId(row.user_id) for row in rows)


async def forget_rest(connection: AsyncConnection, user_id: UserId) -> None:
    """Forget what only concerns a person who is gone: refusals, and whose requests they took."""
    is_theirs = (refusal.c.sender_id == user_id) | (refusal.c.addressee_id == user_id)
    await connection.execute(delete(refusal).where(is_theirs))
    await connection.execute(delete(privacy).where(privacy.c.user_id == user_id))
