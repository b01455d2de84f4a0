"""Looks names of strangers up, in threads of its own: a resolver that hangs holds up nobody else.

The event loop's own threads are few, and the database's name is looked up by them too.
"""

import asyncio
import socket
import threading
from collections.abc import Sequence

# Look-ups that hang count until the system gives them up, long after whoever asked is gone.
_AT_ONCE = 16


class Lookups:
    """At most so many at once; the threads end with the process, whatever they wait for."""

    def __init__(self, at_once: int = _AT_ONCE) -> None:
        self._free = threading.Semaphore(at_once)

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        """Return the addresses of a host as the system gives them; raises `OSError` when it knows none."""
        if not self._free.acquire(blocking=False):
            raise OSError("too many names are being looked up")
        loop = asyncio.get_running_loop()
        found: asyncio.Future[Sequence[str]] = loop.create_future()

        def told(addresses: Sequence[str] | None, error: Exception | None) -> None:
            if found.done():
                return
            if addresses is None:
                found.set_exception(error or OSError("no address"))
            else:
                found.set_result(addresses)

        def look() -> None:
            addresses, failure = None, None
            try:
                entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
                addresses = list(dict.fromkeys(str(one[4][0]) for one in entries))
            except (OSError, UnicodeError) as error:
                failure = error
            finally:
                self._free.release()
            if not loop.is_closed():
                loop.call_soon_threadsafe(told, addresses, failure)

        threading.Thread(target=look, name="lookup", daemon=True).start()
        return await found
