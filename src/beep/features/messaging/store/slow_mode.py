"""SQL of slow mode: one row for each person and channel in slow mode, taken before a message is stored."""

from datetime import datetime, timedelta

from sqlalchemy import delete, false, or_, select
from sqlalchemy.dialects.postgresql import insert

from beep.features.messaging.tables import slow_post
from beep.kit.ids import ChannelId, UserId
from beep.runtime.database import Transaction

_post = slow_post.c


async def take_turn(
    tx: Transaction, channel_id: ChannelId, user_id: UserId, nonce: str | None, *, at: datetime, pause_s: int
) -> datetime | None:
    """Note that somebody posts now; return when they last did if that is too short ago, else `None`.

    Whoever comes at once, in whatever process, waits here for each other. The same nonce may come again.
    """
    row = insert(slow_post).values(channel_id=channel_id, user_id=user_id, at=at, nonce=nonce)
    taken = row.on_conflict_do_update(
        index_elements=[_post.channel_id, _post.user_id],
        set_={"at": at, "nonce": nonce},
        where=or_(
            _post.at <= at - timedelta(seconds=pause_s),
            _post.nonce == nonce if nonce is not None else false(),
        ),
    )
    if (await tx.execute(taken.returning(_post.at))).one_or_none() is not None:
        return None
    last = select(_post.at).where(_post.channel_id == channel_id, _post.user_id == user_id)
    return (await tx.execute(last)).scalar_one_or_none()


async def give_back(tx: Transaction, channel_id: ChannelId, user_id: UserId, *, at: datetime) -> None:
    """Forget a turn whose message was not stored."""
    turn = delete(slow_post).where(_post.channel_id == channel_id, _post.user_id == user_id)
    await tx.execute(turn.where(_post.at == at))


async def forget_channel(tx: Transaction, channel_id: ChannelId) -> None:
    await tx.execute(delete(slow_post).where(_post.channel_id == channel_id))
