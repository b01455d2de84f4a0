"""Nonsense for every route there is: a clear refusal with a number to ask about, never a fault."""

import json
from typing import Any

import httpx2
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fuzz.conftest import World
from tests.thorough import examples, some

from beep.runtime.http import Route

pytestmark = pytest.mark.anyio
WHO = ("anonymous", "stranger", "member", "owner", "bot")
RAW: tuple[bytes, ...] = (
    b"", b"{", b"nul", b"[]", b"[{}]", b"null", b"true", b"12", b'"text"', b"\xff\xfe{}", b'{"a":"\xff"}',
    b"\xef\xbb\xbf{}", b"{}{}", b'{"a":1,"a":2}', b"\x00", b"\x1f\x8b\x08",
    b'{"content":"\\ud800"}', b'{"name":"\\udc00x"}', b'{"content":"\\u0000"}', b'{"content":1e400}',
    b'{"a":' * 5000 + b"1" + b"}" * 5000, b"[" * 100_000, b'{"a":' + b"9" * 5000 + b"}",
    b'{"x":"' + b"y" * 1_100_000 + b'"}',
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, 2**63, -(2**70), "", "x" * 70_000, "\0", "\u202e\ufeff\u200b", "😀" * 3000,
    [], [[]], [None], ["x"] * 2000, {}, {"$ne": ""}, {"parse": [{}]}, "@me", "'; DROP SCHEMA auth; --",
)  # fmt: skip
IDS = (
    "0", "-1", "1.5", "x", "@me", "9223372036854775807", "9223372036854775808", "9" * 40, "x" * 3000,
    "%00", "%ff%fe", "%F0%9F%98%80", "..%2f..%2fetc", "٣", "1e3", "null", "%20", "'",
)  # fmt: skip


def assert_decent(answer: httpx2.Response, what: object) -> None:
    """Check an answer to nonsense: no fault, a number, and a refusal that says what to mend."""
    about = (what, answer.status_code, answer.text[:300])
    assert answer.status_code < 500, about
    assert answer.headers["x-request-id"], about
    if answer.status_code < 400:
        return
    body = answer.json()
    assert body["request_id"] == answer.headers["x-request-id"], about
    assert isinstance(body["code"], int), about
    assert body["key"], about
    assert body["message"][-1] in ".!?" or "not valid JSON" in body["message"], about
    if answer.status_code == 400:
        for one in leaves(body["errors"]):
            assert one["code"], about
            # The parser's own words about broken JSON have no full stop.
            assert one["message"][-1] in ".!?" or one["code"] == "JSON", about


def leaves(tree: dict[str, Any]) -> list[dict[str, str]]:
    """Return every complaint of an error tree; there must be one."""
    found = list(tree.get("_errors", []))
    for name, below in tree.items():
        if name != "_errors":
            found += leaves(below)
    assert found
    return found


def fields_of(route: Route) -> tuple[str, ...]:
    wanted = route.body
    is_struct = isinstance(wanted, type) and issubclass(wanted, msgspec.Struct)
    return wanted.__struct_encode_fields__ if is_struct else ()


@pytest.mark.req("S-08", "S-15")
async def test_no_body_breaks_any_route(world: World) -> None:
    for route in world.routes:
        if route.body is None:
            continue
        path = world.filled(route)
        for raw in some(RAW):
            assert_decent(await world.call(route.method, path, "owner", raw), (route, raw[:40]))
        for kind in (
            "text/plain",
            "multipart/form-data; boundary=x",
            "application/x-www-form-urlencoded",
            "",
        ):
            assert_decent(await world.call(route.method, path, "owner", b"a=b", kind), (route, kind))


@pytest.mark.req("S-08", "S-15")
async def test_no_value_of_any_field_breaks_any_route(world: World) -> None:
    for route in world.routes:
        path = world.filled(route)
        names = fields_of(route)
        for value in some(VALUES) if names else ():
            for name in names:
                content = json.dumps({name: value}).encode()
                assert_decent(await world.call(route.method, path, "owner", content), (route, name, value))
            content = json.dumps(dict.fromkeys(names, value)).encode()
            for who in ("stranger", "bot"):
                assert_decent(await world.call(route.method, path, who, content), (route, who, value))


@pytest.mark.req("S-15")
async def test_no_id_breaks_any_route(world: World) -> None:
    for route in world.routes:
        for name in route.path_types:
            for value in some(IDS):
                path = world.filled(route, **{name: value})
                for who in ("owner", "bot", "anonymous"):
                    content = b"{}" if route.body else None
                    answer = await world.call(route.method, path, who, content)
                    assert_decent(answer, (route.method, path, who))


@pytest.mark.req("S-15")
async def test_no_query_breaks_any_route(world: World) -> None:
    for route in world.routes:
        if route.query is None:
            continue
        for name in route.query.__struct_encode_fields__:
            for value in some((*IDS, "", "true", "100", "101", "[]", "\u202e")):
                path = f"{world.filled(route)}?{name}={value}&{name}=1"
                assert_decent(await world.call(route.method, path, "owner"), path)


@pytest.mark.req("API-02")
async def test_every_route_asks_for_a_token_but_the_listed_ones(world: World) -> None:
    for route in world.routes:
        answer = await world.call(route.method, world.filled(route), "anonymous", b"{}")
        assert_decent(answer, route.path)
        is_open = route.access in {"anyone", "whoever"}
        assert (answer.status_code == 401) == (not is_open), route.path
        if not is_open:
            for bad in ("", "x", "Bearer", "Bearer x", "Bot x", "Basic eDp5", "Bearer \xff", "Bot 1.1.1"):
                headers = [(b"authorization", bad.encode("latin-1"))]
                answer = await world.api.request(route.method, world.filled(route), headers=headers)
                assert answer.status_code == 401, (route.path, bad)
                assert_decent(answer, (route.path, bad))


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text(max_size=8), below, max_size=4),
    max_leaves=12,
)


@pytest.mark.req("API-01", "S-08")
@settings(max_examples=examples(400), deadline=None, suppress_health_check=list(HealthCheck))
@given(pick=st.integers(0, 1000), who=st.sampled_from(WHO), values=st.lists(_json, max_size=8), whole=_json)
async def test_random_bodies_for_random_callers_break_nothing(
    world: World, pick: int, who: str, values: list[Any], whole: Any
) -> None:
    routes = [one for one in world.routes if one.body is not None]
    route = routes[pick % len(routes)]
    body = dict(zip(fields_of(route), values, strict=False)) if values else whole
    answer = await world.call(route.method, world.filled(route), who, msgspec.json.encode(body))
    assert_decent(answer, (route.path, who, body))
