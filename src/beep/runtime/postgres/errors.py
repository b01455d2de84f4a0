"""Why Beep's own PostgreSQL cannot run; every message says how to mend it."""

from pathlib import Path


class PostgresUnavailable(Exception):  # noqa: N818 - the house names errors by what is wrong
    """The server cannot be found, started or kept; the message tells what to do about it."""


class HomeInUse(PostgresUnavailable):
    """Another Beep process already runs on this home."""

    def __init__(self, home: Path, holder: str) -> None:
        super().__init__(
            f"Another Beep process{f' ({holder})' if holder else ''} is already running on {home}. "
            "Stop it first, or give this one a home of its own (BEEP_HOME)."
        )
        self.home = home


class WrongMajor(PostgresUnavailable):
    """The data was written by another major version of PostgreSQL than the binaries'."""
