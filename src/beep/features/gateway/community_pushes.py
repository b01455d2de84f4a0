"""Turns facts about servers, members, roles, channels, invites and people into events."""

from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Any, TypeVar, cast

from beep.features import auth, channels, servers, users
from beep.features.gateway import frames, intents, wire
from beep.features.gateway.faces import Faces
from beep.features.gateway.hub import Audience, Hub
from beep.features.gateway.in_order import InOrder, Step
from beep.features.gateway.members import Members
from beep.features.gateway.opening import Opening
from beep.features.gateway.session import Session
from beep.features.gateway.sight import Sight
from beep.kit.facts import Fact
from beep.kit.ids import ServerId, UserId
from beep.kit.permissions import Permission
from beep.runtime.http import stamp
from beep.runtime.outbox import Recorded

F = TypeVar("F", bound=Fact)
_Push = Callable[[Recorded], Awaitable[None]]
_CHANGES_OF_SIGHT = (
    servers.ServerChanged,
    servers.MemberJoined,
    servers.MemberChanged,
    servers.MemberLeft,
    servers.RoleChanged,
    servers.RoleDeleted,
    channels.ChannelCreated,
    channels.ChannelChanged,
    channels.ChannelDeleted,
)
_CHANGES_OF_ROOMS = (
    servers.ServerCreated,
    servers.ServerDeleted,
    servers.MemberJoined,
    servers.MemberLeft,
)
_CHANGES_OF_MEMBERS = (
    servers.MemberJoined,
    servers.MemberChanged,
    servers.MemberLeft,
    servers.RoleDeleted,
    servers.ServerDeleted,
)


