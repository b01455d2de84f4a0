"""Which migrations a database still needs, told without loading the tool that applies them.

A start on a database that is up to date, nearly all of them, stays quick and small.
"""

import re
from collections.abc import Sequence
from pathlib import Path

import psycopg

_NAME = re.compile(r'^revision = "(\w+)"', re.MULTILINE)
# What stands below a revision: the one before it, and those of other branches it depends on.
_BELOW = re.compile(r"^(?:down_revision|depends_on) = (.+)$", re.MULTILINE)
_QUOTED = re.compile(r'"(\w+)"')
_KNOWS_ITS_VERSION = "SELECT to_regclass('public.alembic_version') IS NOT NULL"


def heads(folders: Sequence[Path]) -> set[str]:
    """Return the revisions a database that is up to date names: those nothing else stands on."""
    texts = [file.read_text("utf-8") for folder in folders for file in sorted(folder.glob("[0-9]*.py"))]
    names = {found[1] for text in texts if (found := _NAME.search(text))}
    below = {name for text in texts for line in _BELOW.findall(text) for name in _QUOTED.findall(line)}
    return names - below


def missing(conninfo: str, folders: Sequence[Path]) -> set[str]:
    """Return the heads the database has not reached."""
    with psycopg.connect(conninfo, connect_timeout=5) as connection:
        known = connection.execute(_KNOWS_ITS_VERSION).fetchone()
        if known is None or not known[0]:
            return heads(folders)
        rows = connection.execute("SELECT version_num FROM public.alembic_version").fetchall()
        return heads(folders) - {str(row[0]) for row in rows}
