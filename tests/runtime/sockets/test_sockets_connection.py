"""An open connection: order, limits, slow readers and pauses."""

import asyncio
import socket

import anyio
import pytest
from socket_lab import BINARY, CONT, PING, PONG, TEXT, Client, Lab, closing, frame, serve

from beep.runtime.sockets import SocketOptions, binary_frame, text_frame

pytestmark = pytest.mark.anyio


async def test_thousands_of_messages_keep_their_order_both_ways(lab: Lab) -> None:
    async with lab.client() as client:
        await client.send(b"".join(frame(TEXT, b"%d" % i) for i in range(5000)))
        await lab.last.until(lambda: lab.last.count("received") == 5000)
        assert lab.last.messages == [str(i) for i in range(5000)]
        assert lab.last.connection.frames_received == 5000
        for i in range(5000):
            lab.last.connection.send_text(b"%d" % i)
        for i in range(5000):
            assert await client.read_frame() == (TEXT, b"%d" % i)


async def test_prepared_frames_leave_in_one_write(lab: Lab) -> None:
    async with lab.client() as client:
        lab.last.connection.send_prepared(text_frame(b"one") + binary_frame(b"two" * 100) + text_frame(b""))
        lab.last.connection.send_binary(b"\x00")
        assert await client.read_frame() == (TEXT, b"one")
        assert await client.read_frame() == (BINARY, b"two" * 100)
        assert await client.read_frame() == (TEXT, b"")
        assert await client.read_frame() == (BINARY, b"\x00")


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(b"\x81\xfe\x10\x01", id="4097 bytes"),
        pytest.param(b"\x82\xff" + (1 << 62).to_bytes(8, "big"), id="4 exbibytes"),
        pytest.param(frame(TEXT, b"a" * 4000, fin=False) + b"\x80\xe1", id="97 more in a fragment"),
    ],
)
@pytest.mark.req("S-15")
async def test_a_message_over_the_limit_is_refused_from_its_header_alone(lab: Lab, head: bytes) -> None:
    async with lab.client() as client:
        await client.send(head)
        assert await client.read_close() == 1009
        client.sock.close()
        assert await lab.last.ending() == (1009, "message too large")
        assert lab.last.messages == []


async def test_a_message_of_exactly_the_limit_passes(lab: Lab) -> None:
    async with lab.client() as client:
        await client.send(frame(TEXT, b"a" * 4000, fin=False) + frame(CONT, b"b" * 96))
        await client.send(frame(BINARY, b"c" * 4096))
        await lab.last.until(lambda: lab.last.count("received") == 2)
        assert [len(message) for message in lab.last.messages] == [4096, 4096]


async def test_the_code_for_a_large_message_is_the_callers_choice() -> None:
    options = SocketOptions(max_message_bytes=10, too_large_code=4002, close_timeout_s=0.2)
    async with serve(options) as lab, lab.client() as client:
        await client.send(frame(TEXT, b"a" * 11))
        assert await client.read_close() == 4002


@pytest.mark.req("S-37")
@pytest.mark.parametrize("piece", [b"", b"a"])
async def test_a_flood_of_fragments_is_refused(lab: Lab, piece: bytes) -> None:
    async with lab.client() as client:
        await client.send(frame(TEXT, piece, fin=False) + frame(CONT, piece, fin=False) * 1000)
        assert await client.read_close() == 1009
        client.sock.close()
        assert await lab.last.ending() == (1009, "too many fragments")


async def test_a_flood_of_frames_leaves_the_loop_to_others(lab: Lab) -> None:
    async with lab.client() as client:
        most_per_turn = received = 0

        def watch() -> None:
            nonlocal most_per_turn, received
            now = lab.last.count("received")
            most_per_turn, received = max(most_per_turn, now - received), now
            if now < 3000:
                loop.call_soon(watch)

        loop = asyncio.get_running_loop()
        watch()
        await client.send(frame(TEXT, b"x") * 3000)
        await lab.last.until(lambda: lab.last.count("received") == 3000)
    assert most_per_turn <= 2 * SocketOptions().frames_per_turn


