"""What applications tell."""

from dataclasses import dataclass

from beep.kit.facts import Fact
from beep.kit.ids import ApplicationId, UserId


@dataclass(frozen=True, slots=True)
class ApplicationCreated(Fact):
    NAME = "application.created"
    STREAM = "application_id"
    application_id: ApplicationId
    owner_id: UserId


@dataclass(frozen=True, slots=True)
class BotTokenReset(Fact):
    """Every open socket and cached token of this bot is over."""

    NAME = "bot_token.reset"
    STREAM = "application_id"
    application_id: ApplicationId


@dataclass(frozen=True, slots=True)
class ApplicationDeleted(Fact):
    NAME = "application.deleted"
    STREAM = "application_id"
    application_id: ApplicationId
