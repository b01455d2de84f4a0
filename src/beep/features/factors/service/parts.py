"""What the use cases of factors are made of, and what adding and removing have in common."""

from dataclasses import dataclass

from beep.features import audit, auth, users
from beep.features.factors import store
from beep.features.factors.codes import Codes, Sheet
from beep.features.factors.contract import FactorsView
from beep.features.factors.errors import LastFactor
from beep.features.factors.facts import SecondFactorAdded, SecondFactorRemoved
from beep.features.factors.keys import Seal
from beep.features.factors.rules import Site
from beep.features.factors.settings import FactorsSettings
from beep.kit.ids import Snowflakes, UserId
from beep.runtime.clock import Clock
from beep.runtime.database import Database, Transaction

Action = audit.Action


@dataclass(frozen=True, slots=True)
class Parts:
    """`site` is where passkeys belong, `issuer` what apps call this installation."""

    database: Database
    clock: Clock
    ids: Snowflakes
    settings: FactorsSettings
    identity: auth.Auth
    people: users.Users
    seal: Seal
    codes: Codes
    site: Site | None
    issuer: str

    async def view(self, user_id: UserId) -> FactorsView:
        async with self.database.read() as connection:
            generator = await store.find_generator(connection, user_id)
            passkeys = await store.list_passkeys(connection, user_id)
            recovery = await store.find_recovery(connection, user_id)
        return FactorsView(
            generator.view if generator else None, tuple(one.view for one in passkeys), recovery
        )

    # -- adding -------------------------------------------------------------------------------

    async def first_sheet(self, user_id: UserId) -> Sheet | None:
        """Return recovery codes for who has none yet; hashing takes a while, so before any transaction."""
        view = await self.view(user_id)
        return await self.codes.make() if view.recovery is None else None

    async def added(
        self, tx: Transaction, user_id: UserId, kind: str, name: str, sheet: Sheet | None
    ) -> tuple[str, ...]:
        """Tell of a new factor; return the recovery codes that come with a first one."""
        self.note(tx, auth.Act(user_id, Action.SECOND_FACTOR_ADDED), user_id, kind=kind, name=name)
        texts: tuple[str, ...] = ()
        if sheet is not None and await store.find_salt(tx.connection, user_id) is None:
            await self.put_sheet(tx, user_id, sheet)
            texts = sheet.texts
        tx.record(SecondFactorAdded(user_id, kind, name))
        return texts

    async def put_sheet(self, tx: Transaction, user_id: UserId, sheet: Sheet) -> None:
        """Make these recovery codes the ones that are good."""
        now = self.clock.now()
        await store.put_sheet(tx.connection, user_id, salt=sheet.salt, digests=sheet.digests, at=now)
        self.note(tx, auth.Act(user_id, Action.RECOVERY_CODES_MADE), user_id)

    # -- removing -----------------------------------------------------------------------------

    async def is_needed(self, user_id: UserId, *, anyway: bool) -> bool:
        """Tell whether an administrator must have some second factor left, unless they want none `anyway`."""
        return not anyway and await self.identity.accounts.needs_second_factor(user_id)

    async def removed(
        self,
        tx: Transaction,
        user_id: UserId,
        kind: str,
        name: str,
        *,
        act: auth.Act,
        is_needed: bool = False,
    ) -> None:
        """Tell of a factor that is gone; with the last one go the recovery codes.

        Raises `LastFactor`, and so undoes the removal, where one `is_needed` and none is left.
        """
        self.note(tx, act, user_id, kind=kind, name=name)
        generator = await store.find_generator(tx.connection, user_id)
        if generator is None and not await store.list_passkeys(tx.connection, user_id):
            if is_needed:
                raise LastFactor
            await store.delete_sheet(tx.connection, user_id)
        tx.record(SecondFactorRemoved(user_id, act.by, kind, name))

    def note(self, tx: Transaction, act: auth.Act, user_id: UserId, **options: str) -> None:
        """Record an act for the audit log."""
        tx.record(
            audit.Acted(
                audit.PLATFORM,
                audit.EntryId(self.ids.next()),
                act.by,
                act.action,
                target_id=str(user_id),
                reason=act.reason,
                options={name: value for name, value in options.items() if value},
            )
        )
