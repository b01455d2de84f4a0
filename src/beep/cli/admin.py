"""`beep admin`: people's accounts, as the operator of the machine looks after them."""

import sys
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from beep.cli.ground import checked_settings, out, progress, run

if TYPE_CHECKING:
    from beep.app.administering import Deed

admin = App(name="admin", help="Look after people's accounts, as the operator of this machine.")
Reason = Annotated[str | None, Parameter(help="Why, for the audit log.")]


@admin.command
def link() -> None:
    """Print an address that makes whoever opens it the first administrator, once, within a day."""
    import asyncio

    from beep.app import administering

    settings = checked_settings()

    def report() -> None:
        address = asyncio.run(administering.link(settings, progress()))
        out(address or "Somebody administers this Beep already: `beep admin list` says who.")
        if address is None:
            sys.exit(1)

    run(report)


@admin.command(name="list")
def list_administrators() -> None:
    """List who administers this Beep."""
    import asyncio

    from beep.app import administering

    settings = checked_settings()
    found = run(lambda: asyncio.run(administering.list_administrators(settings, progress())))
    out("\n".join(found) or "Nobody administers this Beep. `beep admin link` changes that.")


@admin.command(name="show")
def show_person(who: str) -> None:
    """Show one person's account, by username, id or e-mail; exits with 1 where there is none."""
    import asyncio

    from beep.app import administering

    settings = checked_settings()
    out(run(lambda: asyncio.run(administering.show(settings, progress(), who))))


@admin.command
def suspend(who: str, *, reason: Reason = None) -> None:
    """Let a person in no more, and sign them out everywhere."""
    _administer("suspend", who, reason)


@admin.command
def restore(who: str, *, reason: Reason = None) -> None:
    """Let a suspended person in again."""
    _administer("restore", who, reason)


@admin.command
def end_sessions(who: str, *, reason: Reason = None) -> None:
    """Sign a person out everywhere."""
    _administer("end-sessions", who, reason)


@admin.command
def reset_password(who: str, *, reason: Reason = None) -> None:
    """Forget a person's password: they choose a new one by the letter they get."""
    _administer("reset-password", who, reason)


@admin.command
def reset_factors(who: str, *, reason: Reason = None) -> None:
    """Take the second factors from a person who lost them: the password is enough again."""
    _administer("reset-factors", who, reason)


@admin.command
def grant(who: str, *, reason: Reason = None) -> None:
    """Make a person administrator, at once."""
    _administer("grant", who, reason)


@admin.command
def take(who: str, *, reason: Reason = None) -> None:
    """Take the administrator's role away, at once; the last one stays."""
    _administer("take", who, reason)


@admin.command
def approve(proposal: int) -> None:
    """Agree to a proposal, by its id, where there is no second administrator."""
    import asyncio

    from beep.app import administering

    settings = checked_settings()
    run(lambda: asyncio.run(administering.approve(settings, progress(), proposal)))
    out("Done.")


def _administer(deed: "Deed", who: str, reason: str | None) -> None:
    import asyncio

    from beep.app import administering

    settings = checked_settings()
    out(run(lambda: asyncio.run(administering.do(settings, progress(), deed, who, reason))))
