"""The wiring of the gateway."""

from collections.abc import Mapping, Sequence

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
from beep.features.gateway.audit_pushes import AuditPushes
from beep.features.gateway.community_pushes import CommunityPushes
from beep.features.gateway.connecting import Lobby
from beep.features.gateway.emoji_pushes import EmojiPushes
from beep.features.gateway.faces import Faces
from beep.features.gateway.friend_presence import FriendPresence
from beep.features.gateway.friend_pushes import FriendPushes
from beep.features.gateway.hub import Hub
from beep.features.gateway.in_order import InOrder
from beep.features.gateway.members import Members
from beep.features.gateway.message_pushes import MessagePushes
from beep.features.gateway.notification_pushes import NotificationPushes
from beep.features.gateway.opening import Opening
from beep.features.gateway.own_pushes import OwnPushes
from beep.features.gateway.people_pushes import PeoplePushes
from beep.features.gateway.presence import Presence
from beep.features.gateway.presence_processes import PresenceProcesses
from beep.features.gateway.presence_pushes import PresencePushes
from beep.features.gateway.reaction_pushes import ReactionPushes
from beep.features.gateway.read_pushes import ReadPushes
from beep.features.gateway.read_states import ReadStates
from beep.features.gateway.rosters import Rosters
from beep.features.gateway.routes import GatewayRoutes
from beep.features.gateway.service import GatewayService
from beep.features.gateway.settings import GatewaySettings
from beep.features.gateway.sight import Sight
from beep.features.gateway.sign_in_pushes import SignInPushes
from beep.features.gateway.thread_pushes import ThreadPushes
from beep.kit.actor import Actor
from beep.kit.errors import Unauthenticated
from beep.kit.facts import Fact
from beep.runtime.feature import Built, Feature, LiveListener, Runtime
from beep.runtime.http import routes_of
from beep.runtime.outbox import Recorded


def build(  # noqa: PLR0913 - one argument a face
    runtime: Runtime,
    settings: GatewaySettings,
    *,
    users: users.Users,
    auth: auth.Auth,
    servers: servers.Servers,
    channels: channels.Channels,
    emojis: emojis.Emojis,
    messaging: messaging.Messaging,
    applications: applications.Applications,
    friends: friends.Friends,
    notifications: notifications.Notifications,
) -> Built:
    faces = Faces(users, auth, servers, channels, emojis, messaging, applications, friends, notifications)
    url = _socket_url(runtime.public_url)
    hub = Hub(settings, servers=servers, channels=channels, now=runtime.clock.monotonic)
    sight = Sight(faces, hub, ReadStates(faces, hub))
    rosters = Rosters(faces, runtime.tasks)
    presence, processes = _presence(runtime, settings, hub, faces)
    opening = Opening(faces, hub, sight, rosters, presence, gateway_url=url)
    members = Members(faces)
    lobby = Lobby(faces, hub, opening, settings, lambda token: _authenticate(faces, token), presence)
    order = InOrder(runtime.tasks, lobby.tell_lost)
    about_messages = MessagePushes(faces, hub, members, order, runtime.database.catch_up)
    about_communities = CommunityPushes(faces, hub, members, opening, order, sight)
    runtime.live.on("typing", about_messages.typed)
    service = GatewayService(runtime, settings, lobby, hub, _origins(runtime))

    async def start() -> None:
        await service.start()
        runtime.tasks.spawn(processes.run(), name="gateway.presence")

    return Built(
        face=service,
        routes=routes_of(GatewayRoutes(url)),
        live=_together(
            about_messages.listeners(),
            ReactionPushes(faces, hub, members, order, runtime.database.catch_up).listeners(),
            about_communities.listeners(),
            *_about_people(faces, hub, order),
            presence.listeners(),
            FriendPushes(faces, hub, order, presence.of_friends).listeners(),
            ThreadPushes(faces, hub, order, sight).listeners(),
            *_about_reading(faces, hub, order, sight.read),
        ),
        sockets=service,
        start=start,
        leave=service.leave,
    )


def _presence(
    runtime: Runtime, settings: GatewaySettings, hub: Hub, faces: Faces
) -> tuple[PresencePushes, PresenceProcesses]:
    now = runtime.clock.monotonic
    statuses = Presence(hub, faces.users, now=now, grace_s=settings.presence_grace_s)
    of_friends = FriendPresence(hub, faces.friends, statuses)
    pushes = PresencePushes(hub, statuses, of_friends, now=now, merge_s=settings.presence_merge_ms / 1000)
    return pushes, PresenceProcesses(statuses, runtime.live, now)


def _origins(runtime: Runtime) -> frozenset[str]:
    return frozenset({runtime.public_url, *runtime.allowed_origins})


def _together(*parts: Mapping[type[Fact], LiveListener]) -> dict[type[Fact], LiveListener]:
    """Return listeners of which several may hear the same fact, in the order given."""
    heard: dict[type[Fact], list[LiveListener]] = {}
    for fact, listener in (one for part in parts for one in part.items()):
        heard.setdefault(fact, []).append(listener)

    def all_of(listeners: Sequence[LiveListener]) -> LiveListener:
        def listen(recorded: Recorded) -> None:
            for one in listeners:
                one(recorded)

        return listen

    return {fact: one[0] if len(one) == 1 else all_of(one) for fact, one in heard.items()}


def _about_reading(
    faces: Faces, hub: Hub, order: InOrder, read: ReadStates
) -> tuple[Mapping[type[Fact], LiveListener], ...]:
    """Return who tells people how far they read, and what they want to be told."""
    return (
        ReadPushes(faces, hub, order, read).listeners(),
        NotificationPushes(faces, hub, order, read).listeners(),
    )


def _about_people(faces: Faces, hub: Hub, order: InOrder) -> list[Mapping[type[Fact], LiveListener]]:
    parts = (PeoplePushes, OwnPushes, AuditPushes, EmojiPushes)
    return [SignInPushes(hub).listeners(), *(part(faces, hub, order).listeners() for part in parts)]


async def _authenticate(faces: Faces, token: str) -> Actor:
    """Return who a token speaks for; some libraries put the scheme before it, some do not."""
    bare = token.removeprefix("Bot ").removeprefix("Bearer ").strip()
    # What no header can carry is no token, and nothing to hand to a database.
    if not bare.isascii() or not bare.isprintable():
        raise Unauthenticated
    # Access tokens are JSON Web Tokens; no bot's token, which starts with its id, looks like one.
    if bare.startswith("eyJ") and bare.count(".") == 2:
        return await faces.auth.authenticate(bare, counts_as_activity=False)
    return await faces.applications.authenticate(bare)


def _socket_url(public_url: str) -> str:
    return "ws" + public_url.removeprefix("http") + "/gateway"


FEATURE = Feature(
    name="gateway",
    build=build,
    needs=(
        "users",
        "auth",
        "servers",
        "channels",
        "emojis",
        "messaging",
        "applications",
        "friends",
        "notifications",
    ),
    settings=GatewaySettings,
    has_migrations=False,
)
