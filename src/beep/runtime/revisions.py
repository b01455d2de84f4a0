"""Which migrations a database still needs, told without loading the tool that applies them.

A start on a database that is up to date, nearly all of them, stays quick and small. A revision is
named `branch_number`; `branch_0008_from_0005` takes something away that programs older than
`branch_0005` still use, and every later one of the branch says so too.
"""

import re
from collections.abc import Sequence
from pathlib import Path

import psycopg

_NAME = re.compile(r'^revision = "(\w+)"', re.MULTILINE)
# What stands below a revision: the one before it, and those of other branches it depends on.
_BELOW = re.compile(r"^(?:down_revision|depends_on) = (.+)$", re.MULTILINE)
_QUOTED = re.compile(r'"(\w+)"')
_REVISION = re.compile(r"([a-z_]+)_(\d+)(?:_from_(\d+))?", re.ASCII)
_KNOWS_ITS_VERSION = "SELECT to_regclass('public.alembic_version') IS NOT NULL"


class NewerDatabase(Exception):  # noqa: N818 - its text is for the operator
    """The database was brought forward by a newer Beep; this one can no longer work on it: update Beep."""


def heads(folders: Sequence[Path]) -> set[str]:
    """Return the revisions a database that is up to date names: those nothing else stands on."""
    texts = [file.read_text("utf-8") for folder in folders for file in sorted(folder.glob("[0-9]*.py"))]
    names = {found[1] for text in texts if (found := _NAME.search(text))}
    below = {name for text in texts for line in _BELOW.findall(text) for name in _QUOTED.findall(line)}
    return names - below


def missing(conninfo: str, folders: Sequence[Path]) -> set[str]:
    """Return the heads the database has not reached; one that is newer is as good, if it says so.

    Raises `NewerDatabase` when it does not.
    """
    with psycopg.connect(conninfo, connect_timeout=5) as connection:
        known = connection.execute(_KNOWS_ITS_VERSION).fetchone()
        if known is None or not known[0]:
            return heads(folders)
        rows = connection.execute("SELECT version_num FROM public.alembic_version").fetchall()
    reached = {branch: (number, oldest) for branch, number, oldest in (_read(str(row[0])) for row in rows)}
    found: set[str] = set()
    for head in heads(folders):
        branch, number, _ = _read(head)
        there, oldest = reached.get(branch, (0, 0))
        if there < number:
            found.add(head)
        elif number < oldest:
            raise NewerDatabase(NewerDatabase.__doc__)
    return found


def _read(revision: str) -> tuple[str, int, int]:
    """Return a revision's branch, its number, and the oldest that can live with it."""
    parts = _REVISION.fullmatch(revision)
    if parts is None:
        raise ValueError(f"a revision is named branch_number, not {revision}")
    return parts[1], int(parts[2]), int(parts[3] or 0)
