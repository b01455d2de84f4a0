"""Bodies and answers of provider: the page and the settings in Beep's manner, the rest as OAuth writes it."""

from typing import Any, Literal

from msgspec import UNSET, Struct, UnsetType

from beep.features.provider.contract import (
    EMAIL,
    OFFLINE,
    OPENID,
    PROFILE,
    Answer,
    ClientView,
    ConsentView,
    Leaving,
    Outcome,
)
from beep.runtime.http import stamp

_BEARER = "Bearer"

# -- clients, for administrators --------------------------------------------------------------


class RegisterClient(Struct, frozen=True, kw_only=True):
    """`public`: a native app or a page, which can keep no secret. `scopes` are the most it may ask for."""

    name: str
    public: bool = False
    redirect_uris: list[str]
    logout_uris: list[str] = []
    scopes: tuple[str, ...] = (OPENID, PROFILE, EMAIL, OFFLINE)


class ChangeClient(Struct, frozen=True, kw_only=True):
    """All that is said of a client but whether it is public, which it stays."""

    name: str
    redirect_uris: list[str]
    logout_uris: list[str] = []
    scopes: list[str]


class ClientObject(Struct, kw_only=True):
    id: str
    name: str
    public: bool
    redirect_uris: list[str]
    logout_uris: list[str]
    scopes: list[str]
    created_at: str


class RegisteredClient(ClientObject, kw_only=True):
    """A client with its secret, this once; `null` for a public one."""

    secret: str | None


class ClientSecret(Struct, frozen=True):
    secret: str


def client_object(view: ClientView) -> ClientObject:
    return ClientObject(**_client(view))


def registered_client(view: ClientView, secret: str | None) -> RegisteredClient:
    return RegisteredClient(**_client(view), secret=secret)


def _client(view: ClientView) -> dict[str, Any]:
    return {
        "id": str(view.id),
        "name": view.name,
        "public": view.is_public,
        "redirect_uris": list(view.redirect_uris),
        "logout_uris": list(view.logout_uris),
        "scopes": list(view.scopes),
        "created_at": stamp(view.created_at),
    }


# -- consents, for everybody ------------------------------------------------------------------


class NamedClient(Struct, frozen=True, kw_only=True):
    """A client as people see it who are asked by it."""

    id: str
    name: str


class ConsentObject(Struct, frozen=True, kw_only=True):
    client: NamedClient
    scopes: list[str]
    given_at: str
    last_used_at: str


def consent_object(view: ConsentView) -> ConsentObject:
    return ConsentObject(
        client=NamedClient(id=str(view.client.id), name=view.client.name),
        scopes=list(view.scopes),
        given_at=stamp(view.given_at),
        last_used_at=stamp(view.last_used_at),
    )


# -- the two pages ----------------------------------------------------------------------------


class AnswerAuthorization(Struct, frozen=True, kw_only=True):
    """`query` is the page's own, as the client wrote it; `answer` is what the person did."""

    query: str
    answer: Literal["look", "allow", "deny"] = "look"


class AuthorizationObject(Struct, frozen=True, kw_only=True):
    """Where to go now, or else whether to sign in (`first`, or `again`), or else what to ask for."""

    client: NamedClient
    redirect_host: str
    redirect_to: str | None
    sign_in: Literal["no", "first", "again"]
    scopes: list[str]


class LookAtSignOut(Struct, frozen=True, kw_only=True):
    query: str


class SignOutObject(Struct, frozen=True, kw_only=True):
    client: NamedClient | None
    redirect_to: str | None


def authorization_object(outcome: Outcome, redirect_host: str) -> AuthorizationObject:
    return AuthorizationObject(
        client=_named(outcome.client),
        redirect_host=redirect_host,
        redirect_to=outcome.redirect_to,
        sign_in=outcome.sign_in,
        scopes=sorted(outcome.scopes),
    )


def sign_out_object(leaving: Leaving) -> SignOutObject:
    return SignOutObject(
        client=_named(leaving.client) if leaving.client else None, redirect_to=leaving.redirect_to
    )


def _named(view: ClientView) -> NamedClient:
    return NamedClient(id=str(view.id), name=view.name)


# -- OAuth ------------------------------------------------------------------------------------


class TokenObject(Struct, frozen=True, kw_only=True):
    access_token: str
    token_type: str
    expires_in: int
    scope: str
    refresh_token: str | UnsetType = UNSET
    id_token: str | UnsetType = UNSET


class OAuthErrorObject(Struct, frozen=True):
    error: str
    error_description: str


def token_object(answer: Answer) -> TokenObject:
    return TokenObject(
        access_token=answer.access_token,
        token_type=_BEARER,
        expires_in=answer.expires_in_s,
        scope=" ".join(sorted(answer.scopes)),
        refresh_token=answer.refresh_token or UNSET,
        id_token=answer.id_token or UNSET,
    )
