"""Who a server belongs to, and whether it is in use: transfers and archives over HTTP."""

from beep.features.servers.schemas import Proposal, ProposeOwnership, proposal_object
from beep.features.servers.service import ServersService
from beep.features.servers.wire import GuildObject, guild_object
from beep.kit.ids import ServerId, UserId
from beep.runtime.http import Call, delete, get, post, put

_TRANSFER = "/guilds/{server_id}/ownership-transfer"


class GovernmentRoutes:
    def __init__(self, service: ServersService) -> None:
        self._transfers = service.transfers
        self._archives = service.archives
        self._settings = service.settings
        self._service = service

    @put(_TRANSFER, access="person", per_10_s=10)
    async def propose_ownership(self, call: Call, server_id: ServerId, body: ProposeOwnership) -> Proposal:
        """Offer one's server to a member for a week, after a recent sign-in."""
        proposal = await self._transfers.propose(
            call.actor, server_id, UserId(int(body.user_id)), reason=call.reason
        )
        return proposal_object(proposal)

    @get(_TRANSFER, access="person", counts_as_activity=False)
    async def get_proposal(self, call: Call, server_id: ServerId) -> Proposal:
        """Return the offer under way, to who made it and who may take it."""
        return proposal_object(await self._transfers.get(call.actor, server_id))

    @delete(_TRANSFER, access="person", per_10_s=10)
    async def end_proposal(self, call: Call, server_id: ServerId) -> None:
        """Withdraw one's offer, or refuse it."""
        await self._transfers.end(call.actor, server_id, reason=call.reason)

    @post(_TRANSFER + "/accept", access="person", per_10_s=10)
    async def accept_ownership(self, call: Call, server_id: ServerId) -> GuildObject:
        """Become the owner; who was it stays a member."""
        snapshot = await self._transfers.accept(call.actor, server_id)
        emojis = list(await self._service.emojis.objects(server_id))
        return guild_object(snapshot, max_members=self._settings.members, emojis=emojis)

    @put("/guilds/{server_id}/archive", access="person", per_10_s=10)
    async def archive(self, call: Call, server_id: ServerId) -> None:
        """Make a server read-only for everybody; its owner may, and administrators of the platform."""
        await self._archives.archive(call.actor, server_id, reason=call.reason)

    @delete("/guilds/{server_id}/archive", access="person", per_10_s=10)
    async def restore(self, call: Call, server_id: ServerId) -> None:
        """End an archive; an owner only the one they began."""
        await self._archives.restore(call.actor, server_id, reason=call.reason)
