"""What administrators do with people's accounts, and how somebody becomes one of them."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

from beep.features import audit, auth, factors, users
from beep.features.administration import rules, store
from beep.features.administration.contract import Deed, Kind, PersonView, ProposalId, ProposalView
from beep.features.administration.errors import (
    AlreadyProposed,
    LinkOver,
    PersonNotFound,
    ProposalNotFound,
)
from beep.kit.actor import Actor
from beep.kit.ids import UserId
from beep.runtime.database import Transaction
from beep.runtime.feature import Runtime

Action = audit.Action
PAGE_MAX = 100
_LINK_LIFE = timedelta(days=1)
_DEEDS: dict[Deed, audit.Action] = {
    "suspend": Action.ACCOUNT_SUSPENDED,
    "restore": Action.ACCOUNT_RESTORED,
    "end-sessions": Action.SESSIONS_ENDED,
    "reset-password": Action.PASSWORD_RESET_FORCED,
    "reset-factors": Action.SECOND_FACTOR_REMOVED,
}
_ROLE_ACTIONS: dict[Kind, audit.Action] = {"grant": Action.ROLE_GRANTED, "take": Action.ROLE_TAKEN}


class AdministrationService:
    """Implements `Administration`, and what administrators themselves ask."""

    def __init__(
        self, runtime: Runtime, *, people: users.Users, identity: auth.Auth, second_factors: factors.Factors
    ) -> None:
        self._database = runtime.database
        self._clock = runtime.clock
        self._ids = runtime.ids
        self._users = people
        self._auth = identity
        self._accounts = identity.accounts
        self._factors = second_factors
        self._public_url = runtime.public_url

    # -- people -------------------------------------------------------------------------------

    async def search(self, actor: Actor, words: str, *, before: int, limit: int) -> Sequence[PersonView]:
        """Return people, the newest first: by the beginning of a name, an id, or a whole e-mail."""
        rules.check_administrator(actor)
        if exact := await self._exact(words):
            return [exact] if exact.user.id < before else []
        found = await self._users.search(words, before=before, limit=min(limit, PAGE_MAX))
        return [await self._with_account(one) for one in found]

    async def get(self, actor: Actor, user_id: UserId) -> tuple[PersonView, Sequence[auth.SessionView]]:
        """Return a person and their sessions; raises `PersonNotFound`."""
        rules.check_administrator(actor)
        person, _ = await self._get(user_id)
        return person, await self._auth.list_sessions(user_id)

    async def act(self, actor: Actor, user_id: UserId, deed: Deed, reason: str | None) -> None:
        """Suspend, restore, sign out or reset somebody; sessions end within a second everywhere (MOD-06).

        Needs a recent sign-in; not for oneself nor for another administrator.
        """
        rules.check_administrator(actor)
        self._auth.check_recent_sign_in(actor)
        _, account = await self._get(user_id)
        rules.check_may_act_on(actor, account)
        await self._do(user_id, deed, by=actor.user_id, reason=reason)

    async def act_as_operator(self, user_id: UserId, deed: Deed, *, reason: str | None) -> None:
        await self._do(user_id, deed, by=rules.OPERATOR, reason=reason)

    async def _do(self, user_id: UserId, deed: Deed, *, by: UserId, reason: str | None) -> None:
        act = auth.Act(by, _DEEDS[deed], rules.reason(reason))
        match deed:
            case "suspend":
                await self._accounts.suspend(user_id, act)
            case "restore":
                await self._accounts.restore(user_id, act)
            case "end-sessions":
                await self._accounts.end_sessions(user_id, reason="administrator", act=act)
            case "reset-password":
                await self._accounts.drop_password(user_id, act)
            case "reset-factors":
                await self._factors.reset(user_id, act)

    async def _get(self, user_id: UserId) -> tuple[PersonView, auth.AccountView]:
        account = await self._accounts.find(user_id)
        found = await self._users.list_by_ids([user_id])
        if account is None or not found:
            raise PersonNotFound
        return PersonView(found[0], account), account

    async def _with_account(self, user: users.UserView) -> PersonView:
        return PersonView(user, await self._accounts.find(user.id))

    async def _exact(self, words: str) -> PersonView | None:
        """Return who an id or an e-mail names."""
        account = None
        if words.isdecimal() and len(words) in range(15, 20):
            account = await self._accounts.find(UserId(int(words)))
        elif "@" in words:
            account = await self._accounts.find_by_email(words)
        found = await self._users.list_by_ids([account.user_id]) if account else []
        return PersonView(found[0], account) if found else None

    # -- who administers ----------------------------------------------------------------------

    async def administrators(self, actor: Actor) -> Sequence[PersonView]:
        rules.check_administrator(actor)
        return await self.list_administrators()

    async def list_administrators(self) -> Sequence[PersonView]:
        found = await self._users.list_by_ids(await self._accounts.list_administrators())
        return [await self._with_account(one) for one in sorted(found, key=lambda one: one.id)]

    async def step_down(self, actor: Actor) -> None:
        """Give one's own role back; raises `LastAdministrator`."""
        rules.check_administrator(actor)
        self._auth.check_recent_sign_in(actor)
        act = auth.Act(actor.user_id, Action.ROLE_TAKEN)
        _, account = await self._get(actor.user_id)
        after = rules.roles_after(account.global_roles, "take")
        await self._accounts.change_roles(actor.user_id, after, act)

    async def propose(self, actor: Actor, user_id: UserId, kind: Kind, reason: str | None) -> ProposalView:
        """Propose that a person administers, or does no more; another administrator decides."""
        rules.check_administrator(actor)
        self._auth.check_recent_sign_in(actor)
        _, account = await self._get(user_id)
        rules.check_changes(account, kind)
        proposal_id = ProposalId(self._ids.next())
        given, now = rules.reason(reason), self._clock.now()
        new = ProposalView(proposal_id, user_id, kind, given, actor.user_id, now)
        async with self._database.write() as tx:
            if not await store.add_proposal(tx.connection, new):
                raise AlreadyProposed
            self._note(tx, new)
        return new

    async def list_proposals(self, actor: Actor) -> Sequence[ProposalView]:
        """Return what is to be decided, the oldest first."""
        rules.check_administrator(actor)
        async with self._database.read() as connection:
            return await store.list_proposals(connection)

    async def approve(self, actor: Actor, proposal_id: ProposalId) -> None:
        """Agree to another administrator's proposal; it holds at once.

        Raises `ProposalNotFound`, `SecondPersonNeeded` and `LastAdministrator`.
        """
        rules.check_administrator(actor)
        self._auth.check_recent_sign_in(actor)
        found = await self._proposal(proposal_id)
        rules.check_may_approve(actor, found)
        await self._decide(found, "approved", by=actor.user_id)
        await self._set(found.user_id, found.kind, by=actor.user_id, reason=found.reason)

    async def approve_as_operator(self, proposal_id: ProposalId) -> None:
        """Agree from the command line, where there is no second administrator."""
        found = await self._proposal(proposal_id)
        await self._decide(found, "approved", by=rules.OPERATOR)
        await self._set(found.user_id, found.kind, by=rules.OPERATOR, reason=found.reason)

    async def decline(self, actor: Actor, proposal_id: ProposalId) -> None:
        """Drop a proposal, one's own or another's; raises `ProposalNotFound`."""
        rules.check_administrator(actor)
        await self._decide(await self._proposal(proposal_id), "declined", by=actor.user_id)

    async def set_administrator(self, user_id: UserId, kind: Kind, *, reason: str | None) -> None:
        await self._set(user_id, kind, by=rules.OPERATOR, reason=rules.reason(reason))

    async def _set(self, user_id: UserId, kind: Kind, *, by: UserId, reason: str | None) -> None:
        _, account = await self._get(user_id)
        after = rules.roles_after(account.global_roles, kind)
        if after != account.global_roles:
            await self._accounts.change_roles(user_id, after, auth.Act(by, _ROLE_ACTIONS[kind], reason))

    async def _proposal(self, proposal_id: ProposalId) -> ProposalView:
        async with self._database.read() as connection:
            found = await store.find_proposal(connection, proposal_id)
        if found is None:
            raise ProposalNotFound
        return found

    async def _decide(self, found: ProposalView, outcome: str, *, by: UserId) -> None:
        async with self._database.write() as tx:
            if not await store.decide(tx.connection, found.id, outcome, by=by, at=self._clock.now()):
                raise ProposalNotFound

    def _note(self, tx: Transaction, new: ProposalView) -> None:
        entry_id, target = audit.EntryId(self._ids.next()), str(new.user_id)
        options = {"kind": new.kind}
        action = Action.ROLE_PROPOSED
        tx.record(
            audit.Acted(
                audit.PLATFORM,
                entry_id,
                new.proposed_by,
                action,
                target_id=target,
                reason=new.reason,
                options=options,
            )
        )

    # -- the first one ------------------------------------------------------------------------

    async def find(self, words: str) -> PersonView:
        named = await self._users.find_by_username(words)
        person = await self._with_account(named) if named else await self._exact(words)
        if person is None:
            raise PersonNotFound
        return person

    async def make_link(self) -> str | None:
        if await self._accounts.list_administrators():
            return None
        token = secrets.token_urlsafe(32)
        async with self._database.write() as tx:
            await store.replace_links(tx.connection, _hash(token), at=self._clock.now())
        return f"{self._public_url}/first#{token}"

    async def claim(self, actor: Actor, token: str) -> None:
        """Become the first administrator by a link; idempotent for whoever took it. Raises `LinkOver`."""
        administrators = await self._accounts.list_administrators()
        if administrators and actor.user_id not in administrators:
            raise LinkOver
        since = self._clock.now() - _LINK_LIFE
        async with self._database.write() as tx:
            if not await store.use_link(tx.connection, _hash(token), actor.user_id, since=since):
                raise LinkOver
        _, account = await self._get(actor.user_id)
        after = rules.roles_after(account.global_roles, "grant")
        act = auth.Act(actor.user_id, Action.ADMINISTRATOR_MADE)
        await self._accounts.change_roles(actor.user_id, after, act)
        await self._accounts.verify(actor.user_id)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
