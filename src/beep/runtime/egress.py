"""Fetching what is at addresses strangers chose, without lending them this machine's network (S-09).

A host is resolved once, every address it has must be public, and the connection goes to an address that was
looked at: what the name says a moment later does not matter. Each redirect is a new address like the first.
"""

import asyncio
import ipaddress
import logging
import ssl
import zlib
from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from typing import cast

import httpcore2
import httpx2
from httpcore2 import AsyncNetworkBackend, AsyncNetworkStream

from beep.runtime.lookups import Lookups

_log = logging.getLogger("beep.runtime.egress")
IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]
Headers = Sequence[tuple[bytes, bytes]]

REDIRECTS = 3
TIMEOUT_S = 3.0
SIZE = 1 << 20
_URL_LENGTH = 2048
_ADDRESSES = 4
_SCHEMES = frozenset({"http", "https"})
_MOVED = frozenset({301, 302, 303, 307, 308})
_FOUND = 200
_HEADERS = [
    (b"User-Agent", b"Mozilla/5.0 (compatible; Beep-Preview/1.0)"),
    (b"Accept-Encoding", b"gzip"),
]
# zlib's sign for a gzip header.
_GZIP = 31

# All of IPv6 that is given out to anybody; what is outside is ours, nobody's, or another address in disguise.
_GIVEN_OUT = ipaddress.IPv6Network("2000::/3")
# What `is_global` passes: other addresses in disguise, protocols' own, and a cloud's own services.
_NOT_PUBLIC = tuple(
    ipaddress.ip_network(one)
    for one in (
        "2001::/23",
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
        "192.0.0.0/24",  # protocols; a cloud's metadata
        "192.88.99.0/24",  # relays of 6to4
        "168.63.129.16/32",  # a cloud's own services, in the midst of public addresses
    )
)


class Refused(Exception):  # noqa: N818 - said of the address, not of Beep
    """An address is not fetched, or does not give a page; the reason is for the log."""


def is_public(address: IPAddress) -> bool:
    """Tell whether an address belongs to the internet at large, whatever it is written as."""
    if isinstance(address, ipaddress.IPv6Address) and address not in _GIVEN_OUT:
        return False
    if not address.is_global or address.is_multicast or address.is_reserved or address.is_unspecified:
        return False
    return not any(address in network for network in _NOT_PUBLIC if network.version == address.version)


def is_reachable(address: IPAddress) -> bool:
    """Tell whether an address may be reached where an operator wants one inside: not those of a link.

    Clouds tell machines their secrets at one of those.
    """
    address = getattr(address, "ipv4_mapped", None) or address
    return not (address.is_link_local or address.is_multicast or address.is_unspecified)


_lookups = Lookups()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an address is to give: one of these kinds, and so many bytes, of which the first may do."""

    kinds: frozenset[str]
    size: int
    is_whole: bool = False


PAGE = Wanted(frozenset({"text/html"}), SIZE)
# Of an exchange, which asks for no kind.
DOCUMENT = Wanted(frozenset({"application/json"}), SIZE, is_whole=True)
PICTURE = Wanted(frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"}), 4 << 20, is_whole=True)


@dataclass(frozen=True, slots=True)
class Policy:
    """What may be reached. `ports` of `None` are all of them: for addresses an operator chose, and tests."""

    resolve: Resolve = _lookups.resolve
    is_allowed: Callable[[IPAddress], bool] = is_public
    ports: frozenset[int] | None = frozenset({80, 443})


@dataclass(frozen=True, slots=True)
class Page:
    """What a fetch gave: where it ended, and the beginning of what was there."""

    url: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What an exchange gave, whole."""

    status: int
    content_type: str
    content: bytes


