"""The commands of an operator, run as processes beside a Beep that serves."""

import subprocess
import sys

import anyio.to_thread
from tests.conftest import CHEAP
from tests.journeys.server_process import BeepProcess, plain_environment
from tests.worlds.relying_site import RelyingSite

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


async def registered(process: BeepProcess, *arguments: str) -> tuple[str, str | None]:
    """Register a program as an operator does, beside the Beep that is running."""
    said = await beep(process, "clients", "add", *arguments)
    shown = dict(line.split() for line in said.splitlines())
    return shown["client_id"], shown.get("client_secret")


async def site_of(process: BeepProcess, site: RelyingSite, *, scope: str = "openid profile email") -> None:
    """Let a site that runs beside a Beep sign people in with it."""
    client_id, secret = await registered(
        process, "Wiki", "--redirect-uri", site.callback, "--logout-uri", site.goodbye
    )
    site.use(process.address, client_id, secret, scope=scope)
