"""Keeps Permify's relations equal to Beep's own tables: what differs is written, again if need be."""

import asyncio
from collections.abc import Callable

from beep.features import channels, servers
from beep.features.authorization import store, wire
from beep.features.authorization.permify import Permify
from beep.kit.ids import ServerId
from beep.runtime.database import Database


class Projection:
    """Beep's tables are the truth. One server is projected by one process at a time."""

    def __init__(
        self, database: Database, permify: Permify, *, servers: servers.Servers, channels: channels.Channels
    ) -> None:
        self._database = database
        self._permify = permify
        self._servers = servers
        self._channels = channels
        self._has_schema = False
        # Each holds a connection while it asks for others: few at once.
        self._few = asyncio.Semaphore(2)

    async def reach(self, server_id: ServerId, place: int) -> tuple[int, str]:
        """Project a server unless that was done since `place`; return how far it is, and the snap token.

        Whoever decides need not wait for the job, so a change holds for the first decision after its answer.
        """
        async with self._database.read() as connection:
            seq, token = await store.projected_place(connection, server_id)
        return (seq, token) if seq >= place else await self.project(server_id)

    async def project(self, server_id: ServerId, *, afresh: bool = False) -> tuple[int, str]:
        """Bring a server's relations up to date; idempotent. `afresh` writes also what was written before.

        What takes rights away is written first and removed last: on the way from one state to the
        other nobody is given what neither of them gives.
        """
        if not self._has_schema:
            await self._permify.write_schema(wire.schema_text())
            self._has_schema = True
        # Holds the row until the end: Permify has no transactions that could tell two writers apart.
        async with self._few, self._database.write() as tx:
            known = await store.lock_projected(tx, server_id)
            reached = await self._database.places.reach(server_id)
            snapshot = await self._servers.snapshot(server_id)
            wanted = set[str]()
            if snapshot is not None:
                wanted = wire.relations(snapshot, await self._channels.list_of_server(server_id))
            token = await self._bring(set() if afresh else known.relations, wanted, known.relations)
            await store.keep_projected(tx, server_id, reached, token or known.token, wanted)
        return reached, token or known.token

    async def project_all(self, tell: Callable[[int, int], None]) -> int:
        """Project every server there is or was, telling how many of all are done; return how many."""
        await self._permify.write_schema(wire.schema_text())
        self._has_schema = True
        async with self._database.read() as connection:
            known = await store.list_projected(connection)
        ids = sorted({*await self._servers.list_ids(), *known})
        for done, server_id in enumerate(ids, start=1):
            await self.project(server_id, afresh=True)
            tell(done, len(ids))
        return len(ids)

    async def _bring(self, known: set[str], wanted: set[str], written: set[str]) -> str:
        new, gone = wanted - known, written - wanted
        token = ""
        for step, relations in (
            (self._permify.write, {one for one in new if wire.is_denial(one)}),
            (self._permify.delete, {one for one in gone if not wire.is_denial(one)}),
            (self._permify.write, {one for one in new if not wire.is_denial(one)}),
            (self._permify.delete, {one for one in gone if wire.is_denial(one)}),
        ):
            token = await step(relations) or token
        return token
