"""Tells sessions of channels that came into their sight or went out of it.

GUILD_CREATE shows only the channels a session sees, so when rights change without any channel
changing, its picture would be wrong until it starts anew.
"""

from collections.abc import Mapping

from beep.features import channels, servers
from beep.features.gateway import intents
from beep.features.gateway.faces import Faces
from beep.features.gateway.hub import Hub, Seen
from beep.features.gateway.read_states import ReadStates
from beep.features.gateway.session import Session
from beep.features.gateway.thread_wire import is_public, shown_threads, thread_gone, thread_list
from beep.kit.ids import ChannelId, ServerId


class Sight:
    def __init__(self, faces: Faces, hub: Hub, read: ReadStates) -> None:
        self._faces = faces
        self._hub = hub
        self.read = read

    async def remember(self, server_id: ServerId, snapshot: servers.Snapshot) -> None:
        """Note who sees what, before the first session is shown a server."""
        if self._hub.seen(server_id) is None:
            listed = await self._listed(server_id)
            if self._hub.seen(server_id) is None:
                self._hub.see(server_id, Seen(snapshot, listed))

    async def follow(self, server_id: ServerId) -> None:
        """Compare who sees what with what was last noted, and tell the difference."""
        before = self._hub.seen(server_id)
        snapshot = None if before is None else await self._faces.servers.snapshot(server_id)
        if before is None or snapshot is None:
            return
        now = Seen(snapshot, await self._listed(server_id))
        appeared, vanished = self._differences(server_id, before, now)
        about_threads = await self._threads_shown(server_id, now, appeared)
        newest = await self._faces.messaging.newest(list(appeared))
        read = await self.read.of_appeared(appeared)
        # Everything is loaded: from here on nothing fails, so nothing is told twice or not at all.
        self._hub.see(server_id, now)
        self._tell_vanished(before, vanished)
        for channel_id, audience in appeared.items():
            view = now.listed[channel_id]
            if view.thread is None:
                shown = channels.channel_object(view, newest.get(channel_id))
                self._hub.tell(audience, "CHANNEL_CREATE", shown)
        for user_id, state in read:
            self.read.tell(user_id, [state])
        for event, session, data in about_threads:
            self._hub.tell((session,), event, data)

    def _differences(
        self, server_id: ServerId, before: Seen, now: Seen
    ) -> tuple[dict[ChannelId, list[Session]], dict[ChannelId, list[Session]]]:
        """Return which channels appeared and which vanished, for whom."""
        # Channels that are new or gone have events of their own.
        common = before.listed.keys() & now.listed.keys()
        appeared: dict[ChannelId, list[Session]] = {}
        vanished: dict[ChannelId, list[Session]] = {}
        for session in self._hub.members_of(server_id, intents.GUILDS):
            user_id = session.actor.user_id
            if user_id not in before.snapshot.members or user_id not in now.snapshot.members:
                continue
            saw, sees = before.of(user_id), now.of(user_id)
            for channel_id in (saw ^ sees) & common:
                (appeared if channel_id in sees else vanished).setdefault(channel_id, []).append(session)
        return appeared, vanished

    def _tell_vanished(self, before: Seen, vanished: Mapping[ChannelId, list[Session]]) -> None:
        for channel_id, audience in vanished.items():
            view = before.listed[channel_id]
            if view.thread is None:
                self._hub.tell(audience, "CHANNEL_DELETE", channels.channel_object(view, None))
            else:
                self._hub.tell(audience, "THREAD_DELETE", thread_gone(view))

    async def _threads_shown(
        self, server_id: ServerId, now: Seen, appeared: Mapping[ChannelId, list[Session]]
    ) -> list[tuple[str, Session, object]]:
        """Return what tells each session of the threads that came into its sight.

        The open threads of a channel come in one event after the channel, a private one by itself.
        """
        told: list[tuple[str, Session, object]] = []
        threads = await self._faces.channels.list_threads(server_id) if appeared else ()
        shown = {one.id: one for one in await shown_threads(self._faces, threads)}
        for channel_id, audience in appeared.items():
            view = now.listed[channel_id]
            for session in audience:
                user_id = session.actor.user_id
                if view.thread is not None:
                    if view.id in shown:
                        told.append(("THREAD_CREATE", session, shown[view.id].to(user_id)))
                    continue
                inside = [
                    one for one in shown.values() if one.view.parent_id == channel_id and is_public(one.view)
                ]
                if inside:
                    told.append(("THREAD_LIST_SYNC", session, thread_list(view, inside, user_id)))
        return told

    async def _listed(self, server_id: ServerId) -> Mapping[ChannelId, channels.ChannelView]:
        """Return the channels of a server and its private threads: all that sight is worked out for."""
        listed = {one.id: one for one in await self._faces.channels.list_of_server(server_id)}
        for one in await self._faces.channels.list_threads(server_id):
            if not is_public(one):
                listed[one.id] = one
        return listed
