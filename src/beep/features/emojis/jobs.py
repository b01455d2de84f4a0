"""Work of emojis that must happen once a change is committed."""

from typing import Any

from beep.features.emojis.contract import EmojiId
from beep.features.emojis.service import EmojisService
from beep.kit.ids import ServerId

DELETE_OF_SERVER = "emojis.delete_of_server"
DROP_PICTURE = "emojis.drop_picture"


class EmojiJobs:
    """Both may run again: what is gone stays gone."""

    def __init__(self, service: EmojisService) -> None:
        self._service = service

    async def delete_of_server(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        del fact_id
        await self._service.delete_of_server(ServerId(int(fact["serverId"])))

    async def drop_picture(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        del fact_id
        await self._service.drop_picture(EmojiId(int(fact["emojiId"])))
