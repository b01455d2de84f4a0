"""HTTP of auth."""

from beep.features.auth.routes.addresses import AddressRoutes
from beep.features.auth.routes.sessions import AuthRoutes

__all__ = ["AddressRoutes", "AuthRoutes"]
