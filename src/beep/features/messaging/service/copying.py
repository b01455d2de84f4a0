"""Copies of what somebody wrote, for themselves."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from beep.features.messaging import store
from beep.features.messaging.contract import MessageView
from beep.features.messaging.service.footing import Footing
from beep.kit.ids import MessageId, UserId

_PORTION = 500


class Copying:
    def __init__(self, footing: Footing) -> None:
        self._on = footing

    async def export_person(self, user_id: UserId) -> AsyncIterator[tuple[str, Sequence[Mapping[str, Any]]]]:
        """Give what a person wrote, the oldest first, for the copy of their data.

        Nobody writes before they have an id, so that is where it begins.
        """
        after = MessageId(int(user_id))
        while found := await self._portion(user_id, after):
            yield "messages", [_row(one) for one in found]
            after = found[-1].id

    async def _portion(self, user_id: UserId, after: MessageId) -> Sequence[MessageView]:
        async with self._on.database.read() as connection:
            return await store.list_written(connection, user_id, after=after, limit=_PORTION)


def _row(one: MessageView) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "server_id": str(one.server_id),
        "channel_id": str(one.channel_id),
        "sent_at": one.created_at,
        "edited_at": one.edited_at,
        "content": one.content,
        "files": [file.filename for file in one.attachments],
    }
