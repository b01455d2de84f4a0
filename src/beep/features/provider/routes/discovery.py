"""What a client reads first: where everything is, and what it can count on."""

from typing import Any

from starlette.responses import Response

from beep.features.provider.contract import SCOPES
from beep.features.provider.routes.forms import EVERYBODY
from beep.features.provider.service import ProviderService
from beep.kit.text import json_encode
from beep.runtime.http import Call, get

_CLAIMS = (
    "sub iss aud exp iat auth_time nonce acr amr at_hash"
    " preferred_username name picture roles email email_verified"
)


class DiscoveryRoutes:
    def __init__(self, service: ProviderService) -> None:
        self._document = json_encode(_described(service.issuer))

    @get("/.well-known/openid-configuration", access="anyone", only_at_root=True, per_10_s=300)
    async def openid_configuration(self, call: Call) -> Response:
        """Return the document of OpenID Connect Discovery."""
        del call
        return self._answer()

    @get("/.well-known/oauth-authorization-server", access="anyone", only_at_root=True, per_10_s=300)
    async def oauth_authorization_server(self, call: Call) -> Response:
        """Return the same under the name of RFC 8414."""
        del call
        return self._answer()

    def _answer(self) -> Response:
        headers = {**EVERYBODY, "cache-control": "public, max-age=300"}
        return Response(self._document, headers=headers, media_type="application/json")


def _described(issuer: str) -> dict[str, Any]:
    ways = ["client_secret_basic", "client_secret_post", "none"]
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/oauth2/authorize",
        "token_endpoint": f"{issuer}/oauth2/token",
        "userinfo_endpoint": f"{issuer}/oauth2/userinfo",
        "jwks_uri": f"{issuer}/.well-known/jwks.json",
        "revocation_endpoint": f"{issuer}/oauth2/revoke",
        "end_session_endpoint": f"{issuer}/oauth2/end-session",
        "scopes_supported": list(SCOPES),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ways,
        "revocation_endpoint_auth_methods_supported": ways,
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "acr_values_supported": ["urn:beep:acr:1", "urn:beep:acr:2"],
        "claims_supported": _CLAIMS.split(),
        "ui_locales_supported": ["fr", "en"],
        "authorization_response_iss_parameter_supported": True,
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
    }
