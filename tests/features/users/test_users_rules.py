# ruff: noqa: RUF001 - names that look alike are the subject
"""What usernames and display names may be."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beep.features.users import lookalikes, rules
from beep.kit.errors import Invalid

_LETTERS = st.characters(categories=["L", "Mn", "Mc", "Nd"], include_characters="-_ .")


def _reason(raw: str, *, ascii_only: bool = False) -> str | None:
    try:
        rules.username(raw, ascii_only=ascii_only)
    except Invalid as refusal:
        return refusal.errors[0].code
    return None


@pytest.mark.req("USER-02")
@pytest.mark.parametrize(("length", "reason"), [(2, "BAD_LENGTH"), (3, None), (32, None), (33, "BAD_LENGTH")])
def test_a_username_has_3_to_32_characters(length: int, reason: str | None) -> None:
    assert _reason("abcdefgh" * 4 + "i" if length == 33 else ("abcdefgh" * 4)[:length]) == reason


@pytest.mark.req("USER-02")
def test_length_counts_code_points_after_composition() -> None:
    assert _reason("e\u0301e\u0301") == "BAD_LENGTH"
    assert rules.username("e\u0301" * 32, ascii_only=False) == "é" * 32


@pytest.mark.req("USER-03")
@pytest.mark.parametrize(
    "name", ["Éloïse-42", "ana_b", "Θάνος", "Оксана", "たなか太郎", "김철수", "عائشة", "नमिता"]
)
def test_letters_of_any_one_alphabet_make_a_username(name: str) -> None:
    assert _reason(name) is None


@pytest.mark.req("USER-03")
@pytest.mark.parametrize(
    "name", ["a b c", "a.b.c", "abc😀", "ab\u200bc", "ab\u202ec", "ab@c", "ab\u3164c", "ab/c"]
)
def test_anything_but_letters_digits_hyphen_and_underscore_is_refused(name: str) -> None:
    assert _reason(name) == "BAD_CHARACTERS"


@pytest.mark.req("USER-03")
@given(st.text(_LETTERS, min_size=3, max_size=12))
def test_what_is_accepted_holds_only_name_characters(raw: str) -> None:
    try:
        name = rules.username(raw, ascii_only=False)
    except Invalid:
        return
    assert all(
        unicodedata.category(sign) in {"Mn", "Mc", "Nd"} or sign.isalpha() or sign in "-_" for sign in name
    )
    assert unicodedata.normalize("NFKC", name) == name


@pytest.mark.req("USER-03")
@given(
    st.text(
        alphabet="abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_", min_size=3, max_size=32
    )
)
def test_every_plain_name_is_accepted_but_reserved_ones(raw: str) -> None:
    assert _reason(raw, ascii_only=True) in {None, "RESERVED"}


@pytest.mark.parametrize("name", ["pаypal", "Αdmin", "аdmin", "ana田中ова"])
def test_two_alphabets_in_one_name_are_refused(name: str) -> None:
    assert _reason(name) == "MIXED_SCRIPTS"


@pytest.mark.parametrize("name", ["ａｎａｂｅｌｌｅ", "𝐚𝐧𝐚", "ﬁfi"])
def test_letters_that_pass_for_plain_ones_are_refused(name: str) -> None:
    assert _reason(name) == "LOOKALIKE"


def test_piled_marks_are_refused() -> None:
    assert _reason("a" + "\u0336\u0337\u0338" + "bc") == "LOOKALIKE"


@pytest.mark.parametrize(
    "name", ["everyone", "HERE", "Everyone", "h3re".replace("3", "e"), "user-123456789012345678"]
)
def test_reserved_names_are_refused(name: str) -> None:
    assert _reason(name) == "RESERVED"


def test_an_administrator_may_ask_for_ascii_only() -> None:
    assert _reason("Éloïse", ascii_only=True) == "ASCII_ONLY"
    assert _reason("Eloise", ascii_only=True) is None


@pytest.mark.req("USER-04")
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana", "ANA"),
        ("paypal", "раураӏ"),
        ("PauI", "paul"),
        ("paul", "pau1"),
        ("bernard", "bemard"),
        ("zoo", "z00"),
        ("НОВА", "hoba"),
        ("Ρονα", "pova"),
    ],
)
def test_names_that_look_alike_share_a_key(one: str, other: str) -> None:
    assert set(lookalikes.keys(one)) & set(lookalikes.keys(other))


@pytest.mark.req("USER-04")
@pytest.mark.parametrize(
    ("one", "other"), [("Neil", "Nell"), ("eloise", "éloïse"), ("user1", "user2"), ("ana-b", "ana_b")]
)
def test_names_that_look_different_share_none(one: str, other: str) -> None:
    assert not set(lookalikes.keys(one)) & set(lookalikes.keys(other))


@given(st.text(_LETTERS, min_size=3, max_size=12))
def test_a_name_shares_a_key_with_itself_in_any_case(raw: str) -> None:
    try:
        name = rules.username(raw, ascii_only=False)
    except Invalid:
        return
    assert set(lookalikes.keys(name)) & set(lookalikes.keys(name.casefold()))


@pytest.mark.parametrize(
    ("raw", "stored"),
    [("  Ana  B ", "Ana  B"), ("", None), ("   ", None), ("👩\u200d🚀 Zoé", "👩\u200d🚀 Zoé")],
)
def test_a_display_name_is_free_text_without_its_edges(raw: str, stored: str | None) -> None:
    assert rules.display_name(raw) == stored


@pytest.mark.parametrize("raw", ["a\u202eb", "a\u200bb", "a\nb", "x" * 33, "a" + "\u0336" * 3, "\u3164"])
def test_a_display_name_refuses_what_hides_or_overflows(raw: str) -> None:
    with pytest.raises(Invalid):
        rules.display_name(raw)
