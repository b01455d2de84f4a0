"""The bus between processes: fast, and allowed to lose. Truth is in the database.

`InProcessBus` is for one process, `redis_bus.RedisBus` for several. Both only carry to *other* processes;
who publishes has already served its own.
"""

from collections.abc import Callable
from typing import Protocol

from beep.kit.text import json_decode, json_encode
from beep.runtime.database import Database

_KEY = "SELECT key FROM outbox.bus_key"
Receiver = Callable[[str, bytes], None]


class Bus(Protocol):
    def send(self, topic: str, payload: bytes) -> None:
        """Hand `payload` to the other processes; returns at once, may be lost."""
        ...

    async def start(self, receive: Receiver) -> None: ...

    async def close(self) -> None: ...


async def bus_key(database: Database) -> bytes:
    """Return what processes sign with that share a database: to them, and to nobody else, they listen."""
    async with database.read() as connection:
        return bytes((await connection.exec_driver_sql(_KEY)).scalar_one())


class InProcessBus:
    """No other process, nothing to carry."""

    def send(self, topic: str, payload: bytes) -> None:
        del topic, payload

    async def start(self, receive: Receiver) -> None:
        del receive

    async def close(self) -> None:
        return


class Live:
    """What may be lost: typing, presence, hints. Told here and to the other processes."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._receivers: dict[str, list[Callable[[dict[str, object]], None]]] = {}

    def on(self, topic: str, receiver: Callable[[dict[str, object]], None]) -> None:
        self._receivers.setdefault(topic, []).append(receiver)

    def tell(self, topic: str, data: dict[str, object]) -> None:
        """Tell `data` (JSON, ids as strings) to every process, this one first."""
        self._hand_out(topic, data)
        self._bus.send(topic, json_encode(data))

    def receive(self, topic: str, payload: bytes) -> None:
        """Take what another process told."""
        self._hand_out(topic, json_decode(payload))

    def _hand_out(self, topic: str, data: dict[str, object]) -> None:
        for receiver in self._receivers.get(topic, ()):
            receiver(data)
