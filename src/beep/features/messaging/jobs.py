"""Work of messaging that must happen once somebody else's change is committed."""

from typing import Any

from beep.features.media import FileId
from beep.features.messaging.service import MessagingService
from beep.kit.ids import ChannelId, MessageId, ServerId, UserId

ANNOUNCE_PIN = "messaging.announce_pin"
DELETE_FILES = "messaging.delete_files"
BEGIN_THREAD = "messaging.begin_thread"
ERASE_CHANNEL = "messaging.erase_channel"
ERASE_PERSON = "messaging.erase_person"
FORGET_PERSON = "messaging.forget_person"
UNMARK_THREAD = "messaging.unmark_thread"


class MessagingJobs:
    def __init__(self, service: MessagingService) -> None:
        self._service = service

    async def erase_channel(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        """Erase what a deleted channel held."""
        del fact_id  # erasing twice erases nothing more
        await self._service.erase_channel(ChannelId(int(fact["channelId"])))

    async def delete_files(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        """Delete files no message carries any more."""
        del fact_id  # deleting twice deletes nothing more
        await self._service.files.delete([FileId(int(one)) for one in fact["fileIds"]])

    async def erase_person(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        """Erase what somebody posted lately in the server they were banned from, if that was asked for."""
        del fact_id  # erasing twice erases nothing more
        if int(fact["oldestId"]):
            await self._service.erasing.erase_of_person(
                ServerId(int(fact["serverId"])), UserId(int(fact["userId"])), MessageId(int(fact["oldestId"]))
            )

    async def forget_person(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        """Erase what somebody who is gone left behind."""
        del fact_id  # erasing twice erases nothing more
        await self._service.erasing.forget_person(
            UserId(int(fact["userId"])), keeps_messages=bool(fact["keepsMessages"])
        )

    async def announce_pin(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        """Post the notice that a message was pinned; the fact's id makes sure of one."""
        if fact["isPinned"]:
            where = ChannelId(int(fact["channelId"])), MessageId(int(fact["messageId"]))
            await self._service.pins.announce(*where, UserId(int(fact["userId"])), once=f"pin {fact_id}")

    async def begin_thread(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        """Tell of a new thread in its channel, as far as whoever opened it did not get there."""
        del fact_id  # what is told already is not told again
        await self._service.threads.begin(ChannelId(int(fact["channelId"])))

    async def unmark_thread(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        """Let the message a deleted thread started from say so no longer."""
        del fact_id  # one that does not say so stays as it is
        await self._service.threads.unmark(
            ChannelId(int(fact["parentId"])), ChannelId(int(fact["channelId"]))
        )
