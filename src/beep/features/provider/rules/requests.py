"""An authorization request: the query of the page a client sends somebody's browser to."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from beep.features.provider.contract import ClientId
from beep.features.provider.errors import OAuthError

QUERY_MAX = 8192
_FIELDS_MAX = 50
_CHALLENGE = re.compile(r"[A-Za-z0-9\-_]{43}")
_PROMPTS = frozenset({"none", "login", "consent", "select_account"})
_LONGEST = {"state": 2048, "nonce": 512}
_UNSUPPORTED = {
    "request": "request_not_supported",
    "request_uri": "request_uri_not_supported",
    "registration": "registration_not_supported",
}


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """A request whose client and address are verified, so that errors may be sent there.

    `max_age_s` is how long ago the person may have proved who they are, `None` for whenever.
    """

    client_id: ClientId
    redirect_uri: str
    challenge: str
    scope: str
    state: str | None = None
    nonce: str | None = None
    prompts: frozenset[str] = field(default_factory=frozenset[str])
    max_age_s: int | None = None


def parameters(text: str) -> dict[str, str]:
    """Return the fields of a query or a form; raises `OAuthError` for what is given twice.

    An empty value is as good as none (RFC 6749, 3.1).
    """
    try:
        pairs = parse_qsl(text, keep_blank_values=False, max_num_fields=_FIELDS_MAX, errors="strict")
    except ValueError:
        raise OAuthError("invalid_request", "These are no form-encoded fields.") from None
    found = dict(pairs)
    if len(found) != len(pairs):
        raise OAuthError("invalid_request", "A parameter is given more than once.")
    if any("\0" in part for pair in pairs for part in pair):
        raise OAuthError("invalid_request", "A parameter holds the NUL character.")
    return found


def request_of(given: Mapping[str, str], client_id: ClientId, *, fresh_s: int) -> AuthorizationRequest:
    """Return the request; raises `OAuthError`, which the client may be told."""
    for name, code in _UNSUPPORTED.items():
        if name in given:
            raise OAuthError(code, f"{name} is not supported.")
    for name, longest in _LONGEST.items():
        if len(given.get(name, "")) > longest:
            raise OAuthError("invalid_request", f"{name} has {longest} characters at most.")
    if given.get("response_type") != "code":
        raise OAuthError("unsupported_response_type", "Only response_type=code is supported.")
    if given.get("response_mode", "query") != "query":
        raise OAuthError("invalid_request", "Only response_mode=query is supported.")
    prompts = _prompts(given.get("prompt", ""))
    return AuthorizationRequest(
        client_id=client_id,
        redirect_uri=given["redirect_uri"],
        challenge=_challenge(given),
        scope=given.get("scope", ""),
        state=given.get("state"),
        nonce=given.get("nonce"),
        prompts=prompts,
        max_age_s=_max_age(given.get("max_age"), prompts, fresh_s),
    )


def _challenge(given: Mapping[str, str]) -> str:
    challenge = given.get("code_challenge", "")
    if not challenge or given.get("code_challenge_method") != "S256":
        raise OAuthError("invalid_request", "PKCE is required: code_challenge, code_challenge_method=S256.")
    if not _CHALLENGE.fullmatch(challenge):
        raise OAuthError("invalid_request", "code_challenge must be 43 characters of base64url.")
    return challenge


def _prompts(text: str) -> frozenset[str]:
    prompts = frozenset(text.split()) & _PROMPTS
    if "none" in prompts and len(prompts) > 1:
        raise OAuthError("invalid_request", "prompt=none goes with nothing else.")
    return prompts


def _max_age(text: str | None, prompts: frozenset[str], fresh_s: int) -> int | None:
    """Return how old a sign-in may be. Zero and `prompt=login` ask for a new one, which takes a moment."""
    if text is not None and not (text.isascii() and text.isdigit() and len(text) < 10):
        raise OAuthError("invalid_request", "max_age is a number of seconds.")
    limits = [int(text) or fresh_s] if text is not None else []
    return min([*limits, *([fresh_s] if "login" in prompts else [])], default=None)
