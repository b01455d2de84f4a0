"""SQL of provider: decides nothing."""

from beep.features.provider.store.clients import Clients
from beep.features.provider.store.grants import Ended, Grants, LockedCode, LockedToken, StoredToken, Successor

__all__ = ["Clients", "Ended", "Grants", "LockedCode", "LockedToken", "StoredToken", "Successor"]
