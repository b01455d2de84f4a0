"""Servers from their founding to their end."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from beep.features import auth, media
from beep.features.audit import Action
from beep.features.servers import rules
from beep.features.servers.contract import Founding, MemberView, RoleView, ServerView, Snapshot
from beep.features.servers.drafts import ServerDraft
from beep.features.servers.errors import NotOwner, PeopleOnly, ServerNotFound, TooManyRoles, TooManyServers
from beep.features.servers.facts import ServerChanged, ServerCreated, ServerDeleted
from beep.features.servers.service.standings import Standings
from beep.kit.actor import Actor
from beep.kit.ids import RoleId, ServerId, UserId
from beep.kit.names import community_name
from beep.kit.permissions import Permission, server_permissions, while_limited
from beep.kit.text import searchable
from beep.runtime.metrics import SERVERS_CREATED


class Life:
    """Creates, lists, changes and deletes servers."""

    def __init__(self, standings: Standings, auth: auth.Auth, media: media.Media) -> None:
        self._standings = standings
        self._store = standings.store
        self._auth = auth
        self._media = media

    async def create(self, actor: Actor, draft: ServerDraft, founding: Founding) -> Snapshot:
        """Create a server with its roles, its owner's membership and a first channel, all or nothing.

        Raises `Invalid` and `TooManyServers`; the limit holds however many are created at once.
        """
        if actor.is_bot:
            raise PeopleOnly("Bots cannot create servers.")
        self._auth.check_verified(actor)
        server = ServerView(
            id=ServerId(self._standings.ids.next()),
            name=community_name(draft.name),
            description=rules.description(draft.description),
            is_public=draft.is_public,
            owner_id=actor.user_id,
            member_count=1,
        )
        roles = rules.first_roles(server.id, draft.roles, lambda: RoleId(self._standings.ids.next()))
        if len(roles) > self._standings.settings.roles:
            raise TooManyRoles
        icon = None if draft.icon is None else await self._media.store_picture("icon", server.id, draft.icon)
        server = replace(server, role_count=len(roles), icon=icon)
        await self._found(server, roles, founding)
        if icon is not None:
            await self._media.settle_pictures("icon", server.id)
        SERVERS_CREATED.inc()
        return await self._standings.standing(actor, server.id)

    async def _found(self, server: ServerView, roles: Sequence[RoleView], founding: Founding) -> None:
        owner_id = server.owner_id
        member = MemberView(server.id, owner_id, None, (roles[0].id,), self._standings.clock.now())
        async with self._standings.database.write() as tx:
            await self._store.lock_owner(tx, owner_id)
            limit = self._standings.settings.per_owner
            if await self._store.count_owned(tx, owner_id) >= limit:
                raise TooManyServers(f"You may own {limit} servers at most.")
            await self._store.insert_server(tx, server)
            await self._store.insert_roles(tx, roles)
            await self._store.insert_member(tx, member)
            tx.record(ServerCreated(server.id, owner_id), view=server)
            await founding.found(tx, server)

    async def get(self, actor: Actor, server_id: ServerId) -> Snapshot:
        return await self._standings.standing(actor, server_id)

    async def preview(self, actor: Actor, server_id: ServerId) -> ServerView:
        """Return what a public server shows to strangers; raises `ServerNotFound` for private ones."""
        snapshot = await self._standings.snapshot(server_id)
        if snapshot is None or not (snapshot.server.is_public or actor.user_id in snapshot.members):
            raise ServerNotFound
        return snapshot.server

    async def list_of_user(self, user_id: UserId) -> list[ServerView]:
        return await self._store.list_of_user(user_id)

    async def discover(
        self, actor: Actor, query: str, *, limit: int, offset: int
    ) -> tuple[list[tuple[ServerView, bool]], int]:
        """Return public servers whose name or description holds each word, and how many there are.

        The largest first, each with whether the actor is a member; without those that banned them and
        those that are archived (AMB-1).
        """
        words = searchable(query).split()
        return await self._store.discover(actor.user_id, words, limit=limit, offset=offset)

    async def list_mine(
        self, actor: Actor, *, after: int, before: int, limit: int
    ) -> list[tuple[ServerView, Permission]]:
        """Return a page of the actor's servers by id, with what they may do in each."""
        found = await self._store.list_standings(actor.user_id, after=after, before=before, limit=limit)
        return [(server, self._held(actor, server, granted, until)) for server, granted, until in found]

    def _held(
        self, actor: Actor, server: ServerView, granted: int, timed_out_until: datetime | None
    ) -> Permission:
        is_owner = server.owner_id == actor.user_id
        return while_limited(
            server_permissions(is_owner=is_owner, role_permissions=[granted]),
            is_timed_out=timed_out_until is not None and self._standings.clock.now() < timed_out_until,
            is_archived=server.archived_at is not None,
        )

    async def update(
        self, actor: Actor, server_id: ServerId, changes: dict[str, Any], *, reason: str | None = None
    ) -> Snapshot:
        """Change name, description, picture, visibility or role cumulation; needs MANAGE_SERVER."""
        await self._standings.check_permission(actor, server_id, Permission.MANAGE_SERVER)
        stored = dict(changes)
        if "name" in stored:
            stored["name"] = community_name(stored["name"])
        if "description" in stored:
            stored["description"] = rules.description(stored["description"])
        if stored.get("icon") is not None:
            stored["icon"] = await self._media.store_picture("icon", server_id, stored["icon"])
        async with self._standings.deciding(actor, server_id, Permission.MANAGE_SERVER) as (tx, snapshot):
            before = snapshot.server
            stored = {name: value for name, value in stored.items() if value != getattr(before, name)}
            if stored:
                server = await self._store.update_server(tx, server_id, stored)
                logged = rules.changes(before, server, rules.SERVER_KEYS)
                self._standings.tell(
                    tx,
                    actor.user_id,
                    Action.SERVER_UPDATE,
                    server_id,
                    server_id,
                    reason=reason,
                    changes=logged,
                )
                tx.record(ServerChanged(server_id), view=server)
        if "icon" in stored:
            await self._media.settle_pictures("icon", server_id)
        return await self._standings.standing(actor, server_id)

    async def delete(self, actor: Actor, server_id: ServerId, *, reason: str | None = None) -> None:
        """Delete a server and all that is in it; its owner only, after a recent sign-in (SERV-11)."""
        snapshot = await self._standings.standing(actor, server_id)
        if actor.user_id != snapshot.server.owner_id:
            raise NotOwner
        self._auth.check_recent_sign_in(actor)
        await self._delete(snapshot, reason)

    async def end(self, server_id: ServerId) -> None:
        """Delete a server whose owner goes and leaves it to nobody (AMB-21); idempotent."""
        snapshot = await self._standings.snapshot(server_id)
        if snapshot is not None:
            await self._delete(snapshot, None)

    async def _delete(self, snapshot: Snapshot, reason: str | None) -> None:
        server_id, owner_id = snapshot.server.id, snapshot.server.owner_id
        async with self._standings.changing(server_id) as (tx, server):
            if owner_id != server.owner_id:
                raise NotOwner
            await self._store.delete_server(tx, server_id)
            logged = rules.changes(server, None, rules.SERVER_KEYS)
            self._standings.tell(
                tx,
                owner_id,
                Action.SERVER_DELETED,
                server_id,
                server_id,
                reason=reason,
                changes=logged,
            )
            tx.record(ServerDeleted(server_id), view=snapshot)

    async def forget_icon(self, server_id: ServerId) -> None:
        """Let go of the picture of a server that is gone; idempotent."""
        await self._media.settle_pictures("icon", server_id)

    async def pictures_in_use(self, pictures: Sequence[tuple[int, str]]) -> Collection[tuple[int, str]]:
        """Fill media's port of that name."""
        shown = await self._store.list_icons([ServerId(owner_id) for owner_id, _ in pictures])
        return shown & set(pictures)
