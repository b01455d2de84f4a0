"""What notifications tell."""

from dataclasses import dataclass

from beep.kit.facts import Fact
from beep.kit.ids import ServerId, UserId


@dataclass(frozen=True, slots=True)
class NotificationSettingsChanged(Fact):
    """`counts_differ` when `@everyone` calls them no more, or again."""

    NAME = "notification_settings.changed"
    STREAM = "user_id"
    user_id: UserId
    server_id: ServerId
    counts_differ: bool
