"""Threads over HTTP. One from a message is opened where messages are."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from beep.features import servers, users
from beep.features.channels.contract import ChannelView
from beep.features.channels.schemas import (
    ActiveThreads,
    ArchivedJoinedQuery,
    ArchivedQuery,
    ArchivedThreads,
    CreateThread,
    ThreadMembersQuery,
    check_limit,
)
from beep.features.channels.service import ChannelsService
from beep.features.channels.wire import ThreadMemberObject, ThreadObject, thread_member_object
from beep.kit.ids import ChannelId, ServerId, UserId
from beep.runtime.http import Call, delete, get, post, put


class ThreadRoutes:
    def __init__(self, service: ChannelsService, servers: servers.Servers, users: users.Users) -> None:
        self._service = service
        self._servers = servers
        self._users = users

    @post("/channels/{channel_id}/threads", status=201, per_10_s=10)
    async def open_thread(self, call: Call, channel_id: ChannelId, body: CreateThread) -> ThreadObject:
        """Open a thread without a message; needs CREATE_PUBLIC_THREADS or CREATE_PRIVATE_THREADS."""
        made = await self._service.threads.open(call.actor, channel_id, body.draft(), call.reason)
        return (await self._service.thread_objects([made], call.actor.user_id))[0]

    @get("/guilds/{server_id}/threads/active", counts_as_activity=False)
    async def list_active(self, call: Call, server_id: ServerId) -> ActiveThreads:
        """List the open threads one sees in a server."""
        found = await self._service.threads.list_active(call.actor, server_id)
        threads = await self._service.thread_objects(found)
        return ActiveThreads(threads=threads, members=_own(found, call.actor.user_id))

    @get("/channels/{channel_id}/threads/archived/public", counts_as_activity=False)
    async def list_archived_public(
        self, call: Call, channel_id: ChannelId, query: ArchivedQuery
    ) -> ArchivedThreads:
        """List archived public threads, the last archived first."""
        return await self._archived(call, channel_id, query, is_private=False)

    @get("/channels/{channel_id}/threads/archived/private", counts_as_activity=False)
    async def list_archived_private(
        self, call: Call, channel_id: ChannelId, query: ArchivedQuery
    ) -> ArchivedThreads:
        """List archived private threads, the last archived first; needs MANAGE_THREADS."""
        return await self._archived(call, channel_id, query, is_private=True)

    @get("/channels/{channel_id}/users/@me/threads/archived/private", counts_as_activity=False)
    async def list_archived_joined(
        self, call: Call, channel_id: ChannelId, query: ArchivedJoinedQuery
    ) -> ArchivedThreads:
        """List archived private threads one joined, the newest first."""
        before, limit = (query.before if isinstance(query.before, int) else None), check_limit(query.limit)
        found = await self._service.threads.list_archived_joined(
            call.actor, channel_id, before=before, limit=limit + 1
        )
        return await self._page(call, found, limit)

    # -- members ------------------------------------------------------------------------------

    @get("/channels/{thread_id}/thread-members", counts_as_activity=False)
    async def list_members(
        self, call: Call, thread_id: ChannelId, query: ThreadMembersQuery
    ) -> list[ThreadMemberObject]:
        """List who joined a thread, by user id."""
        thread, members = await self._service.thread_members.list_all(
            call.actor, thread_id, after=query.after, limit=check_limit(query.limit)
        )
        return await self._members(thread, members, with_member=query.with_member)

    @get("/channels/{thread_id}/thread-members/@me", counts_as_activity=False)
    async def get_own_membership(self, call: Call, thread_id: ChannelId) -> ThreadMemberObject:
        return await self._member(call, thread_id, call.actor.user_id)

    @get("/channels/{thread_id}/thread-members/{user_id}", counts_as_activity=False)
    async def get_membership(
        self, call: Call, thread_id: ChannelId, user_id: UserId, query: ThreadMembersQuery
    ) -> ThreadMemberObject:
        return await self._member(call, thread_id, user_id, with_member=query.with_member)

    @put("/channels/{thread_id}/thread-members/@me", per_10_s=20)
    async def join_thread(self, call: Call, thread_id: ChannelId) -> None:
        """Join a thread; idempotent."""
        await self._service.thread_members.add(call.actor, thread_id, call.actor.user_id)

    @put("/channels/{thread_id}/thread-members/{user_id}", per_10_s=20)
    async def add_to_thread(self, call: Call, thread_id: ChannelId, user_id: UserId) -> None:
        """Bring somebody into a thread who sees its channel; one must be able to post there."""
        await self._service.thread_members.add(call.actor, thread_id, user_id)

    @delete("/channels/{thread_id}/thread-members/@me", per_10_s=20)
    async def leave_thread(self, call: Call, thread_id: ChannelId) -> None:
        await self._service.thread_members.remove(call.actor, thread_id, call.actor.user_id)

    @delete("/channels/{thread_id}/thread-members/{user_id}", per_10_s=20)
    async def remove_from_thread(self, call: Call, thread_id: ChannelId, user_id: UserId) -> None:
        """Take somebody out of a thread; needs MANAGE_THREADS, or that the private thread is one's own."""
        await self._service.thread_members.remove(call.actor, thread_id, user_id)

    async def _archived(
        self, call: Call, channel_id: ChannelId, query: ArchivedQuery, *, is_private: bool
    ) -> ArchivedThreads:
        limit = check_limit(query.limit)
        found = await self._service.threads.list_archived(
            call.actor, channel_id, is_private=is_private, before=query.moment(), limit=limit + 1
        )
        return await self._page(call, found, limit)

    async def _page(self, call: Call, found: Sequence[ChannelView], limit: int) -> ArchivedThreads:
        shown = found[:limit]
        threads = await self._service.thread_objects(shown)
        members = _own(shown, call.actor.user_id)
        return ArchivedThreads(threads=threads, members=members, has_more=len(found) > limit)

    async def _member(
        self, call: Call, thread_id: ChannelId, user_id: UserId, *, with_member: bool = False
    ) -> ThreadMemberObject:
        thread, joined_at = await self._service.thread_members.get(call.actor, thread_id, user_id)
        return (await self._members(thread, {user_id: joined_at}, with_member=with_member))[0]

    async def _members(
        self, thread: ChannelView, members: Mapping[UserId, datetime], *, with_member: bool
    ) -> list[ThreadMemberObject]:
        shown = {one: thread_member_object(thread, one, at) for one, at in members.items()}
        if with_member and shown:
            views = await self._servers.list_members(thread.server_id, list(shown))
            people = {one.id: one for one in await self._users.list_by_ids(list(shown))}
            for view in views:
                if view.user_id in people:
                    member = servers.member_object(view, people[view.user_id])
                    shown[view.user_id].member = member
        return list(shown.values())


def _own(threads: Sequence[ChannelView], user_id: UserId) -> list[ThreadMemberObject]:
    return [
        thread_member_object(one, user_id, one.thread.members[user_id])
        for one in threads
        if one.thread and user_id in one.thread.members
    ]
