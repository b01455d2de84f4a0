"""The commands. Imports are inside them, so that `beep --help` answers at once.

Exit codes: 0 done, 1 failed, 2 wrong use or wrong settings.
"""

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from beep import __version__
from beep.cli.admin import admin
from beep.cli.clients import clients
from beep.cli.ground import checked_settings, out, progress, run
from beep.cli.mail import mail

app = App(
    name="beep",
    version=__version__,
    help="A community's home that it runs itself: talk, members, events, automation and operations.",
)
config = App(name="config", help="Check, show and explain settings.")
facts = App(name="facts", help="Look after the log of facts.")
audit = App(name="audit", help="Look after the audit log.")
permissions = App(name="permissions", help="Permissions for another authorization engine.")
keys = App(name="keys", help="Look after the keys access tokens and addresses of files are signed with.")
app.command(admin)
app.command(audit)
app.command(clients)
app.command(config)
app.command(facts)
app.command(keys)
app.command(mail)
app.command(permissions)


@app.command
def serve(
    *, only: Annotated[str, Parameter(help="Comma-separated features to serve; all by default.")] = ""
) -> None:
    """Run Beep until Ctrl-C.

    Without BEEP_DATABASE_URL Beep starts its own PostgreSQL under BEEP_HOME (default `.beep`).
    With `--only messaging,gateway` this process answers for those features; others run elsewhere
    on the same database and bus.
    """
    import logging

    import uvloop

    from beep.app import serving

    settings = checked_settings()
    tell = progress()

    def ready(address: str) -> None:
        logging.getLogger("beep").info("ready", extra={"address": address})
        tell(f"Beep is ready: {address}")

    run(lambda: uvloop.run(serving.serve(settings, [o for o in only.split(",") if o], tell, ready)))


@app.command
def migrate(
    *, sql: Annotated[bool, Parameter(help="Print the SQL of every migration instead.", negative="")] = False
) -> None:
    """Bring the database forward to this version; does nothing when it is there already."""
    import asyncio

    from beep.app import serving
    from beep.runtime import migrate as migrations

    if sql:
        sys.stdout.write(migrations.as_sql(serving.migration_folders()))
        return
    settings = checked_settings()
    tell = progress()

    async def bring() -> None:
        async with serving.database(settings, tell, beside=True) as url:
            await asyncio.to_thread(migrations.migrate, url, serving.migration_folders())
            tell("The database is up to date")

    run(lambda: asyncio.run(bring()))


@config.command
def check() -> None:
    """Say whether the settings are valid; lists every problem and exits with 2 if they are not."""
    settings = checked_settings()
    out(f"The settings are valid ({settings.file or 'environment and defaults'}).")


@config.command
def show() -> None:
    """Print the settings in force as TOML; secrets in addresses are hidden."""
    from beep.app.settings_text import as_toml

    out(as_toml(checked_settings()))


@config.command
def docs() -> None:
    """Print every setting with its meaning, bounds and default, as Markdown."""
    from beep.app.settings_text import as_markdown

    out(as_markdown())


@facts.command
def parked() -> None:
    """List facts that became no job, with the reason; exits with 1 when there are any."""
    import asyncio

    from beep.app import serving
    from beep.app.describe import stuck_facts

    settings = checked_settings()

    async def listed() -> list[str]:
        async with serving.migrated_database(settings, progress()) as url:
            return await stuck_facts(url)

    def report() -> None:
        found = asyncio.run(listed())
        out("\n".join(found) or "No fact is parked.")
        if found:
            sys.exit(1)

    run(report)


@facts.command
def unpark(*ids: str) -> None:
    """Let Beep try parked facts again: those named as `parked` names them, or all."""
    import asyncio

    from beep.app import serving
    from beep.app.describe import unpark_facts

    settings = checked_settings()

    async def tried_again() -> int:
        async with serving.migrated_database(settings, progress()) as url:
            return await unpark_facts(url, ids)

    run(lambda: out(f"{asyncio.run(tried_again())} to be tried again within seconds."))


@audit.command
def verify(
    *,
    against: Annotated[
        Path | None, Parameter(help="A security log: what it says was written must still be there.")
    ] = None,
) -> None:
    """Check that the audit log is what was written; names the first broken entry and exits with 1.

    Beep may be running meanwhile. Only a security log kept elsewhere shows that a log was cut short
    by somebody who may write to the database.
    """
    import asyncio

    from beep.app import audit_check, serving

    settings = checked_settings()
    tell = progress()

    async def verified() -> audit_check.Verdict:
        async with serving.migrated_database(settings, tell) as url:
            return await audit_check.verify(url, against, lambda done: tell(f"{done} entries checked"))

    def report() -> None:
        found = asyncio.run(verified())
        out(found.text)
        if not found.holds:
            sys.exit(1)

    run(report)


@permissions.command
def schema() -> None:
    """Print the schema of Permify, as it is made from the permissions Beep acts by."""
    from beep.app import permissions_text

    sys.stdout.write(permissions_text.schema())


@permissions.command
def project() -> None:
    """Tell Permify of every server afresh; Beep may be running meanwhile."""
    import asyncio

    from beep.app import serving

    settings = checked_settings()
    tell = progress()

    async def projected() -> int:
        async with serving.migrated_database(settings, tell) as url:
            return await serving.project_permissions(settings, url, tell)

    run(lambda: out(f"{asyncio.run(projected())} servers projected."))


@keys.command
def rotate() -> None:
    """Sign access tokens and addresses of files with new keys; what the old ones signed lives to its end.

    Every running process signs with the new keys within half a minute.
    """
    import asyncio

    from beep.app import serving

    settings = checked_settings()

    async def rotated() -> None:
        async with serving.migrated_database(settings, progress()) as url:
            await serving.rotate_keys(settings, url)

    def report() -> None:
        asyncio.run(rotated())
        out("Access tokens and addresses of files are signed with new keys within half a minute.")

    run(report)


def main() -> None:
    """Run the command line."""
    app()
