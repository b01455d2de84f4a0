"""Installs peers by package name; called by `python -m bench.peers install NAME`."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_POLICY = Path("/usr/sbin/policy-rc.d")
_DEADLINE_S = 900


class NotInstalled(Exception):  # noqa: N818 - its text is for who runs the bench
    """What could not be installed, and why."""


def cache() -> Path:
    """Return the folder of what is installed for the bench alone; removing it uninstalls all of that."""
    root = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"  # noqa: TID251 - where caches live
    return Path(root) / "beep-bench"


def from_debian(packages: Sequence[str], *, services: Sequence[str]) -> None:
    """Install Debian's packages; their services are neither started now nor at the next boot.

    `policy-rc.d` is how Debian is told not to start what it installs; one that exists is left alone.
    """
    if os.geteuid():
        raise NotInstalled(f"Debian's packages need root: sudo apt-get install {' '.join(packages)}")
    is_ours = not _POLICY.exists()
    if is_ours:
        _POLICY.write_text("#!/bin/sh\nexit 101\n", "utf-8")
        _POLICY.chmod(0o755)
    try:
        _run(["apt-get", "install", "-y", "--no-install-recommends", *packages])
    finally:
        if is_ours:
            _POLICY.unlink()
    if shutil.which("systemctl"):
        _run(["systemctl", "disable", *services])


def from_pypi(name: str, requirements: Sequence[str]) -> None:
    """Make a virtual environment of its own in the cache: a peer's requirements are not Beep's."""
    environment = cache() / name
    _run([sys.executable, "-m", "venv", "--clear", str(environment)])
    _run([str(environment / "bin" / "pip"), "install", "--quiet", *requirements])


def debian_version(package: str) -> str:
    done = subprocess.run(  # noqa: S603 - Debian's own
        ["dpkg-query", "-W", "-f", "${Version}", package],  # noqa: S607 - wherever it is
        capture_output=True,
        check=False,
        text=True,
    )
    return f"{done.stdout} (Debian)"


def _run(command: Sequence[str]) -> None:
    print("$", " ".join(command), flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}  # noqa: TID251 - for a child
    try:
        subprocess.run(command, check=True, env=environment, timeout=_DEADLINE_S)  # noqa: S603 - made above
    except (subprocess.SubprocessError, OSError) as error:
        raise NotInstalled(str(error)) from None
