"""The service of channels: one object that is the face, made of its parts."""

from beep.features import servers
from beep.features.channels.service.activity import Activity
from beep.features.channels.service.life import Life
from beep.features.channels.service.order import Order
from beep.features.channels.service.overrides import Overrides
from beep.features.channels.service.standings import Standings
from beep.features.channels.service.thread_members import ThreadMembers
from beep.features.channels.service.threads import Threads
from beep.features.channels.settings import ChannelsSettings
from beep.runtime.feature import Runtime


class ChannelsService(Standings):
    """Implements `Channels`, and `servers.Founding`."""

    def __init__(self, runtime: Runtime, settings: ChannelsSettings, *, servers: servers.Servers) -> None:
        super().__init__(runtime, settings, servers=servers)
        self.order = Order(self)
        self.overrides = Overrides(self)
        self.threads = Threads(self)
        self.thread_members = ThreadMembers(self, self.threads)
        self.life = Life(self, self.order)
        self.open_thread = self.threads.open
        self.list_visible_threads = self.threads.list_active
        self.take_part = self.threads.take_part
        self.last_active = Activity(self).last_active
        self.found = self.life.found
        self.shown = self.life.shown
        self.labels = self.life.labels


__all__ = ["ChannelsService"]
