"""The service of identities: one object that is the face, made of its parts."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import msgspec

from beep.features.identities import rules
from beep.features.identities.contract import IdentityView, Proof
from beep.features.identities.errors import NotBelieved
from beep.features.identities.service.asking import AskingDirectories
from beep.features.identities.service.bearers import BearersService
from beep.features.identities.service.entering import Entering
from beep.features.identities.service.flows import Flows
from beep.features.identities.service.linking import Linking
from beep.features.identities.service.newcomers import Newcomers
from beep.features.identities.service.parts import FLOW_LIFE, Parts
from beep.features.identities.service.watch import Watch
from beep.kit.ids import UserId

__all__ = ["FLOW_LIFE", "IdentitiesService", "Parts", "Watch"]

_CLAIM = "preferred_username"


class IdentitiesService:
    """Implements `Identities`."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.newcomers = Newcomers(parts)
        self.entering = Entering(parts, self.newcomers)
        self.flows = Flows(parts, self.entering)
        self.directories = AskingDirectories(parts, self.entering)
        self.linking = Linking(parts)
        self.bearers = BearersService(parts, self.newcomers)

    async def find_or_create(self, issuer: str, subject: str, claims: Mapping[str, object]) -> UserId:
        if not rules.is_subject(subject):
            raise NotBelieved
        known = next((one for one in self.parts.settings.items() if one[1].issuer == issuer), None)
        believed = known[1].emails if known else "claimed"
        name_claim = known[1].username_claim if known else _CLAIM
        proof = Proof(issuer, subject, rules.claims_of(claims, believed=believed, username_claim=name_claim))
        found = await self.parts.find(proof)
        if found is not None:
            return found.user_id
        return await self.newcomers.find_or_create(proof, known[0] if known else issuer)

    async def identities_of(self, user_id: UserId) -> Sequence[IdentityView]:
        return await self.linking.identities_of(user_id)

    async def has_way_in(self, user_id: UserId) -> bool:
        return await self.linking.has_way_in(user_id)

    async def forget(self, user_id: UserId) -> None:
        await self.linking.forget(user_id)

    async def export_person(self, user_id: UserId) -> AsyncIterator[tuple[str, Sequence[Mapping[str, Any]]]]:
        """Give what is kept of a person here, for the copy of their data."""
        found = await self.identities_of(user_id)
        yield (
            "identities",
            [
                {
                    "provider": one.provider,
                    "issuer": one.issuer,
                    "subject": one.subject,
                    "claims": msgspec.to_builtins(one.claims),
                    "linked_at": one.linked_at.isoformat(),
                    "last_used_at": one.last_used_at.isoformat(),
                }
                for one in found
            ],
        )
