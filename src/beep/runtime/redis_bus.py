"""The bus over the Redis protocol. Imported only where it is asked for: its client takes megabytes."""

import asyncio
import hmac
import logging
from collections.abc import AsyncGenerator
from typing import Any, cast

from redis.asyncio import Redis
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeout

from beep.runtime.bus import Receiver
from beep.runtime.tasks import BackgroundTasks

_log = logging.getLogger("beep.runtime.bus")
_QUEUE_LIMIT = 10_000
_SIGNATURE_BYTES = 16


class RedisBus:
    """Publish/subscribe over the Redis protocol; reconnects by itself.

    `process` marks what this process sent, so that it does not hear itself. What is not signed with `key`
    is another Beep's, or a stranger's, and is not heard (EVT-02). At most
    10 000 messages wait while the server is away; the oldest are dropped, as the relay's sweep
    delivers them anyway. A server that is silent for `silence_s`, and again when asked, is left and looked
    for anew: a network that swallows everything gives no other sign.
    """

    def __init__(
        self, url: str, *, process: int, key: bytes, namespace: str = "beep", silence_s: float = 5
    ) -> None:
        # redis-py is only partly typed; this is the one place that touches it.
        self._redis: Any = cast("Any", Redis).from_url(
            url, socket_connect_timeout=2, socket_timeout=silence_s, socket_keepalive=True
        )
        self._silence_s = silence_s
        self._own = str(process).encode()
        self._key = key
        self._namespace = namespace
        self._waiting: asyncio.Queue[tuple[str, bytes]] = asyncio.Queue(_QUEUE_LIMIT)
        self._tasks = BackgroundTasks()
        self._listening = asyncio.Event()

    def send(self, topic: str, payload: bytes) -> None:
        if self._waiting.full():
            self._waiting.get_nowait()
        self._waiting.put_nowait((topic, payload))

    async def start(self, receive: Receiver) -> None:
        """Start sending and receiving; returns when subscribed, or after 3 s without a server."""
        self._tasks.spawn(self._send_all(), name="bus.send")
        self._tasks.spawn(self._receive_all(receive), name="bus.receive")
        try:
            await asyncio.wait_for(self._listening.wait(), 3)
        except TimeoutError:
            _log.warning("the bus does not answer; other processes are served by the sweep")

    async def close(self) -> None:
        await self._tasks.close()
        await self._redis.aclose()

    async def _send_all(self) -> None:
        while True:
            topic, payload = await self._waiting.get()
            try:
                await self._redis.publish(f"{self._namespace}.{topic}", self._signed(topic, payload))
            except (RedisError, OSError) as error:
                _log.warning("the bus lost a message", extra={"topic": topic, "reason": str(error)})
                await asyncio.sleep(0.2)

    async def _receive_all(self, receive: Receiver) -> None:
        while True:
            try:
                await self._subscribe(receive)
            except (RedisError, OSError) as error:
                _log.warning("the bus is away, trying again", extra={"reason": str(error)})
            self._listening.clear()
            await asyncio.sleep(0.2)

    async def _subscribe(self, receive: Receiver) -> None:
        prefix = len(self._namespace) + 1
        async with self._redis.pubsub() as channel:
            await channel.psubscribe(f"{self._namespace}.*")
            self._listening.set()
            is_told = False
            async for message in self._heard(channel):
                topic = bytes(message["channel"]).decode(errors="replace")[prefix:]
                head, _, payload = bytes(message["data"]).partition(b" ")
                sender, _, signature = head.partition(b":")
                if sender == self._own:
                    continue
                if hmac.compare_digest(signature, self._signature(topic, sender, payload)):
                    _hand_on(receive, topic, payload)
                elif not is_told:
                    # Once a connection: whoever writes there may write a lot.
                    is_told = True
                    _log.warning("the bus carries messages no Beep on this database signed, or an older one")

    def _signed(self, topic: str, payload: bytes) -> bytes:
        return self._own + b":" + self._signature(topic, self._own, payload) + b" " + payload

    def _signature(self, topic: str, sender: bytes, payload: bytes) -> bytes:
        told = b"\0".join((topic.encode(), sender, payload))
        return hmac.digest(self._key, told, "sha256")[:_SIGNATURE_BYTES].hex().encode()

    async def _heard(self, channel: Any) -> AsyncGenerator[dict[str, Any]]:
        """Give what others published, for as long as the server is there."""
        is_asked = False
        while True:
            message = await channel.get_message(timeout=self._silence_s)
            if message is None and is_asked:
                raise RedisTimeout("the server is silent")
            is_asked = message is None
            if message is None:
                await channel.ping()
            elif message["type"] == "pmessage":
                yield message


def _hand_on(receive: Receiver, topic: str, payload: bytes) -> None:
    try:
        receive(topic, payload)
    except Exception:  # noqa: BLE001 - one bad message must not end the listening
        _log.exception("a message of the bus could not be taken", extra={"topic": topic})
