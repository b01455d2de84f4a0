"""Markers name rows that exist, and what no test names is said aloud."""

import pytest
from catalogue import SPEC, report, rows, touched, used

pytestmark = pytest.mark.skipif(not SPEC.is_dir(), reason="the acceptance catalogue is not beside this clone")


def test_every_row_a_test_names_is_in_the_catalogue() -> None:
    proved = used()
    assert {row: sorted(proved[row]) for row in proved.keys() - rows()} == {}


def test_every_row_the_issue_touches_is_in_the_catalogue() -> None:
    assert set(touched()) - rows() == set()


def test_rows_without_a_test_are_printed() -> None:
    print(report())  # noqa: T201 - shown with `-rP`
