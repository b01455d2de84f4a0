"""The wiring of messaging."""

from beep.features import channels, friends, servers, users
from beep.features.messaging.facts import (
    CallsChanged,
    MessageDeleted,
    MessageEdited,
    MessageSent,
    PinsChanged,
    ReactionAdded,
    ReactionRemoved,
    ReactionsCleared,
    ReadMoved,
)
from beep.features.messaging.jobs import ANNOUNCE_PIN, ERASE_CHANNEL, MessagingJobs
from beep.features.messaging.routes import routes
from beep.features.messaging.service import MessagingService
from beep.features.messaging.settings import MessagingSettings
from beep.features.messaging.writer import Writer
from beep.runtime.feature import Built, Feature, Reaction, Runtime

# What takes a place in a channel's stream, and so moves where its next message is expected.
OF_CHANNELS = (
    MessageSent,
    MessageEdited,
    MessageDeleted,
    ReactionAdded,
    ReactionRemoved,
    ReactionsCleared,
    PinsChanged,
    CallsChanged,
)


def build(
    runtime: Runtime,
    settings: MessagingSettings,
    *,
    users: users.Users,
    servers: servers.Servers,
    channels: channels.Channels,
    friends: friends.Friends,
) -> Built:
    writer = Writer(runtime.database, runtime.ids, settings)
    service = MessagingService(runtime, settings, writer, channels=channels, servers=servers, friends=friends)
    jobs = MessagingJobs(service)
    return Built(
        face=service,
        routes=routes(service, users),
        caches=dict.fromkeys(OF_CHANNELS, writer.hear),
        work={ERASE_CHANNEL: jobs.erase_channel, ANNOUNCE_PIN: jobs.announce_pin},
        start=writer.start,
        stop=writer.stop,
    )


FEATURE = Feature(
    name="messaging",
    build=build,
    needs=("users", "servers", "channels", "friends"),
    settings=MessagingSettings,
    facts=(*OF_CHANNELS, ReadMoved),
    reactions=(
        Reaction(channels.ChannelDeleted, ERASE_CHANNEL),
        Reaction(channels.ThreadDeleted, ERASE_CHANNEL),
        Reaction(PinsChanged, ANNOUNCE_PIN),
    ),
)
