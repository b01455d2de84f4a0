"""Which endpoint answers an address, and which methods one that does not answer would."""

import json

import httpx2
import pytest
from starlette.requests import Request
from starlette.responses import Response
from tests.fakes.clock import FakeClock

from beep.runtime.http.addresses import Address, Addresses, Endpoint
from beep.runtime.http.edge import Edge

pytestmark = pytest.mark.anyio


def named(name: str) -> Endpoint:
    async def answer(request: Request) -> Response:
        return Response(json.dumps([name, request.path_params]))

    return answer


PATHS = (
    ("GET", "/"),
    ("GET", "/users/@me"),
    ("PATCH", "/users/@me"),
    ("GET", "/users/{user_id}"),
    ("DELETE", "/users/{user_id}"),
    ("GET", "/users/@me/servers"),
    ("PUT", "/users/{user_id}/roles/{role_id}"),
)
ADDRESSES = Addresses([Address(method, path, named(f"{method} {path}")) for method, path in PATHS])


async def ask(method: str, path: str) -> httpx2.Response:
    transport = httpx2.ASGITransport(Edge(ADDRESSES, FakeClock()))
    async with httpx2.AsyncClient(transport=transport, base_url="http://beep.test") as client:
        return await client.request(method, path)


@pytest.mark.parametrize(
    ("asked", "found", "parts"),
    [
        ("GET /", "GET /", {}),
        ("GET /users/7", "GET /users/{user_id}", {"user_id": "7"}),
        ("GET /users/@me", "GET /users/@me", {}),
        # What is written goes first, but hides no other method or longer path.
        ("DELETE /users/@me", "DELETE /users/{user_id}", {"user_id": "@me"}),
        (
            "PUT /users/@me/roles/9",
            "PUT /users/{user_id}/roles/{role_id}",
            {"user_id": "@me", "role_id": "9"},
        ),
        ("GET /users/a%20b", "GET /users/{user_id}", {"user_id": "a b"}),
    ],
)
async def test_the_most_written_address_with_the_method_answers(
    asked: str, found: str, parts: dict[str, str]
) -> None:
    assert (await ask(*asked.split(" "))).json() == [found, parts]


async def test_an_address_that_is_read_can_be_asked_for_its_head() -> None:
    assert (await ask("HEAD", "/users/7")).status_code == 200


@pytest.mark.parametrize(
    "path", ["/nowhere", "/users", "/users/", "/users/7/", "//users/7", "/users/7/roles"]
)
async def test_what_is_no_address_is_not_found(path: str) -> None:
    assert (await ask("GET", path)).status_code == 404


@pytest.mark.parametrize(
    ("path", "allowed"),
    [("/users/7", "DELETE, GET, HEAD"), ("/users/@me", "DELETE, GET, HEAD, PATCH"), ("/", "GET, HEAD")],
)
async def test_a_method_nobody_answers_is_told_which_ones_are(path: str, allowed: str) -> None:
    answer = await ask("POST", path)
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
