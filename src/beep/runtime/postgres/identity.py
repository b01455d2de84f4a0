"""Whom PostgreSQL runs as. It refuses root, so a Beep started by root gives it another identity.

In order: as we are (not root); in a user namespace of its own, where it is `nobody` inside and still us for
every file outside, so nothing changes hands; as a system user, who then owns Beep's PostgreSQL directory.
"""

import asyncio
import logging
import os
import pwd
import shutil
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Literal

from beep.runtime.postgres.binaries import WHEEL, PostgresBinaries
from beep.runtime.postgres.errors import PostgresUnavailable
from beep.runtime.postgres.workspace import Workspace

_log = logging.getLogger("beep.runtime.postgres")
_LAUNCHER = str(Path(__file__).with_name("launcher.py"))
_SYSTEM_USERS = ("beep", "postgres", "nobody")
# Nothing of our environment reaches the server: PG* variables would change it, secrets have no place there.
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True, slots=True)
class Identity:
    """What the launcher becomes (`uid`, `gid`), and who owns the files as seen from outside (`owner`)."""

    mode: Literal["self", "namespace", "user"]
    name: str
    uid: int
    gid: int
    owner: int

    async def spawn(
        self, command: list[str], directory: Path, *, death_signal: signal.Signals, output: int | IO[bytes]
    ) -> Process:
        """Start a program as this identity, in a session of its own so that Ctrl-C reaches Beep alone."""
        launcher = [sys.executable, "-I", "-S", _LAUNCHER, str(os.getpid()), str(int(death_signal))]
        how = [self.mode, str(self.uid), str(self.gid), str(directory)]
        return await asyncio.create_subprocess_exec(
            *(*launcher, *how, *command),
            stdin=DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            env=_ENVIRONMENT,
            start_new_session=True,
        )

    async def run(self, command: list[str], directory: Path) -> tuple[int, str]:
        """Run a short program to its end; its exit code and everything it said."""
        process = await self.spawn(command, directory, death_signal=signal.SIGTERM, output=PIPE)
        try:
            said, complained = await process.communicate()
        except asyncio.CancelledError:
            if process.returncode is None:
                process.terminate()
                await process.wait()
            raise
        return process.returncode or 0, (said + complained).decode(errors="replace").strip()


async def choose_identity(
    binaries: PostgresBinaries, workspace: Workspace, run_as: str | None
) -> tuple[Identity, PostgresBinaries]:
    """Take the first identity that works here, and the binaries it can execute (maybe a copy).

    Raises `PostgresUnavailable` with what was tried.
    """
    refusals: list[str] = []
    for identity in _candidates(run_as):
        usable = await _try(identity, binaries, workspace)
        if not isinstance(usable, str):
            return identity, usable
        refusals.append(f"{identity.name}: {usable}")
    raise PostgresUnavailable(
        "PostgreSQL needs an ordinary user with a name, never root, and none works here "
        f"({'; '.join(refusals) or f'user {run_as}: unknown, or Beep is not root'}). "
        "Mend it with one of: start Beep as an ordinary user · put its home where such a user may go "
        "(BEEP_HOME=/var/lib/beep) · allow user namespaces · BEEP_DATABASE_URL to use a server of your own."
    )


def _candidates(run_as: str | None) -> Iterator[Identity]:
    uid, gid = os.geteuid(), os.getegid()
    if run_as is None and uid != 0 and _has_name(uid):
        yield Identity("self", "this user", uid, gid, owner=uid)
        return
    # initdb wants a name for its user, and the containers of some platforms give a number without one.
    if run_as is None and (inner := _find_user("nobody")) and sys.platform == "linux":
        yield Identity("namespace", "user namespace", inner.pw_uid, inner.pw_gid, owner=uid)
    if uid == 0:
        for user in filter(None, map(_find_user, (run_as,) if run_as else _SYSTEM_USERS)):
            yield Identity("user", f"user {user.pw_name}", user.pw_uid, user.pw_gid, owner=user.pw_uid)


def _find_user(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _has_name(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


async def _try(
    identity: Identity, binaries: PostgresBinaries, workspace: Workspace
) -> PostgresBinaries | str:
    """Run the server's `--version` as this identity in the workspace; the reason, as text, when it fails."""
    if identity.mode == "self":
        return binaries
    version = [binaries.program("postgres"), "--version"]
    if workspace.owner == identity.owner and (await identity.run(version, workspace.root))[0] == 0:
        return binaries
    nothing = ["/bin/sh", "-c", ":"]
    for place in (Path("/"), workspace.home.parent, workspace.home):
        if place == workspace.home and identity.mode == "user":
            workspace.let_through()
        code, said = await identity.run(nothing, place)
        if code != 0:
            return f"{said} ({place})"
    await asyncio.to_thread(workspace.give_to, identity.owner)
    if (await identity.run(version, workspace.root))[0] == 0:
        return binaries
    if binaries.origin != WHEEL:
        return f"it may not execute {binaries.path}"
    copy = await asyncio.to_thread(_copy_wheel, binaries, workspace)
    code, said = await identity.run([copy.program("postgres"), "--version"], workspace.root)
    return copy if code == 0 else said


def _copy_wheel(binaries: PostgresBinaries, workspace: Workspace) -> PostgresBinaries:
    """Copy the wheel's tree (41 MB) into the home, for a user who may not enter our Python's.

    It stays ours, outside the directory given to that user: we follow nothing of theirs.
    """
    source = binaries.path.parent.parent
    copies = workspace.home / "postgres-binaries"
    target = copies / binaries.version
    if not target.exists():
        _log.info("copying PostgreSQL's binaries", extra={"source": str(source), "target": str(target)})
        unfinished = copies / "unfinished"
        shutil.rmtree(copies, ignore_errors=True)  # an older version's, too
        shutil.copytree(source / "pginstall", unfinished / source.name / "pginstall", symlinks=True)
        libraries = source.with_name(f"{source.name}.libs")  # the programs find them by this relative place
        if libraries.is_dir():
            shutil.copytree(libraries, unfinished / libraries.name)
        for folder in (copies, unfinished, unfinished / source.name):
            folder.chmod(0o755)
        unfinished.rename(target)
    return replace(binaries, path=target / source.name / "pginstall" / "bin")
