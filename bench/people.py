"""The people of a run: a thousand members of one server, and a crew with a small server of its own."""

import http.client
import json
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from bench.peer import Room

T = TypeVar("T")
R = TypeVar("R")
_THREADS = 12
PASSWORD = "kettle orbit sandal nine"  # noqa: S105 - accounts that live for a minute


class Refused(Exception):  # noqa: N818 - says what the API said
    """The API refused what the bench needs."""


class Api:
    """JSON over HTTP/1.1 with one kept-alive connection per thread."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._local = threading.local()

    def call(
        self, method: str, path: str, body: Mapping[str, object] | None = None, token: str | None = None
    ) -> Any:
        if not hasattr(self._local, "connection"):
            self._local.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection: http.client.HTTPConnection = self._local.connection
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        connection.request(method, f"/api/v10{path}", json.dumps(body or {}), headers)
        response = connection.getresponse()
        text = response.read().decode()
        if response.status >= http.HTTPStatus.BAD_REQUEST:
            raise Refused(f"{method} {path}: {response.status} {text[:500]}")
        return json.loads(text) if text else None


@dataclass(frozen=True, slots=True)
class World:
    """Access tokens and channels: `hall` is seen by all members, `cabin` by the crew."""

    members: list[str]
    crew: list[str]
    hall: str
    cabin: str


def populate(port: int, *, members: int, crew: int) -> World:
    """Make the accounts and the two servers; people join by invite, as they would."""
    api = Api(port)
    with ThreadPoolExecutor(_THREADS) as pool:
        people = _all(pool, lambda number: _sign_up(api, number), range(members + crew))
        inhabitants, sailors = people[:members], people[members:]
        hall = _community(pool, api, "Hall", inhabitants)
        cabin = _community(pool, api, "Cabin", sailors)
    return World(inhabitants, sailors, hall, cabin)


def furnish(port: int, name: str, members: int) -> Room:
    """Make new accounts and one server of them all, named `name`, which is part of their names."""
    api = Api(port)
    with ThreadPoolExecutor(_THREADS) as pool:
        people = _all(pool, lambda number: _sign_up(api, number, name), range(members))
        return Room(_community(pool, api, name, people), people)


def email(kind: str, number: int) -> str:
    return f"{_name(kind, number)}@example.org"


def _name(kind: str, number: int) -> str:
    return f"{kind.lower()}{number:04d}"


def _sign_up(api: Api, number: int, kind: str = "person") -> str:
    person = {"email": email(kind, number), "password": PASSWORD, "username": _name(kind, number)}
    return str(api.call("POST", "/auth/signup", person)["accessToken"])


def _community(pool: ThreadPoolExecutor, api: Api, name: str, people: list[str]) -> str:
    """Make a server of its first member, let the others in, return its first channel."""
    owner, *others = people
    guild = api.call("POST", "/guilds", {"name": name}, owner)
    channels = guild.get("channels") or api.call("GET", f"/guilds/{guild['id']}/channels", token=owner)
    channel = str(channels[0]["id"])
    code = api.call("POST", f"/channels/{channel}/invites", {"max_uses": 0}, owner)["code"]
    _all(pool, lambda token: api.call("POST", f"/invites/{code}", {}, token), others)
    return channel


def _all(pool: ThreadPoolExecutor, work: Callable[[T], R], items: Iterable[T]) -> list[R]:
    return list(pool.map(work, items))
