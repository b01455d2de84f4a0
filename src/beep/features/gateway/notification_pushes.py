"""Tells people's own devices what they want to be told of a server, and counts again where that differs."""

from collections.abc import Callable
from functools import partial
from typing import cast

from beep.features import notifications
from beep.features.gateway.faces import Faces
from beep.features.gateway.hub import Hub
from beep.features.gateway.in_order import InOrder, Step
from beep.features.gateway.read_states import ReadStates
from beep.kit.facts import Fact
from beep.runtime.outbox import Recorded


class NotificationPushes:
    def __init__(self, faces: Faces, hub: Hub, order: InOrder, read: ReadStates) -> None:
        self._faces = faces
        self._hub = hub
        self._order = order
        self._read = read

    def listeners(self) -> dict[type[Fact], Callable[[Recorded], None]]:
        return {notifications.NotificationSettingsChanged: self._changed}

    def _changed(self, recorded: Recorded) -> None:
        fact = cast("notifications.NotificationSettingsChanged", recorded.fact)
        devices = partial(self._read.devices, fact.user_id)

        async def push() -> None:
            if not devices():
                return
            settings = await self._faces.notifications.settings_in(fact.user_id, fact.server_id)
            shown = notifications.settings_object(settings)
            self._hub.tell(devices(), "BEEP_NOTIFICATION_SETTINGS", shown)
            if fact.counts_differ:
                await self._read.tell_in_server(fact.user_id, fact.server_id)

        self._order.add(Step(push, devices))
