"""What is unread: how far people have read, and how many messages after that call them (NOTF-10).

A message calls somebody by name, by a role they hold now, or with everyone; not its author, and nobody who
blocks the author or does not see the channel. Only what was posted since somebody joined counts.
"""

from collections.abc import Mapping, Sequence

from beep.features import friends, servers
from beep.features.messaging import store
from beep.features.messaging.contract import Quiet, ReadState
from beep.features.messaging.facts import ReadMoved
from beep.features.messaging.service.footing import SEE, Footing
from beep.features.messaging.store.counting import Asked
from beep.kit.actor import Actor
from beep.kit.ids import ChannelId, MessageId, ServerId, UserId, first_id_at

# As many memberships as can be asked for at once.
_PAGE = 1000


def _batched(ids: Sequence[UserId], size: int) -> list[Sequence[UserId]]:
    return [ids[start : start + size] for start in range(0, len(ids), size)]


class _NobodyIsDeaf:
    """Stands in where there are no notification settings."""

    async def deaf_to_everyone(self, user_ids: Sequence[UserId]) -> Mapping[UserId, frozenset[ServerId]]:
        del user_ids
        return {}


class Counting:
    """`quiet` is a port, filled by `app`."""

    def __init__(self, footing: Footing, friends: friends.Friends) -> None:
        self._on = footing
        self._friends = friends
        self.quiet: Quiet = _NobodyIsDeaf()

    # -- questions ----------------------------------------------------------------------------

    async def read_states(self, user_id: UserId) -> Sequence[ReadState]:
        memberships = await self._on.servers.list_memberships(user_id)
        asked = await self._asked(memberships)
        hidden: set[ChannelId] = set()
        for one in memberships:
            since = first_id_at(one.joined_at)
            listed = await self._on.channels.list_of_server(one.server_id)
            seen = await self._visible(user_id, one.server_id)
            # One who does not see a channel must not learn from its counts that there is one (S-05).
            hidden |= {each.id for each in listed} - seen
            asked.people += [(user_id, each, one.server_id, since) for each in seen]
        async with self._on.database.read() as connection:
            pointers = await store.counting.read_pointers(connection, user_id)
            counted = await store.counting.count(connection, asked)
        found = [state for _, state in counted if state.message_id or state.mention_count]
        rest = pointers.keys() - hidden - {one.channel_id for one in found}
        return [*found, *(ReadState(one, pointers[one]) for one in sorted(rest))]

    async def read_states_in(self, user_id: UserId, server_id: ServerId) -> Sequence[ReadState]:
        memberships = await self._on.servers.list_members(server_id, [user_id])
        asked = await self._asked(memberships)
        for one in memberships:
            since = first_id_at(one.joined_at)
            for channel_id in await self._visible(user_id, server_id):
                asked.people.append((user_id, channel_id, server_id, since))
        async with self._on.database.read() as connection:
            counted = await store.counting.count(connection, asked, changed_only=True)
        return [state for _, state in counted]

    async def read_states_of(
        self, channel_id: ChannelId, user_ids: Sequence[UserId]
    ) -> Mapping[UserId, ReadState]:
        channel = await self._on.channels.find(channel_id)
        if channel is None or not user_ids:
            return {}
        seeing = await self._on.channels.viewers_among(channel_id, user_ids)
        memberships: list[servers.MemberView] = []
        for some in _batched(sorted(seeing), _PAGE):
            memberships += await self._on.servers.list_members(channel.server_id, some)
        asked = await self._asked(memberships)
        asked.people += [
            (one.user_id, channel_id, channel.server_id, first_id_at(one.joined_at)) for one in memberships
        ]
        async with self._on.database.read() as connection:
            return dict(await store.counting.count(connection, asked))

    async def channels_calling(self, target_id: int) -> Sequence[ChannelId]:
        async with self._on.database.read() as connection:
            return await store.counting.channels_of_target(connection, target_id)

    async def _visible(self, user_id: UserId, server_id: ServerId) -> set[ChannelId]:
        """Return the channels and open threads a member sees."""
        visible = await self._on.channels.list_visible(Actor(user_id), server_id)
        found = {one.id for one in visible}
        for one in await self._on.channels.list_threads(server_id):
            if await self._on.channels.viewers_among(one.id, [user_id]):
                found.add(one.id)
        return found

    async def _asked(self, memberships: Sequence[servers.MemberView]) -> Asked:
        """Return by what names messages call people, and whom they do not want to hear."""
        people = list(dict.fromkeys(one.user_id for one in memberships))
        deaf = await self.quiet.deaf_to_everyone(people)
        asked = Asked()
        for one in memberships:
            names: list[int] = [one.user_id, *one.role_ids]
            if one.server_id not in deaf.get(one.user_id, ()):
                names.append(one.server_id)
            asked.standing += [(one.user_id, one.server_id, name) for name in names]
        for user_id in people:
            asked.unheard += [(user_id, one) for one in await self._friends.blocks_of(user_id)]
        return asked

    # -- reading ------------------------------------------------------------------------------

    async def mark_read(self, actor: Actor, channel_id: ChannelId, message_id: MessageId) -> None:
        """Move the person's read pointer forward, at most to the newest message; never back."""
        await self._on.channels.access(actor, channel_id, SEE)
        async with self._on.database.write() as tx:
            reached = await store.counting.move_pointer(tx, actor.user_id, channel_id, message_id)
            if reached is not None:
                tx.record(ReadMoved(actor.user_id, channel_id, reached))

    async def mark_unread(self, actor: Actor, channel_id: ChannelId, message_id: MessageId) -> None:
        """Put the person's read pointer just before a message, whether or not it still exists."""
        await self._on.channels.access(actor, channel_id, SEE)
        before = MessageId(max(message_id - 1, 1))
        async with self._on.database.write() as tx:
            await store.counting.put_pointer(tx, actor.user_id, channel_id, before)
            tx.record(ReadMoved(actor.user_id, channel_id, before))

    async def mark_server_read(self, actor: Actor, server_id: ServerId) -> None:
        """Move the person's pointers to the newest message of every channel they see."""
        visible = await self._on.channels.list_visible(actor, server_id)
        async with self._on.database.write() as tx:
            moved = await store.counting.move_pointers_to_newest(
                tx, actor.user_id, [one.id for one in visible]
            )
            for channel_id, reached in moved.items():
                tx.record(ReadMoved(actor.user_id, channel_id, reached))
