"""Leaving for good: asked for, taken back, carried out step by step; and copies of one's own data.

Carrying out may be cut short anywhere and begun again: every step leaves alone what is done already.
"""

from collections.abc import Sequence
from datetime import timedelta

from beep.features import audit, auth, servers, users
from beep.features.leaving import rules, store
from beep.features.leaving.contract import DepartureView, Fate, Holder, Mode
from beep.features.leaving.errors import ExportedLately, LastToAdminister, NotLeaving
from beep.features.leaving.facts import DepartureChanged
from beep.features.leaving.packing import Package, packed
from beep.features.leaving.settings import LeavingSettings
from beep.kit.actor import Actor
from beep.kit.ids import UserId
from beep.runtime.database import Transaction
from beep.runtime.feature import Runtime
from beep.runtime.http import stamp

Action = audit.Action
_ADMIN = "admin"
_DAY = timedelta(days=1)
# A process that carries somebody's wish out and is not done by then has died.
_CLAIM = timedelta(minutes=10)
# By then everything written down about somebody before they were erased has arrived.
_AGAIN = timedelta(hours=1)


class LeavingService:
    """Implements `Leaving`."""

    def __init__(
        self,
        runtime: Runtime,
        settings: LeavingSettings,
        *,
        users: users.Users,
        auth: auth.Auth,
        servers: servers.Servers,
        audit: audit.Audit,
    ) -> None:
        self._database = runtime.database
        self._clock = runtime.clock
        self._ids = runtime.ids
        self._folder = runtime.home / "exports"
        self._settings = settings
        self._users = users
        self._auth = auth
        self._servers = servers
        self._audit = audit
        self.holders: Sequence[Holder] = ()

    # -- asking -------------------------------------------------------------------------------

    async def find(self, actor: Actor) -> DepartureView | None:
        """Return one's own wish to leave."""
        async with self._database.read() as connection:
            return await store.find(connection, actor.user_id)

    async def chosen(self, actor: Actor) -> Mode:
        """Return what happens to one's messages should one leave."""
        async with self._database.read() as connection:
            chosen = await store.chosen_by(connection, actor.user_id)
        return rules.mode_of(None, chosen, self._settings)

    async def choose(self, actor: Actor, mode: Mode) -> Mode:
        """Choose what happens to one's messages should one leave (AMB-16); idempotent."""
        async with self._database.write() as tx:
            await store.choose(tx.connection, actor.user_id, mode)
        return rules.mode_of(None, mode, self._settings)

    async def ask(self, actor: Actor, mode: Mode | None, fates: Sequence[Fate]) -> DepartureView:
        """Ask to leave, after a recent sign-in; what was asked before counts no more (AUTH-13).

        A server whose heir is named is offered to them at once; what nobody decided follows AMB-21.
        Raises `Invalid`, and `LastToAdminister` to an installation's only administrator.
        """
        self._auth.check_recent_sign_in(actor)
        await self._check_not_last(actor)
        owned = [one.id for one in await self._owned(actor.user_id)]
        checked = rules.check_fates(fates, owned)
        for one in checked:
            if one.heir_id is not None:
                await self._servers.propose_transfer(actor, one.server_id, one.heir_id)
        async with self._database.read() as connection:
            chosen = await store.chosen_by(connection, actor.user_id)
        now = self._clock.now()
        mode = rules.mode_of(mode, chosen, self._settings)
        asked = DepartureView(actor.user_id, mode, now, rules.due_at(now, self._settings), checked)
        async with self._database.write() as tx:
            await store.put(tx.connection, asked)
            self._note(tx, Action.LEAVING_ASKED, actor.user_id)
            tx.record(DepartureChanged(actor.user_id, stamp(asked.due_at)))
        return asked

    async def take_back(self, actor: Actor) -> None:
        """Stay after all; raises `NotLeaving` where nothing was asked, or it is being carried out."""
        async with self._database.write() as tx:
            if not await store.take_back(tx.connection, actor.user_id):
                raise NotLeaving
            self._note(tx, Action.LEAVING_CANCELLED, actor.user_id)
            tx.record(DepartureChanged(actor.user_id, ""))

    async def _check_not_last(self, actor: Actor) -> None:
        if await self._auth.accounts.list_administrators() == [actor.user_id]:
            raise LastToAdminister

    async def _owned(self, user_id: UserId) -> Sequence[servers.ServerView]:
        return [one for one in await self._servers.list_of_user(user_id) if one.owner_id == user_id]

    # -- carrying out -------------------------------------------------------------------------

    async def carry_out_due(self) -> bool:
        """Carry out one wish that is due; tell whether there was one."""
        now = self._clock.now()
        async with self._database.write() as tx:
            due = await store.claim_due(tx.connection, now=now, until=now + _CLAIM)
        if due is not None:
            await self._carry_out(due)
        return due is not None

    async def _carry_out(self, due: DepartureView) -> None:
        """Give servers on, close the account, erase the profile; every feature forgets by that fact."""
        user_id, now = due.user_id, self._clock.now()
        if due.erased_at is not None:
            await self._audit.forget_person(user_id)
            async with self._database.write() as tx:
                await store.finish(tx.connection, user_id)
            return
        doomed = {one.server_id for one in due.fates if one.heir_id is None}
        for server in await self._owned(user_id):
            heir = None if server.id in doomed else await self._servers.heir_of(server.id)
            if heir is None:
                await self._servers.end(server.id)
            else:
                await self._servers.transfer(server.id, heir)
        await self._auth.accounts.close(user_id)
        await self._users.erase(user_id, keeps_messages=due.mode == "anonymise")
        await self._audit.forget_person(user_id)
        async with self._database.write() as tx:
            await store.settle(tx.connection, user_id, erased_at=now, again_at=now + _AGAIN)
            self._note(tx, Action.ACCOUNT_DELETED, user_id)

    # -- copies -------------------------------------------------------------------------------

    async def export(self, actor: Actor, language: str) -> Package:
        """Return a ZIP of what Beep holds of the actor, after a recent sign-in; a few a day (S-27)."""
        self._auth.check_recent_sign_in(actor)
        now = self._clock.now()
        async with self._database.write() as tx:
            await store.forget_exports(tx.connection, before=now - _DAY)
            await store.add_export(tx.connection, actor.user_id, at=now)
            count, first = await store.exports_since(tx.connection, actor.user_id, since=now - _DAY)
            if count > self._settings.exports_per_day and first is not None:
                raise ExportedLately(retry_after_s=(first + _DAY - now).total_seconds())
            self._note(tx, Action.DATA_EXPORTED, actor.user_id)
        person = await self._users.get(actor.user_id)
        title = f"{person.username} · {now:%Y-%m-%d}"
        parts = [holder.export_person(actor.user_id) for holder in self.holders]
        return await packed(self._folder, title, language, parts)

    def _note(self, tx: Transaction, action: audit.Action, user_id: UserId) -> None:
        entry_id = audit.EntryId(self._ids.next())
        tx.record(audit.Acted(audit.PLATFORM, entry_id, user_id, action, target_id=str(user_id)))
