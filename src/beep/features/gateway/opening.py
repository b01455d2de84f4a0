"""What a session receives when it starts: READY, then each of its servers."""

import contextlib
from collections.abc import Collection, Sequence

from beep.features import channels, notifications, servers, users
from beep.features.gateway import frames
from beep.features.gateway.faces import Faces
from beep.features.gateway.friend_wire import Related, related
from beep.features.gateway.hub import Hub
from beep.features.gateway.intents import GUILD_MEMBERS, GUILD_PRESENCES, is_on_shard
from beep.features.gateway.presence_pushes import PresencePushes
from beep.features.gateway.presence_wire import PresenceObject
from beep.features.gateway.read_states import read_state
from beep.features.gateway.rosters import Rosters, shown
from beep.features.gateway.session import Session
from beep.features.gateway.sight import Sight
from beep.features.gateway.thread_wire import shown_threads
from beep.features.gateway.wire import (
    GuildDeleted,
    GuildStub,
    OwnState,
    PartialApplication,
    Ready,
    enlarged,
)
from beep.kit.actor import Actor
from beep.kit.errors import Unauthenticated
from beep.kit.ids import ServerId, UserId
from beep.runtime.http import stamp

_VERSION = 10
_LARGE = 250


class Opening:
    def __init__(
        self,
        faces: Faces,
        hub: Hub,
        sight: Sight,
        rosters: Rosters,
        presence: PresencePushes,
        *,
        gateway_url: str,
    ) -> None:
        self._faces = faces
        self._hub = hub
        self.rosters = rosters
        self._sight = sight
        self._presence = presence
        self._gateway_url = gateway_url

    async def begin(self, session: Session, *, large_threshold: int) -> None:
        """Send READY and every server, in that order; what happens meanwhile follows after.

        The session hears of its servers before they are read, so nothing falls between.
        """
        actor = session.actor
        mine = [
            one
            for one in await self._faces.servers.list_of_user(actor.user_id)
            if is_on_shard(one.id, session.shard)
        ]
        for server in mine:
            self._hub.enter(session, server.id)
        session.push_now(frames.tail_of("READY", await self._ready(session, mine)))
        for server in mine:
            await self.show(session, server.id, large_threshold=large_threshold)
        session.release()

    async def show(self, session: Session, server_id: ServerId, *, large_threshold: int = _LARGE) -> None:
        """Send one server to one session, past events that are held back."""
        created = await self.guild(session, server_id, self.wants(session, large_threshold))
        if created is not None:
            session.push_now(created)
        elif server_id in session.servers:
            # They left while the list of their servers was read: nothing must follow (S-03).
            self._hub.leave(session, server_id)
            session.push_now(frames.tail_of("GUILD_DELETE", GuildDeleted(id=str(server_id))))

    async def guild(self, session: Session, server_id: ServerId, member_limit: int) -> frames.Tail | None:
        """Return a server's GUILD_CREATE as a session sees it; `None` when it does not belong to it."""
        actor = session.actor
        snapshot = await self._faces.servers.snapshot(server_id)
        if snapshot is None or actor.user_id not in snapshot.members:
            return None
        await self._sight.remember(server_id, snapshot)
        is_whole = len(snapshot.members) <= member_limit
        roster = await (
            self.rosters.get(server_id) if is_whole else self.rosters.of_one(server_id, actor.user_id)
        )
        joined_at = roster.joined_at.get(actor.user_id)
        if joined_at is None:
            return None
        try:
            visible = await self._faces.channels.list_visible(actor, server_id)
            threads = await self._faces.channels.list_visible_threads(actor, server_id)
        except servers.ServerNotFound:
            # It ended, or they left it, while this was read.
            return None
        created = enlarged(
            servers.guild_object(snapshot, emojis=await self._faces.emojis.objects(server_id)),
            joined_at=stamp(joined_at),
            large=not is_whole,
            member_count=len(snapshot.members),
            channels=await self._shown_channels(visible),
            threads=[one.to(actor.user_id) for one in await shown_threads(self._faces, threads)],
            presences=self.presences(session, server_id),
        )
        return frames.tail_around("GUILD_CREATE", created, "members", roster.encoded)

    async def shown_members(self, members: Sequence[servers.MemberView]) -> list[servers.MemberObject]:
        return await shown(self._faces, members)

    async def _shown_channels(self, visible: Sequence[channels.ChannelView]) -> list[channels.ChannelObject]:
        newest = await self._faces.messaging.newest([one.id for one in visible])
        return [channels.channel_object(one, newest.get(one.id)) for one in visible]

    def presences(
        self, session: Session, server_id: ServerId, people: Collection[UserId] | None = None
    ) -> list[PresenceObject]:
        """Return who is there, to bots that asked for it; people's clients look instead (op 40)."""
        if not session.actor.is_bot or not session.intents & GUILD_PRESENCES:
            return []
        return self._presence.shown_in(server_id, people)

    @staticmethod
    def wants(session: Session, large_threshold: int = _LARGE) -> int:
        """Return how many members a session takes at once: people all, bots as they asked."""
        if not session.actor.is_bot:
            return 1000
        return large_threshold if session.intents & GUILD_MEMBERS else 0

    async def _ready(self, session: Session, mine: Sequence[servers.ServerView]) -> Ready:
        actor = session.actor
        return Ready(
            v=_VERSION,
            user=await self.oneself(actor),
            guilds=[GuildStub(id=str(one.id)) for one in mine],
            session_id=session.id,
            resume_gateway_url=self._gateway_url,
            application=PartialApplication(id=str(actor.user_id)) if actor.is_bot else None,
            shard=session.shard or (0, 1),
            beep=None if actor.is_bot else await self._own_state(actor),
            relationships=[] if actor.is_bot else await self._related(actor),
        )

    async def oneself(self, actor: Actor) -> users.OwnUserObject:
        """Return the actor as only they see themselves."""
        details = None if actor.is_bot else await self._faces.auth.details_of(actor.user_id)
        return users.own_user_object(await self._faces.users.get(actor.user_id), actor, details)

    async def renew(self, session: Session) -> None:
        """Let a session go on as who its sign-in stands for by now: their global roles may be others."""
        actor = session.actor
        if actor.session_id is None or actor.are_roles_lent:
            return
        # Where the sign-in is over, whoever ended it closes the connection.
        with contextlib.suppress(Unauthenticated):
            session.actor = await self._faces.auth.actor_of(actor.session_id)

    async def _related(self, actor: Actor) -> list[Related]:
        return [related(one) for one in await self._faces.friends.relations_of(actor.user_id)]

    async def _own_state(self, actor: Actor) -> OwnState:
        read = await self._faces.messaging.read_states(actor.user_id)
        blocks = await self._faces.friends.blocks_of(actor.user_id)
        settings = await self._faces.notifications.settings_of(actor.user_id)
        return OwnState(
            session_id=None if actor.session_id is None else str(actor.session_id),
            read_states=[read_state(one) for one in read],
            status=self._presence.statuses.chosen_by(actor.user_id),
            blocks=[str(one) for one in sorted(blocks)],
            notification_settings=[notifications.settings_object(one) for one in settings],
        )
