"""Servers themselves over HTTP: `guilds` on the wire."""

from msgspec import structs

from beep.features.servers.contract import Snapshot
from beep.features.servers.schemas import (
    CreatedGuild,
    CreateGuild,
    Discovered,
    DiscoveryQuery,
    EditGuild,
    GuildListQuery,
    GuildPreview,
    GuildQuery,
    GuildSummary,
    VoiceRegion,
    check_limit,
    discovered,
    guild_summary,
)
from beep.features.servers.service import ServersService
from beep.features.servers.wire import GuildObject, guild_object
from beep.kit.ids import ServerId
from beep.runtime.http import Call, delete, get, patch, post


class ServerRoutes:
    def __init__(self, service: ServersService) -> None:
        self._service = service

    @post("/guilds", status=201, access="person", per_10_s=10)
    async def create_server(self, call: Call, body: CreateGuild) -> CreatedGuild:
        """Create a server, with its owner and default roles and a first channel."""
        snapshot = await self._service.life.create(call.actor, body.draft(), self._service.founding)
        channels = await self._service.founding.shown(call.actor, snapshot.server.id)
        return CreatedGuild(**structs.asdict(await self._shown(snapshot)), channels=list(channels))

    @get("/guilds/{server_id}", counts_as_activity=False)
    async def get_server(self, call: Call, server_id: ServerId, query: GuildQuery) -> GuildObject:
        """Return a server one belongs to."""
        del query
        snapshot = await self._service.life.get(call.actor, server_id)
        present = self._service.presences.count_present(snapshot.members)
        return structs.replace(await self._shown(snapshot), approximate_presence_count=present)

    @get("/guilds/{server_id}/preview")
    async def preview_server(self, call: Call, server_id: ServerId) -> GuildPreview:
        """Return what a public server shows to those who might join."""
        server = await self._service.life.preview(call.actor, server_id)
        return GuildPreview(
            id=str(server.id),
            name=server.name,
            description=server.description,
            icon=server.icon,
            approximate_member_count=server.member_count,
        )

    @patch("/guilds/{server_id}", per_10_s=10)
    async def edit_server(self, call: Call, server_id: ServerId, body: EditGuild) -> GuildObject:
        """Change a server's name, description, picture, visibility or whether members hold several roles."""
        return await self._shown(
            await self._service.life.update(call.actor, server_id, body.changes(), reason=call.reason)
        )

    @delete("/guilds/{server_id}", access="person", per_10_s=10)
    async def delete_server(self, call: Call, server_id: ServerId) -> None:
        """Delete a server and all it holds; its owner only, after a recent sign-in."""
        await self._service.life.delete(call.actor, server_id, reason=call.reason)

    @get("/discovery/guilds", access="person", per_10_s=20)
    async def discover_servers(self, call: Call, query: DiscoveryQuery) -> Discovered:
        """Find public servers by the words of their names and descriptions, the largest first."""
        found, total = await self._service.life.discover(
            call.actor, query.query, limit=check_limit(query.limit, 100), offset=query.offset
        )
        return discovered(found, total)

    @get("/guilds/{server_id}/regions", counts_as_activity=False)
    async def list_server_regions(self, call: Call, server_id: ServerId) -> list[VoiceRegion]:
        """List the places voices could go through: none, as Beep is in one place."""
        await self._service.standing(call.actor, server_id)
        return []

    @get("/voice/regions", counts_as_activity=False)
    async def list_regions(self, call: Call) -> list[VoiceRegion]:
        """List the places voices could go through: none, as Beep is in one place."""
        del call
        return []

    @get("/users/@me/guilds", counts_as_activity=False)
    async def list_my_servers(self, call: Call, query: GuildListQuery) -> list[GuildSummary]:
        """List one's servers by id, with what one may do in each."""
        found = await self._service.life.list_mine(
            call.actor, after=query.after, before=query.before, limit=check_limit(query.limit, 200)
        )
        me = call.actor.user_id
        return [
            guild_summary(server, granted, is_owner=server.owner_id == me, with_counts=query.with_counts)
            for server, granted in found
        ]

    @delete("/users/@me/guilds/{server_id}", per_10_s=10)
    async def leave_server(self, call: Call, server_id: ServerId) -> None:
        """Leave a server; the owner transfers or deletes it instead."""
        await self._service.memberships.leave(call.actor, server_id)

    @post("/guilds/{server_id}/join", access="person", per_10_s=10)
    async def join_server(self, call: Call, server_id: ServerId) -> GuildObject:
        """Join a public server."""
        await self._service.memberships.join(call.actor, server_id)
        return await self._shown(await self._service.life.get(call.actor, server_id))

    async def _shown(self, snapshot: Snapshot) -> GuildObject:
        return guild_object(
            snapshot,
            max_members=self._service.settings.members,
            emojis=list(await self._service.emojis.objects(snapshot.server.id)),
        )
