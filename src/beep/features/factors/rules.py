"""What a code is and when it is right; where passkeys belong: pure functions."""

import base64
import ipaddress
import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlencode, urlsplit

from cryptography.hazmat.primitives import constant_time
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

from beep.kit.errors import invalid
from beep.kit.text import normal

# RFC 6238 as every app knows it: six digits, SHA-1, thirty seconds. Other values are ignored by many.
SECRET_BYTES = 20
STEP_S = 30
_DIGITS = 6
# Clocks differ, and typing takes a while: the step before and the step after are right too.
_DRIFT = (0, -1, 1)
_NOT_A_SIGN = re.compile(r"[\s-]")

# Without signs that are mistaken for one another: 32 of them, five bits each.
RECOVERY_ALPHABET = "abcdefghjkmnpqrstuvwxyz023456789"
RECOVERY_LENGTH = 10
RECOVERY_CODES = 10
_NAME_MAX = 64
_DEFAULT_PORTS = frozenset({("https", 443), ("http", 80)})


def code_at(secret: bytes, step: int) -> str:
    """Return the code of a step (RFC 6238)."""
    return HOTP(secret, _DIGITS, SHA1()).generate(step).decode()  # noqa: S303 - the RFC's


def step_of(now: datetime) -> int:
    return int(now.timestamp()) // STEP_S


def matching_step(secret: bytes, given: str, *, now: datetime, after: int) -> int | None:
    """Return which step a code is of, `None` when it is wrong or not after the step used last."""
    code = plain(given).encode()
    found: int | None = None
    for drift in _DRIFT:
        step = step_of(now) + drift
        if constant_time.bytes_eq(code_at(secret, step).encode(), code) and step > after and found is None:
            found = step
    return found


def plain(given: str) -> str:
    """Return a code without what people type between its signs."""
    return _NOT_A_SIGN.sub("", given)


def secret_text(secret: bytes) -> str:
    """Return a secret as apps take it by hand."""
    return base64.b32encode(secret).decode()


def otpauth_uri(secret: bytes, *, account: str, issuer: str) -> str:
    """Return what the QR code of a secret says."""
    label = quote(f"{issuer}:{account}", safe="")
    values = {"secret": secret_text(secret), "issuer": issuer, "algorithm": "SHA1", "digits": _DIGITS}
    return f"otpauth://totp/{label}?{urlencode({**values, 'period': STEP_S}, quote_via=quote)}"


def issuer_of(host: str | None) -> str:
    """Return what apps call an installation, so that codes of two are told apart."""
    name = _domain(host or "")
    return f"Beep ({name})" if name and name != "localhost" else "Beep"


def recovery_text(signs: str) -> str:
    """Return a recovery code as it is shown."""
    half = RECOVERY_LENGTH // 2
    return f"{signs[:half]}-{signs[half:]}"


def recovery_key(given: str) -> str | None:
    """Return the signs of a recovery code as it was typed, `None` for what is none."""
    signs = plain(normal(given)).lower().replace("o", "0")
    return signs if len(signs) == RECOVERY_LENGTH and set(signs) <= set(RECOVERY_ALPHABET) else None


def passkey_name(raw: str) -> str:
    """Return what a passkey is called; raises `Invalid`."""
    name = " ".join(normal(raw).split())
    if not 1 <= len(name) <= _NAME_MAX or not name.isprintable():
        raise invalid("name", "BASE_TYPE_BAD_LENGTH", f"A name has 1 to {_NAME_MAX} characters.")
    return name


@dataclass(frozen=True, slots=True)
class Site:
    """Where passkeys belong: the name they are bound to, and the one origin they are used from."""

    name: str
    origin: str


def site_of(public_url: str) -> Site | None:
    """Return where passkeys of an installation belong; `None` where its address is a bare number.

    WebAuthn binds passkeys to a domain, and browsers do so in secure contexts only: https, or this very
    machine, which is called `localhost` then.
    """
    parts = urlsplit(public_url)
    name = _domain(parts.hostname or "")
    if not name or (parts.scheme != "https" and name != "localhost"):
        return None
    port = f":{parts.port}" if parts.port and (parts.scheme, parts.port) not in _DEFAULT_PORTS else ""
    return Site(name, f"{parts.scheme}://{name}{port}")


def _domain(host: str) -> str | None:
    """Return a host's name as browsers write it; `None` for an address, but for that of this machine."""
    try:
        is_here = ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.encode("idna").decode() if host else None
    return "localhost" if is_here else None
