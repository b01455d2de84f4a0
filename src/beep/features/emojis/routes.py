"""HTTP of emojis."""

from msgspec import UnsetType

from beep.features.emojis.contract import EmojiId
from beep.features.emojis.schemas import CreateEmoji, EditEmoji
from beep.features.emojis.service import EmojisService
from beep.features.emojis.wire import EmojiLimitObject, GuildEmojiObject
from beep.kit.ids import ServerId
from beep.runtime.http import Call, delete, get, patch, post


class EmojiRoutes:
    def __init__(self, service: EmojisService) -> None:
        self._service = service

    @get("/guilds/{server_id}/emojis", counts_as_activity=False)
    async def list_emojis(self, call: Call, server_id: ServerId) -> list[GuildEmojiObject]:
        """List the emojis of a server one belongs to."""
        return await self._service.shown(await self._service.list_all(call.actor, server_id))

    @get("/guilds/{server_id}/emojis/limit", counts_as_activity=False)
    async def get_emoji_limit(self, call: Call, server_id: ServerId) -> EmojiLimitObject:
        """Return how many emojis a server one belongs to may have."""
        return EmojiLimitObject(limit=await self._service.limit(call.actor, server_id))

    @get("/guilds/{server_id}/emojis/{emoji_id}", counts_as_activity=False)
    async def get_emoji(self, call: Call, server_id: ServerId, emoji_id: EmojiId) -> GuildEmojiObject:
        """Return one emoji."""
        return (await self._service.shown([await self._service.get(call.actor, server_id, emoji_id)]))[0]

    @post("/guilds/{server_id}/emojis", status=201, per_10_s=10)
    async def add_emoji(self, call: Call, server_id: ServerId, body: CreateEmoji) -> GuildEmojiObject:
        """Add an emoji: a name and a picture as a data URI, 256 KiB at most."""
        view = await self._service.create(call.actor, server_id, body.name, body.image, reason=call.reason)
        return (await self._service.shown([view]))[0]

    @patch("/guilds/{server_id}/emojis/{emoji_id}", per_10_s=10)
    async def edit_emoji(
        self, call: Call, server_id: ServerId, emoji_id: EmojiId, body: EditEmoji
    ) -> GuildEmojiObject:
        """Give an emoji another name."""
        given = None if isinstance(body.name, UnsetType) else body.name
        view = await self._service.rename(call.actor, server_id, emoji_id, given, reason=call.reason)
        return (await self._service.shown([view]))[0]

    @delete("/guilds/{server_id}/emojis/{emoji_id}", per_10_s=10)
    async def delete_emoji(self, call: Call, server_id: ServerId, emoji_id: EmojiId) -> None:
        """Delete an emoji; messages and reactions keep its name."""
        await self._service.delete(call.actor, server_id, emoji_id, reason=call.reason)
