"""The kinds of refusal. Features subclass a kind; the edge maps kinds to the wire once.

A subclass's docstring is its default message and its place gives its key
(`beep.features.messaging.errors.SlowMode` -> `messaging.slow_mode`).
"""

import inspect
import re
from dataclasses import dataclass
from typing import Any, ClassVar

_WORD_START = re.compile(r"(?<!^)(?=[A-Z])")


class Refusal(Exception):  # noqa: N818 - an expected answer, not a fault
    """Something was asked that will not be done."""

    # The number bots branch on; 0 where the documented API has none.
    wire_code: ClassVar[int] = 0

    def __init__(self, message: str | None = None) -> None:
        self.message = message or inspect.cleandoc(type(self).__doc__ or "Refused.")
        super().__init__(self.message)

    def details(self) -> dict[str, Any]:
        """Return what a client needs beyond the message, to go on; part of the error's body."""
        return {}

    @classmethod
    def key(cls) -> str:
        """Return `feature.what_is_wrong`, stable for clients and translations."""
        name = _WORD_START.sub("_", cls.__name__).lower()
        parts = cls.__module__.split(".")
        return f"{parts[2]}.{name}" if len(parts) > 3 and parts[1] == "features" else name


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field. `path` is dotted, `""` for the whole body."""

    path: str
    code: str
    message: str


class Invalid(Refusal):
    """Something in the request is not valid."""

    wire_code = 50035

    def __init__(self, *errors: FieldError, message: str | None = None) -> None:
        super().__init__(message)
        self.errors = errors


class Unauthenticated(Refusal):
    """Sign in first."""


class Forbidden(Refusal):
    """You may not do this."""

    wire_code = 50013


class NotFound(Refusal):
    """There is nothing here that you may see."""


class Conflict(Refusal):
    """That does not fit what is already there."""


class TooLarge(Refusal):
    """The request is too large."""

    wire_code = 40005


class TooMany(Refusal):
    """Too many requests; wait before trying again."""

    def __init__(self, message: str | None = None, *, retry_after_s: float, scope: str = "user") -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s
        self.scope = scope


class Unavailable(Refusal):
    """Beep cannot do this right now; try again in a moment."""

    def __init__(self, message: str | None = None, *, retry_after_s: float = 1.0) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class StorageFull(Unavailable):
    """Beep's disk is full: nothing can be stored until there is room again. What is stored can be read."""

    def __init__(self) -> None:
        super().__init__(retry_after_s=10)


def invalid(path: str, code: str, message: str) -> Invalid:
    """Return an `Invalid` about one field."""
    return Invalid(FieldError(path, code, message))
