"""Reactions over HTTP. An emoji in an address is a sign of Unicode, or `name:id` for a server's own."""

from beep.features import users
from beep.features.messaging.routes.showing import Showing
from beep.features.messaging.schemas import PeopleQuery
from beep.features.messaging.service import MessagingService
from beep.kit.ids import ChannelId, MessageId, UserId
from beep.runtime.http import Call, delete, get, put

_ALL = "/channels/{channel_id}/messages/{message_id}/reactions"


class ReactionRoutes:
    def __init__(self, service: MessagingService, showing: Showing) -> None:
        self._reactions = service.reactions
        self._showing = showing

    @put(f"{_ALL}/{{emoji}}/@me", per_10_s=40)
    async def add_reaction(
        self, call: Call, channel_id: ChannelId, message_id: MessageId, emoji: str
    ) -> None:
        """React with an emoji; only one nobody gave yet needs ADD_REACTIONS."""
        await self._reactions.add(call.actor, channel_id, message_id, emoji)

    @delete(f"{_ALL}/{{emoji}}/@me", per_10_s=40)
    async def remove_own_reaction(
        self, call: Call, channel_id: ChannelId, message_id: MessageId, emoji: str
    ) -> None:
        """Take your own reaction back."""
        await self._reactions.remove(call.actor, channel_id, message_id, emoji, call.actor.user_id)

    @delete(f"{_ALL}/{{emoji}}/{{user_id}}", per_10_s=40)
    async def remove_reaction(
        self, call: Call, channel_id: ChannelId, message_id: MessageId, emoji: str, user_id: UserId
    ) -> None:
        """Take anybody's reaction away; needs MANAGE_MESSAGES."""
        await self._reactions.remove(call.actor, channel_id, message_id, emoji, user_id)

    @get(f"{_ALL}/{{emoji}}", counts_as_activity=False)
    async def list_reactions(
        self, call: Call, channel_id: ChannelId, message_id: MessageId, emoji: str, query: PeopleQuery
    ) -> list[users.UserObject]:
        """List who reacted with an emoji, in the order of their ids."""
        found = await self._reactions.list_people(
            call.actor, channel_id, message_id, emoji, after=query.after, limit=query.limit
        )
        return await self._showing.people(found)

    @delete(f"{_ALL}/{{emoji}}", per_10_s=20)
    async def clear_emoji(self, call: Call, channel_id: ChannelId, message_id: MessageId, emoji: str) -> None:
        """Take away everybody's reactions with one emoji; needs MANAGE_MESSAGES."""
        await self._reactions.clear(call.actor, channel_id, message_id, emoji)

    @delete(_ALL, per_10_s=20)
    async def clear_reactions(self, call: Call, channel_id: ChannelId, message_id: MessageId) -> None:
        """Take away all reactions; needs MANAGE_MESSAGES."""
        await self._reactions.clear(call.actor, channel_id, message_id)
