"""What clients call themselves: token, revocation, userinfo (RFC 6749, RFC 7009, OpenID Connect Core)."""

from starlette.responses import Response

from beep.features import auth
from beep.features.provider import rules
from beep.features.provider.contract import ClientView
from beep.features.provider.errors import OAuthError, invalid_client
from beep.features.provider.routes.forms import answered, cors, form_of, preflight, refused
from beep.features.provider.schemas import token_object
from beep.features.provider.service import ProviderService
from beep.runtime.http import Call, get, options, post

_PER_10_S = 300


class TokenRoutes:
    def __init__(self, service: ProviderService) -> None:
        self._service = service

    @post("/oauth2/token", access="anyone", only_at_root=True, streams=True, per_10_s=_PER_10_S)
    async def token(self, call: Call) -> Response:
        """Trade a code or a refresh token for tokens."""
        try:
            form = await form_of(call)
            client = await self._client(call, form)
        except OAuthError as error:
            return refused(error, await self._cors(call))

        async def give() -> object:
            return token_object(await self._service.tokens.answer(client, form, auth.origin_of(call)))

        return await answered(give, await self._cors(call))

    @post("/oauth2/revoke", access="anyone", only_at_root=True, streams=True, per_10_s=_PER_10_S)
    async def revoke(self, call: Call) -> Response:
        """End the access a token hangs on; an unknown one is as good as ended."""

        async def end() -> object:
            form = await form_of(call)
            client = await self._client(call, form)
            if "token" not in form:
                raise OAuthError("invalid_request", "token is missing.")
            await self._service.consents.revoke(client, form["token"])
            return None

        return await answered(end, await self._cors(call))

    @get("/oauth2/userinfo", access="anyone", only_at_root=True, per_10_s=_PER_10_S)
    async def userinfo(self, call: Call) -> Response:
        """Return what a client may know of the person whose token it has."""
        return await self._details(call)

    @post("/oauth2/userinfo", access="anyone", only_at_root=True, per_10_s=_PER_10_S)
    async def userinfo_by_post(self, call: Call) -> Response:
        """Return the same; the token is taken from the header only."""
        return await self._details(call)

    @options("/oauth2/token", access="anyone", only_at_root=True, per_10_s=_PER_10_S)
    async def may_call_token(self, call: Call) -> Response:
        """Tell a browser whether the page it shows may call this."""
        return preflight(await self._cors(call))

    @options("/oauth2/revoke", access="anyone", only_at_root=True, per_10_s=_PER_10_S)
    async def may_call_revoke(self, call: Call) -> Response:
        """Tell a browser whether the page it shows may call this."""
        return preflight(await self._cors(call))

    @options("/oauth2/userinfo", access="anyone", only_at_root=True, per_10_s=_PER_10_S)
    async def may_call_userinfo(self, call: Call) -> Response:
        """Tell a browser whether the page it shows may call this."""
        return preflight(await self._cors(call))

    async def _details(self, call: Call) -> Response:
        async def tell() -> object:
            scheme, _, token = call.headers.get("authorization", "").partition(" ")
            if scheme.lower() != "bearer" or not token:
                raise OAuthError("invalid_token", "Send Authorization: Bearer <access token>.", status=401)
            return await self._service.claims.details(token)

        return await answered(tell, await self._cors(call))

    async def _client(self, call: Call, form: dict[str, str]) -> ClientView:
        """Return which client calls; one that calls from a browser must do so from a page of its own."""
        client = await self._service.registering.authenticate(call.headers.get("authorization", ""), form)
        origin = call.headers.get("origin")
        pages = rules.origins_of(client.redirect_uris) if client.is_public else frozenset[str]()
        if origin is not None and origin not in pages:
            raise invalid_client("This client may not be used from a page of another origin.")
        return client

    async def _cors(self, call: Call) -> dict[str, str]:
        origin = call.headers.get("origin")
        if origin is None:
            return {}
        is_page = await self._service.registering.is_page_of_public_client(origin)
        return cors(call, [origin] if is_page else [])
