"""Applications on the wire, every documented key present."""

from typing import Any

from msgspec import Struct

from beep.features.applications.contract import ApplicationView
from beep.features.users import UserObject


class CreateApplication(Struct):
    name: str
    description: str = ""
    bot_public: bool = True


class ApplicationObject(Struct, kw_only=True):
    id: str
    name: str
    icon: str | None = None
    cover_image: str | None = None
    description: str
    summary: str = ""
    type: int | None = None
    bot: UserObject
    owner: UserObject
    team: None = None
    verify_key: str
    flags: int
    flags_new: str
    bot_public: bool
    bot_require_code_grant: bool = False
    is_monetized: bool = False
    is_verified: bool = False
    is_discoverable: bool = False
    hook: bool = True
    guild_id: str | None = None
    primary_sku_id: str | None = None
    slug: str | None = None
    tags: list[str] = []
    rpc_origins: list[str] = []
    redirect_uris: list[str] = []
    terms_of_service_url: str | None = None
    privacy_policy_url: str | None = None
    custom_install_url: str | None = None
    install_params: dict[str, Any] | None = None
    integration_types_config: dict[str, Any] = {}
    interactions_endpoint_url: str | None = None
    role_connections_verification_url: str | None = None
    event_webhooks_url: str | None = None
    event_webhooks_status: int = 1
    event_webhooks_types: list[str] = []
    approximate_guild_count: int
    approximate_user_install_count: int = 0
    approximate_user_authorization_count: int = 0
    explicit_content_filter: int = 0
    eligible_oauth2_scopes: list[str] = []
    max_participants: int | None = None


class CreatedApplication(ApplicationObject, kw_only=True):
    """The one answer that holds the token."""

    token: str


class BotToken(Struct):
    token: str


# Presence, members and message content are granted to every bot: whoever runs Beep decides alone.
_FLAGS = 1 << 12 | 1 << 14 | 1 << 18


def application_object(
    view: ApplicationView,
    bot: UserObject,
    owner: UserObject,
    *,
    server_count: int,
    shape: type[ApplicationObject] = ApplicationObject,
    **more: Any,
) -> ApplicationObject:
    return shape(
        id=str(view.id),
        name=view.name,
        description=view.description,
        bot=bot,
        owner=owner,
        verify_key=view.verify_key,
        flags=_FLAGS,
        flags_new=str(_FLAGS),
        bot_public=view.is_public,
        approximate_guild_count=server_count,
        **more,
    )