async def test_a_slow_reader_overflows_then_drains_and_others_are_not_held_up() -> None:
    options = SocketOptions(high_water_bytes=65536, low_water_bytes=16384, send_buffer_bytes=16384)
    async with serve(options) as lab, lab.client(receive_buffer_bytes=8192) as slow:
        slow_side = lab.last
        async with lab.client() as quick:
            sent = 0
            while not slow_side.count("overflowed"):
                slow_side.connection.send_text(b"x" * 1000)
                lab.last.connection.send_text(b"%d" % sent)
                assert await quick.read_frame() == (TEXT, b"%d" % sent)
                sent += 1
            assert 65536 < slow_side.connection.write_buffer_size < 65536 + 2 * 1004
            assert slow_side.count("drained") == 0
            for _ in range(sent):
                assert await slow.read_frame() == (TEXT, b"x" * 1000)
            await slow_side.until(lambda: slow_side.count("drained") == 1)
            assert [call[0] for call in slow_side.calls] == ["opened", "overflowed", "drained"]
            assert lab.last.count("overflowed") == 0


async def test_pongs_nobody_reads_do_not_pile_up_and_the_last_ping_is_answered() -> None:
    options = SocketOptions(high_water_bytes=65536, low_water_bytes=16384, send_buffer_bytes=16384)
    async with serve(options) as lab, lab.client(receive_buffer_bytes=8192) as client:
        connection = lab.last.connection
        sent = 0
        while not lab.last.count("overflowed"):
            connection.send_binary(b"x" * 1000)
            sent += 1
            await anyio.lowlevel.checkpoint()
        held = connection.write_buffer_size
        for i in range(200):
            await client.send(frame(PING, b"%120d" % i))
        await client.send(frame(TEXT, b"end"))
        await lab.last.until(lambda: lab.last.messages == ["end"])
        assert connection.write_buffer_size <= held
        for _ in range(sent):
            assert (await client.read_frame())[0] == BINARY
        assert await client.read_frame() == (PONG, b"%120d" % 199)


async def test_an_unread_peer_holds_little_in_the_kernel() -> None:
    async with serve(SocketOptions(close_timeout_s=0.1)) as lab, lab.client(receive_buffer_bytes=8192):
        peer = lab.last.connection
        sent = 0
        while not lab.last.count("overflowed"):
            peer.send_binary(b"x" * 10_000)
            sent += 10_000
            await anyio.lowlevel.checkpoint()
        assert sent - peer.write_buffer_size < 1_000_000
        peer.abort()


async def test_a_paused_handler_receives_nothing_until_it_resumes(lab: Lab) -> None:
    async with lab.client() as client:
        recorder = lab.last
        recorder.on_message = lambda _data: recorder.connection.pause_reading()
        await client.send(b"".join(frame(TEXT, b"%d" % i) for i in range(3)))
        for count in (1, 2, 3):
            await recorder.until(lambda count=count: recorder.count("received") == count)
            async with Client.connected(lab.port) as other:  # a whole exchange passes meanwhile
                await other.send(b"GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")
                await other.read_until(b"hello")
            assert recorder.count("received") == count
            recorder.connection.resume_reading()
        await client.send(frame(TEXT, b"3"))
        await recorder.until(lambda: recorder.messages == ["0", "1", "2", "3"])


async def test_a_paused_connection_still_closes_properly(lab: Lab) -> None:
    async with lab.client() as client:
        recorder = lab.last
        recorder.on_message = lambda _data: recorder.connection.pause_reading()
        await client.send(frame(TEXT, b"a") + frame(TEXT, b"b"))
        await recorder.until(lambda: recorder.messages == ["a"])
        recorder.connection.close(4000)
        assert await client.read_close() == 4000
        await client.send(closing(4000))
        assert await client.read_to_end() == b""
        assert await recorder.ending() == (4000, "")
        assert recorder.messages == ["a"]


async def test_the_socket_is_tuned(lab: Lab) -> None:
    async with lab.client():
        transport = lab.last.connection._transport  # type: ignore[attr-defined]
        peer = transport.get_extra_info("socket")
        assert peer.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        # Linux doubles what is asked for, and caps it at net.core.wmem_max.
        assert 200_000 < peer.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) <= 524_288
