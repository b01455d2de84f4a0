"""A small API behind Beep's own edge, without a database: routes that show one behaviour each."""

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import httpx2
import msgspec
import psycopg
from starlette.requests import ClientDisconnect
from tests.fakes.clock import FakeClock

from beep.kit.actor import Actor
from beep.kit.errors import Conflict, TooMany, Unauthenticated, Unavailable
from beep.kit.ids import ChannelId, UserId
from beep.runtime.http import Call, Snowflake, delete, get, patch, post, routes_of
from beep.runtime.http.addresses import Addresses
from beep.runtime.http.edge import Edge
from beep.runtime.http.limits import RateLimits
from beep.runtime.http.mount import Bodies, mounted

MAX_BODY = 2048
MAX_FILE = 1 << 20


class Part(msgspec.Struct):
    """A nested shape."""

    id: Snowflake
    note: str | None = None


class Body(msgspec.Struct):
    """One field of each nature."""

    name: str
    count: Annotated[int, msgspec.Meta(ge=0, le=10)] = 0
    owner: Snowflake | msgspec.UnsetType = msgspec.UNSET
    topic: str | msgspec.UnsetType | None = msgspec.UNSET
    parts: list[Part] = []


class Query(msgspec.Struct):
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50
    before: Snowflake | msgspec.UnsetType = msgspec.UNSET
    text: str = ""


class Answer(msgspec.Struct):
    client_ip: str
    user: str | None
    seen: Any


class LabRoutes:
    """Everything the edge may meet."""

    __module__ = "beep.features.lab.routes"

    @get("/open", access="anyone")
    async def open(self, call: Call) -> Answer:
        """Answer anybody."""
        return Answer(call.client_ip, None, None)

    @get("/actors")
    async def actors(self, call: Call) -> Answer:
        return Answer(call.client_ip, str(call.actor.user_id), None)

    @get("/people", access="person")
    async def people(self, call: Call) -> Answer:
        return Answer(call.client_ip, str(call.actor.user_id), None)

    @post("/bodies", access="anyone", status=201)
    async def bodies(self, call: Call, body: Body) -> Answer:
        return Answer(call.client_ip, None, msgspec.to_builtins(body))

    @patch("/bodies", access="anyone")
    async def nothing(self, call: Call, body: Query) -> None:
        del call, body

    @get("/queries", access="anyone")
    async def queries(self, call: Call, query: Query) -> Answer:
        return Answer(call.client_ip, None, msgspec.to_builtins(query))

    @get("/channels/{channel_id}/codes/{code}", access="anyone")
    async def parts(self, call: Call, channel_id: ChannelId, code: str) -> Answer:
        return Answer(call.client_ip, None, [channel_id, code, call.reason])

    @get("/few/{channel_id}", access="anyone", per_10_s=2)
    async def few(self, call: Call, channel_id: ChannelId) -> None:
        del call, channel_id

    @delete("/broken", access="anyone")
    async def broken(self, _call: Call) -> None:
        raise RuntimeError("tulipes-et-secrets")

    @get("/away", access="anyone")
    async def away(self, _call: Call) -> None:
        raise psycopg.OperationalError("tulipes-et-secrets")

    @get("/refused/{code}", access="anyone")
    async def refused(self, _call: Call, code: str) -> None:
        raise {
            "conflict": Conflict("Twice."),
            "many": TooMany(retry_after_s=2.25, scope="global"),
            "soon": Unavailable(retry_after_s=7),
            "left": ClientDisconnect(),
        }[code]

    @post("/login", access="anyone", at_root=True, root_status=202)
    async def login(self, call: Call) -> Answer:
        return Answer(call.client_ip, None, None)

    @get("/whole", access="anyone")
    async def whole(self, _call: Call) -> bytes:
        return b'{"ready":true}'


class Tokens:
    """`Bearer person` and `Bot bot` are known."""

    async def authenticate(self, authorization: str, *, counts_as_activity: bool) -> Actor:
        del counts_as_activity
        await asyncio.sleep(0)
        if authorization not in {"Bearer person", "Bot bot"}:
            raise Unauthenticated
        return Actor(UserId(7), is_bot=authorization == "Bot bot")


class Lab:
    """The API and clients of it."""

    def __init__(self, *, trusted: Sequence[str] = (), factor: float = 1.0) -> None:
        self.clock = FakeClock()
        limits = RateLimits(self.clock, factor=factor)
        self.routes = routes_of(LabRoutes())
        bodies = Bodies(MAX_BODY, MAX_FILE, Path(tempfile.gettempdir()))
        served = mounted(self.routes, Tokens(), limits, bodies=bodies)
        self.edge = Edge(Addresses(served), self.clock, trusted_proxies=trusted)

    def client(self, peer: str = "127.0.0.1") -> httpx2.AsyncClient:
        transport = httpx2.ASGITransport(self.edge, client=(peer, 4000))
        return httpx2.AsyncClient(transport=transport, base_url="http://beep.test/api/v10")

    async def ask(
        self, method: str, path: str, *, peer: str = "127.0.0.1", **options: Any
    ) -> httpx2.Response:
        async with self.client(peer) as client:
            return await client.request(method, path, **options)
