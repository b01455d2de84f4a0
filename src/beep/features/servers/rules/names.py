"""What servers, roles and members may be called."""

import unicodedata
from collections.abc import Container

from beep.kit.errors import invalid
from beep.kit.text import folded, normal

DESCRIPTION_MAX = 1000
ROLE_NAME_MAX = 50
NICKNAME_MAX = 32
COLOR_MAX = 0xFFFFFF
_RESERVED = frozenset({"owner", "default", "everyone", "@everyone", "here", "@here"})
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# What joins several emoji into one.
_JOINER = "\u200d"


def description(text: str | None) -> str | None:
    """Return a description as it is stored, `None` for an empty one; raises `Invalid`."""
    stored = normal(text or "").strip()
    if len(stored) > DESCRIPTION_MAX:
        raise invalid("description", "BASE_TYPE_MAX_LENGTH", f"Must be {DESCRIPTION_MAX} characters at most.")
    return stored or None


def role_name(text: str) -> str:
    """Return a role's name as it is stored; raises `Invalid` (AMB-5)."""
    name = normal(text).strip()
    if not 1 <= len(name) <= ROLE_NAME_MAX:
        raise invalid(
            "name", "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {ROLE_NAME_MAX} characters long."
        )
    if any(unicodedata.category(sign) in _UNPRINTABLE for sign in name):
        raise invalid("name", "ROLE_NAME_PRINTABLE", "Only characters one can see may be used.")
    if folded(name).strip() in _RESERVED:
        raise invalid("name", "ROLE_NAME_RESERVED", "This name is reserved.")
    return name


def free_role_name(wanted: str, taken_keys: Container[str]) -> str:
    """Return `wanted`, numbered if it is taken; for roles nobody named."""
    name, number = wanted, 1
    while folded(name) in taken_keys:
        number += 1
        name = f"{wanted} {number}"
    return name


def color(value: int) -> int:
    if not 0 <= value <= COLOR_MAX:
        raise invalid("color", "NUMBER_TYPE_MAX", "Must be a color between 0 and 16777215.")
    return value


def nickname(text: str | None) -> str | None:
    """Return a nickname as it is stored, `None` for none; raises `Invalid`."""
    stored = normal(text or "").strip().strip(_JOINER)
    if len(stored) > NICKNAME_MAX:
        raise invalid("nick", "BASE_TYPE_BAD_LENGTH", f"Must be {NICKNAME_MAX} characters at most.")
    if any(unicodedata.category(sign) in _UNPRINTABLE and sign != _JOINER for sign in stored):
        raise invalid("nick", "NICKNAME_PRINTABLE", "Only characters one can see may be used.")
    return stored or None
