"""Work of identities that must happen once a change is committed: letters, and what is forgotten."""

from typing import Any

from beep.features import auth
from beep.features.identities.service import IdentitiesService
from beep.kit.ids import UserId

TELL_LINKED = "identities.tell_linked"
TELL_UNLINKED = "identities.tell_unlinked"
FORGET_CLAIMED = "identities.forget_claimed"
FORGET_PERSON = "identities.forget_person"


class IdentitiesJobs:
    """All may run again: a letter is known by the fact it was written for."""

    def __init__(self, service: IdentitiesService, accounts: auth.Auth) -> None:
        self._service = service
        self._auth = accounts

    async def tell_linked(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        # Who has just made their account by it need not be told.
        if not fact["isFirst"]:
            await self._tell(fact_id, fact, "identity_linked")

    async def tell_unlinked(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        await self._tell(fact_id, fact, "identity_unlinked")

    async def forget_claimed(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        """Forget what whoever made an account linked to it, now that it is its e-mail's owner's (S-10)."""
        del fact_id
        user_id = UserId(int(fact["userId"]))
        await self._service.forget(user_id)
        # Whoever came in by it between the claim and now.
        for one in await self._auth.list_sessions(user_id):
            if any(way.startswith(("oidc:", "ldap:")) for way in one.methods):
                await self._auth.accounts.end_sessions(user_id, reason="claimed")
                return

    async def forget_person(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        del fact_id  # forgetting twice forgets nothing more
        await self._service.forget(UserId(int(fact["userId"])))

    async def _tell(self, fact_id: str, fact: dict[str, Any], kind: auth.NoticeKind) -> None:
        settings = self._service.parts.settings.get(fact["provider"])
        label = settings.label if settings else str(fact["provider"])
        await self._auth.notices.write(fact_id, UserId(int(fact["userId"])), kind, what=label)
