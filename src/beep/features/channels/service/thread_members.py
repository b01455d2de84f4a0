"""Who joined a thread: themselves, or brought in by others."""

from datetime import datetime

from beep.features import servers
from beep.features.channels import rules
from beep.features.channels.contract import ChannelType, ChannelView, ThreadPart
from beep.features.channels.errors import ChannelNotFound, NotInThread, ThreadArchived, ThreadFull
from beep.features.channels.facts import ThreadMembersChanged
from beep.features.channels.service.standings import Standings
from beep.features.channels.service.threads import Threads, with_members
from beep.kit.actor import Actor
from beep.kit.ids import ChannelId, ServerId, UserId
from beep.kit.permissions import NONE, Permission

_SEE = Permission.VIEW_CHANNEL


class ThreadMembers:
    def __init__(self, standings: Standings, threads: Threads) -> None:
        self._standings = standings
        self._threads = threads
        self._store = standings.store

    async def add(self, actor: Actor, thread_id: ChannelId, user_id: UserId) -> None:
        """Join an open thread, or bring somebody in who sees its channel; idempotent.

        To bring somebody in one may post there; in a private thread it must be one's own or open to that.
        """
        needed = _SEE if user_id == actor.user_id else _SEE | Permission.SEND_MESSAGES
        access = await self._standings.access(actor, thread_id, needed)
        part = _part(access.channel)
        if part.is_archived:
            raise ThreadArchived
        if user_id != actor.user_id:
            _check_may_bring_in(access.channel, actor, access.permissions)
            await self._check_sees_parent(access.channel, user_id)
        async with self._threads.changing(access.channel) as (tx, thread, now_part):
            held, _ = await self._standings.decide(tx, actor, thread, needed)
            if user_id != actor.user_id:
                _check_may_bring_in(thread, actor, held)
            if user_id in now_part.members:
                return
            if len(now_part.members) >= self._standings.settings.thread_members:
                raise ThreadFull
            now = self._standings.clock.now()
            await self._store.join_thread(tx, thread, user_id, now)
            changed = with_members(thread, {**now_part.members, user_id: now})
            joined = ThreadMembersChanged(thread.server_id, thread.id, added=[str(user_id)])
            tx.record(joined, view=changed)

    async def remove(self, actor: Actor, thread_id: ChannelId, user_id: UserId) -> None:
        """Leave an open thread, or take somebody out: of one's own private one, or with MANAGE_THREADS."""
        access = await self._standings.access(actor, thread_id, _SEE)
        part = _part(access.channel)
        if part.is_archived:
            raise ThreadArchived
        needed = _SEE
        if user_id != actor.user_id:
            is_own = part.owner_id == actor.user_id and access.channel.type == ChannelType.PRIVATE_THREAD
            if not is_own:
                needed = Permission.MANAGE_THREADS
                await self._standings.access(actor, thread_id, needed)
        async with self._threads.changing(access.channel) as (tx, thread, now_part):
            await self._standings.decide(tx, actor, thread, needed)
            if user_id not in now_part.members:
                raise NotInThread
            await self._store.leave_thread(tx, thread_id, user_id)
            left = {one: at for one, at in now_part.members.items() if one != user_id}
            gone = ThreadMembersChanged(thread.server_id, thread.id, removed=[str(user_id)])
            tx.record(gone, view=with_members(thread, left))

    async def get(self, actor: Actor, thread_id: ChannelId, user_id: UserId) -> tuple[ChannelView, datetime]:
        """Return when somebody joined a thread; raises `NotInThread`."""
        thread = (await self._standings.access(actor, thread_id, _SEE)).channel
        joined_at = _part(thread).members.get(user_id)
        if joined_at is None:
            raise NotInThread
        return thread, joined_at

    async def list_all(
        self, actor: Actor, thread_id: ChannelId, *, after: int, limit: int
    ) -> tuple[ChannelView, dict[UserId, datetime]]:
        """Return who joined a thread, by user id."""
        thread = (await self._standings.access(actor, thread_id, _SEE)).channel
        members = _part(thread).members
        shown = [one for one in sorted(members) if one > after][:limit]
        return thread, {one: members[one] for one in shown}

    async def leave_all(self, server_id: ServerId, user_id: UserId) -> None:
        """Take whoever left a server out of its threads; idempotent."""
        try:
            async with self._standings.changing(server_id) as (tx, _):
                for thread_id in await self._store.leave_threads(tx, server_id, user_id):
                    tx.record(ThreadMembersChanged(server_id, thread_id, removed=[str(user_id)]))
        except servers.ServerNotFound:
            return

    async def _check_sees_parent(self, thread: ChannelView, user_id: UserId) -> None:
        snapshot = await self._standings.servers.snapshot(thread.server_id)
        parent = await self._standings.find(thread.parent_id) if thread.parent_id else None
        held = NONE
        if snapshot is not None and parent is not None:
            held = rules.permissions_in(parent, snapshot, user_id)
        if not held & _SEE:
            raise servers.MemberNotFound("Nobody of that id sees this thread's channel.")


def _check_may_bring_in(thread: ChannelView, actor: Actor, held: Permission) -> None:
    part = _part(thread)
    is_closed = thread.type == ChannelType.PRIVATE_THREAD and not part.is_invitable
    if is_closed and part.owner_id != actor.user_id and not held & Permission.MANAGE_THREADS:
        raise servers.MissingPermission("You need the permission MANAGE_THREADS for that.")


def _part(channel: ChannelView) -> ThreadPart:
    if channel.thread is None:
        raise ChannelNotFound
    return channel.thread
