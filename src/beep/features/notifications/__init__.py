"""The face of notifications: what people want to be told of each server."""

from beep.features.notifications.contract import ChannelSettings, Level, Notifications, ServerSettings
from beep.features.notifications.facts import NotificationSettingsChanged
from beep.features.notifications.wire import NotificationSettingsObject, settings_object

__all__ = [
    "ChannelSettings",
    "Level",
    "NotificationSettingsChanged",
    "NotificationSettingsObject",
    "Notifications",
    "ServerSettings",
    "settings_object",
]
