"""A real server that speaks S3, on loopback: `with s3_server() as endpoint`."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2

BUCKET = "beep-files"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@contextmanager
def s3_server(port: int | None = None) -> Iterator[str]:
    """Start one with an empty bucket and give its address."""
    port = port or free_port()
    endpoint = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    quiet = subprocess.DEVNULL
    environment = {**os.environ, "AWS_DEFAULT_REGION": "us-east-1"}  # noqa: TID251 - handed to a process
    process = subprocess.Popen(command, stdout=quiet, stderr=quiet, env=environment)  # noqa: S603
    try:
        _await(endpoint)
        httpx2.put(f"{endpoint}/{BUCKET}").raise_for_status()
        yield endpoint
    finally:
        process.kill()
        process.wait()


def _await(endpoint: str, patience_s: float = 20) -> None:
    deadline = time.monotonic() + patience_s
    while True:
        try:
            httpx2.get(endpoint)
        except httpx2.TransportError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def settings_for(endpoint: str) -> dict[str, str]:
    """Return the settings of a Beep that stores its files there."""
    return {
        "BEEP_MEDIA__STORE": "s3",
        "BEEP_MEDIA__S3_ENDPOINT": endpoint,
        "BEEP_MEDIA__S3_BUCKET": BUCKET,
        "BEEP_MEDIA__S3_KEY_ID": "key",
        "BEEP_MEDIA__S3_SECRET": "secret",
    }
