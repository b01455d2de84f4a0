"""Letters as text and as HTML that say the same."""

from hypothesis import given
from hypothesis import strategies as st

from beep.kit.letters import Link, as_html, as_text

URL = "https://beep.example/verify#1.a&b"


def test_a_link_stands_on_a_line_of_its_own_in_text() -> None:
    assert as_text(["Hello", Link("Open", URL), "Bye"], language="en") == f"Hello\n\nOpen:\n{URL}\n\nBye\n"
    assert "Ouvrir\u00a0:\n" in as_text([Link("Ouvrir", URL)], language="fr")


def test_a_link_is_a_button_with_its_address_in_words_in_html() -> None:
    html = as_html([Link("Open", URL), "Bye"], title="T", language="en")
    assert html.count("https://beep.example/verify#1.a&amp;b") == 2
    assert '<html lang="en">' in html


@given(st.text())
def test_nothing_in_a_letter_becomes_markup(text: str) -> None:
    plain = as_html(["", ""], title="", language="fr")
    html = as_html([text, Link(text, text)], title=text, language="fr")
    expected = as_html(["x", Link("x", "x")], title="x", language="fr")
    assert html.count("<") == expected.count("<") > plain.count("<")
    assert html.count('"') == expected.count('"')
