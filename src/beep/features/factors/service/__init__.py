"""The service of factors: one object that is the face, made of its parts."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from beep.features import auth
from beep.features.factors import store
from beep.features.factors.contract import FactorsView, GeneratorView, OtherWays, PasskeyView
from beep.features.factors.service.entering import Entering
from beep.features.factors.service.generators import Generators, Offer
from beep.features.factors.service.parts import Parts
from beep.features.factors.service.passkeys import Passkeys
from beep.features.factors.service.proving import Proving
from beep.features.factors.service.recovery import Recovery
from beep.kit.ids import UserId

__all__ = ["FactorsService", "Offer", "Parts"]


class FactorsService:
    """Implements `Factors`, and with it auth's port `SecondFactors`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.generators = Generators(parts)
        self.passkeys = Passkeys(parts)
        self.recovery = Recovery(parts)
        self._proving = Proving(parts, self.passkeys)
        self.entering = Entering(parts, self.passkeys, self._proving)

    @property
    def other_ways(self) -> OtherWays:
        return self.passkeys.other_ways

    @other_ways.setter
    def other_ways(self, filler: OtherWays) -> None:
        self.passkeys.other_ways = filler

    @property
    def passkeys_at(self) -> str | None:
        """The name of the site passkeys belong to; `None` where they cannot be had."""
        return self._parts.site.name if self._parts.site else None

    async def view(self, user_id: UserId) -> FactorsView:
        return await self._parts.view(user_id)

    async def kinds_of(self, user_id: UserId) -> Sequence[str]:
        return (await self.view(user_id)).kinds

    async def has_second_factor(self, user_id: UserId) -> bool:
        return bool(await self.kinds_of(user_id))

    async def is_right(self, user_id: UserId, proof: auth.Proof) -> bool:
        return await self._proving.is_right(user_id, proof)

    async def reset(self, user_id: UserId, act: auth.Act) -> Sequence[str]:
        parts, kinds = self._parts, list[str]()
        async with parts.database.write() as tx:
            await store.lock_person(tx.connection, user_id)
            gone = [("passkey", name) for name in await store.delete_passkeys(tx.connection, user_id)]
            if await store.delete_generator(tx.connection, user_id):
                gone.append(("totp", ""))
            await store.forget_guesses(tx.connection, user_id=user_id)
            for kind, name in gone:
                await parts.removed(tx, user_id, kind, name, act=act)
                kinds.append(kind)
        return kinds

    async def export_person(self, user_id: UserId) -> AsyncIterator[tuple[str, Sequence[Mapping[str, Any]]]]:
        """Give what is kept of a person that is their own to have; never a secret."""
        view = await self.view(user_id)
        own: list[dict[str, Any]] = [
            {"kind": "passkey", "name": one.name, **_dates(one)} for one in view.passkeys
        ]
        if view.generator:
            own.append({"kind": "totp", **_dates(view.generator)})
        if view.recovery:
            made_at = view.recovery.created_at.isoformat()
            own.append({"kind": "recovery", "codes_left": view.recovery.left, "created_at": made_at})
        yield "second_factors", own

    async def forget(self, user_id: UserId) -> None:
        async with self._parts.database.write() as tx:
            await store.lock_person(tx.connection, user_id)
            await store.delete_passkeys(tx.connection, user_id)
            await store.delete_generator(tx.connection, user_id)
            await store.delete_sheet(tx.connection, user_id)
            await store.forget_offers(tx.connection, user_id=user_id)
            await store.forget_guesses(tx.connection, user_id=user_id)


def _dates(one: PasskeyView | GeneratorView) -> dict[str, str | None]:
    used = one.last_used_at
    return {"created_at": one.created_at.isoformat(), "last_used_at": used.isoformat() if used else None}
