"""HTTP of signing in and of sessions."""

from beep.features.auth.contract import NewAccount, PublishedKeys
from beep.features.auth.schemas import (
    LogIn,
    Reauthenticate,
    Refresh,
    SessionObject,
    SignedUp,
    SignUp,
    WaysToProve,
    session_object,
    signed_up,
)
from beep.features.auth.service import AuthService
from beep.features.auth.wire import TokenPair, language_for, origin_of, token_pair
from beep.kit.ids import SessionId
from beep.runtime.http import Call, delete, get, post


class AuthRoutes:
    def __init__(self, service: AuthService) -> None:
        self._service = service

    @post("/auth/signup", status=201, access="anyone", per_10_s=20)
    async def sign_up(self, call: Call, body: SignUp) -> SignedUp:
        """Make an account and sign in.

        409 says no more than that these details cannot be used.
        """
        language = language_for(call, body.locale)
        new = NewAccount(body.email, body.password, body.username, body.display_name, language=language)
        view, pair = await self._service.sign_up(new, origin_of(call))
        return signed_up(view, pair)

    @post("/auth/login", access="anyone", at_root=True)
    async def log_in(self, call: Call, body: LogIn) -> TokenPair:
        """Sign in with an e-mail and a password.

        Five failures in a minute from one address, and the next attempt answers 429, right or wrong.
        Who has a second factor gets 401 with the key `auth.second_factor_required`, a `ticket` of five
        minutes, and the `kinds` it may be redeemed by.
        """
        return token_pair(await self._service.signing_in.log_in(body.email, body.password, origin_of(call)))

    @post("/auth/refresh", access="anyone")
    async def refresh(self, call: Call, body: Refresh) -> TokenPair:
        """Trade a refresh token for new tokens.

        A refresh token is used once. Using an old one again ends the session, except that a client
        which lost the answer may repeat its last call within ten seconds and gets the same token.
        Refreshing is no activity: 24 hours without any end the session.
        """
        return token_pair(await self._service.refresh(body.refresh_token, origin_of(call)))

    @post("/auth/logout", access="person", counts_as_activity=False)
    async def log_out(self, call: Call) -> None:
        """End this session."""
        await self._service.log_out(call.actor, origin_of(call))

    @post("/auth/logout-all", access="oneself", counts_as_activity=False)
    async def log_out_everywhere(self, call: Call) -> None:
        """End every session of this person."""
        await self._service.log_out_everywhere(call.actor, origin_of(call))

    @get("/auth/reauthenticate", access="oneself", counts_as_activity=False)
    async def ways_to_prove(self, call: Call) -> WaysToProve:
        """Tell what one can prove again with who one is, and whether that is needed now."""
        kinds = await self._service.signing_in.ways_to_prove(call.actor)
        return WaysToProve(kinds=list(kinds), is_recent=self._service.is_recent(call.actor))

    @post("/auth/reauthenticate", access="oneself")
    async def reauthenticate(self, call: Call, body: Reauthenticate) -> None:
        """Prove again who one is; opens ten minutes in which dangerous acts are allowed."""
        await self._service.signing_in.reauthenticate(call.actor, body.proof(), origin_of(call))

    @get("/auth/sessions", access="oneself")
    async def sessions(self, call: Call) -> list[SessionObject]:
        """List one's sessions that are alive, the newest first."""
        found = await self._service.list_sessions(call.actor.user_id)
        place_of, current = self._service.place_of, call.actor.session_id
        return [session_object(view, place_of(view.ip), current=current) for view in found]

    @delete("/auth/sessions", access="oneself")
    async def end_other_sessions(self, call: Call) -> None:
        """End every session of oneself but this one."""
        await self._service.end_other_sessions(call.actor, origin_of(call))

    @delete("/auth/sessions/{session_id}", access="oneself")
    async def end_session(self, call: Call, session_id: SessionId) -> None:
        """End one of one's sessions."""
        await self._service.end_session(call.actor, session_id, origin_of(call))

    @get("/auth/jwks.json", access="anyone")
    async def keys(self, call: Call) -> PublishedKeys:
        """Return the keys access tokens are verified with."""
        del call
        return await self._service.published_keys()
