"""The face of applications: bots, their owners and their tokens."""

from beep.features.applications.contract import BOT_FLAGS, Applications, ApplicationView
from beep.features.applications.errors import (
    ApplicationNotFound,
    BotsOnly,
    InvalidToken,
    TooManyApplications,
)
from beep.features.applications.facts import ApplicationCreated, ApplicationDeleted, BotTokenReset

__all__ = [
    "BOT_FLAGS",
    "ApplicationCreated",
    "ApplicationDeleted",
    "ApplicationNotFound",
    "ApplicationView",
    "Applications",
    "BotTokenReset",
    "BotsOnly",
    "InvalidToken",
    "TooManyApplications",
]
