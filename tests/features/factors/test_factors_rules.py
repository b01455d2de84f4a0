"""What a code is and when it is right; where passkeys belong."""

from datetime import UTC, datetime

import pytest

from beep.features.factors import rules
from beep.kit.errors import Invalid

SECRET = b"12345678901234567890"
NOW = datetime(2026, 11, 3, 12, 0, 7, tzinfo=UTC)


# RFC 6238, appendix B, whose eight digits end in the six everybody uses.
@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
@pytest.mark.req("AUTH-19")
def test_codes_are_those_of_the_rfc(seconds: int, code: str) -> None:
    step = rules.step_of(datetime.fromtimestamp(seconds, UTC))
    assert rules.code_at(SECRET, step) == code[-6:]


@pytest.mark.parametrize(("drift", "is_right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_the_step_before_and_the_step_after_are_right_too(drift: int, is_right: bool) -> None:
    step = rules.step_of(NOW) + drift
    found = rules.matching_step(SECRET, rules.code_at(SECRET, step), now=NOW, after=0)
    assert found == (step if is_right else None)


def test_no_code_is_right_twice_and_none_before_one_that_was() -> None:
    step = rules.step_of(NOW)
    for one in (step, step - 1):
        assert rules.matching_step(SECRET, rules.code_at(SECRET, one), now=NOW, after=step) is None


@pytest.mark.parametrize("given", ["", "12345", "1234567", "abcdef", "\uff11" * 6, "\x00\x00", "é" * 6])
def test_what_is_no_code_is_wrong(given: str) -> None:
    assert rules.matching_step(SECRET, given, now=NOW, after=0) is None


def test_a_code_may_be_typed_in_two_halves() -> None:
    code = rules.code_at(SECRET, rules.step_of(NOW))
    assert rules.matching_step(SECRET, f" {code[:3]} {code[3:]} ", now=NOW, after=0) is not None


def test_the_uri_says_what_apps_need() -> None:
    uri = rules.otpauth_uri(SECRET, account="ana", issuer="Beep (beep.test)")
    assert uri == (
        "otpauth://totp/Beep%20%28beep.test%29%3Aana?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        "&issuer=Beep%20%28beep.test%29&algorithm=SHA1&digits=6&period=30"
    )


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("abcde-fghjk", "abcdefghjk"),
        (" ABCDE fghjk ", "abcdefghjk"),
        ("abcd0fghjk", "abcd0fghjk"),
        ("abcdOfghjk", "abcd0fghjk"),
        ("abcde-fghj", None),
        ("abcde-fghjkm", None),
        ("abcde-fgh!k", None),
        ("", None),
    ],
)
def test_recovery_codes_are_read_as_people_type_them(typed: str, key: str | None) -> None:
    assert rules.recovery_key(typed) == key


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://beep.example.org", ("beep.example.org", "https://beep.example.org")),
        ("https://beep.example.org:443", ("beep.example.org", "https://beep.example.org")),
        ("https://beep.example.org:8443", ("beep.example.org", "https://beep.example.org:8443")),
        ("https://Café.example", ("xn--caf-dma.example", "https://xn--caf-dma.example")),
        ("http://localhost:8000", ("localhost", "http://localhost:8000")),
        ("http://127.0.0.1:8000", ("localhost", "http://localhost:8000")),
        ("http://[::1]:8000", ("localhost", "http://localhost:8000")),
        ("https://192.0.2.7", None),
        ("https://[2001:db8::1]", None),
        ("http://beep.example.org", None),
        ("http://localhost.example.org", None),
    ],
)
def test_passkeys_belong_to_a_name_in_a_secure_context(url: str, site: tuple[str, str] | None) -> None:
    found = rules.site_of(url)
    assert (found and (found.name, found.origin)) == site


@pytest.mark.parametrize(("raw", "name"), [("  Ma  clé ", "Ma clé"), ("x" * 64, "x" * 64)])
def test_passkeys_have_names(raw: str, name: str) -> None:
    assert rules.passkey_name(raw) == name


@pytest.mark.parametrize("raw", ["", "   ", "x" * 65, "a\x00b", "a\u202eb"])
def test_what_is_no_name_is_refused(raw: str) -> None:
    with pytest.raises(Invalid):
        rules.passkey_name(raw)
