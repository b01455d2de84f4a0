"""The commands. Imports are inside them, so that `beep --help` answers at once.

Exit codes: 0 done, 1 failed, 2 wrong use or wrong settings.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from beep import __version__

if TYPE_CHECKING:
    from beep.app.settings import Settings

app = App(
    name="beep",
    version=__version__,
    help="A community's home that it runs itself: talk, members, events, automation and operations.",
)
config = App(name="config", help="Check, show and explain settings.")
facts = App(name="facts", help="Look after the log of facts.")
audit = App(name="audit", help="Look after the audit log.")
permissions = App(name="permissions", help="Permissions for another authorization engine.")
keys = App(name="keys", help="Look after the keys access tokens are signed with.")
app.command(audit)
app.command(config)
app.command(facts)
app.command(keys)
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

    settings = _settings()
    tell = _progress()

    def ready(address: str) -> None:
        logging.getLogger("beep").info("ready", extra={"address": address})
        tell(f"Beep is ready: {address}")

    _run(lambda: uvloop.run(serving.serve(settings, [o for o in only.split(",") if o], tell, ready)))


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
    settings = _settings()
    tell = _progress()

    async def bring() -> None:
        async with serving.database(settings, tell, beside=True) as url:
            await asyncio.to_thread(migrations.migrate, url, serving.migration_folders())
            tell("The database is up to date")

    _run(lambda: asyncio.run(bring()))


@config.command
def check() -> None:
    """Say whether the settings are valid; lists every problem and exits with 2 if they are not."""
    settings = _settings()
    _out(f"The settings are valid ({settings.file or 'environment and defaults'}).")


@config.command
def show() -> None:
    """Print the settings in force as TOML; secrets in addresses are hidden."""
    from beep.app.settings_text import as_toml

    _out(as_toml(_settings()))


@config.command
def docs() -> None:
    """Print every setting with its meaning, bounds and default, as Markdown."""
    from beep.app.settings_text import as_markdown

    _out(as_markdown())


@facts.command
def parked() -> None:
    """List facts that became no job, with the reason; exits with 1 when there are any."""
    import asyncio

    from beep.app import serving
    from beep.app.describe import stuck_facts

    settings = _settings()

    async def listed() -> list[str]:
        async with serving.database(settings, _progress(), beside=True) as url:
            return await stuck_facts(url)

    def report() -> None:
        found = asyncio.run(listed())
        _out("\n".join(found) or "No fact is parked.")
        if found:
            sys.exit(1)

    _run(report)


@facts.command
def unpark(*ids: str) -> None:
    """Let Beep try parked facts again: those named as `parked` names them, or all."""
    import asyncio

    from beep.app import serving
    from beep.app.describe import unpark_facts

    settings = _settings()

    async def tried_again() -> int:
        async with serving.database(settings, _progress(), beside=True) as url:
            return await unpark_facts(url, ids)

    _run(lambda: _out(f"{asyncio.run(tried_again())} to be tried again within seconds."))


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

    settings = _settings()
    tell = _progress()

    async def verified() -> audit_check.Verdict:
        async with serving.database(settings, tell, beside=True) as url:
            return await audit_check.verify(url, against, lambda done: tell(f"{done} entries checked"))

    def report() -> None:
        found = asyncio.run(verified())
        _out(found.text)
        if not found.holds:
            sys.exit(1)

    _run(report)


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

    settings = _settings()
    tell = _progress()

    async def projected() -> int:
        async with serving.database(settings, tell, beside=True) as url:
            return await serving.project_permissions(settings, url, tell)

    _run(lambda: _out(f"{asyncio.run(projected())} servers projected."))


@keys.command
def rotate() -> None:
    """Sign access tokens with a new key; those of the old one stay good until they expire.

    Every running process signs with the new key within half a minute.
    """
    import asyncio

    from beep.app import serving

    settings = _settings()

    async def rotated() -> None:
        async with serving.database(settings, _progress(), beside=True) as url:
            await serving.rotate_keys(settings, url)

    def report() -> None:
        asyncio.run(rotated())
        _out("Access tokens are signed with a new key.")

    _run(report)


def _settings() -> "Settings":
    from beep.app import settings
    from beep.runtime import logs, security

    try:
        found = settings.load()
    except settings.BadSettings as error:
        for problem in error.problems:
            sys.stderr.write(f"beep: {problem}\n")
        sys.exit(2)
    logs.set_up(
        environment=found.process.environment,
        version=__version__,
        level=found.process.log_level,
        human=_is_for_people(found.process.log_format),
    )
    security.set_up(
        log=found.process.security_log,
        syslog_url=found.process.syslog_url,
        environment=found.process.environment,
        version=__version__,
    )
    return found


def _is_for_people(log_format: str) -> bool:
    return log_format == "text" or (log_format == "auto" and sys.stderr.isatty())


def _progress() -> Callable[[str], None]:
    """Return how to tell people what happens: lines on a terminal, silence in a log."""
    from rich.console import Console

    console = Console(stderr=True)

    def tell(text: str) -> None:
        if console.is_terminal:
            console.print(f"[bold cyan]beep[/] {text}", highlight=False, soft_wrap=True)

    return tell


def _run(work: Callable[[], object]) -> None:
    """Run a command; expected failures end with their text and exit code 1."""
    import psycopg
    from sqlalchemy.exc import DBAPIError, OperationalError

    from beep.app.serving import NotMigrated
    from beep.kit.errors import Refusal
    from beep.runtime.postgres import PostgresUnavailable
    from beep.runtime.revisions import NewerDatabase

    try:
        work()
    except (psycopg.OperationalError, OperationalError) as error:
        sys.stderr.write(f"beep: the database cannot be reached: {_cause(error)}. Check BEEP_DATABASE_URL.\n")
        sys.exit(1)
    except (psycopg.Error, DBAPIError) as error:
        sys.stderr.write(f"beep: the database cannot be used: {_cause(error)}\n")
        sys.exit(1)
    except (NotMigrated, NewerDatabase, PostgresUnavailable, Refusal, OSError, ValueError) as error:
        sys.stderr.write(f"beep: {error}\n")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def _cause(error: Exception) -> str:
    return str(error.__cause__ or error).strip().splitlines()[0]


def _out(text: str) -> None:
    sys.stdout.write(text.rstrip("\n") + "\n")


def main() -> None:
    """Run the command line."""
    app()
