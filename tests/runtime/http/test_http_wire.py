"""Bodies: lenient where bots need it, exact in what is refused, and never anything but `Invalid`."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import msgspec
import pytest
from http_lab import Body, Query
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.thorough import examples

from beep.kit.errors import Invalid
from beep.kit.ids import MAX_ID
from beep.runtime.http.wire import Snowflake, build, decode, stamp

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["1", "0", str(MAX_ID), str(MAX_ID + 1), "-1", "\0", "\ud800", "²"])
)
fields = st.sampled_from(["name", "count", "owner", "topic", "parts", "id", "note", "limit", "before"])
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(fields | st.text(max_size=5), inner, max_size=5)
    ),
    max_leaves=12,
)


class Choice(msgspec.Struct):
    """Unions, tuples and maps, which the null rule must walk through."""

    one: Body | str = ""
    pair: tuple[Snowflake, ...] = ()
    many: dict[str, Body] = {}
    level: bool = False


def refused(raw: bytes | str, wanted: type[Any] = Body) -> tuple[str, str]:
    """Return the place and the code of the refusal."""
    with pytest.raises(Invalid) as caught:
        decode(raw.encode() if isinstance(raw, str) else raw, wanted)
    [error] = caught.value.errors
    return error.path, error.code


@settings(deadline=None, max_examples=examples(150))
@given(values, st.sampled_from([Body, Query, Choice, list[Body]]))
def test_any_json_value_is_built_or_refused(value: Any, wanted: type[Any]) -> None:
    with suppress(Invalid):
        assert decode(json.dumps(value).encode(), wanted) is not None


@settings(deadline=None, max_examples=examples(100))
@given(st.binary(max_size=60) | st.binary(max_size=20).map(lambda raw: b'{"name":"' + raw + b'"}'))
def test_any_bytes_are_built_or_refused(raw: bytes) -> None:
    with suppress(Invalid):
        assert isinstance(decode(raw, Body), Body)


@settings(deadline=None, max_examples=examples(60))
@given(st.dictionaries(fields, st.text(max_size=12), max_size=5))
def test_any_query_is_built_or_refused(query: dict[str, str]) -> None:
    with suppress(Invalid):
        assert isinstance(build(query, Query, strict=False), Query)


@pytest.mark.parametrize("given", [b'"7"', b"7"])
def test_an_id_may_be_a_string_or_a_number(given: bytes) -> None:
    assert decode(b'{"name":"a","owner":%s}' % given, Body).owner == 7


def test_the_largest_id_survives_as_a_string() -> None:
    assert decode(f'{{"name":"a","owner":"{MAX_ID}"}}'.encode(), Body).owner == MAX_ID


@pytest.mark.parametrize(
    "given",
    ['"-1"', "-1", f'"{MAX_ID + 1}"', "1.5", '""', '" 7"', '"0x7"', '"²"', "true", "[]", "1e3", "9" * 400],
)
def test_what_is_no_id_is_refused_at_its_place(given: str) -> None:
    assert refused(f'{{"name":"a","owner":{given}}}')[0] == "owner"


def test_null_is_absent_where_a_value_cannot_be_null() -> None:
    body = decode(b'{"name":"a","count":null,"owner":null,"parts":null}', Body)
    assert body == Body("a", 0, msgspec.UNSET, msgspec.UNSET, [])


def test_null_is_kept_where_it_means_something() -> None:
    assert decode(b'{"name":"a","topic":null}', Body).topic is None
    assert decode(b'{"name":"a"}', Body).topic is msgspec.UNSET


def test_null_is_absent_in_lists_of_objects_too() -> None:
    assert decode(b'{"name":"a","parts":[{"id":1,"note":null}]}', Body).parts[0].note is None
    assert refused('{"name":"a","parts":[{"id":null}]}') == ("parts.0.id", "BASE_TYPE_REQUIRED")


def test_a_required_field_given_as_null_is_missing() -> None:
    assert refused('{"name":null}') == ("name", "BASE_TYPE_REQUIRED")


def test_unknown_keys_are_ignored() -> None:
    assert decode(b'{"name":"a","tts":false,"flags":{"deep":[1]}}', Body) == Body("a")


def test_a_missing_field_is_named() -> None:
    assert refused("{}") == ("name", "BASE_TYPE_REQUIRED")


def test_a_wrong_type_is_named_with_its_place() -> None:
    assert refused('{"name":5}')[0] == "name"
    assert refused('{"name":"a","count":"5"}')[0] == "count"
    assert refused('{"name":"a","count":11}')[0] == "count"


@pytest.mark.parametrize(
    ("raw", "place", "code"),
    [
        ('{"name":"a\\u0000b"}', "name", "NUL"),
        ('{"name":"a","x":{"y":["\\u0000"]}}', "x.y.0", "NUL"),
        ('{"name":"a","x":' + "[" * 40 + "]" * 40 + "}", "", "TOO_DEEP"),
        ("[" * 100_000, "", "TOO_DEEP"),
        ('{"name":', "", "JSON"),
        ("", "", "JSON"),
        (b'{"name":"\xff"}', "", "JSON"),
        (b"\xff\xfe{\x00", "", "JSON"),
        ('{"name":"\\ud800"}', "", "JSON"),
        ("9" * 5000, "", "JSON"),
        ("1e999", "", "JSON"),
        ("NaN", "", "JSON"),
    ],
)
def test_what_nothing_could_hold_is_refused(raw: str | bytes, place: str, code: str) -> None:
    assert refused(raw) == (place, code)


def test_depth_is_counted_whatever_the_keys() -> None:
    nested = '{"name":"a"}'
    for _ in range(30):
        nested = f'{{"name":"a","x":{nested}}}'
    assert decode(nested.encode(), Body).name == "a"


def test_a_query_reads_numbers_from_text_and_refuses_nul() -> None:
    assert build({"limit": "7", "before": "9"}, Query, strict=False).limit == 7
    with pytest.raises(Invalid) as caught:
        build({"text": "a\0"}, Query, strict=False)
    assert caught.value.errors[0].path == "text"


def test_a_body_does_not_read_numbers_from_text() -> None:
    assert refused('{"name":"a","count":"1"}')[0] == "count"


@pytest.mark.req("API-04")
def test_moments_are_written_in_utc_with_microseconds() -> None:
    paris = timezone(timedelta(hours=1))
    assert stamp(datetime(2026, 3, 1, 13, 0, tzinfo=paris)) == "2026-03-01T12:00:00.000000+00:00"
    assert stamp(datetime(2026, 3, 1, 12, 0, 0, 5, tzinfo=UTC)).endswith(".000005+00:00")
