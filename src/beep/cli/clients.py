"""`beep clients`: the applications that sign in with Beep, for when nobody administers it on screen yet."""

from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from beep.cli.ground import checked_settings, out, progress, run

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from beep.app.settings import Settings

clients = App(name="clients", help="Look after the applications that sign in with Beep.")


@clients.command
def add(
    name: str,
    *,
    redirect_uri: Annotated[list[str], Parameter(help="Where it may send people back to; repeatable.")],
    logout_uri: Annotated[
        list[str] | None, Parameter(help="Where people may go after signing out; repeatable.")
    ] = None,
    scope: Annotated[
        list[str] | None,
        Parameter(help="What it may ask for; repeatable. Default: openid, profile, email, offline_access."),
    ] = None,
    public: Annotated[
        bool, Parameter(help="A native app or a page, which can keep no secret.", negative="")
    ] = False,
) -> None:
    """Register an application; prints its client_id, and its secret, which is never shown again."""
    from beep.app import client_commands

    wanted = client_commands.Wanted(name, public, redirect_uri, logout_uri or [], scope)
    _with_database(lambda settings, url: client_commands.add(settings, url, wanted))


@clients.command(name="list")
def list_clients() -> None:
    """List the applications that sign in with Beep."""
    from beep.app import client_commands

    _with_database(client_commands.listed)


@clients.command
def remove(client_id: str) -> None:
    """Remove an application; whatever it holds of people's accounts ends."""
    from beep.app import client_commands

    _with_database(lambda settings, url: client_commands.remove(settings, url, client_id))


def _with_database(work: "Callable[[Settings, str], Awaitable[str]]") -> None:
    """Run something beside whatever is running, and print what it says."""
    import asyncio

    from beep.app import serving

    settings = checked_settings()

    async def done() -> str:
        async with serving.migrated_database(settings, progress()) as url:
            return await work(settings, url)

    out(run(lambda: asyncio.run(done())))
