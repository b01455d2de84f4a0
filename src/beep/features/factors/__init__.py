"""The face of factors."""

from beep.features.factors.contract import (
    Factors,
    FactorsView,
    GeneratorView,
    OtherWays,
    PasskeyId,
    PasskeyView,
    RecoveryView,
)
from beep.features.factors.errors import LastFactor, LastWayIn, PasskeysUnavailable, TooManyCodes
from beep.features.factors.facts import (
    PasskeySuspected,
    RecoveryCodesMade,
    RecoveryCodeUsed,
    SecondFactorAdded,
    SecondFactorRemoved,
)

__all__ = [
    "Factors",
    "FactorsView",
    "GeneratorView",
    "LastFactor",
    "LastWayIn",
    "OtherWays",
    "PasskeyId",
    "PasskeySuspected",
    "PasskeyView",
    "PasskeysUnavailable",
    "RecoveryCodeUsed",
    "RecoveryCodesMade",
    "RecoveryView",
    "SecondFactorAdded",
    "SecondFactorRemoved",
    "TooManyCodes",
]
