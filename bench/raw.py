"""The floor of fan-out: a process that does nothing but write a ready frame to every socket.

What this costs is the kernel's `send()`, which no server of one frame per write can beat. In C (`floor.c`)
where there is a compiler, else `os.write` from Python, which costs about a tenth more.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager

from bench import native, procs
from bench.peer import marked


@contextmanager
def floor(connections: int, frame_bytes: int) -> Generator[tuple[int, int, str]]:
    """Start it; yield its process id, its port and its language. It ends when its asker leaves."""
    built = native.built("floor", is_library=False)
    language = "C" if built else "Python"
    program = [str(built)] if built else [sys.executable, "-m", "bench.raw"]
    process = subprocess.Popen(  # noqa: S603 - our own source
        [*program, str(connections), str(frame_bytes)], stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        yield process.pid, int(process.stdout.readline()), language
    finally:
        process.kill()
        process.wait()
        if built:
            native.discard(built)


def main(connections: int, frame_bytes: int) -> None:
    """Do in Python what `floor.c` does."""
    procs.raise_file_limit()
    listener = socket.create_server(("127.0.0.1", 0), backlog=4096)
    print(listener.getsockname()[1], flush=True)
    asker = listener.accept()[0]
    sockets = [listener.accept()[0] for _ in range(connections)]
    for one in sockets:
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    numbers = [one.fileno() for one in sockets]
    frame = marked(0).encode().ljust(frame_bytes, b".")[:frame_bytes]
    while asker.recv(1):
        for number in numbers:
            os.write(number, frame)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
