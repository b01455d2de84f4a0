"""The published description of the bot API, read as a judge of Beep's answers.

The file is not ours and is never copied into the repository; without it these checks are skipped.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

FILE = Path(__file__).parents[3] / "shared" / "data" / "bot-api-openapi.json"
HOW = (
    f"{FILE} is not there. Fetch `specs/openapi.json` of the public bot API's specification repository "
    "(OpenAPI 3.1, MIT) to that place to run the checks against the published schemas."
)
Schema = Mapping[str, Any]
Operation = tuple[str, str]


class Documented:
    """Judges answers by (method, route template, status)."""

    def __init__(self, document: Schema) -> None:
        self._components = document["components"]
        self._paths: Schema = document["paths"]
        # Templates with the fewest parameters first: `/users/@me` before `/users/{user_id}`.
        ordered = sorted(self._paths, key=lambda template: template.count("{"))
        self._templates = [(re.compile(_pattern(one)), one) for one in ordered]
        self._validator = cache(self._make_validator)

    @property
    def operations(self) -> set[Operation]:
        """Return every operation, its path with nameless parameters."""
        methods = {"get", "post", "put", "patch", "delete"}
        return {
            (method.upper(), nameless(template))
            for template, item in self._paths.items()
            for method in item.keys() & methods
        }

    def template(self, method: str, path: str) -> str | None:
        """Return the documented route of a request, `None` when there is none."""
        return next(
            (
                template
                for pattern, template in self._templates
                if pattern.fullmatch(path) and method.lower() in self._paths[template]
            ),
            None,
        )

    def problems(self, method: str, template: str, status: int, body: Any) -> list[str]:
        """Return what is wrong with an answer: an undocumented status, a missing or ill-typed key."""
        schema = self.schema(method, template, status)
        if isinstance(schema, str):
            return [schema]
        if schema is None:
            return [] if body is None else [f"{method} {template} {status} must have no body"]
        if body is None:
            return [f"{method} {template} {status} has no body"]
        validator = self._validator(method, template, status)
        return [f"{method} {template} {status}: {told}" for told in explained(validator, body)]

    def schema(self, method: str, template: str, status: int) -> Schema | str | None:
        """Return an answer's schema, `None` when it has no body, a text when it is not documented."""
        responses = self._paths[template][method.lower()]["responses"]
        found = responses.get(str(status)) or responses.get(f"{str(status)[0]}XX")
        if found is None:
            return f"{method} {template} answers {status}, which is not documented"
        found = self._resolved(found)
        content = found.get("content")
        return None if content is None else content["application/json"]["schema"]

    def required(self, method: str, template: str, status: int, body: Any) -> frozenset[str]:
        """Return the keys the schema that `body` fits wants of it, or of its entries."""
        schema = self.schema(method, template, status)
        assert isinstance(schema, Mapping), schema
        found = list(self._alternatives(schema))
        fitting = [one for one in found if len(found) == 1 or self.with_components(one).is_valid(body)]
        return frozenset(key for one in fitting for key in one.get("required", ()))

    def _alternatives(self, schema: Schema) -> Iterator[Schema]:
        schema = self._resolved(schema)
        if "oneOf" not in schema:
            yield schema
        for one in schema.get("oneOf", ()):
            yield from self._alternatives(one)

    def _resolved(self, found: Schema) -> Schema:
        while "$ref" in found:
            _, _, kind, name = found["$ref"].split("/")
            found = self._components[kind][name]
        return found

    def _make_validator(self, method: str, template: str, status: int) -> Draft202012Validator:
        schema = self.schema(method, template, status)
        assert isinstance(schema, Mapping)
        return self.with_components(schema)

    def with_components(self, schema: Schema) -> Draft202012Validator:
        return Draft202012Validator({**schema, "components": self._components})


def explained(validator: Draft202012Validator, body: Any) -> list[str]:
    """Return what a schema finds wrong, of alternatives the one that fits best."""
    found: list[str] = []
    for error in validator.iter_errors(body):
        inner = error
        while inner.context:
            inner = min(inner.context, key=lambda one: (-len(one.absolute_path), one.validator == "type"))
        found.append(f"{inner.json_path}: {inner.message[:200]}")
    return found


def load() -> Documented | None:
    """Return the judge, `None` when its file is not there."""
    if not FILE.is_file():
        return None
    document = json.loads(FILE.read_text("utf-8"))
    # The schema gives a field's error a number, the reference and every library a word.
    inner = document["components"]["schemas"]["InnerErrors"]["properties"]["_errors"]
    inner["items"] = {"type": "object", "required": ["code", "message"]}
    return Documented(document)


def nameless(template: str) -> str:
    """Return a route without its parameters' names, which differ between Beep and the document."""
    return re.sub(r"\{[^}]*\}", "{}", template)


def _pattern(template: str) -> str:
    return re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(template))
