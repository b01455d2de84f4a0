"""What the fuzzers throw, and at whom."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx2
import pytest
from tests.worlds.communities import Bot, Community, server
from tests.worlds.conversations import Served, say, serve
from tests.worlds.people import Person, log_in, sign_up

from beep.app.program import Program
from beep.runtime.http import Route

# Leaving is not fuzzed with success: nothing would be left to fuzz.
_ENDING = frozenset({"/auth/logout", "/auth/logout-all"})


@dataclass(frozen=True)
class World:
    """Every kind of caller, and something of everything that has an id."""

    api: httpx2.AsyncClient
    routes: tuple[Route, ...]
    owner: Person
    member: Person
    stranger: Person
    bot: Bot
    salon: Community
    ids: dict[str, str]

    @property
    def tokens(self) -> dict[str, str | None]:
        return {
            "anonymous": None,
            "stranger": f"Bearer {self.stranger.token}",
            "member": f"Bearer {self.member.token}",
            "owner": f"Bearer {self.owner.token}",
            "bot": f"Bot {self.bot.token}",
        }

    def filled(self, route: Route, **wrong: str) -> str:
        """Return a route's path with ids that exist, but those in `wrong`.

        A DELETE goes to what does not exist: the world must stay.
        """
        path = route.path
        for name in route.path_types:
            known = "42" if route.method == "DELETE" else self.ids.get(name, "42")
            path = path.replace("{" + name + "}", wrong.get(name, known))
        return path

    async def call(
        self, method: str, path: str, who: str, content: bytes | None = None, kind: str = "application/json"
    ) -> httpx2.Response:
        headers = {"content-type": kind} if content is not None else {}
        if token := self.tokens[who]:
            headers["authorization"] = token
        return await self.api.request(method, path, content=content, headers=headers)


@pytest.fixture
async def world(api: httpx2.AsyncClient, program: Program) -> World:
    owner, member, stranger = [await sign_up(api, name) for name in ("ana", "bob", "eve")]
    salon = await server(owner)
    await salon.member(member)
    helper = await salon.bot()
    message = await say(owner, salon.first_channel)
    [session] = (await (await log_in(api, member)).get("/auth/sessions")).json()[:1]
    ids = {
        "server_id": str(salon.id),
        "channel_id": str(salon.first_channel),
        "message_id": message["id"],
        "user_id": str(member.id),
        "role_id": str(salon.id),
        "code": await salon.invite(),
        "application_id": str(helper.id),
        "session_id": session["id"],
    }
    built = program._parts.built.values()
    routes = tuple(route for one in built for route in one.routes if route.path not in _ENDING)
    return World(api, routes, owner, member, stranger, helper, salon, ids)


@pytest.fixture
async def served(program: Program) -> AsyncIterator[Served]:
    """Give the program of `world` on a port of its own."""
    async with serve(program) as running:
        yield running
