"""Snowflakes only grow, whatever the clock does, and tell when they were made."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fakes.clock import FakeClock

from beep.kit.ids import EPOCH_MS, MAX_ID, MAX_PROCESS, Snowflakes, created_at, first_id_at

EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MS = timedelta(milliseconds=1)
# 2015 to 2084, where an id still fits 63 bits.
moments = st.integers(1, (1 << 41) - 1).map(lambda ms: EPOCH + ms * MS)


@settings(deadline=None)
@given(
    st.lists(st.integers(-5000, 5000), min_size=1, max_size=60),
    st.integers(0, MAX_PROCESS),
)
def test_ids_grow_though_the_clock_steps_back(steps_ms: list[int], process: int) -> None:
    now = NOON
    ids = Snowflakes(lambda: now, process)
    made: list[int] = []
    for step in steps_ms:
        now += step * MS
        made.append(ids.next())
    assert made == sorted(set(made))


@settings(deadline=None)
@given(st.lists(st.integers(0, 1 << 62), min_size=1, max_size=20), st.integers(0, MAX_PROCESS))
def test_an_id_is_above_what_it_must_follow_and_above_those_before(above: list[int], process: int) -> None:
    ids = Snowflakes(FakeClock().now, process)
    before = 0
    for least in above:
        made = ids.next(above=least)
        assert made > least
        assert made > before
        before = made


def test_more_ids_than_one_millisecond_holds_stay_unique_and_ordered() -> None:
    ids = Snowflakes(FakeClock().now, 3)
    made = [ids.next() for _ in range(10_000)]
    assert made == sorted(set(made))
    assert created_at(made[4095]) == NOON
    assert created_at(made[4096]) == NOON + MS


@settings(deadline=None)
@given(moments, st.integers(0, MAX_PROCESS))
def test_an_id_tells_the_millisecond_it_was_made_in(moment: datetime, process: int) -> None:
    assert created_at(Snowflakes(lambda: moment, process).next()) == moment


@settings(deadline=None)
@given(moments, st.integers(0, 999))
def test_the_first_id_of_a_moment_cuts_just_before_its_ids(moment: datetime, microseconds: int) -> None:
    first = first_id_at(moment + timedelta(microseconds=microseconds))
    assert created_at(first) == moment
    assert first <= Snowflakes(lambda: moment, 0).next()
    assert first > Snowflakes(lambda: moment - MS, MAX_PROCESS).next() or moment == EPOCH + MS


def test_a_moment_before_the_epoch_cuts_at_zero() -> None:
    assert first_id_at(datetime(2014, 12, 31, tzinfo=UTC)) == 0


def test_the_epoch_is_the_one_client_libraries_compute_with() -> None:
    assert created_at(175928847299117063) == datetime(2016, 4, 30, 11, 18, 25, 796000, tzinfo=UTC)
    assert datetime.fromtimestamp(EPOCH_MS / 1000, UTC) == EPOCH


def test_two_processes_never_make_the_same_id() -> None:
    clock = FakeClock()
    one, other = Snowflakes(clock.now, 0), Snowflakes(clock.now, MAX_PROCESS)
    made = [one.next() for _ in range(5000)] + [other.next() for _ in range(5000)]
    assert len(set(made)) == len(made)
    assert max(made) < MAX_ID


@pytest.mark.parametrize("process", [-1, MAX_PROCESS + 1])
def test_a_process_number_outside_ten_bits_is_refused(process: int) -> None:
    with pytest.raises(ValueError, match="0 to 1023"):
        Snowflakes(FakeClock().now, process)
