"""Servers that sleep: archived by their owner, by an administrator, or because nothing happens (SERV-12)."""

from datetime import datetime, timedelta

from beep.features.audit import Action
from beep.features.servers.contract import Activity, ServerView
from beep.features.servers.errors import CannotRestore, NotOwner, ServerNotFound
from beep.features.servers.facts import ServerChanged, ServerWarned
from beep.features.servers.service.standings import Standings
from beep.kit.actor import Actor
from beep.kit.ids import ServerId, UserId, created_at
from beep.runtime.database import Transaction

_ADMIN = "admin"
_PAGE = 200
_BEEP = UserId(0)


class _NoActivity:
    """Stands in where nothing is written."""

    async def last_active(self, server_ids: object) -> dict[ServerId, datetime]:
        del server_ids
        return {}


class Archives:
    """An archived server can be read by its members, and nothing in it changes until it is restored."""

    def __init__(self, standings: Standings) -> None:
        self._standings = standings
        self._store = standings.store
        self.activity: Activity = _NoActivity()

    async def archive(self, actor: Actor, server_id: ServerId, *, reason: str | None = None) -> None:
        """Archive a server: its owner may, and administrators of the platform; idempotent."""
        await self._check_may(actor, server_id)
        async with self._standings.changing(server_id) as (tx, server):
            if actor.user_id != server.owner_id and _ADMIN not in actor.global_roles:
                raise NotOwner
            await self._archive(tx, server, by=actor.user_id, reason=reason)

    async def restore(self, actor: Actor, server_id: ServerId, *, reason: str | None = None) -> None:
        """End an archive: administrators may, and the owner their own; idempotent."""
        await self._check_may(actor, server_id)
        async with self._standings.changing(server_id) as (tx, server):
            if server.archived_at is None:
                return
            archived_by = await self._store.archived_by(tx, server_id)
            is_own = actor.user_id == server.owner_id == archived_by
            if not is_own and _ADMIN not in actor.global_roles:
                raise CannotRestore
            changes = {"archived_at": None, "archived_by": None, "warned_at": None}
            restored = await self._store.update_server(tx, server_id, changes)
            self._standings.tell(
                tx, actor.user_id, Action.SERVER_RESTORED, server_id, server_id, reason=reason
            )
            tx.record(ServerChanged(server_id), view=restored)

    async def sweep(self) -> None:
        """Warn owners of servers where nothing happens, and archive those warned long enough ago (AMB-22).

        May run anywhere, any number of times: each server is decided under its lock.
        """
        after = 0
        while page := await self._store.list_lives(after=after, limit=_PAGE):
            written = await self.activity.last_active([one.id for one, *_ in page])
            for server, joined_at, warned_at in page:
                moments = [created_at(server.id), joined_at, written.get(server.id)]
                alive_at = max(one for one in moments if one is not None)
                await self._look_after(server.id, alive_at, warned_at)
            after = page[-1][0].id

    async def _look_after(self, server_id: ServerId, alive_at: datetime, warned_at: datetime | None) -> None:
        settings, now = self._standings.settings, self._standings.clock.now()
        patience = timedelta(days=settings.archive_after_days)
        is_asleep = now - alive_at >= timedelta(days=settings.inactive_days)
        if is_asleep and warned_at is not None and now - warned_at < patience:
            return
        if not is_asleep and warned_at is None:
            return
        try:
            async with self._standings.changing(server_id) as (tx, server):
                if server.archived_at is not None or await self._store.warned_at(tx, server_id) != warned_at:
                    return
                if not is_asleep:
                    await self._store.update_server(tx, server_id, {"warned_at": None})
                elif warned_at is None:
                    await self._store.update_server(tx, server_id, {"warned_at": now})
                    until = (now + patience).isoformat(timespec="microseconds")
                    tx.record(ServerWarned(server_id, server.owner_id, until))
                else:
                    await self._archive(tx, server, by=_BEEP, reason=None)
        except ServerNotFound:
            return

    async def _archive(self, tx: Transaction, server: ServerView, *, by: UserId, reason: str | None) -> None:
        if server.archived_at is not None:
            return
        changes = {"archived_at": self._standings.clock.now(), "archived_by": by or None}
        archived = await self._store.update_server(tx, server.id, changes)
        self._standings.tell(tx, by, Action.SERVER_ARCHIVED, server.id, server.id, reason=reason)
        tx.record(ServerChanged(server.id), view=archived)

    async def _check_may(self, actor: Actor, server_id: ServerId) -> None:
        snapshot = await self._standings.snapshot(server_id)
        if snapshot is None:
            raise ServerNotFound
        if _ADMIN in actor.global_roles or actor.user_id == snapshot.server.owner_id:
            return
        raise NotOwner if actor.user_id in snapshot.members else ServerNotFound
