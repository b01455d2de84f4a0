"""Log lines whose reader is slow, stuck or gone: whoever logs never waits for them."""

import fcntl
import logging
import os
import threading
from collections.abc import Iterator

import pytest
from prometheus_client import REGISTRY

from beep.runtime.log_output import NeverWaiting

PIPE_BYTES = 4096


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    reading, writing = os.pipe()
    fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
    yield reading, writing
    for end in (reading, writing):
        try:
            os.close(end)
        except OSError:
            continue


def say(handler: NeverWaiting, text: str) -> None:
    handler.emit(logging.LogRecord("beep", logging.INFO, "", 0, text, None, None))


def dropped() -> float:
    return REGISTRY.get_sample_value("beep_log_lines_dropped_total") or 0.0


@pytest.mark.req("F-33")
def test_a_reader_that_is_stuck_stops_nobody_and_gets_what_was_kept_when_it_reads_again(
    pipe: tuple[int, int],
) -> None:
    reading, writing = pipe
    handler = NeverWaiting(writing)
    for number in range(50):
        say(handler, f"{number:03} " + "x" * 496)
    # Ten times what the pipe holds was said, and here we are.
    taken = b""
    while taken.count(b"\n") < 51:
        taken += os.read(reading, 1 << 20)
        say(handler, "again")
    lines = taken.decode().splitlines()
    assert [line[:3] for line in lines[:50]] == [f"{number:03}" for number in range(50)]
    assert lines[50] == "again"


@pytest.mark.req("F-33")
def test_what_is_beyond_the_limit_is_dropped_and_counted(pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    handler = NeverWaiting(writing)
    before = dropped()
    for _ in range(300):
        say(handler, "x" * 10_000)
    # A MiB is kept, of nearly three.
    assert 190 < dropped() - before < 200
    os.close(reading)
    handler.close()


@pytest.mark.req("F-33")
def test_a_reader_that_left_is_no_error(pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    os.close(reading)
    handler = NeverWaiting(writing)
    before = dropped()
    say(handler, "anybody?")
    say(handler, "nobody.")
    assert dropped() - before == 2


def test_a_line_longer_than_a_pipe_arrives_whole(pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    handler = NeverWaiting(writing)
    taken: list[bytes] = []
    reader = threading.Thread(target=lambda: taken.append(read_all(reading)))
    reader.start()
    say(handler, "y" * 100_000)
    handler.close()
    os.close(writing)
    reader.join()
    assert taken == [b"y" * 100_000 + b"\n"]


def read_all(descriptor: int) -> bytes:
    found = b""
    while chunk := os.read(descriptor, 1 << 16):
        found += chunk
    return found
