"""Run a program as root where no user namespace can be made, like in a container: `users program…`.

`users` of the machine's user ids exist in there; with 1 there is only root.
"""

import ctypes
import os
import sys
from pathlib import Path

CLONE_NEWUSER = 0x10000000


def main(users: str, command: list[str]) -> int:
    inside_is_ready, tell_ready = os.pipe()
    is_mapped, tell_mapped = os.pipe()
    child = os.fork()
    if child == 0:
        if ctypes.CDLL(None).unshare(CLONE_NEWUSER) != 0:
            os._exit(125)
        os.write(tell_ready, b"x")
        os.read(is_mapped, 1)
        os.setgid(0)
        os.setuid(0)
        Path("/proc/sys/user/max_user_namespaces").write_text("0", encoding="ascii")  # in here only
        os.execv(command[0], command)  # noqa: S606 - what it is for
    os.read(inside_is_ready, 1)
    for kind in ("uid_map", "gid_map"):
        Path(f"/proc/{child}/{kind}").write_text(f"0 0 {users}", encoding="ascii")
    os.write(tell_mapped, b"x")
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
