"""Declares routes: a decorated method whose annotations are the contract.

`async def send(self, call: Call, channel_id: ChannelId, body: SendMessage) -> MessageObject` says
all there is to say: path parts are ids, `body` and `query` are msgspec structs, the return
annotation is the answer. The same annotations become the OpenAPI document.
"""

import inspect
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, TypeVar, cast, get_type_hints

Handler = Callable[..., Awaitable[Any]]
H = TypeVar("H", bound=Handler)
Access = Literal["anyone", "actor", "person", "oneself", "whoever"]
_MARK = "__beep_route__"


@dataclass(frozen=True, slots=True)
class _Declared:
    method: str
    path: str
    status: int
    access: Access
    per_10_s: int
    at_root: bool
    root_status: int | None
    counts_as_activity: bool
    files: str
    streams: bool
    only_at_root: bool


@dataclass(frozen=True, slots=True)
class Route:
    """One operation, ready to be mounted.

    `access`: "anyone", "actor" (people and bots), "person", "oneself" (a person, and no application that acts
    for them) or "whoever" (whoever there is a token of, by themselves; nobody without one).
    `per_10_s`: calls in ten seconds before 429, per actor and per main resource of the path. `at_root`
    answers without the API prefix too, there with `root_status` if the source document asks for another
    one; `only_at_root` answers nowhere else. `admit` lets the body be multipart, with files: it is asked
    with the call and the path's parts before any of them is read. `streams` hands the body over unread.
    """

    method: str
    path: str
    handler: Handler
    status: int
    access: Access
    per_10_s: int
    at_root: bool
    root_status: int | None
    counts_as_activity: bool
    admit: Handler | None
    streams: bool
    only_at_root: bool
    path_types: dict[str, Any]
    body: type | None
    query: type | None
    answer: Any
    feature: str
    summary: str
    description: str


def _declare(method: str) -> Callable[..., Callable[[H], H]]:
    def declare(  # noqa: PLR0913 - options by name
        path: str,
        *,
        status: int | None = None,
        access: Access = "actor",
        per_10_s: int = 50,
        at_root: bool = False,
        root_status: int | None = None,
        counts_as_activity: bool = True,
        files: str = "",
        streams: bool = False,
        only_at_root: bool = False,
    ) -> Callable[[H], H]:
        def mark(handler: H) -> H:
            declared = _Declared(
                method=method,
                path=path,
                status=status or 200,
                access=access,
                per_10_s=per_10_s,
                at_root=at_root,
                root_status=root_status,
                counts_as_activity=counts_as_activity,
                files=files,
                streams=streams,
                only_at_root=only_at_root,
            )
            setattr(handler, _MARK, declared)
            return handler

        return mark

    return declare


get = _declare("GET")
post = _declare("POST")
put = _declare("PUT")
patch = _declare("PATCH")
delete = _declare("DELETE")
options = _declare("OPTIONS")


def routes_of(holder: object) -> tuple[Route, ...]:
    """Return the routes declared on an object's methods, in the order they are written."""
    found: list[Route] = []
    for name in vars(type(holder)):
        handler = getattr(holder, name)
        declared = cast("_Declared | None", getattr(handler, _MARK, None))
        if declared is not None:
            admit = cast("Handler", getattr(holder, declared.files)) if declared.files else None
            feature = type(holder).__module__.split(".")[2]
            found.append(_route(declared, handler, admit=admit, feature=feature))
    return tuple(found)


def _route(declared: _Declared, handler: Handler, *, admit: Handler | None, feature: str) -> Route:
    hints = _hints(getattr(handler, "__func__", handler))
    answer = hints.get("return", type(None))
    parts = [part[1:-1] for part in declared.path.split("/") if part.startswith("{")]
    summary, _, rest = (inspect.getdoc(handler) or handler.__name__.replace("_", " ")).partition("\n")
    is_empty = answer is type(None)
    return Route(
        method=declared.method,
        path=declared.path,
        handler=handler,
        status=204 if is_empty else declared.status,
        access=declared.access,
        per_10_s=declared.per_10_s,
        at_root=declared.at_root,
        root_status=declared.root_status,
        counts_as_activity=declared.counts_as_activity,
        admit=admit,
        streams=declared.streams,
        only_at_root=declared.only_at_root,
        path_types={name: hints[name] for name in parts},
        body=hints.get("body"),
        query=hints.get("query"),
        answer=answer,
        feature=feature,
        summary=summary.strip(". "),
        description=rest.strip(),
    )


@cache
def _hints(function: Handler) -> dict[str, Any]:
    return get_type_hints(function, include_extras=True)


def check_unique(routes: Sequence[Route]) -> None:
    """Refuse two routes for one method and path: the second would never be reached."""
    seen: set[tuple[str, str]] = set()
    for route in routes:
        key = (route.method, route.path)
        if key in seen:
            raise ValueError(f"two routes answer {route.method} {route.path}")
        seen.add(key)
