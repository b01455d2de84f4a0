"""What the pages `/authorize` and `/signout` ask, and the addresses that lead to them."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.responses import RedirectResponse, Response

from beep.features.provider.errors import OAuthError
from beep.features.provider.routes.forms import form_text
from beep.features.provider.schemas import (
    AnswerAuthorization,
    AuthorizationObject,
    LookAtSignOut,
    SignOutObject,
    authorization_object,
    sign_out_object,
)
from beep.features.provider.service import ProviderService
from beep.kit.actor import Actor
from beep.kit.errors import invalid
from beep.runtime.http import Call, get, post


class PageRoutes:
    def __init__(self, service: ProviderService) -> None:
        self._service = service

    @get("/oauth2/authorize", access="anyone", only_at_root=True, per_10_s=100)
    async def open_authorize_page(self, call: Call) -> Response:
        """Send a browser that comes from a client to the page."""
        return _to_page("/authorize", call.query_string)

    @post("/oauth2/authorize", access="anyone", only_at_root=True, streams=True, per_10_s=100)
    async def post_to_authorize_page(self, call: Call) -> Response:
        """Send a browser that comes from a client with a form to the page."""
        return _to_page("/authorize", await _sent(call))

    @get("/oauth2/end-session", access="anyone", only_at_root=True, per_10_s=100)
    async def open_sign_out_page(self, call: Call) -> Response:
        """Send a browser that comes from a client to the page."""
        return _to_page("/signout", call.query_string)

    @post("/oauth2/end-session", access="anyone", only_at_root=True, streams=True, per_10_s=100)
    async def post_to_sign_out_page(self, call: Call) -> Response:
        """Send a browser that comes from a client with a form to the page."""
        return _to_page("/signout", await _sent(call))

    @post("/authorizations", access="whoever", per_10_s=20)
    async def answer_authorization(self, call: Call, body: AnswerAuthorization) -> AuthorizationObject:
        """Look at what an application asks for, allow it or deny it.

        With `look`, what was allowed before is given again where nobody has to be asked. Whoever is not
        signed in learns who asks, and that they must sign in.
        """
        outcome = await self._service.authorizing.answer(_oneself(call), body.query, body.answer)
        return authorization_object(outcome, urlsplit(outcome.redirect_uri).netloc)

    @post("/authorizations/end", access="anyone", per_10_s=50)
    async def look_at_sign_out(self, call: Call, body: LookAtSignOut) -> SignOutObject:
        """Tell which application asks somebody to sign out, and where they may go afterwards."""
        del call
        return sign_out_object(await self._service.leaving.look(body.query))


async def _sent(call: Call) -> str:
    try:
        return await form_text(call)
    except OAuthError as error:
        raise invalid("", "FORM", error.description) from None


def _oneself(call: Call) -> Actor | None:
    """Return who sits at the page: an application that acts for somebody allows nothing in their name."""
    actor = call.context.actor
    return actor if actor and actor.session_id and actor.client is None else None


def _to_page(path: str, query: str) -> Response:
    """Return a redirect to a page of ours, never elsewhere, whatever stands in the query."""
    try:
        fields = parse_qsl(query, keep_blank_values=True, max_num_fields=50)
    except ValueError:
        raise invalid("", "FORM", "These are too many fields.") from None
    headers = {"cache-control": "no-store"}
    return RedirectResponse(f"{path}?{urlencode(fields)}", 303, headers)