class Egress:
    """Fetches pages as `policy` allows: no cookies, no proxies, nothing kept from one to the next."""

    def __init__(
        self, policy: Policy | None = None, *, timeout_s: float = TIMEOUT_S, tls: ssl.SSLContext | None = None
    ) -> None:
        self._policy = policy or Policy()
        self._timeout_s = timeout_s
        self._tls = tls or _trusting_the_systems_authorities()

    async def fetch(self, address: str, wanted: Wanted = PAGE) -> Page:
        """Return the page or the picture at an address; raises `Refused` for everything else."""
        async with self._within_limits():
            return await self._follow(self._checked(address), wanted)

    async def exchange(
        self, method: str, address: str, *, headers: Headers = (), content: bytes = b""
    ) -> Answer:
        """Return what an address answers, whatever its status and kind; raises `Refused`.

        No redirect is followed.
        """
        async with self._within_limits():
            url = self._checked(address)
            async with self._answering(method, url, headers, content) as response:
                kind, coding = _kind(response)
                body = await _beginning(response.aiter_stream(), coding, DOCUMENT)
                return Answer(response.status, kind, body)

    @asynccontextmanager
    async def _within_limits(self) -> AsyncGenerator[None]:
        try:
            async with asyncio.timeout(self._timeout_s):
                yield
        except TimeoutError:
            raise Refused("too slow") from None
        except (httpcore2.NetworkError, httpcore2.TimeoutException, httpcore2.ProtocolError) as error:
            raise Refused(f"away: {type(error).__name__}") from None
        except httpx2.InvalidURL:
            raise Refused("no address") from None
        except (OSError, zlib.error, UnicodeError, ValueError) as error:
            raise Refused(f"unusable: {type(error).__name__}") from None

    def _checked(self, address: str) -> httpx2.URL:
        if len(address) > _URL_LENGTH:
            raise Refused("too long")
        try:
            url = httpx2.URL(address)
        except (httpx2.InvalidURL, TypeError):
            raise Refused("no address") from None
        if url.scheme not in _SCHEMES or not url.raw_host:
            raise Refused("neither http nor https")
        if url.userinfo:
            raise Refused("credentials in the address")
        ports = self._policy.ports
        if ports is not None and _port(url) not in ports:
            raise Refused("another port")
        return url

    async def _follow(self, url: httpx2.URL, wanted: Wanted) -> Page:
        for _ in range(REDIRECTS + 1):
            found = await self._get(url, wanted)
            if isinstance(found, Page):
                return found
            url = self._checked(str(url.join(found)))
        raise Refused("too many redirects")

    async def _get(self, url: httpx2.URL, wanted: Wanted) -> Page | str:
        """Return what is there, or where it says it is."""
        accept = ", ".join(sorted(wanted.kinds)).encode()
        async with self._answering("GET", url, [(b"Accept", accept), *_HEADERS]) as response:
            location = _header(response, b"location")
            if response.status in _MOVED and location is not None:
                return location
            if response.status != _FOUND:
                raise Refused(f"status {response.status}")
            kind, coding = _kind(response)
            if kind.partition(";")[0].strip().lower() not in wanted.kinds:
                raise Refused("another kind")
            return Page(str(url), kind, await _beginning(response.aiter_stream(), coding, wanted))

    @asynccontextmanager
    async def _answering(
        self, method: str, url: httpx2.URL, headers: Headers, content: bytes = b""
    ) -> AsyncGenerator[httpcore2.Response]:
        backend = _VettedBackend(self._policy)
        target = httpcore2.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=_port(url), target=url.raw_path or b"/"
        )
        sent = [(b"Host", url.netloc), *headers]
        if content:
            sent.append((b"Content-Length", b"%d" % len(content)))
        async with (
            httpcore2.AsyncConnectionPool(
                ssl_context=self._tls, max_connections=1, max_keepalive_connections=0, network_backend=backend
            ) as pool,
            pool.stream(method, target, headers=sent, content=content or None) as response,
        ):
            yield response


def _header(response: httpcore2.Response, wanted: bytes) -> str | None:
    """Return the last of such headers, as a browser would take it."""
    found = [value for name, value in response.headers if name.lower() == wanted]
    return found[-1].decode("latin-1") if found else None


def _kind(response: httpcore2.Response) -> tuple[str, str]:
    """Return what a body is, and how it is packed."""
    coding = (_header(response, b"content-encoding") or "identity").strip().lower()
    return _header(response, b"content-type") or "", coding


@cache
def _trusting_the_systems_authorities() -> ssl.SSLContext:
    # Reading all of them takes 20 ms: once is enough for a process.
    return ssl.create_default_context()


def _port(url: httpx2.URL) -> int:
    return url.port or (443 if url.scheme == "https" else 80)


async def _beginning(body: AsyncIterable[bytes], coding: str, wanted: Wanted) -> bytes:
    """Return as many bytes of a body as are wanted, unpacked no further than that."""
    if coding not in {"identity", "gzip", "x-gzip"}:
        raise Refused("packed in an unknown way")
    unpacking = None if coding == "identity" else zlib.decompressobj(_GZIP)
    content = bytearray()
    async for part in body:
        room = wanted.size - len(content)
        content += part[:room] if unpacking is None else unpacking.decompress(part, room)
        if len(content) >= wanted.size:
            if wanted.is_whole:
                raise Refused("too large")
            break
    return bytes(content)


class _VettedBackend(AsyncNetworkBackend):
    """Connects to addresses that were looked at. TLS still asks for the host by its name."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._network = cast("AsyncNetworkBackend", httpcore2.AnyIOBackend())

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the client library's own signature
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> AsyncNetworkStream:
        failure: Exception = Refused("no address")
        for address in await self._vetted(host, port):
            try:
                return await self._network.connect_tcp(address, port, timeout, local_address, socket_options)
            except httpcore2.ConnectError as error:
                failure = error
        raise failure

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 - the client library's own signature
        socket_options: Iterable[SocketOption] | None = None,
    ) -> AsyncNetworkStream:
        del path, timeout, socket_options
        raise Refused("a socket of this machine")

    async def _vetted(self, host: str, port: int) -> list[str]:
        """Return a host's addresses; one that may not be reached refuses the whole host."""
        found = await self._policy.resolve(host.strip("[]"), port)
        for one in found:
            if not self._policy.is_allowed(ipaddress.ip_address(one)):
                _log.info("a page at an address that is not public was refused")
                raise Refused("not a public address")
        return list(found)[:_ADDRESSES]
