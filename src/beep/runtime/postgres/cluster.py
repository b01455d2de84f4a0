"""The data directory: created whole or not at all, and never opened by another major version."""

import asyncio
import logging
import os
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path

from beep.runtime.postgres.binaries import PostgresBinaries, find_major
from beep.runtime.postgres.errors import PostgresUnavailable, WrongMajor
from beep.runtime.postgres.identity import Identity
from beep.runtime.postgres.workspace import Workspace

_log = logging.getLogger("beep.runtime.postgres")
_UNFINISHED = "unfinished-"


async def ensure_cluster(
    workspace: Workspace, binaries: PostgresBinaries, identity: Identity, on_progress: Callable[[str], None]
) -> None:
    """Create the data directory unless it exists.

    `initdb` works in a directory of another name, which is renamed when complete: one that was killed midway
    leaves nothing that could be taken for data. Raises `WrongMajor`.
    """
    await asyncio.to_thread(_remove_unfinished, workspace.root)
    if await asyncio.to_thread(_holds_data, workspace.data):
        await asyncio.to_thread(check_major, workspace.data, binaries)
        return
    on_progress(f"creating {workspace.data}, this happens once")
    unfinished = workspace.root / f"{_UNFINISHED}{secrets.token_hex(4)}"
    said = ""
    for locale in _locales(binaries.major):
        code, said = await identity.run(_initdb(binaries, unfinished, locale), workspace.root)
        if code == 0:
            await asyncio.to_thread(_put_in_place, unfinished, workspace.data)
            await asyncio.to_thread(_remove_unfinished, workspace.root)  # one that was still being killed
            _log.info("created the data directory", extra={"data": str(workspace.data)})
            return
        _log.warning("initdb failed", extra={"locale": locale, "said": said})
        await asyncio.to_thread(_remove_unfinished, workspace.root)
    raise PostgresUnavailable(f"initdb could not create {workspace.data}: {said[-2000:]}")


def check_major(data: Path, binaries: PostgresBinaries) -> None:
    """Raise `WrongMajor` with advice when these binaries cannot open this data."""
    written = (data / "PG_VERSION").read_text(encoding="ascii").strip()
    if written == str(binaries.major):
        return
    matching = find_major(int(written)) if written.isdecimal() else None
    place = f"{matching.path} (found here)" if matching else f"the bin directory of PostgreSQL {written}"
    raise WrongMajor(
        f"{data} was written by PostgreSQL {written}, but the binaries taken are {binaries}. "
        f"To go on as before, set BEEP_PG_BINDIR to {place}. To move to {binaries.major}: start with those "
        f"once, `pg_dumpall` into a file, move {data} away, start without them, restore with `psql`."
    )


def _holds_data(data: Path) -> bool:
    if (data / "PG_VERSION").is_file():
        return True
    if data.exists() and any(data.iterdir()):
        raise PostgresUnavailable(
            f"{data} is not empty, yet it is no PostgreSQL data directory (PG_VERSION is missing). "
            "Restore it from a backup, or move it away to start anew."
        )
    return False


def _locales(major: int) -> list[list[str]]:
    """Order by code point, upper and lower case for all of Unicode, and the same on every machine."""
    if major >= 17:
        return [["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]]
    return [["--locale=C", "--lc-ctype=C.UTF-8"], ["--no-locale"]]  # not every system has C.UTF-8


def _initdb(binaries: PostgresBinaries, target: Path, locale: list[str]) -> list[str]:
    """Build the command. Trust is enough: only the socket is served, its directory is 0700, and whoever may
    enter it may read the data files too; a password would lie beside them.
    """  # noqa: D205 - one thought
    return [
        binaries.program("initdb"),
        *("--pgdata", str(target), "--username", "beep", "--encoding", "UTF8", *locale),
        *("--auth-local", "trust", "--auth-host", "reject", "--data-checksums", "--no-instructions"),
    ]


def _put_in_place(unfinished: Path, data: Path) -> None:
    unfinished.rename(data)
    folder = os.open(data.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the name survives a power cut, as initdb made sure the content does
    finally:
        os.close(folder)


def _remove_unfinished(root: Path) -> None:
    for folder in root.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(folder, ignore_errors=True)
