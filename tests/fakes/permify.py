"""A Permify for tests: its language and the REST calls Beep makes, over relations kept in memory.

The language is evaluated from its text alone, by what its documentation says: `and`, `or` and `not`
bind alike from left to right, `not` means "but not", and `a.b` asks b of whatever a leads to. The real
program is used instead where it can be had, see `tests/permissions/test_permify_scenarios.py`.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

_WORDS = re.compile(r"[(){}]|[\w.]+|@[\w#]+")
Relation = tuple[str, str, str, str, str, str]


class Schema:
    """Entities with their relations and permissions, each permission a tree of words."""

    def __init__(self, text: str) -> None:
        self.entities: dict[str, dict[str, Any]] = {}
        for kind, body in re.findall(r"entity (\w+) \{(.*?)\}", text, re.DOTALL):
            rules = self.entities.setdefault(kind, {})
            for line in body.strip().splitlines():
                word, name, *rest = line.split(None, 2)
                rules[name] = None if word == "relation" else _parsed(rest[0].removeprefix("= "))


def _parsed(text: str) -> Any:
    words = iter(_WORDS.findall(text))
    return _expression(words)


def _expression(words: Iterator[str]) -> Any:
    tree = _term(words)
    for operator in words:
        if operator == ")":
            break
        tree = (operator, tree, _term(words))
    return tree


def _term(words: Iterator[str]) -> Any:
    word = next(words)
    return _expression(words) if word == "(" else word


class Engine:
    """Answers by schema and relations; every answer is worked out afresh."""

    def __init__(self) -> None:
        self.schema = Schema("")
        self.relations: set[Relation] = set()

    def names(self, kind: str) -> list[str]:
        return [name for name, tree in self.schema.entities[kind].items() if tree is not None]

    def may(self, kind: str, entity: str, what: Any, user: str, seen: dict[Any, bool] | None = None) -> bool:
        seen = {} if seen is None else seen
        key = (kind, entity, str(what))
        if key not in seen:
            seen[key] = self._worked_out(kind, entity, what, user, seen)
        return seen[key]

    def _worked_out(self, kind: str, entity: str, what: Any, user: str, seen: dict[Any, bool]) -> bool:
        if isinstance(what, tuple):
            operator, left, right = what
            first, second = (self.may(kind, entity, one, user, seen) for one in (left, right))
            return {"and": first and second, "or": first or second, "not": first and not second}[operator]
        if "." in what:
            relation, _, rest = what.partition(".")
            return any(
                self.may(subject, whom, rest, user, seen)
                for subject, whom, _ in self._leads_to(kind, entity, relation)
            )
        tree = self.schema.entities[kind][what]
        if tree is not None:
            return self.may(kind, entity, tree, user, seen)
        return any(
            (whom == user if subject == "user" else self.may(subject, whom, through, user, seen))
            for subject, whom, through in self._leads_to(kind, entity, what)
        )

    def _leads_to(self, kind: str, entity: str, relation: str) -> Iterator[tuple[str, str, str]]:
        for one in self.relations:
            if one[:3] == (kind, entity, relation):
                yield one[3], one[4], one[5]


class FakePermify:
    """The REST calls; `asgi` is what a test serves. `is_away` answers everything with 503."""

    def __init__(self) -> None:
        self.engine = Engine()
        self.is_away = False
        self.calls: list[str] = []
        base = "/v1/tenants/{tenant}"
        self.asgi = Starlette(
            routes=[
                Route(f"{base}/schemas/write", self._schema, methods=["POST"]),
                Route(f"{base}/data/write", self._write, methods=["POST"]),
                Route(f"{base}/data/delete", self._delete, methods=["POST"]),
                Route(f"{base}/permissions/subject-permission", self._permissions, methods=["POST"]),
            ]
        )

    async def _body(self, request: Request) -> Any:
        self.calls.append(request.url.path.rpartition("/")[2])
        return json.loads(await request.body())

    async def _schema(self, request: Request) -> Response:
        body = await self._body(request)
        if self.is_away:
            return Response(status_code=503)
        self.engine.schema = Schema(body["schema"])
        return JSONResponse({"schema_version": "1"})

    async def _write(self, request: Request) -> Response:
        body = await self._body(request)
        if self.is_away or len(body["tuples"]) > 100:
            return Response(status_code=503)
        for one in body["tuples"]:
            kind, subject = one["entity"], one["subject"]
            assert one["relation"] in self.engine.schema.entities[kind["type"]], one
            self.engine.relations.add(
                (
                    kind["type"],
                    kind["id"],
                    one["relation"],
                    subject["type"],
                    subject["id"],
                    subject["relation"],
                )
            )
        return JSONResponse({"snap_token": f"snap-{len(self.calls)}"})

    async def _delete(self, request: Request) -> Response:
        wanted = (await self._body(request))["tuple_filter"]
        if self.is_away:
            return Response(status_code=503)
        entity, subject = wanted["entity"], wanted["subject"]
        self.engine.relations -= {
            (entity["type"], whose, wanted["relation"], subject["type"], whom, subject["relation"])
            for whose in entity["ids"]
            for whom in subject["ids"]
        }
        return JSONResponse({"snap_token": f"snap-{len(self.calls)}"})

    async def _permissions(self, request: Request) -> Response:
        body = await self._body(request)
        if self.is_away:
            return Response(status_code=503)
        kind, entity, user = body["entity"]["type"], body["entity"]["id"], body["subject"]["id"]
        seen: dict[Any, bool] = {}
        results = {
            name: "CHECK_RESULT_ALLOWED"
            if self.engine.may(kind, entity, name, user, seen)
            else "CHECK_RESULT_DENIED"
            for name in self.engine.names(kind)
        }
        return JSONResponse({"results": results})
