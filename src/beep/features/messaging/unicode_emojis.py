"""The emojis of Unicode that people may react with, in the spelling they are stored in.

The table is made by `tools/unicode_emojis.py`.
"""

from pathlib import Path

# Asks for the coloured form; people's keyboards leave it out as they like.
_COLOURED = "\ufe0f"
# The longest sequence there is has ten code points; nothing longer is looked up.
_LONGEST = 20


def _table() -> dict[str, str]:
    whole = Path(__file__).with_suffix(".txt").read_text("utf-8").split()
    return {one.replace(_COLOURED, ""): one for one in whole}


_WHOLE = _table()


def find(text: str) -> str | None:
    """Return an emoji in its full spelling, `None` for what is none."""
    return None if len(text) > _LONGEST else _WHOLE.get(text.replace(_COLOURED, ""))
