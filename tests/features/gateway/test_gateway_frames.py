"""Frames laid out once and numbered for each session, against the plain way of writing them."""

import json

from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame
from websockets.streams import StreamReader

from beep.features.gateway import frames

_tails = st.lists(
    st.builds(
        lambda text, is_cut: (
            frames.tail_around("E", {"a": 1}, "text", json.dumps(text).encode())
            if is_cut
            else frames.tail_of("E", {"text": text, "a": 1})
        ),
        st.text(max_size=200) | st.sampled_from(["%d", "é" * 40_000]),
        st.booleans(),
    ),
    min_size=1,
    max_size=5,
)
_seq = st.integers(1, 10**12 - 10)


def payloads(data: bytes) -> list[dict[str, object]]:
    reader = StreamReader()
    reader.feed_data(data)
    reader.feed_eof()
    found: list[dict[str, object]] = []
    while reader.buffer:
        parser = Frame.parse(reader.read_exact, mask=False)
        try:
            next(parser)
        except StopIteration as stop:
            found.append(json.loads(stop.value.data))
    return found


@given(tails=_tails, firsts=st.lists(_seq, min_size=1, max_size=5))
def test_prepared_frames_say_what_each_event_alone_would(tails: list[frames.Tail], firsts: list[int]) -> None:
    prepared = frames.Prepared(tails)
    for first in firsts:
        alone = [
            json.loads(frames.in_one(frames.payload_of(seq, tail))) for seq, tail in enumerate(tails, first)
        ]
        assert payloads(bytes(prepared.frames(first))) == alone
        assert [one["s"] for one in alone] == list(range(first, first + len(tails)))
