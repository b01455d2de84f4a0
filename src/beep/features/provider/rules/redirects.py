"""Where a browser may be sent: registered addresses, compared exactly (RFC 6749, RFC 8252, RFC 9700)."""

import ipaddress
import re
from collections.abc import Iterable, Mapping
from urllib.parse import SplitResult, urlencode, urlsplit

from beep.kit.errors import invalid

URI_MAX = 500
_URIS_MAX = 20
_LOCALHOST = "localhost"
# What RFC 3986 lets an address hold: no spaces, quotes, backslashes or signs outside of ASCII.
_PLAIN = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
_NOT_HTTPS = "REDIRECT_HTTPS", "Use https; http is for addresses of the person's own machine."
_PRIVATE = "REDIRECT_PRIVATE", "Only a public application may use a scheme of its own."
_SCHEME = re.compile(r"[a-z][a-z0-9+\-]*(?:\.[a-z0-9+\-]+)+")


def redirect_uris(field: str, given: Iterable[str], *, is_public: bool) -> tuple[str, ...]:
    """Return addresses as they are kept, each once; raises `Invalid` naming the one that is wrong."""
    kept = tuple(dict.fromkeys(one.strip() for one in given))
    if len(kept) > _URIS_MAX:
        raise invalid(field, "BASE_TYPE_BAD_LENGTH", f"Register {_URIS_MAX} addresses at most.")
    for place, one in enumerate(kept):
        if fault := _fault(one, is_public=is_public):
            raise invalid(f"{field}.{place}", *fault)
    return kept


def is_registered(asked: str, registered: Iterable[str], *, is_public: bool) -> bool:
    """Tell whether a browser may be sent there.

    Exactly what was registered; a program on the person's own machine may listen on any port of a loopback
    address, as it cannot choose one beforehand (RFC 8252, 7.3).
    """
    if asked in registered:
        return True
    if not is_public or not _PLAIN.fullmatch(asked):
        return False
    wanted = _without_port(asked)
    return wanted is not None and any(_without_port(one) == wanted for one in registered)


def may_skip_asking(redirect_uri: str, *, is_public: bool) -> bool:
    """Tell whether a remembered consent may be used without showing it again.

    What only listens on the person's machine, or claims a scheme there, may be another program than the one
    that was allowed (RFC 8252, 8.6).
    """
    return not is_public or redirect_uri.startswith("https://")


def origins_of(uris: Iterable[str]) -> frozenset[str]:
    """Return the origins of web pages among redirect addresses, as browsers write them."""
    parts = [urlsplit(one) for one in uris]
    return frozenset(f"{one.scheme}://{_netloc(one)}" for one in parts if one.scheme in {"http", "https"})


def with_query(uri: str, added: Mapping[str, str]) -> str:
    """Return an address with parameters after those it has."""
    return f"{uri}{'&' if urlsplit(uri).query else '?'}{urlencode(added)}"


def _fault(uri: str, *, is_public: bool) -> tuple[str, str] | None:
    """Return why an address cannot be registered, `None` when it can."""
    parts = _parts(uri)
    if parts is None:
        return "REDIRECT_ADDRESS", "Not an address such as https://wiki.example.org/callback, in plain ASCII."
    if "#" in uri:
        return "REDIRECT_FRAGMENT", "The address must not hold a # part."
    if parts.scheme in {"http", "https"}:
        host = parts.hostname or ""
        is_safe = parts.scheme == "https" or _is_loopback(host) or host == _LOCALHOST
        return None if host and is_safe else _NOT_HTTPS
    if not _SCHEME.fullmatch(parts.scheme):
        return "REDIRECT_SCHEME", "Use https, or for an app a scheme such as org.example.app:/callback."
    return None if is_public else _PRIVATE


def _parts(uri: str) -> SplitResult | None:
    if len(uri) > URI_MAX or not _PLAIN.fullmatch(uri):
        return None
    try:
        parts = urlsplit(uri)
        is_usable = parts.port != 0 and parts.username is None and parts.password is None
    except ValueError:
        return None
    # Browsers and we must read the host alike: names in lower case, no dot at its end.
    is_host_plain = "@" not in parts.netloc and parts.netloc == parts.netloc.lower()
    return parts if parts.scheme and is_usable and is_host_plain else None


def _netloc(parts: SplitResult) -> str:
    default = {"http": ":80", "https": ":443"}[parts.scheme]
    return parts.netloc.removesuffix(default)


def _without_port(uri: str) -> tuple[str, str, str, str] | None:
    """Return what stays of an address on this machine's loopback when its port may be any."""
    parts = _parts(uri)
    if parts is None or parts.scheme != "http" or not _is_loopback(parts.hostname or "") or "#" in uri:
        return None
    return (parts.hostname or "", parts.path, parts.query, parts.scheme)


def _is_loopback(host: str) -> bool:
    """Tell whether a host is a loopback address: written as a number, which no resolver changes."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
