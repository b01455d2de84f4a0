"""What an e-mail, a password and a living session are: pure functions."""

import hashlib
import ipaddress
import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from beep.features.auth.contract import STRONG_METHODS
from beep.features.auth.settings import AuthSettings
from beep.kit.emails import EMAIL_MAX, parse
from beep.kit.errors import Invalid, invalid
from beep.kit.ids import UserId
from beep.kit.text import normal

ADMIN = "admin"
PASSWORD_MIN = 8
PASSWORD_MAX_BYTES = 1024
_KNOWN = frozenset(Path(__file__).with_name("known_passwords.txt").read_text("utf-8").split())
_ROWS = (
    "01234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "qwertzuiopasdfghjklyxcvbnm",
    "1q2w3e4r5t6y7u8i9o0p",
    "1a2z3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
)
_LEET = str.maketrans("@0134578$!", "aoieastbsi")
_FEW_CHARACTERS = 4
_FEW_IN = 32
# Digits and signs around a known word that do not make it a better one.
_DECORATION_MAX = 6


def email(raw: str) -> tuple[str, str]:
    """Return an address as it is kept, and the key that makes it unique (AMB-8); raises `Invalid`."""
    try:
        found = parse(raw)
    except ValueError:
        raise _not_an_email() from None
    key = f"{unicodedata.normalize('NFKC', found.local).casefold()}@{found.domain}"
    if len(key) > EMAIL_MAX:
        raise _not_an_email()
    return normal(raw).strip(), key


def password(raw: str, *, about: tuple[str, ...] = ()) -> str:
    """Return a new password in the form that is hashed; raises `Invalid`.

    `about` are the person's own words, which make no password.
    """
    chosen = stored_password(raw)
    if len(chosen) < PASSWORD_MIN:
        raise _bad_password("BAD_LENGTH", f"A password has at least {PASSWORD_MIN} characters.")
    if _is_known(chosen.casefold(), {word.casefold() for word in about}):
        raise _bad_password("TOO_COMMON", "This password is easy to guess. Choose several unrelated words.")
    return chosen


def stored_password(raw: str) -> str:
    """Return a password in the form that is hashed and compared; raises `Invalid` when it is too long."""
    chosen = normal(raw)
    if len(chosen.encode()) > PASSWORD_MAX_BYTES:
        raise _bad_password("BAD_LENGTH", f"A password has {PASSWORD_MAX_BYTES} bytes at most.")
    return chosen


def ip_key(ip: str) -> str:
    """Return what failures are counted by: an IPv4 address, or an IPv6 network of 64 bits (AMB-10)."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return ip
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address), 64), strict=False))


def account_key(email_key: str) -> bytes:
    """Return what failures of one account are counted by, without keeping addresses of strangers."""
    return hashlib.sha256(email_key.encode()).digest()


def stranger_key(name: str) -> bytes:
    """Return what failures of a name elsewhere are counted by; no account's e-mail has it."""
    return account_key(f"no e-mail: elsewhere {normal(name).strip().casefold()}")


def is_over(*, created_at: datetime, last_active_at: datetime, now: datetime, settings: AuthSettings) -> bool:
    """Tell whether a session ends by itself: nobody used it, or it is too old (AMB-9)."""
    is_old = now - created_at >= timedelta(seconds=settings.session_absolute_s)
    return is_old or now - last_active_at >= timedelta(seconds=settings.session_idle_s)


def has_signed_in_recently(proved_at: datetime | None, *, now: datetime, within_s: int) -> bool:
    return proved_at is not None and now - proved_at < timedelta(seconds=within_s)


def is_strong(methods: Iterable[str]) -> bool:
    """Tell whether ways in are two factors together."""
    return not STRONG_METHODS.isdisjoint(methods)


def effective_roles(
    roles: frozenset[str], methods: Iterable[str], *, is_second_factor_needed: bool
) -> frozenset[str]:
    """Return the global roles a session has: an administrator's may ask for a second factor (AMB-13)."""
    return roles - {ADMIN} if is_second_factor_needed and not is_strong(methods) else roles


def roles_in(client: str | None, roles: frozenset[str]) -> frozenset[str]:
    """Return the global roles of a session: an application that acts for a person administers nothing."""
    return roles if client is None else roles & {"user"}


def no_email_key(user_id: UserId) -> str:
    """Return what stands for the e-mail of an account that has none: unique, and no e-mail."""
    return f"no e-mail: user {user_id}"


def sign_in_key(raw: str) -> str:
    """Return the key to look an account up by; what is no e-mail has one too, which nobody owns."""
    try:
        return email(raw)[1]
    except Invalid:
        return "no e-mail: " + hashlib.sha256(raw.encode()).hexdigest()


def _is_known(chosen: str, own_words: set[str]) -> bool:
    """Tell whether a list, a keyboard row or the person's own words give a password away."""
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", chosen)
    words = {chosen, chosen.translate(_LEET)}
    if len(chosen) - len(core) <= _DECORATION_MAX:
        words |= {core, core.translate(_LEET)}
    is_row = any(chosen in row * 2 or chosen[::-1] in row * 2 for row in _ROWS)
    is_repeated = len(set(chosen)) < _FEW_CHARACTERS and len(chosen) < _FEW_IN
    return is_row or is_repeated or bool(words & (_KNOWN | own_words))


def _not_an_email() -> Invalid:
    return invalid("email", "EMAIL_TYPE_INVALID_EMAIL", "Not an e-mail address. Check it and try again.")


def _bad_password(code: str, message: str) -> Invalid:
    return invalid("password", code, message)
