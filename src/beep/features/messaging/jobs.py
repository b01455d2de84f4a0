"""Work of messaging that must happen once somebody else's change is committed."""

from typing import Any

from beep.features.media import FileId
from beep.features.messaging.service import MessagingService
from beep.kit.ids import ChannelId, MessageId, ServerId, UserId

ANNOUNCE_PIN = "messaging.announce_pin"
DELETE_FILES = "messaging.delete_files"
ERASE_CHANNEL = "messaging.erase_channel"
ERASE_PERSON = "messaging.erase_person"


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

    async def announce_pin(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        """Post the notice that a message was pinned; the fact's id makes sure of one."""
        if fact["isPinned"]:
            where = ChannelId(int(fact["channelId"])), MessageId(int(fact["messageId"]))
            await self._service.pins.announce(*where, UserId(int(fact["userId"])), once=f"pin {fact_id}")
