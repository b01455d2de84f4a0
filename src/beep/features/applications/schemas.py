"""Applications on the wire: every documented key, but those that may be absent and never null."""

from typing import Any, TypeVar

from msgspec import UNSET, Struct, UnsetType

from beep.features.applications.contract import BOT_FLAGS, ApplicationView
from beep.features.users import UserObject
from beep.kit.errors import invalid


class CreateApplication(Struct):
    name: str
    description: str = ""
    bot_public: bool = True


class ApplicationObject(Struct, kw_only=True):
    id: str
    name: str
    icon: str | None = None
    cover_image: str | UnsetType = UNSET
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
    guild_id: str | UnsetType = UNSET
    primary_sku_id: str | UnsetType = UNSET
    slug: str | UnsetType = UNSET
    tags: list[str] = []
    rpc_origins: list[str] = []
    redirect_uris: list[str] = []
    terms_of_service_url: str | UnsetType = UNSET
    privacy_policy_url: str | UnsetType = UNSET
    custom_install_url: str | UnsetType = UNSET
    install_params: dict[str, Any] | UnsetType = UNSET
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


class Sound(Struct):
    sound_id: str


class Command(Struct):
    """A slash command; none can be registered yet."""

    name: str


A = TypeVar("A", bound=ApplicationObject)


def application_object(
    shape: type[A],
    view: ApplicationView,
    bot: UserObject,
    owner: UserObject,
    *,
    server_count: int,
    **more: Any,
) -> A:
    return shape(
        id=str(view.id),
        name=view.name,
        description=view.description,
        bot=bot,
        owner=owner,
        verify_key=view.verify_key,
        flags=BOT_FLAGS,
        flags_new=str(BOT_FLAGS),
        bot_public=view.is_public,
        approximate_guild_count=server_count,
        **more,
    )


def no_commands(commands: list[Command]) -> list[Command]:
    """Return the empty list; raises `Invalid` when a bot registers a command all the same."""
    if commands:
        raise invalid("0.name", "COMMANDS_UNAVAILABLE", "Slash commands cannot be registered yet.")
    return commands
