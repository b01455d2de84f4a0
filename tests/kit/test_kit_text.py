"""Names and text are counted and compared in one form (AMB-14)."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.thorough import examples

from beep.kit.text import folded, has_surrogate, is_name, normal

pytestmark = pytest.mark.req("USER-02", "USER-03")

LETTER_CATEGORIES = ("Lu", "Ll", "Lo", "Lt", "Lm")
MARKS = ("Mn", "Mc")


@pytest.mark.parametrize(
    "name",
    ["Éloïse-42", "salon", "jean_luc", "42", "-", "Ольга", "海", "नमस्ते", "שלום", "Ḱ", "٤٢", "ญี่ปุ่น"],
)
def test_letters_digits_hyphen_and_underscore_make_a_name(name: str) -> None:
    assert is_name(normal(name))


@pytest.mark.parametrize(
    "text",
    ["", "a b", "a.b", "a😀", "a/b", "a@b", "a\n", "a\0", "½", "a\u200bb", "a\u200db", "\ufeffa", "a\u00ad"],
)
def test_spaces_signs_emoji_and_zero_width_are_refused(text: str) -> None:
    assert not is_name(text)


@pytest.mark.parametrize("sign", list("\u034f\u115f\u1160\u17b4\u180b\u3164\ufe0f\uffa0\U000e0100"))
def test_a_letter_or_mark_that_shows_nothing_is_refused(sign: str) -> None:
    assert not is_name(f"a{sign}b")


@pytest.mark.parametrize("text", ["\u0301a", "-\u0301", "4\u0301", "a-\u0301"])
def test_a_mark_needs_a_letter_before_it(text: str) -> None:
    assert not is_name(text)


@settings(deadline=None, max_examples=examples(100))
@given(st.text(min_size=1, max_size=12))
def test_whatever_unicode_offers_a_name_holds_only_what_was_agreed(text: str) -> None:
    allowed = all(
        unicodedata.category(sign) in {*LETTER_CATEGORIES, *MARKS, "Nd"} or sign in "-_" for sign in text
    )
    assert allowed or not is_name(text)


@settings(deadline=None)
@given(st.text(st.characters(categories=["Lu", "Ll", "Nd"]), min_size=1, max_size=12))
def test_any_cased_letters_and_digits_are_a_name(text: str) -> None:
    assert is_name(normal(text)) or any(unicodedata.category(sign)[0] == "M" for sign in normal(text))


def test_an_accent_counts_once_however_it_was_typed() -> None:
    decomposed = "E\u0301loi\u0308se"
    assert len(normal(decomposed)) == len("Éloïse") == 6
    assert normal(decomposed) == "Éloïse"


@settings(deadline=None)
@given(st.text(max_size=20))
def test_the_normal_form_is_stable(text: str) -> None:
    assert normal(normal(text)) == normal(text)


@settings(deadline=None)
@given(st.text(max_size=20))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [("ÉLOÏSE", "éloïse"), ("\uff21\uff22\uff23", "abc"), ("Straße", "STRASSE"), ("ﬁn", "FIN")],
)
def test_names_that_differ_in_case_and_width_alone_fold_together(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_half_a_code_point_is_noticed() -> None:
    assert has_surrogate("a\ud83d")
    assert not has_surrogate("a😀")
