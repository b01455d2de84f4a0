"""Answers op 8: members of a server, by name or by id, in chunks."""

from beep.features import servers
from beep.features.gateway import frames
from beep.features.gateway.faces import Faces
from beep.features.gateway.hub import Hub
from beep.features.gateway.opening import Opening
from beep.features.gateway.schemas import RequestMembers
from beep.features.gateway.session import Session
from beep.features.gateway.wire import MembersChunk
from beep.kit.ids import ServerId, UserId
from beep.kit.text import folded

_CHUNK = 1000
_IDS = 100


class MemberRequests:
    def __init__(self, faces: Faces, hub: Hub, opening: Opening) -> None:
        self._faces = faces
        self._hub = hub
        self._opening = opening

    async def answer(self, session: Session, asked: RequestMembers) -> None:
        """Send the members asked for, to this session only, with the nonce it gave."""
        wanted = asked.guild_id if isinstance(asked.guild_id, list) else [asked.guild_id]
        for server_id in map(ServerId, wanted[:1]):
            if server_id in session.servers:
                await self._send(session, server_id, asked)

    async def _send(self, session: Session, server_id: ServerId, asked: RequestMembers) -> None:
        ids = _ids(asked)
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
                nonce=asked.nonce,
            )
            self._hub.push((session,), frames.tail_of("GUILD_MEMBERS_CHUNK", data))

    async def _by_name(self, server_id: ServerId, asked: RequestMembers) -> list[servers.MemberObject]:
        start = folded(asked.query) if isinstance(asked.query, str) else ""
        shown = await self._opening.shown_members(await self._faces.servers.list_members(server_id))
        matching = [one for one in shown if _begins(one, start)] if start else shown
        return matching[: asked.limit] if asked.limit > 0 else matching


def _ids(asked: RequestMembers) -> list[UserId] | None:
    if isinstance(asked.user_ids, list):
        return [UserId(one) for one in asked.user_ids[:_IDS]]
    return [UserId(asked.user_ids)] if isinstance(asked.user_ids, int) else None


def _begins(member: servers.MemberObject, start: str) -> bool:
    names = (member.user.username, member.user.global_name, member.nick)
    return any(name and folded(name).startswith(start) for name in names)
