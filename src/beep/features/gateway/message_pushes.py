"""Turns facts about messages into events for sessions, in the order the relay delivers them.

A message whose view and audience are in memory goes out in the same step of the event loop as its
commit. Everything else is loaded first, one fact after the other, and nothing overtakes it.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import cast

from msgspec import UNSET, UnsetType

from beep.features import channels, messaging, servers, users
from beep.features.gateway import intents, wire
from beep.features.gateway.faces import Faces
from beep.features.gateway.hub import Audience, Hub
from beep.features.gateway.in_order import InOrder, Step
from beep.features.gateway.members import Members
from beep.features.gateway.session import Session
from beep.features.gateway.thread_wire import shown_threads
from beep.kit.facts import Fact
from beep.kit.ids import ChannelId, UserId
from beep.runtime.outbox import Recorded


class MessagePushes:
    """Messages: the hot path, and what surrounds it."""

    def __init__(
        self,
        faces: Faces,
        hub: Hub,
        members: Members,
        order: InOrder,
        catch_up: Callable[[int], Awaitable[None]],
    ) -> None:
        self._faces = faces
        self._hub = hub
        self._members = members
        self._order = order
        self._catch_up = catch_up

    def listeners(self) -> dict[type[Fact], Callable[[Recorded], None]]:
        return {
            messaging.MessageSent: self.sent,
            messaging.MessageEdited: self.edited,
            messaging.MessageDeleted: self.deleted,
            messaging.MessagesDeleted: self.deleted_many,
        }

    def sent(self, recorded: Recorded) -> None:
        """Push a new message, at once if everything needed is in memory."""
        view = recorded.view
        if isinstance(view, messaging.MessageView):
            if not self._hub.is_heard(view.server_id):
                return
            if self._order.is_idle and self._push_now(view):
                return
        self._add(lambda: self._load_and_push("MESSAGE_CREATE", recorded), recorded)

    def edited(self, recorded: Recorded) -> None:
        self._add(lambda: self._load_and_push("MESSAGE_UPDATE", recorded), recorded)

    def deleted(self, recorded: Recorded) -> None:
        fact = cast("messaging.MessageDeleted", recorded.fact)

        async def push() -> None:
            channel = await self._channel(fact.channel_id)
            if channel is None:
                return
            gone = wire.MessageGone(
                id=str(fact.message_id),
                channel_id=str(fact.channel_id),
                guild_id=str(channel.server_id),
            )
            audience = await self._hub.find_viewers(channel, intents.GUILD_MESSAGES)
            self._hub.tell(audience, "MESSAGE_DELETE", gone)

        self._add(push, recorded)

    def deleted_many(self, recorded: Recorded) -> None:
        fact = cast("messaging.MessagesDeleted", recorded.fact)

        async def push() -> None:
            channel = await self._channel(fact.channel_id)
            if channel is not None:
                gone = wire.MessagesGone(
                    ids=fact.message_ids, channel_id=str(channel.id), guild_id=str(channel.server_id)
                )
                audience = await self._hub.find_viewers(channel, intents.GUILD_MESSAGES)
                self._hub.tell(audience, "MESSAGE_DELETE_BULK", gone)

        self._add(push, recorded)

    def typed(self, data: dict[str, object]) -> None:
        """Show who writes; told by this process or another, never stored."""

        async def push() -> None:
            channel = await self._channel(ChannelId(int(str(data["channel_id"]))))
            if channel is None or not self._hub.is_heard(channel.server_id):
                return
            user_id = UserId(int(str(data["user_id"])))
            member = await self._members.find(channel.server_id, user_id)
            people = await self._faces.users.list_by_ids([user_id])
            if member is None or not people:
                return
            typing = wire.Typing(
                channel_id=str(channel.id),
                guild_id=str(channel.server_id),
                user_id=str(user_id),
                timestamp=cast("int", data["at"]),
                member=servers.member_object(member, people[0]),
            )
            audience = await self._hub.find_viewers(channel, intents.GUILD_MESSAGE_TYPING)
            self._hub.tell([s for s in audience if s.actor.user_id != user_id], "TYPING_START", typing)

        self._order.add(Step(push))

    def _add(self, push: Callable[[], Awaitable[None]], recorded: Recorded) -> None:
        self._order.add(Step(push, lambda: self._heard_by(recorded)))

    def _heard_by(self, recorded: Recorded) -> Iterable[Session]:
        """Return who might miss a message: everybody in its server, or here if the server is not known."""
        known = recorded.view
        if not isinstance(known, messaging.MessageView):
            known = self._faces.channels.cached(ChannelId(recorded.stream))
        return self._hub.all() if known is None else self._hub.everyone_in(known.server_id)

    def _push_now(self, view: messaging.MessageView) -> bool:
        member = self._members.cached(view.server_id, view.author_id)
        audiences = self._audiences(view)
        if member is None or audiences is None or view.reply_to is not None:
            return False
        people: dict[UserId, users.UserObject] = {}
        for user_id in (view.author_id, *view.mention_ids):
            known = self._faces.users.cached(user_id)
            if known is None:
                return False
            people[user_id] = users.user_object(known)
        self._push("MESSAGE_CREATE", view, self._event(view, people, member, UNSET), audiences)
        return True

    async def _load_and_push(self, event: str, recorded: Recorded) -> None:
        view = await self._view(recorded)
        if view is None or not self._hub.is_heard(view.server_id):
            return
        if recorded.view is None:
            # Sent by another process, which may know of a removal that this one has not heard of yet.
            await self._catch_up(view.server_id)
        referenced: messaging.MessageView | UnsetType | None = UNSET
        if view.reply_to is not None:
            referenced = next(iter(await self._faces.messaging.list_by_ids([view.reply_to])), None)
        shown = [view.author_id, *view.mention_ids]
        if isinstance(referenced, messaging.MessageView):
            shown += [referenced.author_id, *referenced.mention_ids]
        people = {one.id: users.user_object(one) for one in await self._faces.users.list_by_ids(shown)}
        member = await self._members.find(view.server_id, view.author_id)
        beside = [view, referenced] if isinstance(referenced, messaging.MessageView) else [view]
        threads = await self._threads(messaging.threads_in(beside))
        # Last, as nothing may come between knowing who sees the channel and writing to them.
        while (audiences := self._audiences(view)) is None:
            if not await self._hub.load(view.server_id, view.channel_id):
                return
        data = self._event(view, people, member, referenced, threads)
        if event == "MESSAGE_UPDATE":
            data.reactions = UNSET
        self._push(event, view, data, audiences, referenced)

    def _event(
        self,
        view: messaging.MessageView,
        people: dict[UserId, users.UserObject],
        member: servers.MemberView | None,
        referenced: messaging.MessageView | UnsetType | None,
        threads: Mapping[ChannelId, channels.ThreadObject] = messaging.NO_THREADS,
    ) -> wire.MessageEvent:
        return wire.message_event(view, people, member, referenced, self._faces.messaging.url_of, threads)

    async def _threads(self, thread_ids: Sequence[ChannelId]) -> Mapping[ChannelId, channels.ThreadObject]:
        if not thread_ids:
            return messaging.NO_THREADS
        found = await self._faces.channels.list_threads_by_ids(thread_ids)
        return {one.view.id: one.object for one in await shown_threads(self._faces, found)}

    def _audiences(self, view: messaging.MessageView) -> tuple[Audience, Audience] | None:
        """Return who gets a message whole, and which bots did not ask for texts; `None` until loaded."""
        wanted, content = intents.GUILD_MESSAGES, intents.MESSAGE_CONTENT
        whole = self._hub.viewers_of(view.server_id, view.channel_id, wanted | content)
        bare = self._hub.viewers_of(view.server_id, view.channel_id, wanted, unwanted=content)
        return None if whole is None or bare is None else (whole, bare)

    def _push(
        self,
        event: str,
        view: messaging.MessageView,
        data: wire.MessageEvent,
        audiences: tuple[Audience, Audience],
        referenced: messaging.MessageView | UnsetType | None = UNSET,
    ) -> None:
        """Push to who asked for texts, and without them to bots that did not ask.

        Bots always get the text of their own messages and of those that call them.
        """
        whole, bare = audiences
        self._hub.tell(whole, event, data)
        concerned = _concerned(view)
        also = _concerned(referenced) if isinstance(referenced, messaging.MessageView) else concerned
        alike: dict[tuple[bool, bool], list[Session]] = {}
        for one in bare:
            user_id = one.actor.user_id
            alike.setdefault((user_id in concerned, user_id in also), []).append(one)
        for (content, replied), audience in alike.items():
            shown = wire.without_texts(data, content=content, referenced=replied)
            self._hub.tell(audience, event, shown)

    async def _view(self, recorded: Recorded) -> messaging.MessageView | None:
        if isinstance(recorded.view, messaging.MessageView):
            return recorded.view
        fact = cast("messaging.MessageSent | messaging.MessageEdited", recorded.fact)
        return next(iter(await self._faces.messaging.list_by_ids([fact.message_id])), None)

    async def _channel(self, channel_id: ChannelId) -> channels.ChannelView | None:
        return self._faces.channels.cached(channel_id) or await self._faces.channels.find(channel_id)


def _concerned(view: messaging.MessageView) -> frozenset[UserId]:
    return frozenset((view.author_id, *view.mention_ids))
