"""Messaging over HTTP."""

from beep.features import users
from beep.features.messaging.routes.messages import MessageRoutes
from beep.features.messaging.routes.pins import PinRoutes
from beep.features.messaging.routes.reactions import ReactionRoutes
from beep.features.messaging.routes.showing import Showing
from beep.features.messaging.service import MessagingService
from beep.runtime.http import Route, routes_of


def routes(service: MessagingService, users: users.Users) -> tuple[Route, ...]:
    """Return every route of messaging."""
    showing = Showing(service, users)
    return (
        *routes_of(MessageRoutes(service, showing)),
        *routes_of(ReactionRoutes(service, showing)),
        *routes_of(PinRoutes(service, showing)),
    )
