"""The languages Beep writes to people in, and which one somebody prefers."""

from typing import Literal

Language = Literal["fr", "en"]
DEFAULT: Language = "fr"
# As documented objects name them.
TAGS: dict[Language, str] = {"fr": "fr", "en": "en-GB"}
_CHOICES = 20


def language_of(tag: str) -> Language:
    """Return the language of a tag like `fr-CA`; English where Beep does not speak it."""
    return "fr" if tag.strip().lower().replace("_", "-").partition("-")[0] == "fr" else "en"


def preferred(accept_language: str) -> Language | None:
    """Return the best of the languages a browser asks for; `None` when it asks for none."""
    wanted: list[tuple[float, str]] = []
    for choice in accept_language.split(",")[:_CHOICES]:
        tag, _, weight = choice.partition(";")
        quality = _quality(weight)
        if tag.strip() and quality > 0:
            wanted.append((quality, tag))
    if not wanted:
        return None
    _, best = max(wanted, key=lambda one: one[0])
    return DEFAULT if best.strip() == "*" else language_of(best)


def _quality(weight: str) -> float:
    name, _, value = weight.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
