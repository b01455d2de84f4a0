"""What is believed of claims, and which names are proposed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beep.features.identities import rules
from beep.features.identities.contract import Claims
from beep.features.users import rules as users_rules


def _claims(emails: rules.Emails = "claimed", **given: object) -> Claims:
    return rules.claims_of(given, believed=emails, username_claim="preferred_username")


@pytest.mark.parametrize(
    ("emails", "verified", "believed"),
    [
        ("claimed", True, True),
        ("claimed", "true", True),
        ("claimed", False, False),
        ("claimed", None, False),
        ("claimed", "yes", False),
        ("claimed", [True], False),
        ("trusted", False, True),
        ("trusted", None, True),
        ("ignored", True, False),
    ],
)
def test_an_address_is_believed_as_settings_say(
    emails: rules.Emails, verified: object, believed: bool
) -> None:
    found = _claims(emails, email="a@example.org", email_verified=verified)
    assert found.is_email_verified is believed
    assert (rules.usable_email(found) is not None) is believed


@pytest.mark.parametrize("email", [None, 7, "", "  ", "a\nb@example.org", "x" * 300, ["a@example.org"]])
def test_what_is_no_line_of_text_is_no_address(email: object) -> None:
    found = _claims("trusted", email=email, email_verified=True)
    assert (found.email, found.is_email_verified) == (None, False)


def test_groups_are_lines_of_text_and_not_too_many() -> None:
    found = _claims(groups=["staff", 7, "", *(f"g{number}" for number in range(200))])
    assert found.groups[:2] == ("staff", "g0")
    assert len(found.groups) <= 100
    assert _claims(groups="staff").groups == ()


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        (Claims(username="lea"), "lea"),
        (Claims(username="Léa.Martin"), "lea-martin"),
        (Claims(username="DOMAIN\\lea"), "domain-lea"),
        (Claims(username="Weiß"), "weiss"),
        (Claims(username="李", email="li.na@example.org"), "li-na"),
        (Claims(username="é", name="Zoé Été"), "zoe-ete"),
        (Claims(username="x" * 80), "x" * 32),
        (Claims(username="--_a-b_--"), "a-b"),
    ],
)
def test_a_name_is_proposed_from_what_is_known(claims: Claims, name: str) -> None:
    assert next(rules.proposed_usernames(claims)) == name


@given(username=st.text(max_size=60), email=st.text(max_size=60), name=st.text(max_size=60))
def test_every_proposal_is_a_name_of_letters_anybody_can_type(username: str, email: str, name: str) -> None:
    for proposed in rules.proposed_usernames(Claims(email, username=username, name=name)):
        if proposed not in {"everyone", "here"}:
            assert users_rules.username(proposed, ascii_only=True) == proposed


@pytest.mark.parametrize(
    ("email", "is_verified", "is_in"),
    [
        ("a@polytech.example", True, True),
        ("a@POLYTECH.example", True, True),
        ("a@polytech.example", False, False),
        ("a@evil.example", True, False),
        ("a@sub.polytech.example", True, False),
        ("polytech.example@evil.example", True, False),
        (None, True, False),
    ],
)
def test_only_verified_addresses_of_allowed_domains_are_let_in(
    email: str | None, is_verified: bool, is_in: bool
) -> None:
    claims = Claims(email, is_email_verified=is_verified)
    assert rules.is_of_domains(claims, ["Polytech.example"]) is is_in
    assert rules.is_of_domains(claims, [])


@pytest.mark.parametrize("subject", ["1", "a b", "x" * 255, "é"])
def test_a_subject_is_a_line(subject: str) -> None:
    assert rules.is_subject(subject)


@pytest.mark.parametrize("subject", ["", "x" * 256, "a\nb", None, 7, ["1"]])
def test_what_is_no_line_is_no_subject(subject: object) -> None:
    assert not rules.is_subject(subject)


def test_a_display_name_that_does_not_fit_is_left_out() -> None:
    assert rules.shown_name(Claims(name="Léa Martin")) == "Léa Martin"
    assert [rules.shown_name(Claims(name=one)) for one in ("x" * 33, "", None, "a\u202eb")] == [None] * 4
