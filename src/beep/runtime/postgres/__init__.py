"""Beep's own PostgreSQL: finds the binaries, keeps one server alive, stops it cleanly however Beep ends."""

from beep.runtime.postgres.binaries import PostgresBinaries, find_binaries
from beep.runtime.postgres.embedded import EmbeddedPostgres
from beep.runtime.postgres.errors import HomeInUse, PostgresUnavailable, WrongMajor

__all__ = [
    "EmbeddedPostgres",
    "HomeInUse",
    "PostgresBinaries",
    "PostgresUnavailable",
    "WrongMajor",
    "find_binaries",
]
