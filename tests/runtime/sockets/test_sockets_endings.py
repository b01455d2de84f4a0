"""Each way a connection can end: closed by either side, broken, aborted, failed by its handler, shut down."""

import gc
import logging
import socket

import anyio
import pytest
from socket_lab import BINARY, CLOSE, PATIENCE_S, PING, TEXT, Client, Lab, closing, frame, serve

from beep.runtime.sockets import SocketOptions

pytestmark = pytest.mark.anyio


async def test_our_close_waits_for_the_peers_and_drops_what_comes_between(lab: Lab) -> None:
    async with lab.client() as client:
        connection = lab.last.connection
        connection.close(4004, "Authentication failed.")
        connection.close(4005)
        connection.send_text(b"too late")
        assert not connection.is_open
        assert await client.read_frame() == (CLOSE, b"\x0f\xa4Authentication failed.")
        await client.send(frame(TEXT, b"late") + frame(PING) + closing(1000))
        assert await client.read_to_end() == b""
        assert await lab.last.ending() == (4004, "Authentication failed.")
    assert [call[0] for call in lab.last.calls] == ["opened", "closed"]


async def test_a_handler_may_close_while_it_receives(lab: Lab) -> None:
    async with lab.client() as client:
        recorder = lab.last
        recorder.on_message = lambda _data: recorder.connection.close(4008)
        await client.send(frame(TEXT, b"a") * 500 + closing(4008))
        assert await client.read_close() == 4008
        assert await recorder.ending() == (4008, "")
        assert recorder.messages == ["a"]


async def test_a_peer_that_never_answers_a_close_is_aborted(hasty_lab: Lab) -> None:
    async with hasty_lab.client() as client:
        hasty_lab.last.connection.close(4009)
        assert await client.read_close() == 4009
        assert await client.read_to_end() == b""
        assert await hasty_lab.last.ending() == (4009, "")


async def test_a_peer_that_reads_nothing_is_aborted_at_the_deadline(hasty_lab: Lab) -> None:
    async with hasty_lab.client(receive_buffer_bytes=8192) as client:
        hasty_lab.last.connection.send_binary(b"x" * 4_000_000)
        await client.send(closing(1000))
        assert await hasty_lab.last.ending() == (1000, "")


async def test_a_half_closed_peer_that_reads_nothing_is_aborted_at_the_deadline(hasty_lab: Lab) -> None:
    async with hasty_lab.client(receive_buffer_bytes=8192) as client:
        hasty_lab.last.connection.send_binary(b"x" * 4_000_000)
        client.sock.shutdown(socket.SHUT_WR)
        assert await hasty_lab.last.ending() == (1006, "")


async def test_what_came_before_a_half_close_is_delivered_first(lab: Lab) -> None:
    async with lab.client() as client:
        await client.send(frame(TEXT, b"a") * 500 + closing(4000))
        client.sock.shutdown(socket.SHUT_WR)
        assert await client.read_close() == 4000
        assert await lab.last.ending() == (4000, "")
        assert lab.last.count("received") == 500


async def test_a_half_close_ends_the_connection(lab: Lab) -> None:
    async with lab.client() as client:
        client.sock.shutdown(socket.SHUT_WR)
        assert await client.read_to_end() == b""
        assert await lab.last.ending() == (1006, "")


async def test_a_reset_ends_the_connection(lab: Lab) -> None:
    async with lab.client() as client:
        client.reset()
        assert await lab.last.ending() == (1006, "")
        assert not lab.last.connection.is_open
        lab.last.connection.send_text(b"to nobody")


async def test_an_abort_drops_the_peer_at_once(lab: Lab) -> None:
    async with lab.client(receive_buffer_bytes=8192) as client:
        lab.last.connection.send_binary(b"x" * 4_000_000)
        lab.last.connection.abort()
        assert not lab.last.connection.is_open
        assert await lab.last.ending() == (1006, "")
        assert len(await client.read_to_end()) < 4_000_000


async def test_a_handler_may_abort_while_it_receives(lab: Lab) -> None:
    async with lab.client() as client:
        recorder = lab.last
        recorder.on_message = lambda _data: recorder.connection.abort()
        await client.send(frame(TEXT, b"a") * 500)
        assert await recorder.ending() == (1006, "")
        assert recorder.messages == ["a"]


@pytest.mark.parametrize("code", [0, 999, 1004, 1005, 1006, 1015, 2000, 5000])
async def test_a_code_that_may_not_travel_is_the_callers_mistake(lab: Lab, code: int) -> None:
    async with lab.client():
        with pytest.raises(ValueError, match=str(code)):
            lab.last.connection.close(code)
        assert lab.last.connection.is_open


