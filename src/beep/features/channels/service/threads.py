"""Threads: opened, changed, archived and reopened, deleted, listed."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from beep.features.audit import Action
from beep.features.channels import rules
from beep.features.channels.contract import (
    Access,
    ChannelType,
    ChannelView,
    ThreadDraft,
    ThreadPart,
)
from beep.features.channels.errors import ChannelNotFound, ThreadExists, ThreadLocked, TooManyThreads
from beep.features.channels.facts import ThreadChanged, ThreadCreated, ThreadDeleted, ThreadMembersChanged
from beep.features.channels.service.standings import Standings, current
from beep.kit.actor import Actor
from beep.kit.ids import ChannelId, ServerId, created_at
from beep.kit.permissions import Permission
from beep.runtime.database import Transaction

_IDLE_AT_ONCE = 100
_SEE = Permission.VIEW_CHANNEL


class Threads:
    """A thread is under its channel's permissions; see `ChannelView.left_of` and `rules`."""

    def __init__(self, standings: Standings) -> None:
        self._standings = standings
        self._store = standings.store

    async def open(
        self, actor: Actor, channel_id: ChannelId, draft: ThreadDraft, reason: str | None = None
    ) -> ChannelView:
        """Start a thread and join it; needs CREATE_PUBLIC_THREADS or CREATE_PRIVATE_THREADS there."""
        parent = (await self._standings.access(actor, channel_id, _SEE)).channel
        kind = rules.thread_kind(parent, draft.type, has_message=draft.message_id is not None)
        is_private = kind == ChannelType.PRIVATE_THREAD
        needed = Permission.CREATE_PRIVATE_THREADS if is_private else Permission.CREATE_PUBLIC_THREADS
        await self._standings.access(actor, channel_id, needed)
        now = self._standings.clock.now()
        thread = ChannelView(
            id=ChannelId(draft.message_id or self._standings.ids.next()),
            server_id=parent.server_id,
            type=kind,
            name=rules.thread_name(draft.name),
            topic=None,
            position=0,
            overrides=parent.overrides,
            parent_id=parent.id,
            slow_mode_s=rules.slow_mode_s(draft.slow_mode_s),
            is_nsfw=parent.is_nsfw,
            thread=ThreadPart(
                owner_id=actor.user_id,
                created_at=now,
                is_archived=False,
                is_locked=False,
                is_invitable=draft.is_invitable,
                auto_archive_min=rules.auto_archive_min(draft.auto_archive_min),
                archived_at=now,
                members={actor.user_id: now},
            ),
        )
        async with self._standings.changing(parent.server_id) as (tx, listed):
            await self._standings.decide(tx, actor, current(listed, parent.id), needed)
            await self._check_room(tx, parent.server_id)
            if not await self._store.insert_thread(tx, thread, now):
                raise ThreadExists
            self._standings.tell_act(tx, actor, (Action.THREAD_CREATE, reason), None, thread)
            tx.record(ThreadCreated(parent.server_id, thread.id, parent.id), view=thread)
        return thread

    async def update(
        self, actor: Actor, thread_id: ChannelId, changes: dict[str, Any], reason: str | None = None
    ) -> ChannelView:
        """Change a thread; see `rules.check_thread_change` for who may what."""
        access = await self._standings.access(actor, thread_id, _SEE)
        checked = _checked(changes)
        async with self.changing(access.channel) as (tx, thread, part):
            wanted = {key: one for key, one in checked.items() if one != _value(thread, part, key)}
            if not wanted:
                return thread
            held, snapshot = await self._standings.decide(tx, actor, thread, _SEE)
            rules.check_active(snapshot, actor.user_id, held, self._standings.clock.now)
            rules.check_thread_change(part, actor.user_id, held, wanted)
            changed = self._changed(thread, part, wanted)
            if wanted.get("is_archived") is False:
                await self._check_room(tx, thread.server_id)
            reopened_at = self._standings.clock.now() if "is_archived" in wanted else None
            await self._store.replace_thread(tx, changed, reopened_at)
            if actor.user_id != part.owner_id or "is_locked" in wanted:
                self._standings.tell_act(tx, actor, (Action.THREAD_UPDATE, reason), thread, changed)
            tx.record(_changed_fact(changed), view=changed)
        return changed

    async def delete(self, actor: Actor, thread_id: ChannelId, reason: str | None = None) -> ChannelView:
        """Delete a thread and, in time, its messages; needs MANAGE_THREADS."""
        access = await self._standings.access(actor, thread_id, Permission.MANAGE_THREADS)
        async with self.changing(access.channel) as (tx, thread, _):
            await self._standings.decide(tx, actor, thread, Permission.MANAGE_THREADS)
            self._standings.tell_act(tx, actor, (Action.THREAD_DELETE, reason), thread, None)
            await self._store.delete_threads(tx, thread_id=thread_id)
            tx.record(deleted_fact(thread), view=thread)
        return thread

    async def take_part(self, actor: Actor, access: Access) -> Access:
        part = access.channel.thread
        if part is None:
            return access
        may_always = access.permissions & Permission.MANAGE_THREADS
        if part.is_locked and not may_always:
            raise ThreadLocked
        is_member = actor.user_id in part.members
        if not part.is_archived and (is_member or self._is_full(part)):
            return access
        async with self.changing(access.channel) as (tx, thread, now_part):
            await self._standings.decide(tx, actor, thread, _SEE | Permission.SEND_MESSAGES)
            changed = thread
            now = self._standings.clock.now()
            if now_part.is_archived:
                if now_part.is_locked and not may_always:
                    raise ThreadLocked
                await self._check_room(tx, thread.server_id)
                changed = self._changed(thread, now_part, {"is_archived": False})
                await self._store.replace_thread(tx, changed, now)
            if actor.user_id not in now_part.members and not self._is_full(now_part):
                changed = with_members(changed, {**now_part.members, actor.user_id: now})
                await self._store.join_thread(tx, changed, actor.user_id, now)
                joined = ThreadMembersChanged(thread.server_id, thread.id, added=[str(actor.user_id)])
                tx.record(joined, view=changed)
            if now_part.is_archived:
                tx.record(_changed_fact(changed), view=changed)
        return await self._standings.access(actor, access.channel.id, _SEE | Permission.SEND_MESSAGES)

    # -- lists --------------------------------------------------------------------------------

    async def list_active(self, actor: Actor, server_id: ServerId) -> list[ChannelView]:
        """Return the open threads of a server that the actor sees, the newest first."""
        snapshot = await self._standings.servers.standing(actor, server_id)
        threads = await self._standings.list_threads(server_id)
        return [one for one in reversed(threads) if rules.sees(one, snapshot, actor.user_id)]

    async def list_archived(
        self,
        actor: Actor,
        channel_id: ChannelId,
        *,
        is_private: bool,
        before: datetime | None,
        limit: int,
    ) -> list[ChannelView]:
        """Return archived threads of a channel, the last archived first; private ones need MANAGE_THREADS."""
        needed = _SEE | Permission.READ_MESSAGE_HISTORY
        if is_private:
            needed |= Permission.MANAGE_THREADS
        await self._standings.access(actor, channel_id, needed)
        public = (ChannelType.PUBLIC_THREAD, ChannelType.ANNOUNCEMENT_THREAD)
        kinds = (ChannelType.PRIVATE_THREAD,) if is_private else public
        return await self._store.list_archived(channel_id, kinds, before, limit)

    async def list_archived_joined(
        self, actor: Actor, channel_id: ChannelId, *, before: int | None, limit: int
    ) -> list[ChannelView]:
        """Return archived private threads the actor joined, the newest first."""
        await self._standings.access(actor, channel_id, _SEE | Permission.READ_MESSAGE_HISTORY)
        return await self._store.list_archived_of_member(channel_id, actor.user_id, before, limit)

    # -- by themselves ------------------------------------------------------------------------

    async def archive_idle(self) -> None:
        """Archive the threads in which nothing was written for as long as they are set to."""
        now = self._standings.clock.now()
        while idle := await self._store.list_idle(now, _IDLE_AT_ONCE):
            newest = await self._standings.last_messages.newest([one.id for one in idle])
            for one in idle:
                last = newest[one.id].message_id if one.id in newest else None
                await self._archive(one, now, None if last is None else created_at(last))
            if len(idle) < _IDLE_AT_ONCE:
                return

    async def _archive(self, idle: ChannelView, now: datetime, written_at: datetime | None) -> None:
        async with self.changing(idle) as (tx, thread, part):
            if part.is_archived:
                return
            if written_at is not None and written_at + timedelta(minutes=part.auto_archive_min) > now:
                await self._store.note_activity(tx, thread.id, written_at)
                return
            changed = self._changed(thread, part, {"is_archived": True})
            await self._store.replace_thread(tx, changed, None)
            tx.record(_changed_fact(changed), view=changed)

    # -- changing one --------------------------------------------------------------------------

    @asynccontextmanager
    async def changing(
        self, thread: ChannelView
    ) -> AsyncGenerator[tuple[Transaction, ChannelView, ThreadPart]]:
        """Open a transaction that holds a server's channels, and return the thread as it is now."""
        async with self._standings.changing(thread.server_id) as (tx, _):
            now = await self._store.thread_to_change(tx, thread.id)
            if now is None or now.thread is None:
                raise ChannelNotFound
            yield tx, now, now.thread

    def _changed(self, thread: ChannelView, part: ThreadPart, wanted: dict[str, Any]) -> ChannelView:
        own = {key: value for key, value in wanted.items() if key in ("name", "slow_mode_s")}
        others = {key: value for key, value in wanted.items() if key not in own}
        if "is_archived" in wanted:
            others["archived_at"] = self._standings.clock.now()
        return replace(thread, **own, thread=replace(part, **others))

    async def _check_room(self, tx: Transaction, server_id: ServerId) -> None:
        limit = self._standings.settings.active_threads
        if await self._store.count_open_threads(tx, server_id) >= limit:
            raise TooManyThreads

    def _is_full(self, part: ThreadPart) -> bool:
        return len(part.members) >= self._standings.settings.thread_members


def with_members(thread: ChannelView, members: dict[Any, datetime]) -> ChannelView:
    return (
        thread if thread.thread is None else replace(thread, thread=replace(thread.thread, members=members))
    )


def deleted_fact(thread: ChannelView) -> ThreadDeleted:
    return ThreadDeleted(thread.server_id, thread.id, thread.parent_id or ChannelId(0), thread.type)


def _changed_fact(thread: ChannelView) -> ThreadChanged:
    return ThreadChanged(thread.server_id, thread.id, thread.parent_id or ChannelId(0))


def _value(thread: ChannelView, part: ThreadPart, key: str) -> Any:
    return getattr(thread if key in ("name", "slow_mode_s") else part, key)


def _checked(changes: dict[str, Any]) -> dict[str, Any]:
    stored = dict(changes)
    if "name" in stored:
        stored["name"] = rules.thread_name(stored["name"])
    if "slow_mode_s" in stored:
        stored["slow_mode_s"] = rules.slow_mode_s(stored["slow_mode_s"])
    if "auto_archive_min" in stored:
        stored["auto_archive_min"] = rules.auto_archive_min(stored["auto_archive_min"])
    return stored
