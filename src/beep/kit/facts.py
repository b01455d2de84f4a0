"""What a fact is: something that happened, past tense, with the name and payload the bus carries."""

import re
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, ClassVar, Self, cast, get_type_hints

from beep.kit.text import json_decode, json_encode

_UNDERSCORE = re.compile(r"_([a-z])")


@dataclass(frozen=True, slots=True)
class Fact:
    """Base of all facts. Subclasses are frozen dataclasses of ids, words and flags.

    `NAME` is the event's public name (`message.created`); `STREAM` names the field whose value
    orders it: facts of one stream are delivered in the order they were committed.
    """

    NAME: ClassVar[str]
    STREAM: ClassVar[str]

    @property
    def stream(self) -> int:
        return cast("int", getattr(self, self.STREAM))

    def payload(self) -> bytes:
        """Return the JSON object of the bus: camelCase keys, ids as strings."""
        return json_encode({key: str(value) if is_id else value for key, is_id, value in _walk(self)})

    @classmethod
    def parse(cls, payload: bytes | str) -> Self:
        """Return the fact a payload holds; unknown keys are ignored, missing ones raise `KeyError`."""
        raw = cast("dict[str, Any]", json_decode(payload))
        return cls(**{name: int(raw[key]) if is_id else raw[key] for name, key, is_id in _shape(cls)})


@cache
def _shape(cls: type[Fact]) -> tuple[tuple[str, str, bool], ...]:
    hints = get_type_hints(cls)
    return tuple(
        (f.name, _UNDERSCORE.sub(lambda m: m[1].upper(), f.name), hasattr(hints[f.name], "__supertype__"))
        for f in fields(cls)
    )


def _walk(fact: Fact) -> list[tuple[str, bool, Any]]:
    return [(key, is_id, getattr(fact, name)) for name, key, is_id in _shape(type(fact))]
