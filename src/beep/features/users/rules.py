"""What a username and a display name may be: pure functions."""

import re
import unicodedata

from beep.features.users import lookalikes
from beep.kit.errors import Invalid, invalid
from beep.kit.ids import UserId
from beep.kit.text import folded, is_name, normal

USERNAME_MIN = 3
USERNAME_MAX = 32
DISPLAY_NAME_MAX = 32
_MARKS_IN_A_ROW = 2
_RESERVED = frozenset(key for word in ("everyone", "here") for key in lookalikes.keys(word))
# Names Beep gives by itself.
_GIVEN = re.compile(r"(user|deleted)-\d{15,}")
_JOINER = "\u200d"
# How a character's Unicode name starts, where that is not its script.
_SCRIPTS = {
    "CJK": "HAN",
    "IDEOGRAPHIC": "HAN",
    "KATAKANA-HIRAGANA": "KATAKANA",
    "ARABIC-INDIC": "ARABIC",
    "EXTENDED": "ARABIC",
}
_ANY_SCRIPT = frozenset({"DIGIT", "HYPHEN-MINUS", "LOW", "COMBINING", "MODIFIER"})
# Scripts people write together (UTS 39, "highly restrictive").
_TOGETHER = (
    frozenset({"LATIN", "HAN", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "HAN", "BOPOMOFO"}),
    frozenset({"LATIN", "HAN", "HANGUL"}),
)


def username(raw: str, *, ascii_only: bool) -> str:
    """Return `raw` as it is stored (NFC); raises `Invalid` (USER-02, USER-03, AMB-14)."""
    name = normal(raw)
    if not USERNAME_MIN <= len(name) <= USERNAME_MAX:
        raise _bad("BAD_LENGTH", f"A username has {USERNAME_MIN} to {USERNAME_MAX} characters.")
    if not is_name(name) or any(sign in lookalikes.BLANK for sign in name):
        raise _bad("BAD_CHARACTERS", "A username holds letters, digits, - and _ only.")
    if ascii_only and not name.isascii():
        raise _bad("ASCII_ONLY", "Here, a username holds a-z, 0-9, - and _ only.")
    if unicodedata.normalize("NFKC", name) != name or _has_long_marks(name):
        raise _bad("LOOKALIKE", "This username uses characters that pass for others. Use plain letters.")
    if not _is_one_script(name):
        raise _bad("MIXED_SCRIPTS", "A username is written in one alphabet.")
    if _RESERVED & set(lookalikes.keys(name)) or _GIVEN.fullmatch(folded(name)):
        raise _bad("RESERVED", "This username has a meaning of its own. Choose another one.")
    return name


def display_name(raw: str) -> str | None:
    """Return a display name as it is stored, `None` when nothing is left; raises `Invalid`."""
    name = normal(raw).strip(" ")
    if len(name) > DISPLAY_NAME_MAX:
        raise invalid("global_name", "BAD_LENGTH", f"A name has {DISPLAY_NAME_MAX} characters at most.")
    if any(_is_invisible(sign) for sign in name) or _has_long_marks(name):
        raise invalid("global_name", "BAD_CHARACTERS", "A name must not hold invisible characters.")
    return name.strip(_JOINER) or None


def is_same_name(one: str, other: str) -> bool:
    """Tell whether two names are the same but for case and width."""
    return folded(one) == folded(other)


def fallback_username(user_id: UserId) -> str:
    return f"user-{user_id}"


def deleted_username(user_id: UserId) -> str:
    return f"deleted-{user_id}"


def _bad(code: str, message: str) -> Invalid:
    return invalid("username", code, message)


def _is_one_script(name: str) -> bool:
    scripts = {script for sign in name if (script := _script(sign))}
    return len(scripts) <= 1 or any(scripts <= together for together in _TOGETHER)


def _script(sign: str) -> str | None:
    """Return the script of a letter or digit, `None` for what every script uses."""
    first = unicodedata.name(sign, "UNNAMED").split(" ", 1)[0]
    return None if first in _ANY_SCRIPT else _SCRIPTS.get(first, first)


def _has_long_marks(text: str) -> bool:
    row = 0
    for sign in text:
        row = row + 1 if unicodedata.category(sign) in {"Mn", "Mc", "Me"} else 0
        if row > _MARKS_IN_A_ROW:
            return True
    return False


def _is_invisible(sign: str) -> bool:
    """Tell whether a character has no shape, or turns the text around it; emoji need the joiner."""
    category = unicodedata.category(sign)
    is_hidden = category[0] == "C" or category in {"Zl", "Zp", "Zs"} or sign in lookalikes.BLANK
    return is_hidden and sign not in {_JOINER, " "}
