"""Frames as pure functions: another implementation reads ours; how incoming bytes are cut never matters."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from socket_lab import closing, frame
from websockets.frames import Frame, Opcode
from websockets.streams import StreamReader

from beep.runtime.sockets import SocketOptions, binary_frame, close_frame, frame_header, text_frame
from beep.runtime.sockets.parser import Event, FrameParser, Message, ProtocolViolation, Quiet

LIMITS = SocketOptions(max_message_bytes=300, max_fragments=4)


def _parsed(data: bytes) -> Frame:
    """Read one frame with `websockets`, as a client would."""
    reader = StreamReader()
    reader.feed_data(data)
    reader.feed_eof()
    reading = Frame.parse(reader.read_exact, mask=False)
    with pytest.raises(StopIteration) as stop:
        next(reading)
    assert len(reader.buffer) == 0
    return stop.value.value


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65535, 65536, 70000])
def test_another_implementation_reads_our_frames(size: int) -> None:
    payload = b"a" * size
    assert _parsed(text_frame(payload)) == Frame(Opcode.TEXT, payload)
    assert _parsed(binary_frame(payload)) == Frame(Opcode.BINARY, payload)
    assert text_frame(payload) == frame_header(size) + payload


def test_another_implementation_reads_our_close() -> None:
    assert _parsed(close_frame(4004, "no")) == Frame(Opcode.CLOSE, b"\x0f\xa4no")


def _events(*chunks: bytes) -> list[Event | tuple[int, str]]:
    """Parse the chunks as they would arrive; a violation is the last item."""
    parser = FrameParser(LIMITS)
    events: list[Event | tuple[int, str]] = []
    for chunk in chunks:
        parser.feed(chunk)
        try:
            while (event := parser.next_event()) is not None:
                events.append(event)
        except ProtocolViolation as violation:
            return [*events, (violation.code, violation.reason)]
    return events


some_frames = st.one_of(
    st.builds(
        frame,
        st.sampled_from([0, 1, 2, 8, 9, 10, 3]),
        st.one_of(st.binary(max_size=200), st.text(max_size=60).map(str.encode)),
        fin=st.booleans(),
        rsv=st.sampled_from([0, 0, 0, 0, 0, 1]),
        width=st.sampled_from([0, 0, 0, 16, 64]),
    ),
    st.builds(frame, st.just(1), st.text(max_size=60).map(str.encode)),
    st.builds(closing, st.integers(0, 5000)),
)


@given(st.lists(some_frames, max_size=8).map(b"".join), st.data())
def test_any_split_of_the_bytes_gives_the_same_events(stream: bytes, data: st.DataObject) -> None:
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=20).map(sorted))
    chunks = [stream[start:end] for start, end in pairwise([0, *cuts, len(stream)])]
    assert _events(*chunks) == _events(stream)
    assert _events(*(bytes([octet]) for octet in stream)) == _events(stream)


@given(st.binary(max_size=600))
def test_no_bytes_break_the_parser(stream: bytes) -> None:
    for event in _events(stream):
        assert isinstance(event, tuple)


@given(st.text(max_size=70), st.lists(st.integers(0, 280), max_size=3), st.binary(min_size=4, max_size=4))
def test_a_message_in_fragments_is_the_message(text: str, cuts: list[int], mask: bytes) -> None:
    payload = text.encode()
    edges = [0, *sorted(min(cut, len(payload)) for cut in cuts), len(payload)]
    pieces = [payload[start:end] for start, end in pairwise(edges)]
    stream = b""
    for i, piece in enumerate(pieces):
        head = frame(0 if i else 1, piece, fin=i == len(pieces) - 1)
        size = len(head) - len(piece) - 4
        stream += head[:size] + mask + bytes(byte ^ mask[j % 4] for j, byte in enumerate(piece))
    assert _events(stream) == [*[Quiet()] * (len(pieces) - 1), Message(text)]


@given(st.lists(st.binary(max_size=100), max_size=6))
def test_the_parser_holds_no_more_than_its_limits(pieces: list[bytes]) -> None:
    parser = FrameParser(LIMITS)
    for i, piece in enumerate(pieces):
        parser.feed(frame(2 if i == 0 else 0, piece, fin=False))
        if i >= LIMITS.max_fragments or sum(map(len, pieces[: i + 1])) > LIMITS.max_message_bytes:
            with pytest.raises(ProtocolViolation) as violation:
                parser.next_event()
            assert violation.value.code == LIMITS.too_large_code
            return
        parser.next_event()
        assert sum(map(len, parser._fragments or [])) <= LIMITS.max_message_bytes
        assert len(parser._fragments or []) <= LIMITS.max_fragments
        assert len(parser._buffer) == 0
