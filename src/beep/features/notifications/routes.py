"""Notification settings over HTTP; people only."""

from beep.features.notifications.schemas import ChangeSettings
from beep.features.notifications.service import NotificationsService
from beep.features.notifications.wire import NotificationSettingsObject, settings_object
from beep.kit.ids import ChannelId, ServerId
from beep.runtime.http import Call, get, patch


class NotificationRoutes:
    def __init__(self, service: NotificationsService) -> None:
        self._service = service

    @get("/users/@me/guilds/{server_id}/settings", access="person", counts_as_activity=False)
    async def get_settings(self, call: Call, server_id: ServerId) -> NotificationSettingsObject:
        """Tell what you want to hear of a server."""
        return settings_object(await self._service.get(call.actor, server_id))

    @patch("/users/@me/guilds/{server_id}/settings", access="person", per_10_s=20)
    async def change_settings(
        self, call: Call, server_id: ServerId, body: ChangeSettings
    ) -> NotificationSettingsObject:
        """Change what you want to hear of a server and its channels; what is left out stays."""
        channels = {ChannelId(int(one.channel_id)): one.applied for one in body.channels}
        changed = await self._service.change(call.actor, server_id, body.applied, channels)
        return settings_object(changed)
