"""What authorization answers: why a decision is as it is, and who was refused what."""

from collections.abc import Callable, Sequence

from beep.features import channels, servers, users
from beep.features.authorization import rules, store
from beep.features.authorization.contract import DenialView, Explanation
from beep.features.authorization.denials import Denials
from beep.features.authorization.engines import PermifyEngine, Shadow
from beep.features.authorization.errors import NoOtherEngine
from beep.features.authorization.permify import Permify
from beep.features.authorization.projection import Projection
from beep.features.authorization.settings import AuthorizationSettings
from beep.kit.actor import Actor
from beep.kit.ids import ChannelId, ServerId, UserId
from beep.kit.permissions import NONE, Permission
from beep.runtime.feature import Runtime


class AuthorizationService:
    """Implements `Authorization`."""

    # Who decides instead of the built-in evaluator, or is compared with it.
    engine: servers.Engine | None = None
    # Keeps the other engine up to date, where there is one.
    projection: Projection | None = None

    def __init__(
        self,
        runtime: Runtime,
        settings: AuthorizationSettings,
        *,
        users: users.Users,
        servers: servers.Servers,
        channels: channels.Channels,
    ) -> None:
        self._database = runtime.database
        self._clock = runtime.clock
        self._settings = settings
        self._users = users
        self._servers = servers
        self._channels = channels
        self._permify: Permify | None = None
        self.denials = Denials(runtime.clock, self._keep, every_s=settings.denials_write_s)
        if settings.has_other():
            permify = Permify(
                settings.permify_url,
                tenant=settings.permify_tenant,
                key=settings.permify_secret,
                timeout_s=settings.permify_timeout_s,
            )
            self._permify = permify
            self.projection = Projection(runtime.database, permify, servers=servers, channels=channels)
            engine = PermifyEngine(
                runtime.database, permify, self.projection, behind_s=settings.permify_behind_s
            )
            self.engine = engine if settings.engine == "permify" else Shadow(engine, runtime.tasks)
        self.note = self.denials.note if settings.denials_kept else _nobody_listens

    async def explain(
        self, actor: Actor, server_id: ServerId, user_id: UserId, channel_id: ChannelId | None
    ) -> Explanation:
        snapshot = await self._servers.standing(actor, server_id)
        if user_id != actor.user_id:
            await self._servers.check_permission(actor, server_id, Permission.MANAGE_ROLES)
        channel = None
        if channel_id is not None:
            channel = (await self._channels.access(actor, channel_id, NONE)).channel
            if channel.server_id != server_id:
                raise channels.ChannelNotFound
        if user_id not in snapshot.members:
            raise servers.MemberNotFound
        about = rules.standing(snapshot, user_id, channel, self._clock.now())
        names: dict[int, str] = {one.id: one.name for one in snapshot.roles.values()}
        # As the wire calls it.
        names[server_id] = "@everyone"
        names[user_id] = (await self._users.get(user_id)).username
        if channel is not None:
            names[channel.id] = channel.name
        decisions = tuple(rules.decision(about, channel, one.permission) for one in rules.asked(channel))
        return Explanation(user_id, channel_id, rules.answered(about, channel), decisions, names)

    async def list_denials(
        self, actor: Actor, server_id: ServerId, *, user_id: UserId | None, limit: int
    ) -> Sequence[DenialView]:
        """Leave out channels the reader does not see: a refusal would give them away."""
        await self._servers.check_permission(actor, server_id, Permission.VIEW_AUDIT_LOG)
        await self.denials.write()
        async with self._database.read() as connection:
            found = await store.list_denials(connection, server_id, user_id=user_id, limit=limit)
        seen = {one.id for one in await self._channels.list_visible(actor, server_id)}
        return [one for one in found if one.channel_id is None or one.channel_id in seen]

    async def forget_server(self, server_id: ServerId) -> None:
        """Forget what was refused in a server that is gone; idempotent."""
        async with self._database.write() as tx:
            await store.forget_server(tx, server_id)

    async def forget_person(self, user_id: UserId) -> None:
        """Forget what somebody who is gone was refused; idempotent."""
        async with self._database.write() as tx:
            await store.forget_person(tx, user_id)

    async def project_server(self, server_id: ServerId) -> None:
        """Tell the other engine of a server as it is now, where there is one; idempotent."""
        if self.projection is not None:
            await self.projection.project(server_id)

    async def project_all(self, tell: Callable[[int, int], None]) -> int:
        """Tell the other engine of every server afresh; raises `NoOtherEngine` where there is none."""
        if self.projection is None:
            raise NoOtherEngine
        return await self.projection.project_all(tell)

    async def close(self) -> None:
        await self.denials.close()
        if self._permify is not None:
            await self._permify.close()

    async def _keep(self, denials: Sequence[DenialView]) -> None:
        async with self._database.write() as tx:
            await store.add_denials(tx, denials)
            await store.trim_denials(tx, {one.server_id for one in denials}, kept=self._settings.denials_kept)


def _nobody_listens(
    user_id: UserId, server_id: ServerId, missing: Permission, channel_id: ChannelId | None = None
) -> None:
    del user_id, server_id, missing, channel_id
