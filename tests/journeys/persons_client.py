"""A person's screen over the gateway: identifies, keeps every event, waits for one."""

import asyncio
import json
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import websockets
from websockets.asyncio.client import ClientConnection

PATIENCE_S = 20
Data = dict[str, Any]


class PersonsClient:
    """`async with PersonsClient(address, token) as screen: await screen.event("MESSAGE_CREATE")`."""

    def __init__(self, address: str, token: str) -> None:
        self._address = address
        self._token = token
        self.events: list[tuple[str, Data]] = []
        # Set once the connection is over, whoever ended it.
        self.over = asyncio.Event()
        self._seen = 0
        self._news = asyncio.Event()
        self._socket: ClientConnection
        self._reading: asyncio.Future[None]

    async def __aenter__(self) -> Self:
        self._socket = await websockets.connect(
            self._address, compression=None, proxy=None, max_size=None, ping_interval=None, close_timeout=1
        )
        identify = {"op": 2, "d": {"token": self._token, "properties": {}}}
        await self._socket.send(json.dumps(identify))
        self._reading = asyncio.ensure_future(self._read())  # noqa: TID251 - awaited by `__aexit__`
        ready = await self.event("READY")
        for _ in ready["guilds"]:
            await self.event("GUILD_CREATE")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.transport.abort()
        await self._reading

    async def _read(self) -> None:
        try:
            async for raw in self._socket:
                frame = json.loads(raw)
                if frame["op"] == 0:
                    self.events.append((frame["t"], frame["d"]))
                    self._news.set()
        except websockets.ConnectionClosedError:
            pass
        finally:
            self.over.set()
            self._news.set()

    def named(self, name: str) -> list[Data]:
        return [data for one, data in self.events if one == name]

    async def event(self, name: str, *, patience_s: float = PATIENCE_S, **expected: Any) -> Data:
        """Return the next such event past those already waited for; a value may be a predicate."""
        async with asyncio.timeout(patience_s):
            while True:
                while self._seen < len(self.events):
                    one, data = self.events[self._seen]
                    self._seen += 1
                    if one == name and all(_fits(data.get(key), value) for key, value in expected.items()):
                        return data
                if self.over.is_set():
                    raise AssertionError(f"the connection ended before {name}")
                self._news.clear()
                await self._news.wait()


def _fits(found: Any, wanted: Any | Callable[[Any], bool]) -> bool:
    return bool(wanted(found)) if callable(wanted) else found == wanted
