"""The service of messaging: one object that is the face, made of its parts."""

from beep.features import channels, friends, media, servers
from beep.features.messaging.contract import Emojis, Quiet
from beep.features.messaging.service.changing import Changing
from beep.features.messaging.service.copying import Copying
from beep.features.messaging.service.counting import Counting
from beep.features.messaging.service.erasing import Erasing
from beep.features.messaging.service.files import Enclosed, MessageFiles
from beep.features.messaging.service.footing import SEE, Footing
from beep.features.messaging.service.notices import Notices
from beep.features.messaging.service.pins import Pins
from beep.features.messaging.service.previewing import Previewing
from beep.features.messaging.service.reactions import Reactions
from beep.features.messaging.service.reading import Reading
from beep.features.messaging.service.sending import Sending, Writing
from beep.features.messaging.service.threads import Threads
from beep.features.messaging.settings import MessagingSettings
from beep.features.messaging.writer import Writer
from beep.kit.actor import Actor
from beep.kit.ids import ChannelId
from beep.kit.permissions import Permission
from beep.runtime.feature import Runtime


class MessagingService:
    """Implements the `Messaging` face, and `media.FileUses`."""

    def __init__(  # noqa: PLR0913 - whom it asks, by name
        self,
        runtime: Runtime,
        settings: MessagingSettings,
        writer: Writer,
        *,
        channels: channels.Channels,
        servers: servers.Servers,
        friends: friends.Friends,
        media: media.Media,
    ) -> None:
        self._runtime = runtime
        self._channels = channels
        self._writer = writer
        self._media = media
        footing = Footing(runtime, settings, writer, channels=channels, servers=servers)
        self.files = MessageFiles(footing, media)
        self.reading = Reading(footing)
        notices = Notices(footing)
        self.threads = Threads(footing, self.reading, notices)
        self.sending = Sending(footing, self.files, self.threads)
        self.changing = Changing(footing, self.files)
        self.erasing = Erasing(footing, self.files)
        self.export_person = Copying(footing).export_person
        self.counting = Counting(footing, friends)
        self.reactions = Reactions(footing)
        self.pins = Pins(footing, notices)
        self.previewing = Previewing(footing, self.files)
        self.set_previews = self.previewing.set_previews
        self.send = self.sending.send
        self.list_by_ids = self.reading.list_by_ids
        self.newest = self.reading.newest
        self.message_counts = self.reading.message_counts
        self.read_states = self.counting.read_states
        self.read_states_in = self.counting.read_states_in
        self.read_states_of = self.counting.read_states_of
        self.channels_calling = self.counting.channels_calling
        self.erase_channel = self.changing.erase_channel
        self.files_in_use = self.files.files_in_use
        self.page_pictures_in_use = self.files.page_pictures_in_use

    @property
    def quiet(self) -> Quiet:
        """Return who tells where people do not count what calls everyone: a port, filled by `app`."""
        return self.counting.quiet

    @quiet.setter
    def quiet(self, quiet: Quiet) -> None:
        self.counting.quiet = quiet

    @property
    def emojis(self) -> Emojis:
        """Return who knows the emojis of servers: a port, filled by `app`."""
        return self.reactions.emojis

    @emojis.setter
    def emojis(self, emojis: Emojis) -> None:
        self.reactions.emojis = emojis

    def url_of(self, view: media.AttachmentView) -> str:
        return self._media.url_of(view)

    async def type(self, actor: Actor, channel_id: ChannelId) -> None:
        """Tell who looks at a channel that somebody is writing; may be lost."""
        access = await self._channels.access(actor, channel_id, SEE | Permission.SEND_MESSAGES)
        self._runtime.live.tell(
            "typing",
            {
                "channel_id": str(channel_id),
                "server_id": str(access.channel.server_id),
                "user_id": str(actor.user_id),
                "at": int(self._runtime.clock.now().timestamp()),
            },
        )


__all__ = ["Enclosed", "MessagingService", "Writing"]
