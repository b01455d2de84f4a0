"""The face of identities."""

from beep.features.identities.contract import Claims, Identities, IdentityId, IdentityView
from beep.features.identities.errors import EmailHasAccount, LastWayIn, ProviderAway
from beep.features.identities.facts import IdentityLinked, IdentityUnlinked

__all__ = [
    "Claims",
    "EmailHasAccount",
    "Identities",
    "IdentityId",
    "IdentityLinked",
    "IdentityUnlinked",
    "IdentityView",
    "LastWayIn",
    "ProviderAway",
]
