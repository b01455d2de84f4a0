"""What the client's hand-written types expect of answers is what the description says is sent."""

import subprocess
import sys
from pathlib import Path

import anyio.to_thread
import pytest
from app_lab import Shared

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
WEB = Path(__file__).parents[2] / "web"
NODE = Path(sys.executable).parent / "node"


@pytest.mark.skipif(
    not (WEB / "node_modules" / "typescript").exists(),
    reason="no packages of the client; enable with: make web",
)
async def test_the_client_expects_no_answer_that_is_not_sent(shared: Shared, tmp_path: Path) -> None:
    document = tmp_path / "openapi.json"
    document.write_bytes((await shared.api.get("/api/v10/openapi.json")).content)
    command = [str(NODE), str(WEB / "scripts" / "check-answers.mjs"), str(document)]
    done = await anyio.to_thread.run_sync(
        lambda: subprocess.run(  # noqa: S603 - our own script
            command, capture_output=True, text=True, timeout=120, check=False
        )
    )
    assert done.returncode == 0, done.stderr + done.stdout
