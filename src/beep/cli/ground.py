"""What every command needs: settings, a way to tell progress, and errors as text with an exit code."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from beep import __version__

if TYPE_CHECKING:
    from beep.app.settings import Settings

T = TypeVar("T")


def checked_settings() -> "Settings":
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


def progress() -> Callable[[str], None]:
    """Return how to tell people what happens: lines on a terminal, silence in a log."""
    from rich.console import Console

    console = Console(stderr=True)

    def tell(text: str) -> None:
        if console.is_terminal:
            console.print(f"[bold cyan]beep[/] {text}", highlight=False, soft_wrap=True)

    return tell


def run(work: Callable[[], T]) -> T:
    """Run a command; expected failures end with their text and exit code 1."""
    import psycopg
    from sqlalchemy.exc import DBAPIError, OperationalError

    from beep.app.serving import NotMigrated
    from beep.kit.errors import Refusal
    from beep.runtime.postgres import PostgresUnavailable
    from beep.runtime.revisions import NewerDatabase

    try:
        return work()
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


def out(text: str) -> None:
    sys.stdout.write(text.rstrip("\n") + "\n")
