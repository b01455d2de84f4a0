"""From bytes to typed bodies and back: lenient where bots need it, exact in what it refuses.

Ids may be strings or numbers, `null` is absent where a value cannot be null, unknown keys are
ignored. Everything else must have the right type; the error names the field.
"""

import re
from datetime import UTC, datetime
from functools import cache
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import msgspec

from beep.kit.errors import Invalid, invalid
from beep.kit.ids import MAX_ID
from beep.kit.text import has_surrogate

T = TypeVar("T")
_MAX_DEPTH = 32
_AT = re.compile(r" - at `\$(.*)`$")
_INDEX = re.compile(r"\[(\d+|\.\.\.)\]")


class Snowflake(int):
    """An id in a request: a decimal string or a number, 0 to 2**63 - 1."""

    __slots__ = ()


def stamp(moment: datetime) -> str:
    """Return a moment as documented objects carry it: microseconds and `+00:00`."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def decode(raw: bytes, wanted: type[T]) -> T:
    """Return the JSON body `raw` as `wanted`; raises `Invalid` naming the field and the reason."""
    try:
        value = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise invalid("", "JSON", f"The body is not valid JSON: {error}") from None
    except RecursionError:
        raise invalid("", "TOO_DEEP", f"The body is nested deeper than {_MAX_DEPTH} levels.") from None
    return build(value, wanted, strict=True)


def build(value: Any, wanted: type[T], *, strict: bool) -> T:
    """Return plain data as `wanted`; `strict=False` also reads numbers from strings (queries)."""
    _check_tree(value)
    try:
        return msgspec.convert(_without_nulls(value, wanted), wanted, strict=strict, dec_hook=_hook)
    except msgspec.ValidationError as error:
        raise _explained(str(error)) from None


def encode(value: Any) -> bytes:
    return msgspec.json.encode(value)


def _hook(wanted: type, value: Any) -> Any:
    if wanted is Snowflake:
        return snowflake(value)
    raise NotImplementedError(wanted)


def snowflake(value: Any) -> Snowflake:
    """Return an id given as a string of digits or a number; raises `ValueError` with a reason."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 19:
        value = int(value)
    if type(value) is not int or not 0 <= value <= MAX_ID:
        raise ValueError("Not an id: send a string of digits.")
    return Snowflake(value)


def _check_tree(root: Any) -> None:
    """Refuse what no database or client could hold: deep nesting, lone surrogates, NUL."""
    level: list[tuple[str, Any]] = [("", root)]
    for _ in range(_MAX_DEPTH):
        below: list[tuple[str, Any]] = []
        for path, value in level:
            if isinstance(value, str):
                _check_text(path, value)
            elif isinstance(value, dict):
                members = cast("dict[str, Any]", value)
                below += [(f"{path}.{key[:64]}" if path else key[:64], one) for key, one in members.items()]
            elif isinstance(value, list):
                below += [(f"{path}.{index}", one) for index, one in enumerate(cast("list[Any]", value))]
        if not below:
            return
        level = below
    raise invalid("", "TOO_DEEP", f"The body is nested deeper than {_MAX_DEPTH} levels.")


def _check_text(path: str, text: str) -> None:
    if "\0" in text:
        raise invalid(path, "NUL", "Text must not hold the NUL character.")
    if has_surrogate(text):
        raise invalid(path, "SURROGATE", "Text must not hold half of a surrogate pair.")


def _explained(reason: str) -> Invalid:
    at = _AT.search(reason)
    path = _INDEX.sub(r".\1", at[1]).strip(".") if at else ""
    text = reason[: at.start()] if at else reason
    missing = re.match(r"Object missing required field `(.+)`", text)
    if missing:
        path = f"{path}.{missing[1]}".strip(".")
        return invalid(path, "BASE_TYPE_REQUIRED", "This field is required.")
    return invalid(path, "BAD_VALUE", text if text.endswith(".") else f"{text}.")


# -- null means absent, where a value cannot be null ------------------------------------------


def _without_nulls(value: Any, wanted: Any) -> Any:
    struct, item, nullable_fields = _nature(wanted)
    if struct is not None and isinstance(value, dict):
        members = cast("dict[str, Any]", value)
        return {
            key: _without_nulls(one, nullable_fields[key][0]) if key in nullable_fields else one
            for key, one in members.items()
            if one is not None or key not in nullable_fields or nullable_fields[key][1]
        }
    if item is not None and isinstance(value, list):
        return [_without_nulls(one, item) for one in cast("list[Any]", value)]
    return value


@cache
def _nature(wanted: Any) -> tuple[Any, Any, dict[str, tuple[Any, bool]]]:
    """Return (struct or None, item type or None, field -> (its type, may be null))."""
    kinds = _alternatives(wanted)
    for kind in kinds:
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            hints = get_type_hints(kind, include_extras=True)
            names = dict(zip(kind.__struct_fields__, kind.__struct_encode_fields__, strict=True))
            return (
                kind,
                None,
                {names[n]: (hints[n], type(None) in _alternatives(hints[n])) for n in kind.__struct_fields__},
            )
        if get_origin(kind) in {list, tuple, set, frozenset}:
            return None, get_args(kind)[0], {}
    return None, None, {}


def _alternatives(wanted: Any) -> tuple[Any, ...]:
    if get_origin(wanted) is Annotated:
        return _alternatives(get_args(wanted)[0])
    if get_origin(wanted) in {Union, UnionType}:
        return tuple(one for part in get_args(wanted) for one in _alternatives(part))
    return (wanted,)
