"""The way out to one connection: plain text frames, or one zlib stream."""

import zlib
from collections.abc import Sequence

from beep.runtime.sockets import Connection, binary_frame, text_frame


class Outlet:
    """Writes payloads; with zlib-stream each ends with a sync flush, in one context per connection."""

    __slots__ = ("_compressor", "connection", "is_compressed")

    def __init__(self, connection: Connection, *, compresses: bool) -> None:
        self.connection = connection
        self.is_compressed = compresses
        self._compressor = zlib.compressobj(6) if compresses else None

    def send(self, payloads: Sequence[bytes]) -> None:
        """Write all payloads at once: several frames in one write cost the kernel once."""
        if self._compressor is None:
            ready = [text_frame(payload) for payload in payloads]
        else:
            ready = [binary_frame(self._packed(payload)) for payload in payloads]
        self.connection.send_prepared(ready[0] if len(ready) == 1 else b"".join(ready))

    def _packed(self, payload: bytes) -> bytes:
        compressor = self._compressor
        if compressor is None:
            raise RuntimeError("this connection is not compressed")
        return compressor.compress(payload) + compressor.flush(zlib.Z_SYNC_FLUSH)
