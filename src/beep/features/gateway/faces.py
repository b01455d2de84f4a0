"""The faces the gateway asks."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from beep.features import (
    applications,
    auth,
    channels,
    emojis,
    friends,
    messaging,
    notifications,
    servers,
    users,
)
from beep.kit.actor import Actor

Authenticate = Callable[[str], Awaitable[Actor]]


@dataclass(frozen=True, slots=True)
class Faces:
    users: users.Users
    auth: auth.Auth
    servers: servers.Servers
    channels: channels.Channels
    emojis: emojis.Emojis
    messaging: messaging.Messaging
    applications: applications.Applications
    friends: friends.Friends
    notifications: notifications.Notifications
