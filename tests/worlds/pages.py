"""Pages for tests: `async with pages() as site`, `site.put("/a", html("Titre"))`, `site.url("/a")`.

A real HTTP server on loopback that answers exactly the bytes it was given, and remembers what was asked.
"""

import asyncio
import ipaddress
import ssl
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from beep.runtime.egress import IPAddress, Policy


def answer(
    body: bytes, *, status: int = 200, kind: str = "text/html; charset=utf-8", **headers: str
) -> bytes:
    """Return a whole HTTP answer."""
    lines = [f"HTTP/1.1 {status} X", f"Content-Type: {kind}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode() + body


def html(title: str, head: str = "") -> bytes:
    return answer(f"<!doctype html><head><title>{title}</title>{head}</head><body>…</body>".encode())


def moved(to: str, status: int = 302) -> bytes:
    return answer(b"", status=status, Location=to)


@dataclass
class Site:
    """`requests` are the heads of what was asked, in order."""

    port: int = 0
    scheme: str = "http"
    answers: dict[str, bytes] = field(default_factory=dict[str, bytes])
    requests: list[str] = field(default_factory=list[str])
    # Paths whose answer never ends: the connection stays open after these bytes.
    endless: set[str] = field(default_factory=set[str])
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"

    def put(self, path: str, content: bytes, *, is_endless: bool = False) -> str:
        """Answer so at a path and return its address."""
        self.answers[path] = content
        if is_endless:
            self.endless.add(path)
        return self.url(path)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            self.requests.append(head)
            path = head.split(" ", 2)[1].partition("?")[0]
            writer.write(self.answers.get(path, answer(b"", status=404)))
            await writer.drain()
            if path in self.endless:
                await self.stopping.wait()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def pages(host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> AsyncGenerator[Site]:
    site = Site(scheme="https" if tls else "http")
    server = await asyncio.start_server(site.serve, host, 0, ssl=tls)
    site.port = server.sockets[0].getsockname()[1]
    try:
        yield site
    finally:
        site.stopping.set()
        server.close()


def is_loopback(address: IPAddress) -> bool:
    return address.is_loopback


class Names:
    """A resolver: each name gives its answers one after the other, the last one for ever."""

    def __init__(self, **answers: Sequence[str]) -> None:
        self._answers = {name.replace("_", "."): list(one) for name, one in answers.items()}
        self.asked: list[str] = []

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        del port
        self.asked.append(host)
        if host not in self._answers:
            return [str(ipaddress.ip_address(host))]
        left = self._answers[host]
        return [left.pop(0) if len(left) > 1 else left[0]]


def on_loopback(names: Names | None = None) -> Policy:
    """Return a policy that reaches this machine, at any port, and nothing else."""
    return Policy(resolve=(names or Names()).resolve, is_allowed=is_loopback, ports=None)
