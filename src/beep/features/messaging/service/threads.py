"""Threads as their channel tells of them: on the message they start from, and in notices.

Threads are the channels' business; all of this follows from their facts and may happen again.
"""

from collections.abc import Mapping, Sequence

from beep.features import channels
from beep.features.messaging import store
from beep.features.messaging.contract import Kind, MessageFlag
from beep.features.messaging.facts import MessageEdited
from beep.features.messaging.service.footing import Footing
from beep.features.messaging.service.notices import Notice, Notices
from beep.features.messaging.service.reading import Reading
from beep.kit.actor import Actor
from beep.kit.ids import ChannelId, MessageId, UserId, first_id_at
from beep.runtime.database import Transaction, while_away


class Threads:
    def __init__(self, footing: Footing, reading: Reading, notices: Notices) -> None:
        self._on = footing
        self._reading = reading
        self._notices = notices

    async def open(
        self, actor: Actor, channel_id: ChannelId, draft: channels.ThreadDraft, reason: str | None
    ) -> channels.ChannelView:
        """Open a thread from a message one can read; the rest is the channels' business."""
        await self._reading.get(actor, channel_id, draft.message_id or MessageId(0))
        thread = await self._on.channels.open_thread(actor, channel_id, draft, reason)
        # It exists now: whatever is missing is made up for by the job that follows from its fact.
        with while_away("telling of a thread"):
            await self.begin(thread.id)
        return thread

    async def begin(self, thread_id: ChannelId) -> None:
        """Say on its start message that there is a thread, and post what tells of it; idempotent."""
        thread = await self._on.channels.find(thread_id)
        if thread is None or thread.thread is None or thread.parent_id is None:
            return
        start_id = MessageId(thread.id)
        by, once = thread.thread.owner_id, f"thread {thread.id}"
        has_start = await self._mark(thread.parent_id, start_id)
        if has_start is None:
            return
        if has_start:
            await self._notices.post(thread.id, Notice(Kind.THREAD_STARTER, by, start_id, once))
        if thread.type == channels.ChannelType.PUBLIC_THREAD and (
            not has_start or await self._is_further_up(thread.parent_id, thread)
        ):
            told = Notice(Kind.THREAD_CREATED, by, start_id, once, content=thread.name)
            await self._notices.post(thread.parent_id, told)

    async def ensure_begun(self, thread_id: ChannelId) -> None:
        """Let nothing be posted in a thread before what it starts from."""
        if self._on.writer.has_posted(thread_id):
            return
        async with self._on.database.read() as connection:
            has_begun = bool(await store.newest(connection, [thread_id]))
        if not has_begun:
            await self.begin(thread_id)

    async def new(self, thread: channels.ChannelView, user_id: UserId) -> channels.ThreadObject:
        """Return a thread that was just opened as who opened it sees it."""
        newest = await self._reading.newest([thread.id])
        return channels.thread_object(thread, newest.get(thread.id), user_id=user_id)

    async def shown(
        self, thread_ids: Sequence[ChannelId], user_id: UserId
    ) -> Mapping[ChannelId, channels.ThreadObject]:
        """Return threads as their messages show them to somebody, with their own membership of each."""
        threads = await self._on.channels.list_threads_by_ids(thread_ids)
        ids = [one.id for one in threads]
        newest, counts = await self._reading.newest(ids), await self._reading.message_counts(ids)
        return {
            one.id: channels.thread_object(one, newest.get(one.id), counts.get(one.id, 0), user_id)
            for one in threads
        }

    async def unmark(self, channel_id: ChannelId, thread_id: ChannelId) -> None:
        """Let a message no longer say that a thread starts from it: the thread is gone; idempotent."""
        async with self._on.database.write() as tx:
            await self._flag(tx, channel_id, MessageId(thread_id), has_thread=False)

    async def _mark(self, channel_id: ChannelId, message_id: MessageId) -> bool | None:
        """Say on a message that a thread starts from it; false if it is gone, `None` without the thread."""

        async def act() -> bool | None:
            thread = await self._on.channels.find(ChannelId(message_id))
            if thread is None:
                return None
            as_of = await self._on.database.places.reach(thread.server_id)
            # Seen again: what is found now is no older than `as_of`.
            if await self._on.channels.find(thread.id) is None:
                return None
            async with self._on.database.write() as tx:
                found = await self._flag(tx, channel_id, message_id, has_thread=True)
                # The thread may be deleted meanwhile, and its message told so before this.
                tx.stand_on(thread.server_id, as_of)
            return found

        return await self._on.on_firm_ground(act)

    async def _flag(
        self, tx: Transaction, channel_id: ChannelId, message_id: MessageId, *, has_thread: bool
    ) -> bool:
        message = await store.lock(tx, channel_id, message_id)
        if message is None:
            return False
        mark = MessageFlag.HAS_THREAD
        flags = message.flags | mark if has_thread else message.flags & ~mark
        if flags != message.flags:
            changed = await store.put_flags(tx, message_id, int(flags))
            tx.record(MessageEdited(channel_id, message_id), view=changed, has_work=False)
        return True

    async def _is_further_up(self, channel_id: ChannelId, thread: channels.ChannelView) -> bool:
        """Tell whether anything was posted between a start message and its thread."""
        if thread.thread is None:
            return False
        span = thread.id + 1, first_id_at(thread.thread.created_at) - 1
        async with self._on.database.read() as connection:
            return await store.has_any(connection, channel_id, span)
