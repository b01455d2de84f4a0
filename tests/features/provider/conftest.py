"""A Beep with an administrator, a person, and two programs they can sign in to."""

import httpx2
import pytest
from tests.worlds.people import Person, sign_up
from tests.worlds.relying import Client, make_administrator, register

from beep.app.program import Program


@pytest.fixture
async def ana(api: httpx2.AsyncClient) -> Person:
    return await sign_up(api, "ana")


@pytest.fixture
async def root(api: httpx2.AsyncClient, program: Program) -> Person:
    """Give an administrator."""
    person = await sign_up(api, "root")
    await make_administrator(program, person)
    return person


@pytest.fixture
async def wiki(root: Person) -> Client:
    """Give a program that runs on a server, and keeps a secret."""
    return await register(root)


@pytest.fixture
async def app(root: Person) -> Client:
    """Give a program that runs on people's own machines, and has no secret."""
    return await register(root, "Pocket", "http://127.0.0.1:7000/back", public=True)