async def test_a_long_reason_is_cut_between_characters(lab: Lab) -> None:
    async with lab.client() as client:
        lab.last.connection.close(4000, "é" * 100)
        assert await client.read_frame() == (CLOSE, b"\x0f\xa0" + ("é" * 61).encode())


@pytest.mark.parametrize("raises_in", ["opened", "received"])
async def test_a_handler_that_raises_closes_its_connection_only(
    caplog: pytest.LogCaptureFixture,
    raises_in: str,
) -> None:
    async with serve(raises_in=raises_in) as lab, lab.client() as client:
        first = lab.last
        await client.send(frame(TEXT, b"a secret"))
        assert await client.read_close() == 1011
        await client.send(closing(1011))
        assert await first.ending() == (1011, "")
        lab.raises_in = ""
        async with lab.client() as other:
            await other.send(frame(TEXT, b"fine"))
            await lab.last.until(lambda: lab.last.messages == ["fine"])
    errors = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert [record.name for record in errors] == ["beep.runtime.sockets"]
    assert "secret" not in caplog.text


@pytest.mark.parametrize("raises_in", ["overflowed", "drained"])
async def test_a_handler_that_raises_about_its_buffer_closes_its_connection(raises_in: str) -> None:
    options = SocketOptions(send_buffer_bytes=16384)
    async with serve(options, raises_in=raises_in) as lab, lab.client(receive_buffer_bytes=8192) as client:
        lab.last.connection.send_binary(b"x" * 1_000_000)
        assert await client.read_frame() == (BINARY, b"x" * 1_000_000)
        assert await client.read_close() == 1011
        await client.send(closing(1011))
        assert await lab.last.ending() == (1011, "")


async def test_a_handler_that_raises_when_closed_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async with serve(raises_in="closed") as lab:
        async with lab.client() as client:
            await client.send(closing(1000))
            assert await client.read_close() == 1000
        await lab.last.ending()
        assert lab.last.count("closed") == 1
    assert "RuntimeError" in caplog.text


async def test_a_stopping_server_says_so_and_waits_for_its_connections() -> None:
    async with anyio.create_task_group() as tasks:
        client_ready, codes = anyio.Event(), list[int | None]()

        async def talk(port: int) -> None:
            async with Client.connected(port) as client:
                await client.shake_hands()
                client_ready.set()
                codes.append(await client.read_close())
                await client.send(closing(1012))
                assert await client.read_to_end() == b""

        async with serve(SocketOptions(shutdown_code=1012)) as lab:
            tasks.start_soon(talk, lab.port)
            with anyio.fail_after(PATIENCE_S):
                await client_ready.wait()
    assert codes == [1012]
    assert lab.last.endings == [(1012, "")]
    assert lab.server is not None
    assert lab.server.server_state.connections == set()


async def test_a_stopping_server_is_not_held_by_a_peer_that_does_not_answer() -> None:
    async with serve(SocketOptions(close_timeout_s=0.1)) as lab:
        silent = Client(socket.create_connection(("127.0.0.1", lab.port)))
        silent.sock.setblocking(False)
        await silent.shake_hands()
    assert lab.last.endings == [(1012, "")]
    silent.sock.close()


async def test_every_ending_is_told_exactly_once(lab: Lab) -> None:
    async with lab.client() as closer, lab.client() as resetter, lab.client() as breaker:
        await closer.send(closing(1000) + closing(1000))
        resetter.reset()
        await breaker.send(frame(3))
        breaker.sock.close()
        for recorder in lab.recorders:
            await recorder.ending()
            recorder.connection.close()
            recorder.connection.abort()
    assert [recorder.endings for recorder in lab.recorders] == [
        [(1000, "")],
        [(1006, "")],
        [(1002, "unknown opcode")],
    ]
    assert lab.server is not None
    assert lab.server.server_state.connections == set()


async def test_an_ended_connection_leaves_nothing_to_the_garbage_collector(lab: Lab) -> None:
    gc.collect()
    gc.disable()
    try:
        for _ in range(5):
            async with lab.client() as client:
                await client.send(frame(TEXT, b"a") + closing(1000))
                await lab.last.ending()
            lab.recorders.clear()
            lab.requests.clear()
        async with lab.client():  # by now the loop has let go of the last one
            kinds = [type(thing).__name__ for thing in gc.get_objects()]
    finally:
        gc.enable()
    assert {name: kinds.count(name) for name in ("ServedHttp", "ServedConnection", "FrameParser")} == {
        "ServedHttp": 0,
        "ServedConnection": 1,
        "FrameParser": 1,
    }
