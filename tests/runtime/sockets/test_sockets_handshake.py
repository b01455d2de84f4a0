"""Opening: what is accepted, what is refused with which HTTP answer, and REST beside it on the same port."""

import asyncio
import logging
import time

import anyio
import pytest
from socket_lab import PATIENCE_S, TEXT, Client, Lab, frame, handshake, serve
from websockets.asyncio.client import connect

from beep.runtime.sockets import Headers, http_protocol

pytestmark = pytest.mark.anyio


async def test_the_websockets_library_talks_to_it(echo_lab: Lab) -> None:
    url = f"ws://127.0.0.1:{echo_lab.port}/gateway?v=10&encoding=json"
    async with connect(url, proxy=None) as client:
        for message in ("hello", "é" * 30_000, b"\x00\xff" * 100, ""):
            await client.send(message)
            assert await client.recv() == message
        await client.send(["in ", "three ", "fragments"])
        assert await client.recv() == "in three fragments"
        await (await client.ping())
        await client.close(4001, "bye")
    assert await echo_lab.last.ending() == (4001, "bye")
    assert echo_lab.last.connection.path == "/gateway"
    assert echo_lab.last.connection.query == "v=10&encoding=json"
    assert echo_lab.last.connection.client_ip == "127.0.0.1"


@pytest.mark.req("S-37")
async def test_no_compression_is_negotiated_though_offered(echo_lab: Lab) -> None:
    async with connect(
        f"ws://127.0.0.1:{echo_lab.port}/gateway", proxy=None, compression="deflate"
    ) as client:
        assert client.response is not None
        assert "Sec-WebSocket-Extensions" not in client.response.headers
        assert client.protocol.extensions == []


async def test_the_accept_key_is_the_one_of_the_rfc(echo_lab: Lab) -> None:
    async with Client.connected(echo_lab.port) as client:
        assert b"\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n" in await client.shake_hands()


async def test_the_acceptor_sees_path_query_headers_and_address(echo_lab: Lab) -> None:
    async with Client.connected(echo_lab.port) as client:
        await client.shake_hands(handshake("/gateway?a=%20b", Origin="https://beep.example"))
    request = echo_lab.requests[-1]
    assert (request.path, request.query, request.client_ip) == ("/gateway", "a=%20b", "127.0.0.1")
    assert request.headers.get("origin") == request.headers.get("ORIGIN") == "https://beep.example"
    assert request.headers.get("X-Forwarded-For") is None


def test_a_doubled_header_equals_neither_of_its_values() -> None:
    headers = Headers([("Origin", "https://good"), ("ORIGIN", "https://evil")])
    assert headers.get("Origin") == "https://good, https://evil"
    assert headers.get_all("origin") == ("https://good", "https://evil")


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        pytest.param(handshake(Sec_WebSocket_Version="8"), 400, id="old version"),
        pytest.param(handshake(Sec_WebSocket_Version=None), 400, id="no version"),
        pytest.param(handshake(Sec_WebSocket_Key=None), 400, id="no key"),
        pytest.param(handshake(Sec_WebSocket_Key="c2hvcnQ="), 400, id="short key"),
        pytest.param(handshake(Sec_WebSocket_Key="not base64!"), 400, id="bad key"),
        pytest.param(handshake(method="POST", Content_Length="0"), 405, id="not GET"),
        pytest.param(handshake(X_Long="x" * 9000), 431, id="long header"),
        pytest.param(handshake("/" + "x" * 9000), 414, id="long path"),
        pytest.param(handshake(**{f"X_{i}": "x" for i in range(130)}), 431, id="many headers"),
    ],
)
async def test_a_wrong_handshake_is_refused_with_a_status(
    lab: Lab,
    request_bytes: bytes,
    status: int,
) -> None:
    async with Client.connected(lab.port) as client:
        answer = await client.shake_hands(request_bytes)
        await client.read_to_end()
    assert answer.startswith(b"HTTP/1.1 %d " % status)
    assert lab.requests == []


async def test_a_refused_version_names_the_one_spoken(lab: Lab) -> None:
    async with Client.connected(lab.port) as client:
        answer = await client.shake_hands(handshake(Sec_WebSocket_Version="8"))
    assert b"\r\nSec-WebSocket-Version: 13\r\n" in answer


async def test_the_acceptor_refuses_with_its_own_answer(lab: Lab) -> None:
    async with Client.connected(lab.port) as client:
        answer = await client.shake_hands(handshake("/elsewhere"))
        assert answer.startswith(b"HTTP/1.1 404 Not Found\r\n")
        assert b"\r\nRetry-After: 7\r\n" in answer
        assert b"\r\nContent-Type: application/json\r\n" in answer
        assert await client.read_to_end() == b'{"code":0}'
    assert lab.recorders == []


