"""The places where libraries keep their addresses: one entry a module, changed right after its import.

Each change insists on finding what it replaces: a library that moved its address would otherwise
send the bot's token to somebody else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from beep_compat.addresses import Addresses

_VERSION = "v10"


class UnknownLibrary(ImportError):  # noqa: N818 - its text is for the operator
    """The library keeps its address somewhere else than known versions do."""

    def __init__(self, module: str, place: str) -> None:
        super().__init__(f"beep-compat does not know this version of {module}: there is no {place} in it.")


def _place(module: ModuleType, place: str) -> tuple[Any, str]:
    """Return the object that holds the last name of a dotted place, and that name."""
    *owners, name = place.split(".")
    holder: Any = module
    for owner in owners:
        holder = getattr(holder, owner, None)
    if not hasattr(holder, name):
        raise UnknownLibrary(module.__name__, place)
    return holder, name


def _change(module: ModuleType, place: str, value: object) -> None:
    holder, name = _place(module, place)
    setattr(holder, name, value)


def _has(module: ModuleType, place: str) -> bool:
    try:
        _place(module, place)
    except UnknownLibrary:
        return False
    return True


def _shared_http(module: ModuleType, to: Addresses) -> None:
    """discord.py and py-cord share a package name; each keeps its address under another one."""
    if _has(module, "Route.API_BASE_URL"):
        _change(module, "Route.API_BASE_URL", f"{to.api}/v{{API_VERSION}}")
    else:
        _change(module, "Route.BASE", f"{to.api}/{_VERSION}")


def _http(module: ModuleType, to: Addresses) -> None:
    _change(module, "Route.BASE", f"{to.api}/{_VERSION}")


def _gateway(module: ModuleType, to: Addresses) -> None:
    """discord.py begins at a constant; its siblings ask the API where the gateway is."""
    if _has(module, "DiscordWebSocket.DEFAULT_GATEWAY"):
        holder, name = _place(module, "DiscordWebSocket.DEFAULT_GATEWAY")
        setattr(holder, name, type(getattr(holder, name))(to.gateway))


def _asset(module: ModuleType, to: Addresses) -> None:
    _change(module, "Asset.BASE", to.cdn)
    if _has(module, "Asset.BASE_MEDIA"):
        _change(module, "Asset.BASE_MEDIA", to.cdn)


def _invite(module: ModuleType, to: Addresses) -> None:
    _change(module, "Invite.BASE", to.invites)


def _hikari_urls(module: ModuleType, to: Addresses) -> None:
    _change(module, "BASE_URL", to.home)
    _change(module, "REST_API_URL", f"{to.api}/{_VERSION}")
    _change(module, "OAUTH2_API_URL", f"{to.api}/{_VERSION}/oauth2")
    _change(module, "CDN_URL", to.cdn)
    _change(module, "MEDIA_PROXY_URL", to.cdn)


CHANGES: dict[str, Callable[[ModuleType, Addresses], None]] = {
    "discord.http": _shared_http,
    "discord.gateway": _gateway,
    "discord.asset": _asset,
    "discord.invite": _invite,
    "disnake.http": _http,
    "disnake.asset": _asset,
    "disnake.invite": _invite,
    "nextcord.http": _http,
    "nextcord.asset": _asset,
    "nextcord.invite": _invite,
    "hikari.urls": _hikari_urls,
}
