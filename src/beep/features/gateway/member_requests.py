"""Answers op 8: members of a server, by name or by id, in chunks."""

from msgspec import UNSET

from beep.features import servers
from beep.features.gateway import frames
from beep.features.gateway.faces import Faces
from beep.features.gateway.hub import Hub
from beep.features.gateway.opening import Opening
from beep.features.gateway.presence_wire import PresenceObject
from beep.features.gateway.schemas import RequestMembers, ids_in
from beep.features.gateway.session import Session
from beep.features.gateway.wire import MembersChunk
from beep.kit.ids import ServerId, UserId
from beep.kit.text import folded
from beep.runtime.http import Snowflake

_CHUNK = 1000
_IDS = 100


class MemberRequests:
    def __init__(self, faces: Faces, hub: Hub, opening: Opening) -> None:
        self._faces = faces
        self._hub = hub
        self._opening = opening

    async def answer(self, session: Session, asked: RequestMembers) -> None:
        """Send the members asked for, to this session only, with the nonce it gave."""
        ids = None if asked.user_ids is UNSET else ids_in("user_ids", asked.user_ids)[:_IDS]
        for server_id in map(ServerId, ids_in("guild_id", asked.guild_id)[:1]):
            if server_id in session.servers:
                await self._send(session, server_id, asked, ids)

    async def _send(
        self, session: Session, server_id: ServerId, asked: RequestMembers, wanted: list[Snowflake] | None
    ) -> None:
        ids = None if wanted is None else [UserId(one) for one in wanted]
        if ids is None:
            shown = await self._by_name(server_id, asked)
        else:
            found = await self._faces.servers.list_members(server_id, ids)
            shown = await self._opening.shown_members(found)
        there = {one.user.id for one in shown}
        chunks = [shown[start : start + _CHUNK] for start in range(0, len(shown), _CHUNK)] or [[]]
        for index, chunk in enumerate(chunks):
            data = MembersChunk(
                guild_id=str(server_id),
                members=chunk,
                chunk_index=index,
                chunk_count=len(chunks),
                not_found=[str(one) for one in ids or () if str(one) not in there],
                presences=self._presences(session, server_id, asked, chunk),
                nonce=asked.nonce,
            )
            self._hub.push((session,), frames.tail_of("GUILD_MEMBERS_CHUNK", data))

    def _presences(
        self,
        session: Session,
        server_id: ServerId,
        asked: RequestMembers,
        chunk: list[servers.MemberObject],
    ) -> list[PresenceObject]:
        people = [UserId(int(one.user.id)) for one in chunk] if asked.presences else []
        return self._opening.presences(session, server_id, people)

    async def _by_name(self, server_id: ServerId, asked: RequestMembers) -> list[servers.MemberObject]:
        start = folded(asked.query) if isinstance(asked.query, str) else ""
        shown = await self._opening.shown_members(await self._faces.servers.list_members(server_id))
        matching = [one for one in shown if _begins(one, start)] if start else shown
        return matching[: asked.limit] if asked.limit > 0 else matching


def _begins(member: servers.MemberObject, start: str) -> bool:
    names = (member.user.username, member.user.global_name, member.nick)
    return any(name and folded(name).startswith(start) for name in names)
