"""Beep as most servers are: one transaction for each send. `python -m bench.per_request serve`.

The same handler, checks and SQL; only the writer is replaced, from outside. A send takes a connection,
opens a transaction, holds the channel's stream, looks at nonce and newest message, stores, commits.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from beep.cli import main
from beep.features.messaging import feature, writer
from beep.features.messaging.contract import MessageView
from beep.features.messaging.drafts import Draft


class OneByOne(writer.Writer):
    async def store(self, draft: Draft) -> MessageView:
        future = asyncio.get_running_loop().create_future()
        waiting = writer._Waiting(draft, future, self._database.trace())  # type: ignore[attr-defined]  # noqa: SLF001 - replaced from outside
        await self._write([waiting])
        return await waiting.stored

    async def _commit(self, batch: Sequence[Any]) -> None:
        async with self._pool.connection() as connection:
            await self._store_under_lock(connection, batch)


if __name__ == "__main__":
    feature.Writer = OneByOne  # type: ignore[misc]
    main()
