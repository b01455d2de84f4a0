"""Certificates, signing keys and the database's password are changed while people talk (F-28)."""

import asyncio
import datetime as dt
import json
import shutil
import ssl
import sys
from pathlib import Path

import httpx2
import psycopg
import pytest
import websockets
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from tests.faults.lab import Lab
from tests.faults.machines import OwnPostgres, Valkey
from tests.faults.test_fault_two_nodes import start_two
from tests.journeys.server_process import Watched, free_port, plain_environment
from tests.worlds.people import log_in, sign_up

from beep.runtime.database import conninfo

pytestmark = [pytest.mark.anyio, pytest.mark.slow, pytest.mark.req("F-28")]

WITHIN_S = 20


def write_certificate(folder: Path, *, days: int) -> x509.Certificate:
    """Write a self-signed pair for localhost into a folder, the key first."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)  # noqa: TID251 - a certificate for the real clock
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    form = serialization.PrivateFormat.PKCS8
    (folder / "key.pem").write_bytes(key.private_bytes(pem, form, serialization.NoEncryption()))
    (folder / "certificate.pem").write_bytes(signed.public_bytes(pem))
    return signed


async def shown(port: int) -> int:
    """Return the serial number of the certificate new connections are shown."""
    pem = await asyncio.to_thread(ssl.get_server_certificate, ("127.0.0.1", port))
    return x509.load_pem_x509_certificate(pem.encode()).serial_number


async def test_a_new_certificate_is_served_without_a_restart_and_an_old_one_is_told_of_in_time(
    lab: Lab, tmp_path: Path
) -> None:
    first = write_certificate(tmp_path, days=10)
    trust = ssl.create_default_context(cafile=str(tmp_path / "certificate.pem"))
    port = free_port()
    environment = {
        **plain_environment(),
        "BEEP_HOME": str(tmp_path / "home"),
        "BEEP_PORT": str(port),
        "BEEP_DATABASE_URL": lab.database_url,
        "BEEP_TLS_CERTIFICATE": str(tmp_path / "certificate.pem"),
        "BEEP_TLS_KEY": str(tmp_path / "key.pem"),
    }
    beep = Watched([sys.executable, "-m", "beep", "serve"], environment)
    try:
        await beep.says('"event":"the certificate ends on ')
        address = f"https://localhost:{port}"
        async with httpx2.AsyncClient(base_url=f"{address}/api/v10", verify=trust, trust_env=False) as api:
            ready = await api.get(f"{address}/health/ready")
            assert ready.text.startswith("ready\ndegraded: the certificate ends on ")
            ana = await sign_up(api, "ana")
            async with websockets.connect(
                f"wss://localhost:{port}/gateway?v=10", ssl=trust, compression=None, proxy=None
            ) as screen:
                await screen.recv()
                await screen.send(json.dumps({"op": 2, "d": {"token": ana.token, "properties": {}}}))
                assert json.loads(await screen.recv())["t"] == "READY"
                assert await shown(port) == first.serial_number

                (tmp_path / "certificate.pem").write_text("half a file", "utf-8")
                await beep.says('"event":"the new certificate cannot be used"')
                assert await shown(port) == first.serial_number

                second = write_certificate(tmp_path, days=90)
                async with asyncio.timeout(WITHIN_S):
                    while await shown(port) != second.serial_number:  # noqa: ASYNC110
                        await asyncio.sleep(0.1)
                # Who was connected still is, over the old one.
                await screen.send('{"op":1,"d":null}')
                assert json.loads(await screen.recv())["op"] == 11
        trust = ssl.create_default_context(cafile=str(tmp_path / "certificate.pem"))
        async with httpx2.AsyncClient(verify=trust, trust_env=False) as client:
            assert (await client.get(f"{address}/health/ready")).text == "ready"
    finally:
        await beep.kill()


async def test_tokens_of_the_old_key_and_of_the_new_one_are_good_everywhere(lab: Lab, valkey: Valkey) -> None:
    nodes = await start_two(lab, valkey.url, valkey.url)
    one, other = (f"{node.address}/api/v10" for node in nodes)
    async with httpx2.AsyncClient(base_url=one, trust_env=False) as api:
        ana = await sign_up(api, "ana")
        command = Watched(
            [sys.executable, "-m", "beep", "keys", "rotate"],
            {**plain_environment(), "BEEP_HOME": str(nodes[0].home), "BEEP_DATABASE_URL": lab.database_url},
        )
        assert await command.ended() == 0, command.lines.all
        # One process knows of it, the other has not looked yet.
        assert await nodes[0].terminate() == 0
        await nodes[0].start()
        again = await log_in(api, ana)
        assert kid(again.token) != kid(ana.token)
        for address in (one, other):
            for person in (ana, again):
                answer = await api.get(f"{address}/users/@me", headers=person.headers)
                assert answer.status_code == 200, answer.text
    shutil.rmtree(nodes[0].home)


def kid(token: str) -> str:
    from joserfc import jws

    return str(jws.extract_compact(token.encode()).headers()["kid"])


async def test_a_new_database_password_is_read_at_the_next_connection(
    lab: Lab, own_postgres: OwnPostgres, tmp_path: Path
) -> None:
    [hba] = own_postgres.folder.rglob("pg_hba.conf")
    hba.write_text(f"local all rotated scram-sha-256\n{hba.read_text('utf-8')}", "utf-8")
    passwords = tmp_path / "pgpass"

    def change(password: str) -> None:
        with psycopg.connect(conninfo(own_postgres.url), autocommit=True) as connection:
            connection.execute(f"ALTER ROLE rotated PASSWORD '{password}'")
        passwords.write_text(f"*:*:*:rotated:{password}\n", "utf-8")
        passwords.chmod(0o600)

    with psycopg.connect(conninfo(own_postgres.url), autocommit=True) as connection:
        connection.execute("CREATE ROLE rotated LOGIN SUPERUSER")
        connection.execute("SELECT pg_reload_conf()")
    change("before")
    url = own_postgres.url.replace("//beep@", "//rotated@", 1) + f"&passfile={passwords}"
    node = await lab.node(database_url=url)
    workload = await lab.workload(node.address)
    async with workload.running():
        await workload.acknowledged(20)
        change("after")
        # Those that are open stay good; every new one needs the new password.
        await workload.acknowledged(20)
        own_postgres.terminate_backends()
        await workload.acknowledged(50)
    await workload.settle()
    await node.ready()
    await lab.judge(workload)
