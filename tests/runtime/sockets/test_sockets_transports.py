"""The same connection over TLS, over a UNIX socket, and behind uvicorn's own HTTP protocols."""

import asyncio
import datetime as dt
import socket
import ssl
from pathlib import Path

import anyio
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from socket_lab import CLOSE, PATIENCE_S, TEXT, closing, frame, handshake, serve
from websockets.asyncio.client import connect, unix_connect

from beep.runtime.sockets import SocketOptions
from beep.runtime.sockets.connection import SocketConnection

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a key and a self-signed certificate for localhost into one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    start = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start.replace(year=2120))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    pem = serialization.Encoding.PEM
    form = serialization.PrivateFormat.PKCS8
    file.write_bytes(
        key.private_bytes(pem, form, serialization.NoEncryption()) + signed.public_bytes(pem),
    )
    return file


async def test_tls_carries_messages_and_a_proper_close(certificate: Path) -> None:
    trust = ssl.create_default_context(cafile=str(certificate))
    async with serve(config_changes={"ssl_certfile": str(certificate)}, echo=True) as lab:
        url = f"wss://localhost:{lab.port}/gateway"
        async with connect(url, ssl=trust, proxy=None, host="127.0.0.1") as client:
            await client.send("é" * 2000)
            assert await client.recv() == "é" * 2000
            lab.last.connection.close(4000, "enough")
            await client.wait_closed()
            assert (client.close_code, client.close_reason) == (4000, "enough")
        assert await lab.last.ending() == (4000, "enough")


async def test_nothing_is_written_past_tls(certificate: Path) -> None:
    trust = ssl.create_default_context(cafile=str(certificate))
    async with serve(config_changes={"ssl_certfile": str(certificate)}) as lab:
        url = f"wss://localhost:{lab.port}/gateway"
        async with connect(url, ssl=trust, proxy=None, host="127.0.0.1") as client:
            for number in range(20):
                lab.last.connection.send_text(b"%d" % number)
                assert await client.recv() == str(number)
            assert isinstance(lab.last.connection, SocketConnection)
            assert lab.last.connection._direct is None


async def test_tls_cannot_half_close_and_a_broken_peer_still_learns_why(certificate: Path) -> None:
    trust = ssl.create_default_context(cafile=str(certificate))
    async with serve(SocketOptions(), config_changes={"ssl_certfile": str(certificate)}) as lab:
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", lab.port, ssl=trust, server_hostname="localhost"
        )
        with anyio.fail_after(PATIENCE_S):
            writer.write(handshake())
            await reader.readuntil(b"\r\n\r\n")
            writer.write(frame(3))
            assert await reader.read() == b"\x88\x10\x03\xeaunknown opcode"
            assert await lab.last.ending() == (1002, "unknown opcode")
            writer.close()
            await writer.wait_closed()


async def test_a_unix_socket_has_no_address(tmp_path: Path) -> None:
    path = str(tmp_path / "beep.sock")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    async with (
        serve(listener=listener, echo=True) as lab,
        unix_connect(path, "ws://localhost/gateway") as client,
    ):
        await client.send("hello")
        assert await client.recv() == "hello"
        assert lab.last.connection.client_ip is None


@pytest.mark.parametrize("http", ["httptools", "h11"])
async def test_the_hook_works_behind_each_of_uvicorns_http_protocols(http: str) -> None:
    async with serve(config_changes={"http": http}, echo=True) as lab, lab.client() as client:
        await client.send(frame(TEXT, b"hello") + closing(1000))
        assert await client.read_frame() == (TEXT, b"hello")
        assert (await client.read_frame())[0] == CLOSE
        assert await lab.last.ending() == (1000, "")
