"""What is decided about applications without asking anybody: names, tokens."""

import base64
import binascii
import hashlib
import unicodedata

from beep.kit.errors import invalid
from beep.kit.ids import MAX_ID, ApplicationId
from beep.kit.text import is_name, normal

NAME_MAX = 32
DESCRIPTION_MAX = 400
PLAIN_USERNAME = "bot"
_USERNAME_MAX = 26
_TOKEN_MAX = 200
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def application_name(text: str) -> str:
    """Return an application's name as it is stored; raises `Invalid`."""
    name = normal(text).strip()
    if not 1 <= len(name) <= NAME_MAX:
        raise invalid("name", "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {NAME_MAX} characters long.")
    if any(unicodedata.category(sign) in _UNPRINTABLE for sign in name):
        raise invalid("name", "NAME_PRINTABLE", "Only characters one can see may be used.")
    return name


def description(text: str) -> str:
    stored = normal(text).strip()
    if len(stored) > DESCRIPTION_MAX:
        raise invalid("description", "BASE_TYPE_MAX_LENGTH", f"Must be {DESCRIPTION_MAX} characters at most.")
    return stored


def username_from(name: str) -> str:
    """Return the username a bot of that name would like: what a username cannot hold becomes `-`."""
    signs = [sign if is_name(sign) else "-" for sign in name]
    return "".join(signs).strip("-")[:_USERNAME_MAX] or PLAIN_USERNAME


def token_of(application_id: ApplicationId, *parts: str) -> str:
    """Return a token: libraries read the bot's id from its first part (base64, no padding)."""
    first = base64.urlsafe_b64encode(str(application_id).encode()).decode().rstrip("=")
    return ".".join((first, *parts))


def id_in(token: str) -> ApplicationId | None:
    """Return whose token this claims to be, `None` for what is no token."""
    first, _, rest = token.partition(".")
    if not rest or len(token) > _TOKEN_MAX:
        return None
    try:
        digits = base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        return None
    is_id = digits.isdigit() and len(digits) <= 19 and int(digits) <= MAX_ID
    return ApplicationId(int(digits)) if is_id else None


def hashed(token: str) -> bytes:
    """Return what is stored of a token. It is random, so a fast hash is enough."""
    return hashlib.sha256(token.encode()).digest()
