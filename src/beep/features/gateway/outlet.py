"""The way out to one connection: plain text frames, or one zlib stream."""

import zlib
from collections.abc import Iterator, Sequence

from beep.features.gateway.frames import Payload, in_one
from beep.runtime.sockets import Connection, binary_frame, frame_header, text_frame

_LARGE_BYTES = 64 * 1024


class Outlet:
    """Writes payloads; with zlib-stream each ends with a sync flush, in one context per connection."""

    __slots__ = ("_compressor", "connection", "is_compressed")

    def __init__(self, connection: Connection, *, compresses: bool) -> None:
        self.connection = connection
        self.is_compressed = compresses
        self._compressor = zlib.compressobj(6) if compresses else None

    def send(self, payloads: Sequence[Payload]) -> None:
        """Write all payloads at once: several frames in one write cost the kernel once.

        What is large is written by itself instead: others may hold the same bytes, none a copy.
        """
        small: list[bytes] = []
        for piece in self._framed(payloads):
            if len(piece) < _LARGE_BYTES:
                small.append(piece)
                continue
            self.connection.send_prepared(b"".join(small))
            small.clear()
            self.connection.send_prepared(piece)
        self.connection.send_prepared(small[0] if len(small) == 1 else b"".join(small))

    def _framed(self, payloads: Sequence[Payload]) -> Iterator[bytes]:
        for payload in payloads:
            if self._compressor is not None:
                yield binary_frame(self._packed(in_one(payload)))
            elif isinstance(payload, bytes):
                yield text_frame(payload)
            else:
                yield frame_header(sum(map(len, payload)))
                yield from payload

    def _packed(self, payload: bytes) -> bytes:
        compressor = self._compressor
        if compressor is None:
            raise RuntimeError("this connection is not compressed")
        return compressor.compress(payload) + compressor.flush(zlib.Z_SYNC_FLUSH)
