"""How many of generated cases are tried: a handful in `make unit`, all of them in `make test`.

Every run draws others, so that a handful tries all of them before long; pytest prints the seed that draws the
same again.
"""

import os
import random
from collections.abc import Iterable
from typing import TypeVar

from hypothesis import settings

T = TypeVar("T")
IS_THOROUGH = os.environ.get("THOROUGH", "") == "1"  # noqa: TID251 - of the tests, not of Beep
_SHARE = 5
_FEW = 8


def choose() -> None:
    """Set how many examples Hypothesis tries where a test says nothing of it."""
    settings.register_profile("beep", max_examples=examples(100), deadline=None)
    settings.load_profile("beep")


def examples(most: int) -> int:
    """Return how many to try of what is tried `most` times at its best."""
    return most if IS_THOROUGH else min(most, max(_FEW, most // _SHARE))


def some(cases: Iterable[T], *, share: int = _SHARE) -> list[T]:
    """Return cases in their order: all of them, or one in `share` drawn at random."""
    found = list(cases)
    if IS_THOROUGH or not found:
        return found
    drawn = random.sample(range(len(found)), -(-len(found) // share))
    return [found[number] for number in sorted(drawn)]
