"""A lane that cannot run is skipped with what mends it, and in CI fails unless somebody said that it may."""

import pytest
from tests import lanes

MENDS = "no peer; enable with: apt-get install peer"


def _checked(request: pytest.FixtureRequest, missing: str, **where: object) -> None:
    request.node.add_marker(lanes.lane("peer", missing))
    lanes.check(request.node, **where)  # type: ignore[arg-type] - what a machine is


def test_where_the_peer_is_there_its_tests_run(request: pytest.FixtureRequest) -> None:
    _checked(request, "", in_ci=True, without=frozenset())


def test_a_developer_is_told_what_to_install(request: pytest.FixtureRequest) -> None:
    with pytest.raises(pytest.skip.Exception, match="apt-get install peer"):
        _checked(request, MENDS, in_ci=False, without=frozenset())


def test_ci_fails_for_a_lane_nobody_left_out(request: pytest.FixtureRequest) -> None:
    with pytest.raises(pytest.fail.Exception, match="the lane peer cannot run: no peer"):
        _checked(request, MENDS, in_ci=True, without=frozenset({"another"}))


def test_ci_goes_on_without_a_lane_that_was_left_out(request: pytest.FixtureRequest) -> None:
    with pytest.raises(pytest.skip.Exception):
        _checked(request, MENDS, in_ci=True, without=frozenset({"peer"}))
