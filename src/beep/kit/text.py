"""Text as Beep counts and compares it: NFC, code points, names, JSON bytes."""

import unicodedata
from typing import Any

import msgspec

_encoder = msgspec.json.Encoder()
_NAME_SIGNS = frozenset("-_")
# Letters and marks that show nothing: Hangul fillers, the grapheme joiner, Khmer and Mongolian fillers.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0")
_VARIATIONS = (("\ufe00", "\ufe0f"), ("\U000e0100", "\U000e01ef"))


def json_encode(value: Any) -> bytes:
    return _encoder.encode(value)


def json_decode(data: bytes | str) -> Any:
    return msgspec.json.decode(data)


def normal(text: str) -> str:
    """Return `text` in NFC, the form everything is stored and counted in."""
    return unicodedata.normalize("NFC", text)


def is_name(text: str) -> bool:
    """Tell whether `text` (NFC) holds only letters, digits, `-` and `_` (AMB-14).

    Combining marks pass only right after a letter, so that scripts that need them can be written.
    """
    after_letter = False
    for sign in text:
        category = unicodedata.category(sign)
        is_letter = category.startswith("L")
        is_mark = category in {"Mn", "Mc"} and after_letter
        if not (is_letter or is_mark or category == "Nd" or sign in _NAME_SIGNS) or _is_invisible(sign):
            return False
        after_letter = is_letter or is_mark
    return bool(text)


def _is_invisible(sign: str) -> bool:
    return sign in _INVISIBLE or any(first <= sign <= last for first, last in _VARIATIONS)


def folded(text: str) -> str:
    """Return the key under which names that look alike in case and width are the same."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def searchable(text: str) -> str:
    """Return `text` as searches compare it: without case, width or accents."""
    parted = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(sign for sign in parted if unicodedata.category(sign) != "Mn")


def has_surrogate(text: str) -> bool:
    """Tell whether `text` holds half a code point, which no database stores."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
