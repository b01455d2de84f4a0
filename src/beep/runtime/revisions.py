"""Which migrations a database still needs, told without loading the tool that applies them.

A start on a database that is up to date, nearly all of them, stays quick and small.
"""

import re
from collections.abc import Sequence
from pathlib import Path

import psycopg

_NAME = re.compile(r'^revision = "(\w+)"', re.MULTILINE)
_AFTER = re.compile(r'^down_revision = "(\w+)"', re.MULTILINE)
_KNOWS_ITS_VERSION = "SELECT to_regclass('public.alembic_version') IS NOT NULL"


def heads(folders: Sequence[Path]) -> set[str]:
    """Return the newest revision of every branch, as the files name them."""
    texts = [file.read_text("utf-8") for folder in folders for file in sorted(folder.glob("[0-9]*.py"))]
    names = {found[1] for text in texts if (found := _NAME.search(text))}
    return names - {found[1] for text in texts if (found := _AFTER.search(text))}


def missing(conninfo: str, folders: Sequence[Path]) -> set[str]:
    """Return the heads the database has not reached."""
    with psycopg.connect(conninfo, connect_timeout=5) as connection:
        known = connection.execute(_KNOWS_ITS_VERSION).fetchone()
        if known is None or not known[0]:
            return heads(folders)
        rows = connection.execute("SELECT version_num FROM public.alembic_version").fetchall()
        return heads(folders) - {str(row[0]) for row in rows}
