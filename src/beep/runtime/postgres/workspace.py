"""Beep's PostgreSQL directory: its parts, their owner, and the lock that keeps a second Beep out."""

import contextlib
import fcntl
import hashlib
import os
import stat
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

from beep.runtime.postgres.errors import HomeInUse, PostgresUnavailable

SOCKET_NAME = ".s.PGSQL.5432"
# sockaddr_un holds 108 bytes (104 on BSDs), the last one a zero.
LONGEST_SOCKET = 107 if sys.platform == "linux" else 103


class Workspace:
    """The paths under one home; nothing outside it is ever changed, but for a socket directory of our own."""

    def __init__(self, home: Path) -> None:
        self.home = home.absolute()
        self.root = self.home / "postgres"
        self.data = self.root / "data"
        self.sockets = self._choose_sockets()
        self._lock: int | None = None
        self._made_sockets = False

    @property
    def url(self) -> str:
        return f"postgresql://beep@/beep?host={quote(os.fsencode(self.sockets), safe='/')}"

    def acquire(self) -> None:
        """Create the directory and hold its lock; raises `HomeInUse`. The kernel frees it when Beep dies."""
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            self.root.mkdir(mode=0o700, exist_ok=True)
            # Not inherited by children: a server that outlives Beep must not keep the next one out.
            lock = os.open(self.root / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            raise PostgresUnavailable(
                f"Beep cannot write to its home {self.home} ({error}). "
                "Make it writable for this user, or set BEEP_HOME."
            ) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(lock, 100, 0).decode(errors="replace").strip()
            os.close(lock)
            raise HomeInUse(self.home, holder) from None
        os.ftruncate(lock, 0)
        os.pwrite(lock, f"process {os.getpid()}\n".encode(), 0)
        self._lock = lock

    def release(self) -> None:
        """Free the home; a socket directory outside it goes, once empty."""
        if self._lock is not None:
            if self._made_sockets and not self.sockets.is_relative_to(self.root):
                with contextlib.suppress(OSError):
                    self.sockets.rmdir()
            os.close(self._lock)
            self._lock = None

    def let_through(self) -> None:
        """Let the server's user pass through the home, without listing it."""
        mode = stat.S_IMODE(self.home.stat().st_mode)
        if mode & 0o011 != 0o011:
            self.home.chmod(mode | 0o011)

    def give_to(self, uid: int) -> None:
        """Make one user own the whole directory; links are not followed.

        The top changes last, so an interrupted change is seen and redone.
        """
        if self.owner == uid:
            return
        for folder, folders, files in os.walk(self.root):
            for name in (*folders, *files):
                os.chown(Path(folder) / name, uid, -1, follow_symlinks=False)
        os.chown(self.root, uid, -1)

    @property
    def owner(self) -> int:
        return self.root.stat().st_uid

    def prepare_sockets(self, uid: int) -> None:
        """Create the 0700 directory the server listens in; raises when somebody else made it first."""
        with contextlib.suppress(FileExistsError):
            self.sockets.mkdir(mode=0o700)
        found = self.sockets.lstat()
        ours = {os.geteuid(), uid}
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in ours or stat.S_IMODE(found.st_mode) & 0o077:
            raise PostgresUnavailable(
                f"{self.sockets} is not a private directory of this user, so Beep will not listen in it. "
                "Remove it, or give Beep a home with a shorter path (BEEP_HOME)."
            )
        if found.st_uid != uid:
            os.chown(self.sockets, uid, -1, follow_symlinks=False)
        self._made_sockets = True

    def clear_sockets(self) -> None:
        """Remove what a killed server left; only once no process of it is alive."""
        for name in (SOCKET_NAME, f"{SOCKET_NAME}.lock"):
            (self.sockets / name).unlink(missing_ok=True)

    def _choose_sockets(self) -> Path:
        """Inside the home, or under a short deterministic name when its path is too long for a socket.

        libpq splits host names at commas, so a home with one is moved too.
        """
        inside = self.root / "run"
        if len(os.fsencode(inside / SOCKET_NAME)) <= LONGEST_SOCKET and "," not in str(inside):
            return inside
        digest = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:12]
        name = f"beep-{os.geteuid()}-{digest}"
        usual = Path(tempfile.gettempdir()) / name
        if len(os.fsencode(usual / SOCKET_NAME)) <= LONGEST_SOCKET and "," not in str(usual):
            return usual
        return Path("/tmp") / name  # noqa: S108 - `prepare_sockets` refuses one that is not private and ours