async def test_an_acceptor_that_raises_answers_500(caplog: pytest.LogCaptureFixture) -> None:
    async with serve(raises_in="accept") as lab, Client.connected(lab.port) as client:
        assert (await client.shake_hands()).startswith(b"HTTP/1.1 500 ")
        await client.read_to_end()
    assert [record.name for record in caplog.records if record.levelno >= logging.ERROR] == [
        "beep.runtime.sockets",
    ]


async def test_rest_answers_on_the_same_port_before_and_after_an_upgrade(echo_lab: Lab) -> None:
    hello = b"GET /hello HTTP/1.1\r\nHost: x\r\n\r\n"
    async with Client.connected(echo_lab.port) as kept, Client.connected(echo_lab.port) as other:
        await kept.send(hello)
        assert (await kept.read_until(b"hello")).startswith(b"HTTP/1.1 200 ")
        assert (await kept.shake_hands()).startswith(b"HTTP/1.1 101 ")
        await kept.send(frame(TEXT, b"now framed"))
        assert await kept.read_frame() == (TEXT, b"now framed")
        await other.send(hello)
        assert (await other.read_until(b"hello")).startswith(b"HTTP/1.1 200 ")


@pytest.mark.req("S-37")
async def test_a_head_that_dribbles_is_cut_at_the_deadline() -> None:
    async with (
        serve(config_changes={"http": http_protocol(0.2)}) as lab,
        Client.connected(lab.port) as client,
    ):
        loop = asyncio.get_running_loop()
        started = loop.time()
        with anyio.fail_after(PATIENCE_S):
            try:
                for octet in handshake() * 1000:
                    await client.send(bytes([octet]))
                    await anyio.sleep(0.01)
            except (BrokenPipeError, ConnectionResetError):
                pass
        assert loop.time() - started < 5
        assert lab.requests == []


async def test_a_silent_connection_is_cut_at_the_deadline() -> None:
    async with (
        serve(config_changes={"http": http_protocol(0.4)}) as lab,
        Client.connected(lab.port) as client,
    ):
        assert await client.read_to_end() == b""


async def test_a_second_request_that_never_ends_is_cut_too() -> None:
    async with (
        serve(config_changes={"http": http_protocol(0.4)}) as lab,
        Client.connected(lab.port) as client,
    ):
        await client.send(b"GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")
        await client.read_until(b"hello")
        await client.send(b"GET /hello HTTP/1.1\r\nHo")
        assert await client.read_to_end() == b""


@pytest.mark.parametrize("more", [b"\r\n", b"GET /hello HT"], ids=["stray bytes", "half of the next head"])
async def test_no_deadline_cuts_off_an_answer_under_way(more: bytes) -> None:
    async with (
        serve(config_changes={"http": http_protocol(0.2)}) as lab,
        Client.connected(lab.port) as client,
    ):
        await client.send(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
        await lab.was_asked.wait()
        await client.send(more)
        for _ in range(2):
            async with Client.connected(lab.port) as silent:
                assert await silent.read_to_end() == b""
        lab.may_answer.set()
        assert (await client.read_until(b"slow")).startswith(b"HTTP/1.1 200 ")


async def test_a_request_that_came_while_the_loop_was_held_up_is_answered() -> None:
    async with serve(config_changes={"http": http_protocol(0.2)}) as lab, lab.client() as other:

        def hold_up(_data: str | bytes) -> None:
            time.sleep(0.5)
            client.sock.send(b"GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")

        lab.last.on_message = hold_up
        async with Client.connected(lab.port) as client:
            await other.send(frame(TEXT, b"now"))
            assert (await client.read_until(b"hello")).startswith(b"HTTP/1.1 200 ")


async def test_an_upgraded_connection_outlives_the_deadline_of_its_head() -> None:
    async with serve(config_changes={"http": http_protocol(0.4)}, echo=True) as lab, lab.client() as client:
        async with Client.connected(lab.port) as silent:
            assert await silent.read_to_end() == b""
        await client.send(frame(TEXT, b"still here"))
        assert await client.read_frame() == (TEXT, b"still here")


async def test_no_upgrade_while_an_earlier_request_is_still_unanswered(lab: Lab) -> None:
    async with Client.connected(lab.port) as client:
        await client.send(b"GET /never HTTP/1.1\r\nHost: x\r\n\r\n")
        await client.send(handshake())
        assert await client.read_to_end() == b""
    assert lab.requests == []


async def test_no_upgrade_while_an_earlier_answer_is_still_unread(lab: Lab) -> None:
    async with Client.connected(lab.port, receive_buffer_bytes=8192) as client:
        await client.send(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        await client.read_until(b"xxx")
        await client.send(handshake())
        assert b"101 Switching" not in await client.read_to_end()
    assert lab.requests == []
