"""The face of provider: other programs let people sign in with Beep, and act for them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NewType, Protocol

from beep.kit.ids import SessionId, UserId

ClientId = NewType("ClientId", int)
GrantId = NewType("GrantId", int)

OPENID, PROFILE, EMAIL = "openid", "profile", "email"
# Tokens that can be renewed while the person is away.
OFFLINE = "offline_access"
# Beep's own API, in the person's name.
BEEP = "beep"
SCOPES = (OPENID, PROFILE, EMAIL, OFFLINE, BEEP)


@dataclass(frozen=True, slots=True)
class ClientDraft:
    """What an administrator says of a client. A public one (a native app, a page) can keep no secret.

    `scopes` are the most it may ask for; `logout_uris` are where people may be sent after signing out.
    """

    name: str
    is_public: bool
    redirect_uris: tuple[str, ...]
    logout_uris: tuple[str, ...] = ()
    scopes: tuple[str, ...] = (OPENID, PROFILE, EMAIL, OFFLINE)


@dataclass(frozen=True, slots=True)
class ClientView:
    """A program people may sign in to with Beep; `created_by` is 0 for whoever works on the machine."""

    id: ClientId
    name: str
    is_public: bool
    redirect_uris: tuple[str, ...]
    logout_uris: tuple[str, ...]
    scopes: tuple[str, ...]
    created_at: datetime
    created_by: UserId


@dataclass(frozen=True, slots=True)
class ConsentView:
    """What a person lets a client know and do, until they take it back."""

    client: ClientView
    scopes: tuple[str, ...]
    given_at: datetime
    last_used_at: datetime


@dataclass(frozen=True, slots=True)
class GrantView:
    """One sign-in to a client, on which its tokens hang.

    It lives as long as the session it was given in, or, where it acts in Beep, as long as the session it has
    of its own.
    """

    id: GrantId
    client_id: ClientId
    user_id: UserId
    session_id: SessionId
    own_session_id: SessionId | None
    scopes: frozenset[str]
    methods: tuple[str, ...]
    auth_time: datetime
    ended_at: datetime | None

    @property
    def lives_in(self) -> SessionId:
        return self.own_session_id or self.session_id


# What the person at the page did: nothing yet, or a click on one of the two buttons.
Wish = Literal["look", "allow", "deny"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where to go, or what to ask: to sign in, first or once more, or to let the client have `scopes`."""

    client: ClientView
    redirect_uri: str
    redirect_to: str | None = None
    sign_in: Literal["no", "first", "again"] = "no"
    scopes: frozenset[str] = field(default_factory=frozenset[str])


@dataclass(frozen=True, slots=True)
class Leaving:
    """`client` is `None` where nobody said who asks; then there is nowhere to go but Beep."""

    client: ClientView | None
    redirect_to: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a client gets. `id_token` comes with `openid`, `refresh_token` with `offline_access`."""

    access_token: str
    expires_in_s: int
    scopes: frozenset[str]
    refresh_token: str | None = None
    id_token: str | None = None


class Provider(Protocol):
    async def register(self, draft: ClientDraft, *, by: UserId) -> tuple[ClientView, str | None]:
        """Add a client; return it with its secret, which is never shown again. Raises `Invalid`."""
        ...

    async def list_clients(self) -> Sequence[ClientView]:
        """Return every client, the newest first."""
        ...

    async def remove(self, client_id: ClientId, *, by: UserId) -> None:
        """Forget a client: its tokens end at once. Raises `ClientNotFound`."""
        ...
