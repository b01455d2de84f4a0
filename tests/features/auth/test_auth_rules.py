"""What e-mails and passwords may be, and how failures are counted."""

import pytest

from beep.features.auth import refresh, rules
from beep.kit.errors import Invalid


@pytest.mark.req("AUTH-06")
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ana@example.org", " Ana@EXAMPLE.org "),
        ("ana@bücher.example", "ana@xn--bcher-kva.example"),
        ("ana@bücher.example", "ana@BÜCHER.example."),
        ("E\u0301lo@example.org", "élo@example.org"),
    ],
)
def test_addresses_that_reach_the_same_person_share_a_key(one: str, other: str) -> None:
    assert rules.email(one)[1] == rules.email(other)[1]


@pytest.mark.req("AUTH-06")
@pytest.mark.parametrize(
    ("one", "other"),
    [("a.na@example.org", "ana@example.org"), ("ana+1@example.org", "ana@example.org")],
)
def test_dots_and_tags_make_another_address(one: str, other: str) -> None:
    assert rules.email(one)[1] != rules.email(other)[1]


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "ana",
        "@example.org",
        "ana@",
        "a b@example.org",
        "ana@exa mple.org",
        "ana@@example.org",
        "ana@-a.org",
        "ana@a..b",
        "<ana@example.org>",
        "x" * 65 + "@example.org",
        "ana@" + "a." * 130 + "org",
        "a\n@example.org",
    ],
)
def test_what_is_no_address_is_refused(raw: str) -> None:
    with pytest.raises(Invalid):
        rules.email(raw)


def test_what_is_no_address_can_be_looked_up_but_nobody_owns_it() -> None:
    assert "@" not in rules.sign_in_key("not an address")


@pytest.mark.parametrize(
    "raw", ["tulipes-sous-la-pluie", "8 chars!", "x9" * 40, "été à la mer", "correct horse battery"]
)
def test_long_and_unusual_passwords_are_accepted(raw: str) -> None:
    assert rules.password(raw, about=("ana",))


@pytest.mark.parametrize(
    "raw",
    [
        "short-1",
        "password",
        "P@ssw0rd!",
        "motdepasse2024",
        "azertyuiop",
        "12345678",
        "87654321",
        "qwertyui",
        "aaaaaaaa",
        "abababab",
        "ana.martin",
        "Ana.Martin42",
        "soleil123",
        "1qaz2wsx",
    ],
)
def test_passwords_easy_to_guess_are_refused(raw: str) -> None:
    with pytest.raises(Invalid):
        rules.password(raw, about=("ana.martin", "ana.martin@example.org"))


def test_a_password_may_fill_a_kilobyte_and_no_more() -> None:
    assert rules.password("été-" * 170)
    with pytest.raises(Invalid):
        rules.stored_password("é" * 513)


def test_a_password_is_the_same_however_its_accents_are_typed() -> None:
    assert rules.stored_password("e\u0301te\u0301 a\u0300 la mer") == rules.stored_password("été à la mer")


@pytest.mark.req("AUTH-12", "S-13")
@pytest.mark.parametrize(
    ("ip", "key"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("unknown", "unknown"),
    ],
)
def test_failures_are_counted_per_address_or_ipv6_network(ip: str, key: str) -> None:
    assert rules.ip_key(ip) == key


def test_a_used_refresh_token_opens_its_successor_and_no_other_does() -> None:
    first, second = refresh.new_token(), refresh.new_token()
    assert refresh.unseal(first, refresh.seal(first, second)) == second
    with pytest.raises(Exception):  # noqa: B017, PT011 - whatever cryptography raises
        refresh.unseal(second, refresh.seal(first, second))


def test_refresh_tokens_carry_256_random_bits() -> None:
    made = {refresh.new_token() for _ in range(100)}
    assert len(made) == 100
    assert all(len(token) == 43 for token in made)
