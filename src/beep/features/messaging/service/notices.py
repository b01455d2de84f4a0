"""What Beep itself tells in a channel: that a message was pinned, that a thread starts."""

from dataclasses import dataclass

from beep.features.messaging.contract import Kind
from beep.features.messaging.drafts import Draft
from beep.features.messaging.errors import ChannelGone
from beep.features.messaging.service.footing import NOBODY, Footing
from beep.kit.ids import ChannelId, MessageId, UserId


@dataclass(frozen=True, slots=True)
class Notice:
    """`about` is what `reply_to` says of a `MessageView`; the same `once` by one person is posted once."""

    kind: Kind
    author_id: UserId
    about: MessageId
    once: str
    content: str = ""


class Notices:
    def __init__(self, footing: Footing) -> None:
        self._on = footing

    async def post(self, channel_id: ChannelId, notice: Notice) -> None:
        """Post a notice; nothing happens when its channel is gone or it is there already."""

        async def act() -> None:
            channel = await self._on.channels.find(channel_id)
            if channel is None:
                return
            draft = Draft(
                channel_id=channel_id,
                server_id=channel.server_id,
                author_id=notice.author_id,
                content=notice.content,
                nonce=notice.once,
                reply_to=notice.about,
                mentions=NOBODY,
                as_of=await self._on.database.places.reach(channel.server_id),
                kind=notice.kind,
            )
            try:
                await self._on.writer.store(draft)
            except ChannelGone:
                return

        await self._on.on_firm_ground(act)
