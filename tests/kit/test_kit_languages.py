"""Which language somebody prefers."""

import pytest

from beep.kit.languages import language_of, preferred


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("fr", "fr"),
        ("en-US,en;q=0.9", "en"),
        ("en;q=0.5,fr;q=0.8", "fr"),
        ("de-DE, de;q=0.9", "en"),
        ("fr;q=0, en;q=0.1", "en"),
        ("*", "fr"),
        ("", None),
        (";q=1", None),
        ("fr;q=high", None),
        ("," * 5000, None),
    ],
)
def test_the_best_of_what_a_browser_asks_for_is_taken(header: str, language: str | None) -> None:
    assert preferred(header) == language


@pytest.mark.parametrize(("tag", "language"), [("fr_CA", "fr"), ("FR", "fr"), ("fro", "en"), ("", "en")])
def test_a_tag_names_a_language_by_its_first_part(tag: str, language: str) -> None:
    assert language_of(tag) == language
