"""The floor of fan-out: one process that does nothing but write a frame to every socket.

The first connection is the asker's: one byte from it asks for one frame to all. What this costs is the
kernel's `send()`, which no server of one process and one frame per write can beat.
"""

import os
import socket
from multiprocessing.connection import Connection

from bench import procs
from bench.frames import marked, text_frame


def main(pipe: Connection) -> None:
    """Listen, tell the port, accept as many as told, then write whenever asked until the asker leaves."""
    procs.raise_file_limit()
    listener = socket.create_server(("127.0.0.1", 0), backlog=4096)
    _, arguments = pipe.recv()
    pipe.send((True, listener.getsockname()[1]))
    asker = listener.accept()[0]
    sockets = [listener.accept()[0] for _ in range(arguments["connections"])]
    for one in sockets:
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    numbers = [one.fileno() for one in sockets]
    sent = 0
    while asker.recv(1):
        # One frame for all, made once; its size is what Beep's was.
        frame = text_frame(marked(sent).ljust(arguments["payload_bytes"], b"."))
        sent += 1
        for number in numbers:
            os.write(number, frame)
