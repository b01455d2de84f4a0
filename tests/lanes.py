"""Lanes: tests beside a peer that a machine may not have; what is missing is said, with what mends it.

In CI nothing is left out in silence: there a lane that cannot run fails, unless `TESTS_WITHOUT` names it.
"""

import os

import pytest

_given = os.environ  # noqa: TID251 - of the tests, not of Beep
_IN_CI = _given.get("CI", "") == "true"
_WITHOUT = frozenset(_given.get("TESTS_WITHOUT", "").split())


def lane(name: str, missing: str) -> pytest.MarkDecorator:
    """Mark tests of a lane; `missing` is what keeps it from running here, empty when nothing does."""
    return pytest.mark.lane(name, missing)


def check(item: pytest.Item, *, in_ci: bool = _IN_CI, without: frozenset[str] = _WITHOUT) -> None:
    """Skip a test whose lane cannot run here, or fail it where nobody said that this is so."""
    for mark in item.iter_markers("lane"):
        name, missing = mark.args
        if missing and in_ci and name not in without:
            pytest.fail(f"the lane {name} cannot run: {missing} (or name it in TESTS_WITHOUT)", pytrace=False)
        if missing:
            pytest.skip(missing)
