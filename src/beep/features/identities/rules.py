"""What is believed of a person's claims, and what follows from them: pure functions."""

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any, Literal, cast

from beep.features.identities.contract import Claims, IdentityView
from beep.kit import emails
from beep.kit.text import normal

Emails = Literal["claimed", "trusted", "ignored"]
_TEXT_MAX = 254
_GROUPS_MAX = 100
_SUBJECT_MAX = 255
_USERNAME_MAX = 32
_USERNAME_MIN = 3
_GAPS = re.compile(r"[\s.+@/\\]+")
_NOT_IN_NAMES = re.compile(r"[^a-z0-9_-]")
_PROPOSALS = 5


def hashed(secret: str) -> bytes:
    """Return what is kept of a secret that only its bearer has; all of ours are too long to be guessed."""
    return hashlib.sha256(secret.encode()).digest()


def claims_of(given: Mapping[str, object], *, believed: Emails, username_claim: str) -> Claims:
    """Return what counts of OpenID Connect's claims; what is none of the expected kind is left out."""
    email = _text(given.get("email"))
    is_verified = given.get("email_verified") in (True, "true")
    groups = given.get("groups")
    listed = cast("Sequence[Any]", groups) if isinstance(groups, list | tuple) else ()
    return Claims(
        email=email if believed != "ignored" else None,
        is_email_verified=email is not None
        and (believed == "trusted" or (believed == "claimed" and is_verified)),
        username=_text(given.get(username_claim)),
        name=_text(given.get("name")),
        groups=tuple(found for one in listed[:_GROUPS_MAX] if (found := _text(one))),
    )


def is_subject(given: object) -> bool:
    """Tell whether something can be a person's name for ever (OpenID Connect Core, 2)."""
    return isinstance(given, str) and 0 < len(given) <= _SUBJECT_MAX and given.isprintable()


def is_of_domains(claims: Claims, domains: Sequence[str]) -> bool:
    """Tell whether a verified address is of one of these domains; without any, everybody is."""
    if not domains:
        return True
    if not claims.email or not claims.is_email_verified:
        return False
    return claims.email.rpartition("@")[2].lower().rstrip(".") in {one.lower() for one in domains}


def usable_email(claims: Claims) -> str | None:
    """Return the address an account may be made with: one that is verified, and can be written to."""
    if not claims.email or not claims.is_email_verified:
        return None
    try:
        emails.parse(claims.email)
    except ValueError:
        return None
    return claims.email


def shown_name(claims: Claims) -> str | None:
    """Return what a person is called, if it fits."""
    name = normal(claims.name or "").strip()
    return name if 0 < len(name) <= _USERNAME_MAX and name.isprintable() else None


def proposed_usernames(claims: Claims) -> Iterator[str]:
    """Yield names a new person might take, the best first; they may be taken or refused all the same."""
    sources = (claims.username, (claims.email or "").partition("@")[0], claims.name)
    plain = [name for one in sources if len(name := _as_username(one or "")) >= _USERNAME_MIN]
    yield from dict.fromkeys(plain)
    stem = (plain or ["user"])[0][: _USERNAME_MAX - 7]
    for _ in range(_PROPOSALS):
        yield f"{stem}-{secrets.randbelow(10**6):06}"


def is_last_way_in(
    removed: IdentityView, all_of_them: Sequence[IdentityView], issuers: Container[str], *, has_other: bool
) -> bool:
    """Tell whether somebody could not come in any more; identities of providers that are gone are no way."""
    remaining = [one for one in all_of_them if one.id != removed.id and one.issuer in issuers]
    return not has_other and not remaining


def _as_username(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).casefold().replace("ß", "ss")
    return _NOT_IN_NAMES.sub("", _GAPS.sub("-", folded.strip())).strip("-_")[:_USERNAME_MAX].rstrip("-_")


def _text(given: object) -> str | None:
    """Return a line of text that can be kept."""
    if not isinstance(given, str):
        return None
    text = normal(given).strip()
    return text if 0 < len(text) <= _TEXT_MAX and text.isprintable() else None
