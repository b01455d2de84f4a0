"""Become PostgreSQL: drop root, ask to be stopped when Beep dies, then exec.

Run by path as `python -I -S launcher.py …`, never imported: a process of its own may change its identity
safely, which a fork of a program with threads may not. All imports happen before privileges are given up.
"""

import ctypes
import os
import sys

CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG = 1
CANNOT_BECOME = 126


def main(arguments: list[str]) -> None:
    """Take `parent pid, death signal, mode, uid, gid, directory, command…` and never return."""
    parent, death_signal, mode, uid, gid, directory, *command = arguments
    if mode == "namespace":
        enter_namespace(int(uid), int(gid))
    elif mode == "user":
        os.setgroups([])
        os.setgid(int(gid))
        os.setuid(int(uid))
    stop_with(int(parent), int(death_signal))
    os.chdir(directory)
    os.umask(0o077)
    os.execv(command[0], command)  # noqa: S606 - this is what the launcher is for


def enter_namespace(uid: int, gid: int) -> None:
    """Be `uid` in a new user namespace, while staying ourselves for every file outside it."""
    outer_uid, outer_gid = os.geteuid(), os.getegid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "user namespaces are not allowed here")
    for name, line in (
        ("setgroups", "deny"),
        ("uid_map", f"{uid} {outer_uid} 1"),
        ("gid_map", f"{gid} {outer_gid} 1"),
    ):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as mapping:  # noqa: PTH123 - keeps start-up short
            mapping.write(line)


def stop_with(parent: int, death_signal: int) -> None:
    """Have the kernel send `death_signal` when Beep dies, even by kill -9.

    Done last: changing user clears it. It follows the *thread* that started us, so that is the event loop's.
    """
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    if os.getppid() != parent:  # Beep died before the request was made
        raise SystemExit(CANNOT_BECOME)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except OSError as error:
        sys.stderr.write(f"launcher: {error}\n")
        sys.exit(CANNOT_BECOME)
