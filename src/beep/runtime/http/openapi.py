"""Describes mounted routes as OpenAPI 3.1, from the same annotations that serve them."""

from collections.abc import Iterable
from types import NoneType
from typing import Any, cast, get_args, get_type_hints

import msgspec
from starlette.responses import Response

from beep.kit.permissions import OFFERED
from beep.runtime.http.routing import Route
from beep.runtime.http.wire import Snowflake

_REF = "#/components/schemas/{name}"
_ID = {"type": "string", "pattern": "^[0-9]{1,19}$"}
_ERROR = {
    "type": "object",
    "required": ["code", "message", "key", "request_id"],
    "properties": {
        "code": {"type": "integer"},
        "message": {"type": "string"},
        "key": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {"type": "object"},
        "retry_after": {"type": "number"},
        "global": {"type": "boolean"},
    },
}
# What has no schema: nothing at all, and the bytes of files.
_UNDESCRIBED = frozenset({None, NoneType, bytes, Response})
# Fields that hold permission bits, wherever they are.
_BITS_FIELDS = frozenset({"permissions", "allow", "deny", "app_permissions"})
_BITS = {
    "type": "string",
    "pattern": "^[0-9]{1,20}$",
    "description": "Permission bits, their sum as a decimal number. Beep acts by these; other documented"
    " bits are kept and decide nothing.\n\n"
    + "\n".join(f"- `{one.name}` (1 << {one.bit}): {one.description.en}" for one in OFFERED),
}


def document(routes: Iterable[Route], *, version: str) -> dict[str, Any]:
    """Return the whole document; every operation of the API is in it."""
    # What answers outside the API is no operation of it: bytes of files and pictures.
    routes = [route for route in routes if not route.only_at_root]
    types = _types(routes)
    schemas, components = msgspec.json.schema_components(types, ref_template=_REF, schema_hook=_hook)
    for component in components.values():
        _name_bits(component.get("properties", {}))
    by_type = {id(kind): schema for kind, schema in zip(types, schemas, strict=True)}
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, by_type)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Beep", "version": version, "license": {"name": "Apache-2.0"}},
        "servers": [{"url": "/api/v10"}],
        "paths": paths,
        "components": {
            "schemas": {**components, "PermissionBits": _BITS, "Error": _ERROR},
            "securitySchemes": {
                "person": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "bot": {"type": "apiKey", "in": "header", "name": "Authorization"},
            },
        },
    }


def _types(routes: list[Route]) -> list[Any]:
    found: list[Any] = []
    for route in routes:
        found += [kind for kind in (route.body, route.answer) if kind not in _UNDESCRIBED]
    return found


def _name_bits(properties: dict[str, Any]) -> None:
    for name in _BITS_FIELDS & properties.keys():
        if properties[name] == {"type": "string"}:
            properties[name] = {"$ref": _REF.format(name="PermissionBits")}


def _hook(kind: type) -> dict[str, Any]:
    if kind is Snowflake:
        return {"anyOf": [_ID, {"type": "integer", "minimum": 0}]}
    raise NotImplementedError(kind)


def _operation(route: Route, by_type: dict[int, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": f"{route.feature}_{route.handler.__name__}",
        "tags": [route.feature],
        "summary": route.summary,
        "parameters": [_path_parameter(name, kind) for name, kind in route.path_types.items()],
        "responses": {
            str(route.status): _answer(route, by_type),
            "4XX": {
                "description": "Refused",
                "content": {"application/json": {"schema": {"$ref": _REF.format(name="Error")}}},
            },
        },
        "security": [] if route.access == "anyone" else [{"person": []}],
    }
    if route.access == "actor":
        operation["security"].append({"bot": []})
    if route.description:
        operation["description"] = route.description
    if route.query is not None:
        operation["parameters"] += _query_parameters(route.query)
    if route.streams:
        binary = {"schema": {"type": "string", "format": "binary"}}
        operation["requestBody"] = {"required": True, "content": {"application/octet-stream": binary}}
    if route.body is not None:
        operation["requestBody"] = {"required": True, "content": _body(route, by_type[id(route.body)])}
    return operation


def _body(route: Route, schema: Any) -> dict[str, Any]:
    content: dict[str, Any] = {"application/json": {"schema": schema}}
    if route.admit is not None:
        files = {"type": "string", "format": "binary"}
        parts = {
            "type": "object",
            "properties": {"payload_json": schema},
            "patternProperties": {r"^files\[\d+\]$": files},
        }
        content["multipart/form-data"] = {"schema": parts}
    return content


def _answer(route: Route, by_type: dict[int, Any]) -> dict[str, Any]:
    if route.answer is NoneType:
        return {"description": "Done"}
    if route.answer is Response:
        binary = {"schema": {"type": "string", "format": "binary"}}
        return {"description": "A file", "content": {"application/octet-stream": binary}}
    return _content("Done", by_type.get(id(route.answer), {}))


def _content(description: str, schema: Any) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _path_parameter(name: str, kind: Any) -> dict[str, Any]:
    schema = {"type": "string"} if kind is str else _ID
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _query_parameters(query: type) -> list[dict[str, Any]]:
    hints = get_type_hints(query, include_extras=True)
    required = {f.encode_name: f.required for f in msgspec.structs.fields(cast("Any", query))}
    found: list[dict[str, Any]] = []
    for name, kind in hints.items():
        bare = next((arg for arg in get_args(kind) if arg is Snowflake), kind)
        schemas, _ = msgspec.json.schema_components([bare], ref_template=_REF, schema_hook=_hook)
        found.append({"name": name, "in": "query", "required": required[name], "schema": schemas[0]})
    return found
