"""The wiring of messaging."""

from beep.features import channels, friends, media, servers, users
from beep.features.messaging.facts import (
    CallsChanged,
    FilesDropped,
    MessageDeleted,
    MessageEdited,
    MessagesDeleted,
    MessageSent,
    PinsChanged,
    ReactionAdded,
    ReactionRemoved,
    ReactionsCleared,
    ReadMoved,
)
from beep.features.messaging.jobs import (
    ANNOUNCE_PIN,
    BEGIN_THREAD,
    DELETE_FILES,
    ERASE_CHANNEL,
    ERASE_PERSON,
    FORGET_PERSON,
    UNMARK_THREAD,
    MessagingJobs,
)
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
    MessagesDeleted,
    ReactionAdded,
    ReactionRemoved,
    ReactionsCleared,
    PinsChanged,
    CallsChanged,
)


def build(  # noqa: PLR0913 - whom it asks, by name
    runtime: Runtime,
    settings: MessagingSettings,
    *,
    users: users.Users,
    servers: servers.Servers,
    channels: channels.Channels,
    friends: friends.Friends,
    media: media.Media,
) -> Built:
    writer = Writer(runtime.database, runtime.ids, settings)
    service = MessagingService(
        runtime, settings, writer, channels=channels, servers=servers, friends=friends, media=media
    )
    jobs = MessagingJobs(service)
    return Built(
        face=service,
        routes=routes(service, users),
        caches=dict.fromkeys(OF_CHANNELS, writer.hear),
        work={
            ERASE_CHANNEL: jobs.erase_channel,
            DELETE_FILES: jobs.delete_files,
            ANNOUNCE_PIN: jobs.announce_pin,
            ERASE_PERSON: jobs.erase_person,
            FORGET_PERSON: jobs.forget_person,
            BEGIN_THREAD: jobs.begin_thread,
            UNMARK_THREAD: jobs.unmark_thread,
        },
        start=writer.start,
        stop=writer.stop,
    )


FEATURE = Feature(
    name="messaging",
    build=build,
    needs=("users", "media", "servers", "channels", "friends"),
    settings=MessagingSettings,
    facts=(*OF_CHANNELS, FilesDropped, ReadMoved),
    reactions=(
        Reaction(channels.ChannelDeleted, ERASE_CHANNEL),
        Reaction(channels.ThreadDeleted, ERASE_CHANNEL),
        Reaction(channels.ThreadDeleted, UNMARK_THREAD),
        Reaction(channels.ThreadCreated, BEGIN_THREAD),
        Reaction(FilesDropped, DELETE_FILES),
        Reaction(PinsChanged, ANNOUNCE_PIN),
        Reaction(servers.MemberBanned, ERASE_PERSON),
        Reaction(users.PersonErased, FORGET_PERSON),
    ),
)
