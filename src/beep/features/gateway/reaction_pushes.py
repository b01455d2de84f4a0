"""Turns facts about reactions and pins into events, in order with what happens to messages."""

from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import cast

from beep.features import channels, messaging, servers
from beep.features.gateway import intents
from beep.features.gateway import reaction_wire as wire
from beep.features.gateway.faces import Faces
from beep.features.gateway.hub import Hub
from beep.features.gateway.in_order import InOrder, Step
from beep.features.gateway.members import Members
from beep.features.gateway.session import Session
from beep.kit.facts import Fact
from beep.kit.ids import ChannelId
from beep.runtime.outbox import Recorded

_Push = Callable[[channels.ChannelView, Recorded], Awaitable[None]]


class ReactionPushes:
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
        pushers: dict[type[Fact], _Push] = {
            messaging.ReactionAdded: self._added,
            messaging.ReactionRemoved: self._removed,
            messaging.ReactionsCleared: self._cleared,
            messaging.PinsChanged: self._pins_changed,
        }
        return {kind: partial(self._listen, push) for kind, push in pushers.items()}

    def _listen(self, push: _Push, recorded: Recorded) -> None:
        async def run() -> None:
            channel = await self._faces.channels.find(ChannelId(recorded.stream))
            if channel is not None and self._hub.is_heard(channel.server_id):
                # Another process may know of a removal that this one has not heard of yet.
                await self._catch_up(channel.server_id)
                await push(channel, recorded)

        self._order.add(Step(run, lambda: self._heard_by(recorded)))

    def _heard_by(self, recorded: Recorded) -> Iterable[Session]:
        known = self._faces.channels.cached(ChannelId(recorded.stream))
        return self._hub.all() if known is None else self._hub.everyone_in(known.server_id)

    async def _added(self, channel: channels.ChannelView, recorded: Recorded) -> None:
        fact = cast("messaging.ReactionAdded", recorded.fact)
        member = await self._members.find(channel.server_id, fact.user_id)
        people = await self._faces.users.list_by_ids([fact.user_id])
        if member is None or not people:
            # They left meanwhile; without its member the event would break those who read it.
            return
        given = wire.ReactionGiven(
            channel_id=str(channel.id),
            message_id=str(fact.message_id),
            guild_id=str(channel.server_id),
            user_id=str(fact.user_id),
            emoji=_emoji(fact),
            count=fact.count,
            member=servers.member_object(member, people[0]),
            message_author_id=str(fact.author_id),
        )
        await self._tell(channel, "MESSAGE_REACTION_ADD", given)

    async def _removed(self, channel: channels.ChannelView, recorded: Recorded) -> None:
        fact = cast("messaging.ReactionRemoved", recorded.fact)
        gone = wire.ReactionGone(
            channel_id=str(channel.id),
            message_id=str(fact.message_id),
            guild_id=str(channel.server_id),
            user_id=str(fact.user_id),
            emoji=_emoji(fact),
            count=fact.count,
        )
        await self._tell(channel, "MESSAGE_REACTION_REMOVE", gone)

    async def _cleared(self, channel: channels.ChannelView, recorded: Recorded) -> None:
        fact = cast("messaging.ReactionsCleared", recorded.fact)
        where = {
            "channel_id": str(channel.id),
            "message_id": str(fact.message_id),
            "guild_id": str(channel.server_id),
        }
        if fact.emoji_name:
            gone = wire.EmojiGone(**where, emoji=_emoji(fact))
            await self._tell(channel, "MESSAGE_REACTION_REMOVE_EMOJI", gone)
        else:
            await self._tell(channel, "MESSAGE_REACTION_REMOVE_ALL", wire.ReactionsGone(**where))

    async def _pins_changed(self, channel: channels.ChannelView, recorded: Recorded) -> None:
        fact = cast("messaging.PinsChanged", recorded.fact)
        update = wire.PinsUpdate(
            channel_id=str(channel.id), guild_id=str(channel.server_id), last_pin_timestamp=fact.pinned_at
        )
        await self._tell(channel, "CHANNEL_PINS_UPDATE", update, intents.GUILDS)

    async def _tell(
        self,
        channel: channels.ChannelView,
        event: str,
        data: object,
        wanted: int = intents.GUILD_MESSAGE_REACTIONS,
    ) -> None:
        self._hub.tell(await self._hub.find_viewers(channel, wanted), event, data)


def _emoji(
    fact: messaging.ReactionAdded | messaging.ReactionRemoved | messaging.ReactionsCleared,
) -> messaging.EmojiObject:
    emoji_id = int(fact.emoji_id) if fact.emoji_id else None
    return messaging.emoji_object(messaging.Emoji(fact.emoji_name, emoji_id, fact.is_animated))
