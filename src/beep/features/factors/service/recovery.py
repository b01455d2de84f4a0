"""What can be done with recovery codes: make new ones."""

from beep.features.factors import store
from beep.features.factors.errors import NoSecondFactor
from beep.features.factors.facts import RecoveryCodesMade
from beep.features.factors.service.parts import Parts
from beep.kit.actor import Actor


class Recovery:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def make(self, actor: Actor) -> tuple[str, ...]:
        """Return ten new codes, which nobody sees again; those before are good no more.

        Needs a recent sign-in, and a factor one may lose (`NoSecondFactor`).
        """
        parts, user_id = self._parts, actor.user_id
        parts.identity.check_recent_sign_in(actor)
        sheet = await parts.codes.make()
        async with parts.database.write() as tx:
            await store.lock_person(tx.connection, user_id)
            generator = await store.find_generator(tx.connection, user_id)
            if generator is None and not await store.list_passkeys(tx.connection, user_id):
                raise NoSecondFactor
            await parts.put_sheet(tx, user_id, sheet)
            tx.record(RecoveryCodesMade(user_id))
        return sheet.texts
