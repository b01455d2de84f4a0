"""What judges deliveries: the tally in C and the one in Python see the same, however a stream is cut."""

import random
import socket

import pytest
from bench.load import judged
from bench.peer import marked
from bench.senders import Sent
from bench.tally import NativeTally, PlainTally, Seen, Tally

TOTAL = 12


def heard(tally: Tally, streams: list[list[int]], *, cuts: random.Random | None = None) -> Seen:
    """Let each socket say its messages, in pieces of any size, and return what was seen."""
    pairs = [socket.socketpair() for _ in streams]
    tally.expect(0, 1_000_000, 100, TOTAL)
    for _, ours in pairs:
        ours.setblocking(False)
        tally.forget(ours.fileno())
        tally.add(ours)
    for (theirs, ours), numbers in zip(pairs, streams, strict=True):
        rest = b"".join(b'{"s":7,"d":"' + marked(100 + one).encode() + b'|x|"}' for one in numbers)
        while rest:
            size = cuts.randint(1, 40) if cuts else len(rest)
            theirs.sendall(rest[:size])
            rest = rest[size:]
            tally.pump()
        tally.remove(ours.fileno())
    seen = tally.seen()
    for pair in pairs:
        for one in pair:
            one.close()
    return seen


def sent(places: list[int] | None = None) -> Sent:
    return Sent([1] * TOTAL, places or list(range(1, TOTAL + 1)))


@pytest.fixture(params=[NativeTally, PlainTally])
def tally(request: pytest.FixtureRequest) -> Tally:
    try:
        made: Tally = request.param()
    except FileNotFoundError:
        pytest.skip("no C compiler")
    return made


def test_every_message_is_found_in_pieces_of_any_size(tally: Tally) -> None:
    streams = [list(range(TOTAL))] * 3
    seen = heard(tally, streams, cuts=random.Random(1))  # noqa: S311 - only cuts
    assert list(seen.got) == [3] * TOTAL
    assert (seen.deliveries, seen.strayed, seen.repeated) == (3 * TOTAL, 0, 0)
    assert judged(sent(), seen, 3)["is_exactly_once_in_order"]


@pytest.mark.parametrize(
    ("name", "second"),
    [
        ("lost", [0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11]),
        ("repeated", [0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
        ("receivers_out_of_order", [0, 2, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
    ],
)
def test_what_went_wrong_is_told(tally: Tally, name: str, second: list[int]) -> None:
    verdict = judged(sent(), heard(tally, [list(range(TOTAL)), second]), 2)
    assert verdict[name] == 1
    assert not verdict["is_exactly_once_in_order"]


def test_an_order_all_agree_on_must_be_the_acknowledged_one(tally: Tally) -> None:
    swapped = [1, 0, *range(2, TOTAL)]
    seen = heard(tally, [swapped, swapped])
    assert not judged(sent(), seen, 2)["is_exactly_once_in_order"]
    assert judged(sent([0] * TOTAL), seen, 2)["is_exactly_once_in_order"]


def test_messages_of_another_run_do_not_count(tally: Tally) -> None:
    seen = heard(tally, [[-5, 0, TOTAL + 3]])
    assert seen.deliveries == 1


def test_what_was_read_last_is_kept_for_who_resumes(tally: Tally) -> None:
    ours, theirs = socket.socketpair()
    tally.expect(0, 0, 0, 1)
    tally.forget(ours.fileno())
    tally.feed(ours.fileno(), b"hello " + marked(0).encode())
    tally.feed(ours.fileno(), b"no message")
    assert tally.tail(ours.fileno()) == b"hello " + marked(0).encode()
    ours.close()
    theirs.close()