class CommunityPushes:
    """One method a fact; each loads what is true now, so a late push is never an old one."""

    def __init__(
        self,
        faces: Faces,
        hub: Hub,
        members: Members,
        opening: Opening,
        order: InOrder,
        sight: Sight,
    ) -> None:
        self._faces = faces
        self._hub = hub
        self._members = members
        self._opening = opening
        self._order = order
        self._sight = sight

    def listeners(self) -> dict[type[Fact], Callable[[Recorded], None]]:
        pushers: dict[type[Fact], _Push] = {
            servers.ServerCreated: self._server_created,
            servers.ServerChanged: self._server_changed,
            servers.ServerDeleted: self._server_deleted,
            servers.MemberJoined: self._member_joined,
            servers.MemberChanged: self._member_changed,
            servers.MemberLeft: self._member_left,
            servers.RoleCreated: self._role_created,
            servers.RoleChanged: self._role_changed,
            servers.RoleDeleted: self._role_deleted,
            servers.InviteCreated: self._invite_created,
            servers.InviteDeleted: self._invite_deleted,
            channels.ChannelCreated: self._channel_created,
            channels.ChannelChanged: self._channel_changed,
            channels.ChannelDeleted: self._channel_deleted,
            users.UserChanged: self._user_changed,
            auth.AccountChanged: self._account_changed,
            auth.SessionProved: self._session_proved,
        }
        return {kind: self._listener(push) for kind, push in pushers.items()}

    def _listener(self, push: _Push) -> Callable[[Recorded], None]:
        def listen(recorded: Recorded) -> None:
            fact = recorded.fact
            self._take_effect(fact)
            # Steps of their own: what was told already is not told again when the next must wait.
            self._add(partial(push, recorded), fact)
            if isinstance(fact, servers.MemberJoined):
                self._add(partial(self._let_in, fact.server_id, fact.user_id), fact)
            if isinstance(fact, _CHANGES_OF_SIGHT):
                self._add(partial(self._sight.follow, fact.server_id), fact)

        return listen

    def _add(self, run: Callable[[], Awaitable[None]], fact: Fact) -> None:
        changes_rooms = isinstance(fact, _CHANGES_OF_ROOMS)
        self._order.add(Step(run, lambda: self._heard_by(fact), changes_rooms=changes_rooms))

    def _heard_by(self, fact: Fact) -> Iterable[Session]:
        """Return who might miss what a fact is about."""
        if isinstance(fact, users.UserChanged):
            return self._hub.all()
        server_id = cast("ServerId | None", getattr(fact, "server_id", None))
        people = [getattr(fact, name, None) for name in ("owner_id", "user_id")]
        own = [session for one in people if one is not None for session in self._hub.of_user(one)]
        return own if server_id is None else (*self._hub.everyone_in(server_id), *own)

    def _take_effect(self, fact: Fact) -> None:
        """Change who hears what at once; telling them may take a moment longer (S-02, S-03)."""
        if isinstance(fact, users.UserChanged):
            self._opening.rosters.forget_all()
        server_id = cast("ServerId | None", getattr(fact, "server_id", None))
        if server_id is None:
            return
        if isinstance(fact, _CHANGES_OF_MEMBERS):
            self._opening.rosters.forget(server_id)
        if isinstance(fact, (servers.MemberJoined, servers.MemberChanged, servers.MemberLeft)):
            self._members.forget(server_id, fact.user_id)
        elif isinstance(fact, servers.RoleDeleted):
            self._members.forget_server(server_id)
        self._hub.forget_audiences(server_id)

    # -- servers ------------------------------------------------------------------------------

    async def _server_created(self, recorded: Recorded) -> None:
        fact = cast("servers.ServerCreated", recorded.fact)
        await self._let_in(fact.server_id, fact.owner_id)

    async def _let_in(self, server_id: ServerId, user_id: UserId) -> None:
        for session in self._hub.of_user(user_id):
            if server_id not in session.servers and self._hub.enter(session, server_id):
                try:
                    created = await self._opening.guild(session, server_id, self._opening.wants(session))
                except BaseException:
                    # To be let in the next time.
                    self._hub.leave(session, server_id)
                    raise
                if created is not None:
                    self._hub.push((session,), frames.in_one(created))

    async def _server_changed(self, recorded: Recorded) -> None:
        snapshot = await self._snapshot(recorded)
        if snapshot:
            emojis = await self._faces.emojis.objects(snapshot.server.id)
            audience = self._hub.members_of(snapshot.server.id, intents.GUILDS)
            self._hub.tell(audience, "GUILD_UPDATE", servers.guild_object(snapshot, emojis=emojis))

    async def _server_deleted(self, recorded: Recorded) -> None:
        server_id = cast("servers.ServerDeleted", recorded.fact).server_id
        everyone = self._hub.everyone_in(server_id)
        self._hub.tell(everyone, "GUILD_DELETE", wire.GuildDeleted(id=str(server_id)))
        for session in everyone:
            self._hub.leave(session, server_id)

    # -- members ------------------------------------------------------------------------------

    async def _member_joined(self, recorded: Recorded) -> None:
        fact = cast("servers.MemberJoined", recorded.fact)
        audience = self._hub.members_of(fact.server_id, intents.GUILD_MEMBERS)
        await self._tell_member("GUILD_MEMBER_ADD", fact.server_id, fact.user_id, audience)

    async def _member_changed(self, recorded: Recorded) -> None:
        fact = cast("servers.MemberChanged", recorded.fact)
        others = self._hub.members_of(fact.server_id, intents.GUILD_MEMBERS)
        own = [one for one in self._hub.of_user(fact.user_id) if fact.server_id in one.servers]
        audience = tuple(dict.fromkeys((*others, *own)))
        await self._tell_member("GUILD_MEMBER_UPDATE", fact.server_id, fact.user_id, audience)

    async def _tell_member(
        self, event: str, server_id: ServerId, user_id: UserId, audience: Audience
    ) -> None:
        member = await self._members.find(server_id, user_id) if audience else None
        if member is None:
            return
        shown = await self._opening.shown_members([member])
        if shown:
            self._hub.tell(audience, event, wire.member_event(shown[0], server_id))

    async def _member_left(self, recorded: Recorded) -> None:
        fact = cast("servers.MemberLeft", recorded.fact)
        for session in self._hub.of_user(fact.user_id):
            if fact.server_id in session.servers:
                self._hub.leave(session, fact.server_id)
                self._hub.tell((session,), "GUILD_DELETE", wire.GuildDeleted(id=str(fact.server_id)))
        audience = self._hub.members_of(fact.server_id, intents.GUILD_MEMBERS)
        people = await self._faces.users.list_by_ids([fact.user_id]) if audience else ()
        if people:
            gone = wire.MemberGone(guild_id=str(fact.server_id), user=users.user_object(people[0]))
            self._hub.tell(audience, "GUILD_MEMBER_REMOVE", gone)

    # -- roles --------------------------------------------------------------------------------

    async def _role_created(self, recorded: Recorded) -> None:
        await self._tell_role("GUILD_ROLE_CREATE", recorded)

    async def _role_changed(self, recorded: Recorded) -> None:
        await self._tell_role("GUILD_ROLE_UPDATE", recorded)

    async def _tell_role(self, event: str, recorded: Recorded) -> None:
        fact = cast("servers.RoleCreated | servers.RoleChanged", recorded.fact)
        snapshot = await self._snapshot(recorded)
        role = snapshot.roles.get(fact.role_id) if snapshot else None
        if role:
            shown = wire.RoleEvent(guild_id=str(fact.server_id), role=servers.role_object(role))
            self._hub.tell(self._hub.members_of(fact.server_id, intents.GUILDS), event, shown)

    async def _role_deleted(self, recorded: Recorded) -> None:
        fact = cast("servers.RoleDeleted", recorded.fact)
        gone = wire.RoleGone(guild_id=str(fact.server_id), role_id=str(fact.role_id))
        self._hub.tell(self._hub.members_of(fact.server_id, intents.GUILDS), "GUILD_ROLE_DELETE", gone)

    # -- channels -----------------------------------------------------------------------------

    async def _channel_created(self, recorded: Recorded) -> None:
        await self._tell_channel("CHANNEL_CREATE", recorded)

    async def _channel_changed(self, recorded: Recorded) -> None:
        await self._tell_channel("CHANNEL_UPDATE", recorded)

    async def _tell_channel(self, event: str, recorded: Recorded) -> None:
        fact = cast("channels.ChannelCreated | channels.ChannelChanged", recorded.fact)
        view = await self._faces.channels.find(fact.channel_id)
        if view is None or await self._snapshot(recorded) is None:
            return
        newest = await self._faces.messaging.newest([view.id])
        audience = await self._hub.find_viewers(view, intents.GUILDS)
        self._hub.tell(audience, event, channels.channel_object(view, newest.get(view.id)))

    async def _channel_deleted(self, recorded: Recorded) -> None:
        view = recorded.view
        fact = cast("channels.ChannelDeleted", recorded.fact)
        if not isinstance(view, channels.ChannelView):
            # Another process deleted it: what it looked like is gone, its id must do.
            view = channels.ChannelView(fact.channel_id, fact.server_id, 0, "", None, 0, {})
        if await self._snapshot(recorded) is None:
            return
        audience = await self._hub.find_viewers(view, intents.GUILDS)
        self._hub.tell(audience, "CHANNEL_DELETE", channels.channel_object(view, None))
        self._hub.forget_audiences(fact.server_id)

    # -- invites ------------------------------------------------------------------------------

    async def _invite_created(self, recorded: Recorded) -> None:
        fact = cast("servers.InviteCreated", recorded.fact)
        invite = await self._faces.servers.find_invite(fact.code)
        audience = await self._invite_audience(recorded)
        if invite is None or not audience:
            return
        inviter = await self._faces.users.list_by_ids([invite.inviter_id])
        made = wire.InviteMade(
            channel_id=str(fact.channel_id),
            guild_id=str(fact.server_id),
            code=fact.code,
            created_at=stamp(invite.created_at),
            inviter=users.user_object(inviter[0]) if inviter else None,
            max_age=invite.max_age_s,
            max_uses=invite.max_uses,
            expires_at=stamp(invite.expires_at) if invite.expires_at else None,
        )
        self._hub.tell(audience, "INVITE_CREATE", made)

    async def _invite_deleted(self, recorded: Recorded) -> None:
        fact = cast("servers.InviteDeleted", recorded.fact)
        gone = wire.InviteGone(guild_id=str(fact.server_id), channel_id=str(fact.channel_id), code=fact.code)
        self._hub.tell(await self._invite_audience(recorded), "INVITE_DELETE", gone)

    async def _invite_audience(self, recorded: Recorded) -> Audience:
        """Return who manages the server: an invite's code lets people in (S-23)."""
        snapshot = await self._snapshot(recorded)
        if snapshot is None:
            return ()
        return tuple(
            one
            for one in self._hub.members_of(snapshot.server.id, intents.GUILD_INVITES)
            if (snapshot.permissions_of(one.actor.user_id) or 0) & Permission.MANAGE_SERVER
        )

    # -- people -------------------------------------------------------------------------------

    async def _user_changed(self, recorded: Recorded) -> None:
        user_id = cast("users.UserChanged", recorded.fact).user_id
        own = self._hub.of_user(user_id)
        people = await self._faces.users.list_by_ids([user_id])
        if not people:
            return
        await self._tell_oneself(own)
        for server in await self._faces.servers.list_of_user(user_id):
            audience = self._hub.members_of(server.id, intents.GUILD_MEMBERS)
            await self._tell_member("GUILD_MEMBER_UPDATE", server.id, user_id, audience)

    async def _account_changed(self, recorded: Recorded) -> None:
        """Tell a person's own devices that their e-mail was confirmed, or is another, or their roles are."""
        user_id = cast("auth.AccountChanged", recorded.fact).user_id
        await self._tell_renewed(self._hub.of_oneself(user_id))

    async def _session_proved(self, recorded: Recorded) -> None:
        """Tell the devices of one sign-in of roles that a second factor may have given it."""
        fact = cast("auth.SessionProved", recorded.fact)
        await self._tell_renewed(self._hub.of_sign_in(fact.user_id, fact.session_id))

    async def _tell_renewed(self, own: Audience) -> None:
        for session in own:
            await self._opening.renew(session)
        await self._tell_oneself(own)

    async def _tell_oneself(self, own: Audience) -> None:
        for session in own:
            self._hub.tell((session,), "USER_UPDATE", await self._opening.oneself(session.actor))

    async def _snapshot(self, recorded: Recorded) -> servers.Snapshot | None:
        fact: Any = recorded.fact
        if not self._hub.is_heard(fact.server_id):
            return None
        return await self._faces.servers.snapshot(fact.server_id)
