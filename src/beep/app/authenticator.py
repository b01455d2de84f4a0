"""Tells people's tokens from bots' and asks the feature that issued them."""

from beep.features import applications, auth
from beep.kit.actor import Actor
from beep.kit.errors import Unauthenticated


class Unrecognised(Unauthenticated):
    """Send `Authorization: Bearer <access token>` or `Authorization: Bot <token>`."""


class SchemeAuthenticator:
    """Fills the edge's `Authenticator` port."""

    def __init__(self, *, people: auth.Auth | None, bots: applications.Applications | None) -> None:
        self._people = people
        self._bots = bots

    async def authenticate(self, authorization: str, *, counts_as_activity: bool) -> Actor:
        """Return who a header speaks for; raises `Unauthenticated`."""
        scheme, _, token = authorization.partition(" ")
        match scheme.lower():
            case "bearer" if self._people:
                return await self._people.authenticate(token, counts_as_activity=counts_as_activity)
            case "bot" if self._bots:
                return await self._bots.authenticate(token)
            case _:
                raise Unrecognised
