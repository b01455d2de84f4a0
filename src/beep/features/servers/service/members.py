"""What changes of a membership: its nickname, its roles, a time-out."""

from dataclasses import replace
from datetime import datetime

from msgspec import UNSET, UnsetType

from beep.features.audit import Action
from beep.features.servers import rules
from beep.features.servers.contract import MemberView, Snapshot
from beep.features.servers.drafts import MemberEdit
from beep.features.servers.errors import MemberNotFound, RoleIsPermanent
from beep.features.servers.facts import MemberChanged
from beep.features.servers.service.standings import Standings
from beep.kit.actor import Actor
from beep.kit.ids import RoleId, ServerId, UserId
from beep.kit.permissions import NONE, Permission
from beep.runtime.database import Transaction


class Members:
    """Nobody acts on who stands beside or above them, nor gives what they lack (AMB-3)."""

    def __init__(self, standings: Standings) -> None:
        self._standings = standings
        self._store = standings.store

    async def edit(
        self,
        actor: Actor,
        server_id: ServerId,
        user_id: UserId,
        edit: MemberEdit,
        *,
        reason: str | None = None,
    ) -> MemberView:
        """Change a membership; each part needs its own permission, and all of it is done or nothing.

        A nickname: MANAGE_NICKNAMES, or CHANGE_NICKNAME for one's own. Roles: MANAGE_ROLES. A time-out:
        MODERATE_MEMBERS.
        """
        needed = _needed(edit, is_own=user_id == actor.user_id)
        async with self._standings.deciding(actor, server_id, needed) as (tx, snapshot):
            member = await self._member(tx, server_id, user_id)
            changed = _edited(snapshot, actor.user_id, member, edit, self._standings.clock.now())
            await self._change(tx, snapshot, actor, member, changed, reason)
        return changed

    async def give(
        self,
        actor: Actor,
        server_id: ServerId,
        user_id: UserId,
        role_id: RoleId,
        *,
        reason: str | None = None,
    ) -> None:
        """Give a role below one's own that holds nothing one lacks; idempotent."""
        await self._change_role(actor, server_id, user_id, role_id, is_given=True, reason=reason)

    async def take(
        self,
        actor: Actor,
        server_id: ServerId,
        user_id: UserId,
        role_id: RoleId,
        *,
        reason: str | None = None,
    ) -> None:
        """Take a role below one's own from a member; idempotent."""
        await self._change_role(actor, server_id, user_id, role_id, is_given=False, reason=reason)

    async def _change_role(
        self,
        actor: Actor,
        server_id: ServerId,
        user_id: UserId,
        role_id: RoleId,
        *,
        is_given: bool,
        reason: str | None,
    ) -> None:
        async with self._standings.deciding(actor, server_id, Permission.MANAGE_ROLES) as (tx, snapshot):
            role = rules.role_of(snapshot, role_id)
            rules.check_reach(snapshot, actor.user_id, role)
            if role.kind == "default" and not is_given:
                raise RoleIsPermanent("Everybody has the default role.")
            member = await self._member(tx, server_id, user_id)
            held = [one for one in member.role_ids if one != role_id]
            wanted = rules.roles_given(
                snapshot, actor.user_id, member, [*held, role_id] if is_given else held
            )
            changed = replace(member, role_ids=wanted)
            await self._change(tx, snapshot, actor, member, changed, reason)

    async def _member(self, tx: Transaction, server_id: ServerId, user_id: UserId) -> MemberView:
        member = await self._store.get_member_to_change(tx, server_id, user_id)
        if member is None:
            raise MemberNotFound
        return member

    async def _change(
        self,
        tx: Transaction,
        snapshot: Snapshot,
        actor: Actor,
        before: MemberView,
        after: MemberView,
        reason: str | None,
    ) -> None:
        if after == before:
            return
        server_id, user_id = before.server_id, before.user_id
        await self._store.set_member(tx, after)
        if own := rules.changes(before, after, rules.MEMBER_KEYS):
            self._standings.tell(
                tx, actor.user_id, Action.MEMBER_UPDATE, server_id, user_id, reason=reason, changes=own
            )
        if roles := rules.role_changes(snapshot, before.role_ids, after.role_ids):
            self._standings.tell(
                tx,
                actor.user_id,
                Action.MEMBER_ROLES_UPDATE,
                server_id,
                user_id,
                reason=reason,
                changes=roles,
            )
        tx.record(MemberChanged(server_id, user_id), view=after)


def _needed(edit: MemberEdit, *, is_own: bool) -> Permission:
    """Return what an edit needs; of two permissions that would do for a nickname, none is asked here."""
    needed = NONE
    if edit.nickname is not UNSET and not is_own:
        needed |= Permission.MANAGE_NICKNAMES
    if edit.role_ids is not UNSET:
        needed |= Permission.MANAGE_ROLES
    if edit.timed_out_until is not UNSET:
        needed |= Permission.MODERATE_MEMBERS
    return needed


def _edited(
    snapshot: Snapshot, actor_id: UserId, member: MemberView, edit: MemberEdit, now: datetime
) -> MemberView:
    changed = member
    if not isinstance(edit.nickname, UnsetType):
        if member.user_id != actor_id:
            rules.check_outranks(snapshot, actor_id, member.user_id)
        else:
            rules.check_own_nickname(snapshot, actor_id, lambda: now)
        changed = replace(changed, nickname=rules.nickname(edit.nickname))
    if not isinstance(edit.role_ids, UnsetType):
        wanted = rules.roles_given(snapshot, actor_id, member, edit.role_ids)
        changed = replace(changed, role_ids=wanted)
    if not isinstance(edit.timed_out_until, UnsetType):
        rules.check_outranks(snapshot, actor_id, member.user_id)
        until = rules.timeout(snapshot, member.user_id, edit.timed_out_until, now)
        changed = replace(changed, timed_out_until=until)
    return changed
