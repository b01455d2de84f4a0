"""The service of provider: one object that is the face, made of its parts."""

from beep.features.provider.service.authorizing import Authorizing
from beep.features.provider.service.claims import Claims
from beep.features.provider.service.consents import Consents
from beep.features.provider.service.hints import Hints
from beep.features.provider.service.leaving import LeavingService
from beep.features.provider.service.parts import Parts
from beep.features.provider.service.registering import Registering, check_administrator
from beep.features.provider.service.tokens import TokensService

__all__ = ["Parts", "ProviderService", "check_administrator"]


class ProviderService:
    """Implements `Provider`."""

    def __init__(self, parts: Parts) -> None:
        hints = Hints(parts)
        self.issuer = parts.issuer
        self.registering = Registering(parts)
        self.authorizing = Authorizing(parts, hints)
        self.claims = Claims(parts)
        self.tokens = TokensService(parts, self.claims)
        self.consents = Consents(parts)
        self.leaving = LeavingService(parts, hints)
        self.register = self.registering.register
        self.list_clients = self.registering.list_clients
        self.remove = self.registering.remove
        self.export_person = self.consents.export_person
