"""The face of provider."""

from beep.features.provider.contract import (
    SCOPES,
    ClientDraft,
    ClientId,
    ClientView,
    ConsentView,
    GrantId,
    GrantView,
    Provider,
)
from beep.features.provider.errors import ClientNotFound
from beep.features.provider.facts import ClientChanged, GrantEnded

__all__ = [
    "SCOPES",
    "ClientChanged",
    "ClientDraft",
    "ClientId",
    "ClientNotFound",
    "ClientView",
    "ConsentView",
    "GrantEnded",
    "GrantId",
    "GrantView",
    "Provider",
]
