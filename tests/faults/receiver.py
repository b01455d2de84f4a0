"""A receiver of the workload: one gateway client that outlives every connection it has."""

import asyncio
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import httpx2
import websockets
from tests.faults.ledger import Received
from tests.worlds.people import Person
from websockets.asyncio.client import ClientConnection

if TYPE_CHECKING:
    from tests.faults.workload import Workload

_FIRST_WAIT_S = 0.05
_LONGEST_WAIT_S = 1.0
_LOST = (OSError, TimeoutError, websockets.WebSocketException)
Data = dict[str, Any]


class Receiver:
    """Identifies or resumes, beats, and after each new session asks history for what it missed."""

    def __init__(self, name: str, person: Person, workload: "Workload", gateways: Sequence[str] = ()) -> None:
        self.name = name
        self.person = person
        # Message id -> its channel; what this receiver would show.
        self.known: dict[int, int] = {}
        # Set while it has a session and has caught up.
        self.ready = asyncio.Event()
        self.identified = 0
        self.resumed = 0
        # How often the server said that it lost track (BEEP_RESYNC, or a session that is no more).
        self.resyncs = 0
        # How often it left a connection on which a heartbeat stayed unanswered.
        self.gave_up = 0
        # Heartbeats sent in all.
        self.beats = 0
        self._socket: ClientConnection | None = None
        self._workload = workload
        self._own_gateways = gateways
        self._place = workload.chance.randrange(1000)
        self._session = ""
        self._resume_at = ""
        self._seq = 0
        self._news = asyncio.Event()
        self._is_acknowledged = True
        self._catching_up: asyncio.Task[None] | None = None
        # Channel -> the message from which history must be read; `None` once that is done.
        self._unread_after: dict[int, int] | None = None

    async def listen_forever(self) -> None:
        """Connect again and again, with a growing pause between failures."""
        wait = _FIRST_WAIT_S
        while True:
            try:
                await self._listen()
                wait = _FIRST_WAIT_S
            except _LOST:
                self._place += 1
                wait = min(wait * 2, _LONGEST_WAIT_S)
            finally:
                self.ready.clear()
                if self._catching_up is not None:
                    self._catching_up.cancel()
            await asyncio.sleep(self._workload.chance.uniform(0.2, 1) * wait)

    async def knows(self, wanted: set[int]) -> None:
        """Wait until these messages are known."""
        while not wanted <= self.known.keys():
            self._news.clear()
            await self._news.wait()

    def hurry(self) -> None:
        """Lose the connection, the session and all patience: come back at once, as a new session."""
        self._session = ""
        self.ready.clear()
        if self._socket is not None:
            self._socket.transport.abort()

    # -- one connection -----------------------------------------------------------------------

    async def _listen(self) -> None:
        gateways = self._own_gateways or self._workload.gateways
        address = gateways[self._place % len(gateways)]
        gateway = address.replace("http://", "ws://", 1) + "/gateway?v=10&encoding=json"
        async with websockets.connect(
            gateway,
            compression=None,
            proxy=None,
            max_size=None,
            ping_interval=None,
            open_timeout=5,
            close_timeout=1,
        ) as socket:
            self._socket = socket
            hello = json.loads(await asyncio.wait_for(socket.recv(), 10))
            beating = asyncio.get_running_loop().create_task(
                self._beat(socket, hello["d"]["heartbeat_interval"] / 1000)
            )
            try:
                await self._enter(socket)
                async for raw in socket:
                    if not await self._take(socket, json.loads(raw)):
                        return
            finally:
                self._socket = None
                beating.cancel()

    async def _enter(self, socket: ClientConnection) -> None:
        token = self.person.token
        if self._session and self._workload.manner.resumes:
            data: Data = {"token": token, "session_id": self._session, "seq": self._seq}
            await socket.send(json.dumps({"op": 6, "d": data}))
        else:
            await socket.send(json.dumps({"op": 2, "d": {"token": token, "properties": {}}}))

    async def _beat(self, socket: ClientConnection, every_s: float) -> None:
        """Send heartbeats; a connection on which one stays unanswered is dead, whatever TCP says."""
        self._is_acknowledged = True
        await asyncio.sleep(every_s * self._workload.chance.random())
        while self._is_acknowledged:
            self._is_acknowledged = False
            self.beats += 1
            await socket.send(json.dumps({"op": 1, "d": self._seq}))
            await asyncio.sleep(every_s)
        self.gave_up += 1
        socket.transport.abort()

    async def _take(self, socket: ClientConnection, frame: Data) -> bool:
        """Take one frame; false when the connection is to be left."""
        op = frame["op"]
        if op == 0:
            self._hear(frame)
        elif op == 11:
            self._is_acknowledged = True
        elif op == 7:
            return False
        elif op == 9:
            self.resyncs += 1
            self._session = ""
            await self._enter(socket)
        return True

    def _hear(self, frame: Data) -> None:
        name, data = frame["t"], frame["d"]
        if name == "READY":
            self.identified += 1
            self._session, self._seq = data["session_id"], 0
            self._catch_up()
        elif name == "RESUMED":
            self.resumed += 1
            if self._unread_after is None:
                self.ready.set()
            else:
                self._catch_up()
        elif name == "BEEP_RESYNC":
            self.resyncs += 1
            # What was left out has numbers too.
            self._seq = frame["s"] - 1
            self._catch_up()
        elif name == "MESSAGE_CREATE":
            self._learn(data, self._session)
        if frame["s"] is not None:
            assert frame["s"] == self._seq + 1, f"{self.name}: event {frame['s']} after {self._seq}"
            self._seq = frame["s"]

    def _learn(self, message: Data, session: str) -> None:
        """Write a message down, and keep it if it is new."""
        channel, number, seq = int(message["channel_id"]), int(message["id"]), int(message["seq"])
        nonce = str(message["content"]).rpartition(" ")[2]
        if session or number not in self.known:
            self._workload.ledger.write(Received(self.name, channel, number, seq, nonce, session))
        self.known[number] = channel
        self._news.set()

    # -- history ------------------------------------------------------------------------------

    def _catch_up(self) -> None:
        """Read history from what was known when it was last whole, beside the pushes that come meanwhile."""
        if self._unread_after is None:
            self._unread_after = dict.fromkeys(self._workload.crowd.channels, 0)
            for number, channel in self.known.items():
                self._unread_after[channel] = max(self._unread_after[channel], number)
        if self._catching_up is not None:
            self._catching_up.cancel()
        self._catching_up = asyncio.get_running_loop().create_task(self._fetch(self._unread_after))

    async def _fetch(self, after: dict[int, int]) -> None:
        while True:
            try:
                for channel, newest in after.items():
                    for message in await self._workload.history(
                        self.person, channel, after=newest, place=self._place
                    ):
                        self._learn(message, "")
            except httpx2.HTTPError:
                await asyncio.sleep(0.1)
            else:
                self._unread_after = None
                self.ready.set()
                return
