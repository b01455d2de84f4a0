"""What every way in answers with, and what it reads from a request."""

import msgspec

from beep.features.auth.contract import TOKEN_LIFE, Origin, Pair
from beep.kit.languages import DEFAULT, Language, language_of, preferred
from beep.runtime.http import Call


class TokenPair(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Tokens of a session, in camelCase as the source document writes them."""

    access_token: str
    refresh_token: str
    expires_in: int


def token_pair(pair: Pair) -> TokenPair:
    return TokenPair(
        access_token=pair.access_token,
        refresh_token=pair.refresh_token,
        expires_in=int(TOKEN_LIFE.total_seconds()),
    )


def language_for(call: Call, locale: str | None) -> Language:
    """Return what to write to somebody new in: the language they name, else what their browser asks for."""
    if locale:
        return language_of(locale)
    return preferred(call.headers.get("accept-language", "")) or DEFAULT


def origin_of(call: Call) -> Origin:
    return Origin(call.client_ip, call.user_agent, call.context.trace_id)
