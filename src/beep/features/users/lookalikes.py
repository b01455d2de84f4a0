# ruff: noqa: RUF001 - the table is about characters that look alike
"""Which characters look alike, for names: a compact part of UTS 39 (Latin, Cyrillic, Greek)."""

import unicodedata

_SMALL = str.maketrans(
    "01"
    "аԁсеһіјкӏопрԛгѕтѵԝхуүьзб"
    "αβγεικμνορτυχω"
    "ıɑɡɩɪᴀʙᴄᴅᴇɢʜᴊᴋʟᴍɴᴏᴘʀᴛᴜᴠᴡʏᴢ",
    "ol"
    "adcehijklonpqrstvwxyyb36"
    "abyeikuvoptuxw"
    "iagiiabcdeghjklmnoprtuvwyz",
)  # fmt: skip
# Capitals whose shape is that of another letter than their small form's.
_CAPITAL = str.maketrans(
    "I"
    "АВСЕНІЈКМОРЅТХУҮӀЗЬ"
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "l"
    "abcehljkmopstxyyl3b"
    "abezhlkmnoptyx",
)  # fmt: skip
# Letters that show nothing at all.
BLANK = frozenset("\u115f\u1160\u3164\uffa0\u17b4\u17b5")


def keys(text: str) -> tuple[str, ...]:
    """Return the keys a name occupies: itself whatever its case, and what its capitals look like."""
    own = _skeleton(text)
    shape = _skeleton(text.translate(_CAPITAL))
    return (own,) if own == shape else tuple(sorted((own, shape)))


def _skeleton(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    digits = "".join(
        str(unicodedata.decimal(sign)) if unicodedata.category(sign) == "Nd" else sign for sign in folded
    )
    parts = unicodedata.normalize("NFKD", digits).translate(_SMALL)
    return unicodedata.normalize("NFC", parts).replace("rn", "m").replace("vv", "w")
