"""Fetching what an OpenID provider publishes and answers, through the guard every address of others takes.

Only the provider's own address may be inside this network, and only where its section says so: what its
documents name must then be there too, or on the internet at large.
"""

import ssl
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

import msgspec

from beep.features.identities.errors import ProviderAway
from beep.runtime.egress import Answer, Egress, Headers, Policy, Refused, is_reachable

_SERVER_ERROR = 500
_JSON: Headers = (
    (b"Accept", b"application/json"),
    (b"Accept-Encoding", b"gzip"),
    (b"User-Agent", b"Beep/1.0"),
)
_FORM = (b"Content-Type", b"application/x-www-form-urlencoded")
_PORTS = {"https": 443, "http": 80}


class Documents:
    """`is_inside` lets the origin of `home` be at an address of this network, and be spoken with by http."""

    def __init__(self, home: str, *, is_inside: bool, ca_file: str, timeout_s: float) -> None:
        self._home = _origin(home)
        self._is_inside = is_inside
        tls = ssl.create_default_context(cafile=ca_file or None)
        self._outside = Egress(Policy(ports=None), timeout_s=timeout_s, tls=tls)
        self._inside = Egress(Policy(is_allowed=is_reachable, ports=None), timeout_s=timeout_s, tls=tls)

    def is_fit(self, address: str) -> bool:
        """Tell whether something may be fetched there, or a browser be sent there: by https, but at home."""
        parts = _origin(address)
        return parts is not None and (parts[0] == "https" or (self._is_inside and parts == self._home))

    async def get(self, address: str, *, bearer: str = "") -> tuple[int, dict[str, Any]]:
        """Return the status and the JSON object of an address; raises `ProviderAway`."""
        headers = [*_JSON, (b"Authorization", f"Bearer {bearer}".encode())] if bearer else _JSON
        return await self._ask("GET", address, headers)

    async def post(
        self, address: str, form: dict[str, str], *, authorization: str = ""
    ) -> tuple[int, dict[str, Any]]:
        """Return the status and the JSON object a form is answered with; raises `ProviderAway`."""
        headers = [*_JSON, _FORM]
        if authorization:
            headers.append((b"Authorization", authorization.encode()))
        return await self._ask("POST", address, headers, urlencode(form).encode())

    async def _ask(
        self, method: str, address: str, headers: Headers, content: bytes = b""
    ) -> tuple[int, dict[str, Any]]:
        if not self.is_fit(address):
            raise ProviderAway from Refused("an address that may not be asked")
        at_home = self._is_inside and _origin(address) == self._home
        egress = self._inside if at_home else self._outside
        try:
            answer = await egress.exchange(method, address, headers=headers, content=content)
        except Refused as error:
            raise ProviderAway from error
        if answer.status >= _SERVER_ERROR:
            raise ProviderAway from Refused(f"status {answer.status}")
        return answer.status, _object(answer)


def _object(answer: Answer) -> dict[str, Any]:
    """Return a JSON object, empty where there is none: its status says what that means."""
    try:
        found = msgspec.json.decode(answer.content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}


def _origin(address: str) -> tuple[str, str, int] | None:
    try:
        parts = urlsplit(address)
        port = parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError):
        return None
    return (parts.scheme, parts.hostname, port) if parts.hostname else None
