"""What a running Beep writes to its log: JSON lines one can follow, and nobody's secrets."""

from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.journeys.persons_client import PersonsClient
from tests.journeys.server_process import BeepProcess, as_event
from tests.worlds import communities
from tests.worlds.communities import ok
from tests.worlds.people import Person, log_in, sign_up

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

PASSWORD = "marker-password-ohne-wiederkehr"
MESSAGE = "marker-message-quelque-chose-de-prive"
ALWAYS = {"time", "level", "event", "logger", "environment", "version"}


@pytest.mark.req("OBS-01", "OBS-10")
async def test_every_line_is_json_with_its_context_and_no_line_holds_a_secret(tmp_path: Path) -> None:
    beep = BeepProcess(tmp_path / "home", BEEP_LOG_LEVEL="debug")
    await beep.start()
    try:
        async with httpx2.AsyncClient(base_url=f"{beep.address}/api/v10", timeout=30) as http:
            secrets, wanted = await _a_life(beep, http)
    finally:
        await beep.stop()
    assert len(beep.logged) > 20
    for line in beep.logged:
        assert as_event(line).keys() >= ALWAYS, line
        assert not [secret for secret in secrets if secret in line], line
    requests = [one for line in beep.logged if (one := as_event(line))["logger"] == "beep.http"]
    assert all({"trace_id", "span_id", "request_id"} <= one.keys() for one in requests)
    assert [one for one in requests if wanted.items() <= one.items()]


async def _a_life(beep: BeepProcess, http: httpx2.AsyncClient) -> tuple[list[str], dict[str, Any]]:
    """Do what handles secrets, well and badly; return them, and what the log must tell of a message."""
    ana = await sign_up(http, "ana", password=PASSWORD)
    again = await log_in(http, ana)
    await http.post("/auth/login", json={"email": ana.email, "password": f"{PASSWORD}-wrong"})
    await http.post("/auth/login", json={"email": PASSWORD, "password": {"a": PASSWORD}})
    await http.post("/auth/refresh", json={"refreshToken": again.refresh_token})
    await http.post("/auth/refresh", json={"refreshToken": again.refresh_token + "x"})
    salon = await communities.server(ana, "Salon")
    helper = await salon.bot("aide")
    async with PersonsClient(beep.gateway, ana.token):
        shown = await _talk(ana, salon.first_channel)
    await http.get("/users/@me", headers={"Authorization": f"Bot {helper.token}"})
    await http.get("/users/@me", headers={"Authorization": f"Bearer {ana.token}x"})
    secrets = [
        PASSWORD,
        MESSAGE,
        ana.token,
        ana.refresh_token,
        again.token,
        again.refresh_token,
        helper.token,
    ]
    told = {
        "event": "request",
        "method": "POST",
        "route": "/channels/{channel_id}/messages",
        "status": 200,
        "user": str(ana.id),
        "channel": shown["channel_id"],
        "environment": "production",
    }
    return secrets, told


async def _talk(ana: Person, channel: int) -> dict[str, Any]:
    path = f"/channels/{channel}/messages"
    shown: dict[str, Any] = await ok(ana, "POST", path, {"content": MESSAGE, "nonce": "n1"})
    await ana.post(path, {"content": MESSAGE * 100})
    await ana.post(path, {"content": [MESSAGE]})
    await ana.patch(f"{path}/{shown['id']}", {"content": f"{MESSAGE}!"})
    await ana.delete(f"{path}/{shown['id']}")
    return shown
