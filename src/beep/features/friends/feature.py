"""The wiring of friends."""

from beep.features import auth, users
from beep.features.friends.facts import (
    FriendRemoved,
    FriendRequestAccepted,
    FriendRequestRefused,
    FriendRequestSent,
    FriendRequestWithdrawn,
    PersonBlocked,
    PersonUnblocked,
)
from beep.features.friends.jobs import FORGET_PERSON, FriendsJobs
from beep.features.friends.routes import FriendsRoutes
from beep.features.friends.service import FriendsService
from beep.features.friends.settings import FriendsSettings
from beep.runtime.feature import Built, Feature, Reaction, Runtime
from beep.runtime.http import routes_of


def build(runtime: Runtime, settings: FriendsSettings, *, users: users.Users, auth: auth.Auth) -> Built:
    service = FriendsService(runtime.database, runtime.clock, settings, users=users, auth=auth)
    return Built(
        face=service,
        routes=routes_of(FriendsRoutes(service)),
        caches={
            FriendRequestAccepted: service.on_friends_changed,
            FriendRemoved: service.on_friends_changed,
            PersonBlocked: service.on_blocks_changed,
            PersonUnblocked: service.on_blocks_changed,
        },
        work={FORGET_PERSON: FriendsJobs(service).forget_person},
        forget=service.on_lost,
    )


FEATURE = Feature(
    name="friends",
    build=build,
    needs=("users", "auth"),
    settings=FriendsSettings,
    facts=(
        FriendRequestSent,
        FriendRequestAccepted,
        FriendRequestRefused,
        FriendRequestWithdrawn,
        FriendRemoved,
        PersonBlocked,
        PersonUnblocked,
    ),
    reactions=(Reaction(users.PersonErased, FORGET_PERSON),),
)
