"""What other ways in answer with, and where a request came from."""

import msgspec

from beep.features.auth.contract import TOKEN_LIFE, Origin, Pair
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


def origin_of(call: Call) -> Origin:
    return Origin(call.client_ip, call.user_agent, call.context.trace_id)
