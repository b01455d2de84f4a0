"""The commands of an operator, run as processes beside a Beep that serves."""

import subprocess
import sys

import anyio.to_thread
from tests.conftest import CHEAP
from tests.journeys.server_process import BeepProcess, plain_environment

PATIENCE_S = 60


async def beep(process: BeepProcess, *arguments: str) -> str:
    """Run `beep` with the settings of a running one and return what it says; anything but 0 fails."""
    environment = {
        **plain_environment(),
        **CHEAP,
        "BEEP_HOME": str(process.home),
        "BEEP_PORT": str(process.port),
        **process.settings,
    }

    def run() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "beep", *arguments]
        return subprocess.run(  # noqa: S603 - our own program
            command, env=environment, capture_output=True, text=True, timeout=PATIENCE_S, check=False
        )

    done = await anyio.to_thread.run_sync(run)
    assert done.returncode == 0, done.stderr
    return done.stdout
