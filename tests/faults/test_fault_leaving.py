"""SIGTERM under load: nobody gets an error, clients are sent away one by one, the process ends in time."""

import asyncio
import contextlib
import json
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
import websockets
from tests.faults.machines import Valkey
from tests.journeys.server_process import BeepProcess, Watched
from tests.worlds.communities import server
from tests.worlds.conversations import history
from tests.worlds.people import Person, sign_up

pytestmark = [pytest.mark.anyio, pytest.mark.slow, pytest.mark.req("F-02")]

WITHIN_S = 10
SENDERS = 8
IDLE = 1000


@pytest.fixture
async def beep(home: Path, database_url: str, valkey: Valkey) -> AsyncIterator[BeepProcess]:
    """Give a running Beep that has a bus, and so others who could take over."""
    process = BeepProcess(
        home,
        BEEP_DATABASE_URL=database_url,
        BEEP_BUS_URL=valkey.url,
        BEEP_LEAVE_S="3",
        BEEP_GATEWAY__SESSIONS_PER_USER=str(2 * IDLE),
    )
    await process.start()
    try:
        yield process
    finally:
        if process.running is not None:
            await process.kill()


@pytest.fixture
async def http(beep: BeepProcess) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=f"{beep.address}/api/v10", timeout=30) as client:
        yield client


class Screen:
    """A socket that waits to be sent away."""

    def __init__(self, beep: BeepProcess, person: Person) -> None:
        self._beep = beep
        self._person = person
        self.operations: list[int] = []
        self.code = 0
        self.left_at = 0.0

    async def open(self) -> None:
        self._socket = await websockets.connect(
            self._beep.gateway, compression=None, proxy=None, ping_interval=None, max_size=None
        )
        await self._socket.send(json.dumps({"op": 2, "d": {"token": self._person.token, "properties": {}}}))
        while json.loads(await self._socket.recv())["t"] != "READY":
            pass

    async def sent_away(self) -> None:
        async with asyncio.timeout(WITHIN_S):
            with contextlib.suppress(websockets.ConnectionClosedError):
                async for raw in self._socket:
                    self.operations.append(json.loads(raw)["op"])
        self.code = self._socket.close_code or 0
        self.left_at = asyncio.get_running_loop().time()


async def send_until_the_port_closes(person: Person, channel: int, acked: dict[str, Any]) -> None:
    """Post one message after the other; whatever is answered must be a success."""
    while True:
        content = f"{person.username} {len(acked)}"
        try:
            answer = await person.post(f"/channels/{channel}/messages", {"content": content})
        except httpx2.ConnectError:
            return
        except httpx2.TransportError:
            # An idle connection closed under the request: it was not taken, and is sent again.
            continue
        assert answer.status_code == 200, answer.text
        acked[answer.json()["id"]] = content


def terminated(beep: BeepProcess) -> Watched:
    assert beep.running is not None
    beep.running.signal(signal.SIGTERM)
    return beep.running


async def test_a_deploy_under_load_loses_nothing_and_shows_nobody_an_error(
    beep: BeepProcess, http: httpx2.AsyncClient
) -> None:
    ana = await sign_up(http, "ana")
    salon = await server(ana)
    people = [await sign_up(http, f"sender{number}") for number in range(SENDERS)]
    await salon.member(*people)
    screens = [Screen(beep, person) for person in people]
    for screen in screens:
        await screen.open()
    acked: dict[str, Any] = {}
    async with asyncio.TaskGroup() as tasks:
        for person in people:
            tasks.create_task(send_until_the_port_closes(person, salon.first_channel, acked))
        async with asyncio.timeout(WITHIN_S):
            while len(acked) < 100:  # noqa: ASYNC110 - senders are under way
                await asyncio.sleep(0.01)
        running = terminated(beep)
        for screen in screens:
            tasks.create_task(screen.sent_away())
        # A proxy sees that it leaves, and whoever comes all the same is answered.
        async with asyncio.timeout(WITHIN_S):
            while (ready := await http.get(f"{beep.address}/health/ready")).status_code == 200:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert (ready.status_code, ready.text) == (503, "stopping")
        answered = await ana.get(f"/channels/{salon.first_channel}")
        assert (answered.status_code, answered.headers["connection"]) == (200, "close")
        with pytest.raises(websockets.InvalidStatus) as refused:
            await Screen(beep, ana).open()
        assert refused.value.response.status_code == 503
        at_signal = len(acked)
        assert await running.ended(patience_s=WITHIN_S) == 0
    assert len(acked) > at_signal
    for screen in screens:
        assert (screen.operations[-1], screen.code) == (7, 1012)
    await beep.start()
    stored: dict[str, Any] = {}
    before = 1 << 62
    while page := await history(ana, salon.first_channel, before=before, limit=100):
        stored |= {one["id"]: one["content"] for one in page}
        before = page[-1]["id"]
    # What was taken just as the port closed may be stored without its sender knowing.
    assert {one: stored.get(one) for one in acked} == acked


async def test_a_thousand_idle_sockets_are_sent_away_little_by_little(
    beep: BeepProcess, http: httpx2.AsyncClient
) -> None:
    ana = await sign_up(http, "ana")
    screens = [Screen(beep, ana) for _ in range(IDLE)]
    for start in range(0, IDLE, 50):
        await asyncio.gather(*(one.open() for one in screens[start : start + 50]))
    running = terminated(beep)
    code, *_ = await asyncio.gather(
        running.ended(patience_s=WITHIN_S), *(screen.sent_away() for screen in screens)
    )
    assert code == 0
    assert {(tuple(one.operations[-1:]), one.code) for one in screens} == {((7,), 1012)}
    left = [screen.left_at for screen in screens]
    assert max(left) - min(left) > 2


async def test_a_second_signal_waits_for_nobody(beep: BeepProcess, http: httpx2.AsyncClient) -> None:
    ana = await sign_up(http, "ana")
    screen = Screen(beep, ana)
    await screen.open()
    _, stuck = await asyncio.open_connection("127.0.0.1", beep.port)
    stuck.write(b"POST /api/v10/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
    await http.get("/gateway")
    running = terminated(beep)
    await screen.sent_away()
    running.signal(signal.SIGTERM)
    # Sooner than the port would have closed.
    assert await running.ended(patience_s=4) == 0
    stuck.close()
