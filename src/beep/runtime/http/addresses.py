"""Finds what answers an address: a tree of path parts, built once at start.

What an address costs does not grow with their number, as it does where routes are tried in turn.
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from beep.kit.errors import NotFound
from beep.runtime.http.errors import MethodNotAllowed

Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Address:
    """`path` may hold `{names}`, each for one whole part."""

    method: str
    path: str
    endpoint: Endpoint


@dataclass(slots=True)
class _Node:
    """What may follow a beginning of a path, and what answers when nothing does."""

    exact: "dict[str, _Node]" = field(default_factory=dict[str, "_Node"])
    anything: "_Node | None" = None
    answers: "dict[str, _Leaf]" = field(default_factory=dict[str, "_Leaf"])


@dataclass(frozen=True, slots=True)
class _Leaf:
    endpoint: Endpoint
    # The part at which each name's value stands.
    names: tuple[tuple[str, int], ...]


class Addresses:
    """ASGI application; `default` answers what no address does.

    A written part goes before a `{name}`; raises `MethodNotAllowed` where only other methods answer.
    """

    def __init__(self, addresses: Iterable[Address], *, default: ASGIApp | None = None) -> None:
        self.all = tuple(addresses)
        self._default = default or _nothing
        self._root = _Node()
        for address in self.all:
            _plant(self._root, address)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        parts = scope["path"].split("/")
        allowed: set[str] = set()
        for node in _found(self._root, parts, 1):
            leaf = node.answers.get(scope["method"])
            if leaf is not None:
                scope["path_params"] = {name: parts[at] for name, at in leaf.names}
                response = await leaf.endpoint(Request(scope, receive))
                await response(scope, receive, send)
                return
            allowed |= node.answers.keys()
        if allowed:
            raise MethodNotAllowed(allowed)
        await self._default(scope, receive, send)


def _plant(node: _Node, address: Address) -> None:
    names: list[tuple[str, int]] = []
    for at, part in enumerate(address.path.split("/")[1:], start=1):
        if part.startswith("{"):
            names.append((part[1:-1], at))
            node.anything = node.anything or _Node()
            node = node.anything
            continue
        if part not in node.exact:
            node.exact[part] = _Node()
        node = node.exact[part]
    leaf = _Leaf(address.endpoint, tuple(names))
    node.answers[address.method] = leaf
    if address.method == "GET":
        node.answers["HEAD"] = leaf


def _found(node: _Node, parts: Sequence[str], at: int) -> Iterator[_Node]:
    if at == len(parts):
        if node.answers:
            yield node
        return
    if exact := node.exact.get(parts[at]):
        yield from _found(exact, parts, at + 1)
    if node.anything and parts[at]:
        yield from _found(node.anything, parts, at + 1)


async def _nothing(_scope: Scope, _receive: Receive, _send: Send) -> None:
    raise NotFound("There is nothing at this address.")
