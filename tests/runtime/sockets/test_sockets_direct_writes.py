"""Bytes given straight to the socket: nothing lost, nothing reordered, nothing on another's connection."""

import os
import socket
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

import pytest
from socket_lab import CLOSE, TEXT, Client, Lab, Recorder, closing, frame, serve

from beep.runtime.sockets import SocketOptions, text_frame
from beep.runtime.sockets.connection import SocketConnection

pytestmark = pytest.mark.anyio
SMALL = 4096


def inner(recorder: Recorder) -> SocketConnection:
    assert isinstance(recorder.connection, SocketConnection)
    return recorder.connection


def fill(sock: socket.socket, data: bytes) -> int:
    """Send until the kernel takes no more; return how often it took all."""
    sock.setblocking(False)
    count = 0
    try:
        while True:
            assert sock.send(data) == len(data)
            count += 1
    except BlockingIOError:
        return count


async def test_a_quiet_connection_is_written_to_directly(lab: Lab) -> None:
    async with lab.client() as client:
        lab.last.connection.send_text(b"first")
        assert inner(lab.last)._direct is not None
        assert await client.read_frame() == (TEXT, b"first")
        # What was written is in the kernel before anything else runs: the transport never had it.
        lab.last.connection.send_text(b"second")
        assert client.sock.recv(100) == text_frame(b"second")


async def test_what_the_kernel_does_not_take_follows_in_order_and_nothing_overtakes_it() -> None:
    options = SocketOptions(send_buffer_bytes=SMALL, high_water_bytes=1 << 24)
    async with serve(options) as lab, lab.client(receive_buffer_bytes=SMALL) as client:
        connection = lab.last.connection
        # Far more than fits: the first frame is cut in the middle, the next find the socket full.
        sent = [bytes([65 + number]) * 100_000 for number in range(20)]
        for payload in sent:
            connection.send_text(payload)
        assert connection.write_buffer_size > 1_000_000
        assert inner(lab.last)._direct is None

        for payload in sent:
            assert await client.read_frame() == (TEXT, payload)

        # Empty again: the next goes through the transport, those after it straight on.
        for number in range(3):
            connection.send_text(b"%d" % number)
            assert await client.read_frame() == (TEXT, b"%d" % number)
        assert inner(lab.last)._direct is not None


async def test_a_full_socket_takes_nothing_and_loses_nothing() -> None:
    options = SocketOptions(send_buffer_bytes=SMALL, high_water_bytes=1 << 24)
    async with serve(options) as lab, lab.client(receive_buffer_bytes=SMALL) as client:
        lab.last.connection.send_text(b"before")
        descriptor = inner(lab.last)._direct
        assert descriptor is not None
        # Fill the kernel behind the connection's back, with the smallest frames there are.
        filler = text_frame(b"")
        with socket.socket(fileno=os.dup(descriptor)) as beside:
            stuffed = fill(beside, filler)
        lab.last.connection.send_text(b"after")
        assert lab.last.connection.write_buffer_size == len(text_frame(b"after"))

        assert await client.read_frame() == (TEXT, b"before")
        for _ in range(stuffed):
            assert await client.read_frame() == (TEXT, b"")
        assert await client.read_frame() == (TEXT, b"after")


async def test_a_lent_buffer_may_change_as_soon_as_it_is_sent() -> None:
    options = SocketOptions(send_buffer_bytes=SMALL, high_water_bytes=1 << 24)
    async with serve(options) as lab, lab.client(receive_buffer_bytes=SMALL) as client:
        lent = bytearray(text_frame(b"a" * 60_000))
        for letter in b"abcdef":
            lent[-60_000:] = bytes([letter]) * 60_000
            lab.last.connection.send_prepared(lent)
        assert lab.last.connection.write_buffer_size > 0
        for letter in b"abcdef":
            assert await client.read_frame() == (TEXT, bytes([letter]) * 60_000)


async def aborted(lab: Lab, client: Client) -> None:
    del client
    lab.last.connection.abort()


async def closed_by_us(lab: Lab, client: Client) -> None:
    lab.last.connection.close(4000)
    assert await client.read_close() == 4000
    await client.send(closing(4000))


async def closed_by_the_peer(lab: Lab, client: Client) -> None:
    del lab
    await client.send(closing(1000))


async def failed(lab: Lab, client: Client) -> None:
    del lab
    await client.send(frame(3))
    assert await client.read_close() == 1002
    client.sock.close()


async def half_closed(lab: Lab, client: Client) -> None:
    del lab
    client.sock.shutdown(socket.SHUT_WR)


async def reset(lab: Lab, client: Client) -> None:
    del lab
    client.reset()


@pytest.mark.parametrize("end", [aborted, closed_by_us, closed_by_the_peer, failed, half_closed, reset])
async def test_a_connection_that_is_over_never_writes_to_who_got_its_number(
    lab: Lab, end: Callable[[Lab, Client], Awaitable[None]]
) -> None:
    async with lab.client() as client:
        before = lab.last
        before.connection.send_text(b"hello")
        assert await client.read_frame() == (TEXT, b"hello")
        number = inner(before)._direct
        assert number is not None
        await end(lab, client)
        await before.ending()
    # The system gives out the lowest number there is: sooner or later it is that one again.
    others: list[tuple[Recorder, Client]] = []
    async with AsyncExitStack() as stack:
        while number not in [inner(recorder)._descriptor for recorder, _ in others]:
            assert len(others) < 20
            client = await stack.enter_async_context(lab.client())
            others.append((lab.last, client))
        before.connection.send_text(b"a ghost")
        before.connection.send_prepared(text_frame(b"a ghost"))
        before.connection.close(4001)
        assert (inner(before)._descriptor, inner(before)._direct) == (None, None)
        for recorder, client in others:
            recorder.connection.send_text(b"yours")
            assert await client.read_frame() == (TEXT, b"yours")
            await client.send(closing())
            assert (await client.read_frame())[0] == CLOSE


async def test_writing_to_a_peer_that_has_gone_ends_like_any_lost_connection(lab: Lab) -> None:
    async with lab.client() as client:
        lab.last.connection.send_text(b"hello")
        client.reset()
        # Before the loop hears of it: the system call fails, and nothing may be raised.
        for _ in range(3):
            lab.last.connection.send_text(b"into the void")
        assert await lab.last.ending() == (1006, "")
