"""What a client may be called, where it may live and what it may ask for."""

import unicodedata
from dataclasses import replace

from beep.features.provider.contract import SCOPES, ClientDraft
from beep.features.provider.rules.redirects import redirect_uris
from beep.kit.errors import invalid
from beep.kit.text import normal

_NAME_MAX = 60
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def checked_draft(draft: ClientDraft) -> ClientDraft:
    """Return a client as it is kept; raises `Invalid`."""
    uris = redirect_uris("redirect_uris", draft.redirect_uris, is_public=draft.is_public)
    if not uris:
        raise invalid("redirect_uris", "BASE_TYPE_REQUIRED", "Register at least one address.")
    return replace(
        draft,
        name=_name(draft.name),
        redirect_uris=uris,
        logout_uris=redirect_uris("logout_uris", draft.logout_uris, is_public=draft.is_public),
        scopes=_scopes(draft.scopes),
    )


def _name(text: str) -> str:
    """Return the name people will read when they are asked: nothing in it may hide or turn what follows."""
    name = " ".join(normal(text).split())
    if not 1 <= len(name) <= _NAME_MAX:
        raise invalid("name", "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {_NAME_MAX} characters long.")
    if any(unicodedata.category(sign) in _UNPRINTABLE for sign in name):
        raise invalid("name", "NAME_PRINTABLE", "Only characters one can see may be used.")
    return name


def _scopes(given: tuple[str, ...]) -> tuple[str, ...]:
    unknown = sorted(set(given) - set(SCOPES))
    if unknown:
        raise invalid("scopes", "UNKNOWN_SCOPE", f"There are only {', '.join(SCOPES)}.")
    if not given:
        raise invalid("scopes", "BASE_TYPE_REQUIRED", "Allow at least one scope.")
    return tuple(one for one in SCOPES if one in given)
