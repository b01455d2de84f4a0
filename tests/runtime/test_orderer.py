"""Whatever way and order facts arrive in, each stream is delivered once and in order."""

import asyncio
from collections.abc import Sequence

import psycopg
import pytest
from fact_lab import noted
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from tests.thorough import examples

from beep.runtime.orderer import Orderer
from beep.runtime.outbox import Recorded
from beep.runtime.tasks import BackgroundTasks

streams = st.sampled_from([1, 2, 3])


class InstantLoop(asyncio.SelectorEventLoop):
    """A loop whose waits take no time: its clock jumps to the next timer when nothing else is to do."""

    _jumped_s = 0.0

    def time(self) -> float:
        return self._jumped_s

    def _run_once(self) -> None:
        if not self._ready and self._scheduled:
            self._jumped_s = max(self._jumped_s, self._scheduled[0]._when)
        super()._run_once()


class Log:
    """The database's part: what was committed, and whether it answers."""

    def __init__(self, started_at: dict[int, int]) -> None:
        self.started_at = started_at
        self.rows: dict[int, dict[int, Recorded]] = {stream: {} for stream in started_at}
        self.failures = 0
        for stream, place in started_at.items():
            for _ in range(place):
                self.commit(stream)

    def commit(self, stream: int) -> Recorded:
        seq = len(self.rows[stream]) + 1
        self.rows[stream][seq] = Recorded(noted(stream, seq), stream, seq)
        return self.rows[stream][seq]

    def last(self, stream: int) -> int:
        return len(self.rows[stream])

    async def baseline(self, stream: int) -> int | None:
        await self._answer()
        return self.started_at[stream] if self.last(stream) > self.started_at[stream] else None

    async def fetch(self, stream: int, after: int, before: int) -> Sequence[Recorded]:
        await self._answer()
        return [self.rows[stream][seq] for seq in range(after + 1, before) if seq in self.rows[stream]]

    async def _answer(self) -> None:
        await asyncio.sleep(0.001)
        if self.failures:
            self.failures -= 1
            raise psycopg.OperationalError("the database is away")


class AnyInterleaving(RuleBasedStateMachine):
    """Offers facts as the three lanes may: own, from others, again, late, out of order, or not at all."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner(loop_factory=InstantLoop)
        self.log = Log({1: 0, 2: 3, 3: 7})
        self.delivered: dict[int, list[int]] = {1: [], 2: [], 3: []}
        self.tasks = BackgroundTasks()
        self.orderer = Orderer(
            lambda one: self.delivered[one.stream].append(one.seq),
            baseline=self.log.baseline,
            fetch=self.log.fetch,
            tasks=self.tasks,
        )
        self.holes: list[int] = []
        self.orderer.on_hole = self.holes.append

    def offer(self, recorded: Recorded) -> None:
        async def offered() -> None:
            self.orderer.offer(recorded)

        self.runner.run(offered())

    @rule(stream=streams)
    def commit_here(self, stream: int) -> None:
        self.offer(self.log.commit(stream))

    @rule(stream=streams, count=st.integers(1, 4))
    def commit_elsewhere_and_lose_the_news(self, stream: int, count: int) -> None:
        for _ in range(count):
            self.log.commit(stream)

    @rule(stream=streams, back=st.integers(0, 12))
    def hear_again_or_late(self, stream: int, back: int) -> None:
        seq = self.log.last(stream) - back
        if seq > self.log.started_at[stream]:
            self.offer(self.log.rows[stream][seq])

    @rule(count=st.integers(1, 3))
    def lose_the_database_for_a_while(self, count: int) -> None:
        self.log.failures += count

    @rule(seconds=st.sampled_from([0, 0.001, 0.01, 0.03, 0.3]))
    def let_time_pass(self, seconds: float) -> None:
        self.runner.run(asyncio.sleep(seconds))

    @invariant()
    def each_stream_is_a_run_without_gap_or_repetition(self) -> None:
        for stream, seqs in self.delivered.items():
            first = self.log.started_at[stream] + 1
            assert seqs == list(range(first, first + len(seqs)))

    def teardown(self) -> None:
        for stream in self.delivered:
            if self.log.last(stream) > self.log.started_at[stream]:
                self.offer(self.log.rows[stream][self.log.last(stream)])
        self.runner.run(asyncio.sleep(60))
        self.runner.run(self.tasks.close())
        self.runner.close()
        for stream, seqs in self.delivered.items():
            assert seqs == list(range(self.log.started_at[stream] + 1, self.log.last(stream) + 1))
        assert not self.holes


AnyInterleaving.TestCase.settings = settings(deadline=None, max_examples=examples(60), stateful_step_count=25)
TestAnyInterleaving = pytest.mark.req("EVT-04")(AnyInterleaving.TestCase)


class Bench:
    """An orderer over a log that may have been trimmed."""

    def __init__(self) -> None:
        self.log = Log({1: 0})
        self.delivered: list[Recorded] = []
        self.holes: list[int] = []
        self.tasks = BackgroundTasks()
        self.orderer = Orderer(
            self.delivered.append, baseline=self.log.baseline, fetch=self.log.fetch, tasks=self.tasks
        )
        self.orderer.on_hole = self.holes.append

    @property
    def seqs(self) -> list[int]:
        return [one.seq for one in self.delivered]

    def offer(self, *seqs: int) -> None:
        while self.log.last(1) < max(seqs):
            self.log.commit(1)
        for seq in seqs:
            self.orderer.offer(self.log.rows[1][seq])

    def trim(self, *seqs: int) -> None:
        for seq in seqs:
            # The row is gone; its place in the counter stays.
            self.log.rows[1].pop(seq)


def played(play: object) -> Bench:
    """Play a scene on an instant loop and return its bench when all has settled."""

    async def scene() -> Bench:
        bench = Bench()
        await play(bench)  # type: ignore[operator]
        await asyncio.sleep(60)
        await bench.tasks.close()
        return bench

    with asyncio.Runner(loop_factory=InstantLoop) as runner:
        return runner.run(scene())


def test_a_hole_left_by_trimming_is_reported_and_blocks_nobody() -> None:
    async def play(bench: Bench) -> None:
        bench.offer(1, 5)
        bench.trim(2, 3)

    bench = played(play)
    assert bench.seqs == [1, 4, 5]
    assert bench.holes == [1]


def test_a_gap_waits_for_a_late_neighbour_before_the_log_is_asked() -> None:
    async def play(bench: Bench) -> None:
        bench.offer(1, 3)
        bench.trim(2)
        late = Recorded(noted(1, 2), 1, 2)
        await asyncio.sleep(0.01)
        bench.orderer.offer(late)

    bench = played(play)
    assert bench.seqs == [1, 2, 3]
    assert not bench.holes


def test_what_the_writer_holds_is_not_replaced_by_what_the_bus_brings() -> None:
    view = object()

    async def play(bench: Bench) -> None:
        bench.offer(1, 2, 3)
        bench.orderer.offer(Recorded(noted(1, 5), 1, 5, view))
        bench.orderer.offer(Recorded(noted(1, 5), 1, 5))
        bench.orderer.offer(Recorded(noted(1, 4), 1, 4))

    assert played(play).delivered[-1].view is view


def test_a_fact_the_log_no_longer_knows_starts_a_stream_where_it_stands() -> None:
    async def play(bench: Bench) -> None:
        bench.orderer.offer(Recorded(noted(1, 9), 1, 9))

    assert played(play).seqs == [9]
