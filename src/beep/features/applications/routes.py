"""Applications over HTTP: their owners' side, and what a bot asks about itself."""

from collections.abc import Sequence
from typing import Any, TypeVar

from beep.features import servers, users
from beep.features.applications.contract import ApplicationView
from beep.features.applications.schemas import (
    ApplicationObject,
    BotToken,
    Command,
    CreateApplication,
    CreatedApplication,
    Sound,
    application_object,
    no_commands,
)
from beep.features.applications.service import ApplicationsService
from beep.kit.ids import ApplicationId, ServerId, UserId
from beep.runtime.http import Call, delete, get, post, put

A = TypeVar("A", bound=ApplicationObject)


class ApplicationRoutes:
    def __init__(self, service: ApplicationsService, users: users.Users, servers: servers.Servers) -> None:
        self._service = service
        self._users = users
        self._servers = servers

    @post("/applications", status=201, access="oneself", per_10_s=10)
    async def create_application(self, call: Call, body: CreateApplication) -> CreatedApplication:
        """Create a bot; the answer is the only one that ever holds its token."""
        view, token = await self._service.create(
            call.actor, body.name, body.description, is_public=body.bot_public
        )
        [shown] = await self._shown([view], CreatedApplication, token=token)
        return shown

    @get("/applications", access="person", counts_as_activity=False)
    async def list_applications(self, call: Call) -> list[ApplicationObject]:
        """List one's own bots."""
        return await self._shown(await self._service.list_mine(call.actor), ApplicationObject)

    @get("/applications/@me", counts_as_activity=False)
    async def get_own_application(self, call: Call) -> ApplicationObject:
        """Return the application of the bot that asks."""
        return (await self._shown([await self._service.get_own(call.actor)], ApplicationObject))[0]

    @get("/oauth2/applications/@me", counts_as_activity=False)
    async def get_own_application_by_oauth(self, call: Call) -> ApplicationObject:
        """Return the application of the bot that asks; the address most libraries know."""
        return (await self._shown([await self._service.get_own(call.actor)], ApplicationObject))[0]

    @delete("/applications/{application_id}", access="oneself", per_10_s=10)
    async def delete_application(self, call: Call, application_id: ApplicationId) -> None:
        """Delete one's bot: its token ends at once, its memberships right after."""
        await self._service.delete(call.actor, application_id)

    @post("/applications/{application_id}/bot/reset", access="oneself", per_10_s=10)
    async def reset_bot_token(self, call: Call, application_id: ApplicationId) -> BotToken:
        """Replace a bot's token; the old one ends at once."""
        return BotToken(await self._service.reset_token(call.actor, application_id))

    @put("/guilds/{server_id}/bots/{application_id}", access="person", per_10_s=10)
    async def add_bot(self, call: Call, server_id: ServerId, application_id: ApplicationId) -> None:
        """Add a bot to a server; needs MANAGE_GUILD, and a bot that is public or one's own."""
        await self._service.add_to_server(call.actor, server_id, application_id, reason=call.reason)

    @get("/applications/{application_id}/commands", counts_as_activity=False)
    async def list_commands(self, call: Call, application_id: ApplicationId) -> list[Command]:
        """List a bot's slash commands: none, as they cannot be registered yet."""
        self._service.check_own(call.actor, application_id)
        return []

    @put("/applications/{application_id}/commands")
    async def replace_commands(
        self, call: Call, application_id: ApplicationId, body: list[Command]
    ) -> list[Command]:
        """Register no slash commands; anything else is refused until they exist."""
        self._service.check_own(call.actor, application_id)
        return no_commands(body)

    @get("/applications/{application_id}/guilds/{server_id}/commands", counts_as_activity=False)
    async def list_server_commands(
        self, call: Call, application_id: ApplicationId, server_id: ServerId
    ) -> list[Command]:
        """List a bot's slash commands in one server: none yet."""
        del server_id
        return await self.list_commands(call, application_id)

    @put("/applications/{application_id}/guilds/{server_id}/commands")
    async def replace_server_commands(
        self, call: Call, application_id: ApplicationId, server_id: ServerId, body: list[Command]
    ) -> list[Command]:
        """Register no slash commands in one server; anything else is refused until they exist."""
        del server_id
        return await self.replace_commands(call, application_id, body)

    @get("/soundboard-default-sounds", counts_as_activity=False)
    async def list_default_sounds(self, call: Call) -> list[Sound]:
        """List the sounds every server has: none. Some libraries ask before they are ready."""
        del call
        return []

    async def _shown(
        self,
        views: Sequence[ApplicationView],
        shape: type[A],
        **more: Any,
    ) -> list[A]:
        wanted = {UserId(one.id) for one in views} | {one.owner_id for one in views}
        people = {one.id: users.user_object(one) for one in await self._users.list_by_ids(list(wanted))}
        shown: list[A] = []
        for view in views:
            count = len(await self._servers.list_of_user(UserId(view.id)))
            bot, owner = people[UserId(view.id)], people[view.owner_id]
            shown.append(application_object(shape, view, bot, owner, server_count=count, **more))
        return shown
