"""Work of factors that must happen once a change is committed: letters, and what a claim asks for."""

from typing import Any, cast

from beep.features import auth
from beep.features.factors.service import FactorsService
from beep.kit.ids import UserId

TELL_ADDED = "factors.tell_added"
TELL_REMOVED = "factors.tell_removed"
TELL_CODES_MADE = "factors.tell_codes_made"
TELL_CODE_USED = "factors.tell_code_used"
TELL_SUSPECTED = "factors.tell_suspected"
FORGET_CLAIMED = "factors.forget_claimed"
FORGET_PERSON = "factors.forget_person"


class FactorsJobs:
    """All may run again: a letter is known by the fact it was written for."""

    def __init__(self, service: FactorsService, identity: auth.Auth) -> None:
        self._service = service
        self._identity = identity

    async def tell_added(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        await self._tell(fact_id, fact, f"{fact['kind']}_added", str(fact["name"]))

    async def tell_removed(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        await self._tell(fact_id, fact, f"{fact['kind']}_removed", str(fact["name"]))

    async def tell_codes_made(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        await self._tell(fact_id, fact, "codes_made")

    async def tell_code_used(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        await self._tell(fact_id, fact, "code_used", str(fact["left"]))

    async def tell_suspected(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        await self._tell(fact_id, fact, "passkey_suspected", str(fact["name"]))

    async def forget_claimed(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        """Forget what whoever made an account set up, now that it is its e-mail's owner's (S-10)."""
        del fact_id
        user_id = UserId(int(fact["userId"]))
        await self._service.forget(user_id)
        # Whoever came in with it between the claim and now.
        for one in await self._identity.list_sessions(user_id):
            if not auth.STRONG_METHODS.isdisjoint(one.methods):
                await self._identity.accounts.end_sessions(user_id, reason="claimed")
                return

    async def forget_person(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        del fact_id  # forgetting twice forgets nothing more
        await self._service.forget(UserId(int(fact["userId"])))

    async def _tell(self, fact_id: str, fact: dict[str, Any], kind: str, what: str = "") -> None:
        user_id = UserId(int(fact["userId"]))
        await self._identity.notices.write(fact_id, user_id, cast("auth.NoticeKind", kind), what=what)
