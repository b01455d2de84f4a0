"""Beep over real sockets, and what tests that are refused or only ask share within their module."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from tests.worlds.communities import Community, server
from tests.worlds.conversations import Served, serve
from tests.worlds.people import Person, sign_up

from beep.app.program import Program


@pytest.fixture
async def served(program: Program) -> AsyncIterator[Served]:
    """Give the program of `api` on a port of its own."""
    async with serve(program) as running:
        yield running


@pytest.fixture(scope="module")
async def shared_served(shared_program: Program) -> AsyncIterator[Served]:
    """Give the program of `shared_api` on a port of its own."""
    async with serve(shared_program) as running:
        yield running


@pytest.fixture(scope="module")
async def shared_salon(shared_api: httpx2.AsyncClient) -> Community:
    """Give a server of Ana's."""
    return await server(await sign_up(shared_api, "ana"))


@pytest.fixture(scope="module")
async def shared_bob(shared_api: httpx2.AsyncClient, shared_salon: Community) -> Person:
    """Give Bob, who is in that server."""
    bob = await sign_up(shared_api, "bob")
    await shared_salon.member(bob)
    return bob
