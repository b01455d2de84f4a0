"""Commands about the applications that sign in with Beep, for a Beep nobody administers on screen yet."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from beep.app.program import Program, public_url
from beep.app.settings import Settings
from beep.features import provider
from beep.kit.errors import Invalid
from beep.kit.ids import UserId

# Whoever may run commands on the machine.
_OPERATOR = UserId(0)


@dataclass(frozen=True, slots=True)
class Wanted:
    name: str
    is_public: bool
    redirect_uris: Sequence[str]
    logout_uris: Sequence[str]
    scopes: Sequence[str] | None


async def add(settings: Settings, url: str, wanted: Wanted) -> str:
    """Register a client; raises `ValueError` with every field that is wrong."""
    draft = provider.ClientDraft(
        name=wanted.name,
        is_public=wanted.is_public,
        redirect_uris=tuple(wanted.redirect_uris),
        logout_uris=tuple(wanted.logout_uris),
    )
    if wanted.scopes is not None:
        draft = replace(draft, scopes=tuple(wanted.scopes))
    async with _provider(settings, url) as face:
        try:
            view, secret = await face.register(draft, by=_OPERATOR)
        except Invalid as refused:
            raise ValueError("\n".join(f"{one.path}: {one.message}" for one in refused.errors)) from None
    shown = [f"client_id      {view.id}"]
    if secret is not None:
        shown.append(f"client_secret  {secret}")
    return "\n".join([*shown, f"issuer         {public_url(settings)}"])


async def listed(settings: Settings, url: str) -> str:
    async with _provider(settings, url) as face:
        views = await face.list_clients()
    return "\n".join(_line(view) for view in views) or "No application is registered."


async def remove(settings: Settings, url: str, client_id: str) -> str:
    """Remove a client; raises `ValueError` or `ClientNotFound`."""
    if not (client_id.isascii() and client_id.isdigit()):
        raise ValueError("client_id: give the number that `beep clients list` shows")
    async with _provider(settings, url) as face:
        await face.remove(provider.ClientId(int(client_id)), by=_OPERATOR)
    return "The application is removed."


@asynccontextmanager
async def _provider(settings: Settings, url: str) -> AsyncGenerator[provider.Provider]:
    program = await Program.start(settings, url, only=["provider"], works=False)
    try:
        yield program.face("provider")
    finally:
        await program.stop()


def _line(view: provider.ClientView) -> str:
    kind = "public" if view.is_public else "secret"
    return f"{view.id}  {view.name}  ({kind}: {' '.join(view.scopes)})  {' '.join(view.redirect_uris)}"
