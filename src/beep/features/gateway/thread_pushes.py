"""Turns facts about threads into events for the sessions that see them."""

from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import cast

from msgspec import UNSET

from beep.features import channels
from beep.features.gateway import intents
from beep.features.gateway.faces import Faces
from beep.features.gateway.hub import Hub
from beep.features.gateway.in_order import InOrder, Step
from beep.features.gateway.rosters import shown
from beep.features.gateway.session import Session
from beep.features.gateway.sight import Sight
from beep.features.gateway.thread_wire import (
    ShownThread,
    ThreadMembers,
    own_membership,
    shown_threads,
    thread_gone,
    thread_member,
)
from beep.kit.facts import Fact
from beep.kit.ids import UserId
from beep.runtime.outbox import Recorded

_Push = Callable[[Recorded], Awaitable[None]]
_Threads = (
    channels.ThreadCreated | channels.ThreadChanged | channels.ThreadMembersChanged | channels.ThreadDeleted
)


class ThreadPushes:
    """One method a fact; each loads what is true now. Who hears of a private thread, `Sight` follows."""

    def __init__(self, faces: Faces, hub: Hub, order: InOrder, sight: Sight) -> None:
        self._faces = faces
        self._hub = hub
        self._order = order
        self._sight = sight

    def listeners(self) -> dict[type[Fact], Callable[[Recorded], None]]:
        steps: dict[type[Fact], tuple[_Push, ...]] = {
            channels.ThreadCreated: (self._created, self._follow, self._opened),
            channels.ThreadChanged: (self._changed, self._follow),
            channels.ThreadDeleted: (self._deleted, self._follow),
            channels.ThreadMembersChanged: (self._tell_removed, self._follow, self._members_changed),
        }
        return {kind: self._listener(pushes) for kind, pushes in steps.items()}

    def _listener(self, pushes: tuple[_Push, ...]) -> Callable[[Recorded], None]:
        def listen(recorded: Recorded) -> None:
            server_id = cast("_Threads", recorded.fact).server_id
            self._hub.forget_audiences(server_id)
            if not self._hub.is_heard(server_id):
                return

            def heard_by() -> Iterable[Session]:
                return self._hub.everyone_in(server_id)

            for push in pushes:
                self._order.add(Step(partial(push, recorded), heard_by))

        return listen

    async def _follow(self, recorded: Recorded) -> None:
        await self._sight.follow(cast("_Threads", recorded.fact).server_id)

    async def _created(self, recorded: Recorded) -> None:
        await self._tell_thread("THREAD_CREATE", recorded, is_new=True)

    async def _changed(self, recorded: Recorded) -> None:
        await self._tell_thread("THREAD_UPDATE", recorded, is_new=False)

    async def _tell_thread(self, event: str, recorded: Recorded, *, is_new: bool) -> None:
        """Tell of a thread: to who joined it together with their own membership."""
        fact = cast("channels.ThreadCreated | channels.ThreadChanged", recorded.fact)
        thread = await self._shown(fact)
        if thread is None:
            return
        newly_created = True if is_new else UNSET
        others: list[Session] = []
        for session in await self._hub.find_viewers(thread.view, intents.GUILDS):
            user_id = session.actor.user_id
            # Also of a change: a thread that is opened again is new to whoever came while it was archived.
            if thread.joined_at(user_id) is None:
                others.append(session)
            else:
                self._hub.tell((session,), event, thread.to(user_id, newly_created=newly_created))
        self._hub.tell(others, event, thread.to(UserId(0), newly_created=newly_created))

    async def _deleted(self, recorded: Recorded) -> None:
        fact = cast("channels.ThreadDeleted", recorded.fact)
        view = recorded.view
        if not isinstance(view, channels.ChannelView):
            # Another process deleted it. Whoever sees the channel may know its id, unless it was private.
            seen = self._hub.seen(fact.server_id)
            view = seen.listed.get(fact.channel_id) if seen else None
            parent = await self._faces.channels.find(fact.parent_id)
            if view is None and parent is not None and fact.type != channels.ChannelType.PRIVATE_THREAD:
                view = channels.ChannelView(
                    fact.channel_id,
                    fact.server_id,
                    fact.type,
                    "",
                    None,
                    0,
                    parent.overrides,
                    parent.id,
                )
        if view is not None:
            audience = await self._hub.find_viewers(view, intents.GUILDS)
            self._hub.tell(audience, "THREAD_DELETE", thread_gone(view))

    # -- members ------------------------------------------------------------------------------

    async def _tell_removed(self, recorded: Recorded) -> None:
        """Tell whoever was taken out, before a private thread disappears from their sight."""
        fact = cast("channels.ThreadMembersChanged", recorded.fact)
        removed = [UserId(int(one)) for one in fact.removed]
        sessions = [
            one
            for user in removed
            for one in self._hub.of_user(user)
            if fact.server_id in one.servers and one.intents & intents.GUILDS
        ]
        thread = await self._shown(fact) if sessions else None
        if thread is not None:
            self._hub.tell(sessions, "THREAD_MEMBERS_UPDATE", await self._told(fact, thread))

    async def _opened(self, recorded: Recorded) -> None:
        """Tell that whoever opened a thread is in it."""
        fact = cast("channels.ThreadCreated", recorded.fact)
        thread = await self._shown(fact)
        if thread is not None and thread.view.thread:
            joined = [str(thread.view.thread.owner_id)]
            await self._tell_members(
                channels.ThreadMembersChanged(fact.server_id, fact.channel_id, added=joined), thread
            )

    async def _members_changed(self, recorded: Recorded) -> None:
        fact = cast("channels.ThreadMembersChanged", recorded.fact)
        thread = await self._shown(fact)
        if thread is not None:
            await self._tell_members(fact, thread)

    async def _tell_members(self, fact: channels.ThreadMembersChanged, thread: ShownThread) -> None:
        """Tell who sees a thread and asked for members, and who joined: them also how they stand in it."""
        told = await self._told(fact, thread)
        added, removed = set(fact.added), set(fact.removed)
        viewers = await self._hub.find_viewers(thread.view, intents.GUILDS)
        audience = [
            one
            for one in viewers
            if str(one.actor.user_id) not in removed
            and (one.intents & intents.GUILD_MEMBERS or str(one.actor.user_id) in added)
        ]
        self._hub.tell(audience, "THREAD_MEMBERS_UPDATE", told)
        for user_id in map(UserId, map(int, fact.added)):
            if at := thread.joined_at(user_id):
                own = [one for one in viewers if one.actor.user_id == user_id]
                self._hub.tell(own, "THREAD_MEMBER_UPDATE", own_membership(thread.view, user_id, at))

    async def _told(self, fact: channels.ThreadMembersChanged, thread: ShownThread) -> ThreadMembers:
        added = [UserId(int(one)) for one in fact.added]
        views = await self._faces.servers.list_members(fact.server_id, added) if added else ()
        members = {one.user.id: one for one in await shown(self._faces, views)}
        joined = ((one, thread.joined_at(one)) for one in added)
        return ThreadMembers(
            id=str(fact.channel_id),
            guild_id=str(fact.server_id),
            member_count=thread.object.member_count,
            added_members=[
                thread_member(thread.view, one, at, members.get(str(one))) for one, at in joined if at
            ],
            removed_member_ids=list(fact.removed),
        )

    async def _shown(
        self, fact: channels.ThreadCreated | channels.ThreadChanged | channels.ThreadMembersChanged
    ) -> ShownThread | None:
        view = await self._faces.channels.find(fact.channel_id)
        if view is None or view.thread is None:
            return None
        return next(iter(await shown_threads(self._faces, [view])), None)
