"""The face of administration."""

from beep.features.administration.contract import (
    Administration,
    Deed,
    Kind,
    PersonView,
    ProposalId,
    ProposalView,
)
from beep.features.administration.errors import LinkOver, PersonNotFound

__all__ = [
    "Administration",
    "Deed",
    "Kind",
    "LinkOver",
    "PersonNotFound",
    "PersonView",
    "ProposalId",
    "ProposalView",
]
