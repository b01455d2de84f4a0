"""What the gateway refuses, and with which close code."""

import json

import httpx2
import pytest
import websockets
from tests.conftest import CHEAP, running
from tests.fakes.clock import FakeClock
from tests.worlds.communities import bot, server
from tests.worlds.conversations import Served, serve
from tests.worlds.people import sign_up

from beep.app.program import Program
from beep.app.settings import load

pytestmark = pytest.mark.anyio


@pytest.fixture
def environment() -> dict[str, str]:
    return {
        "BEEP_GATEWAY__MAX_SESSIONS": "8",
        "BEEP_GATEWAY__SESSIONS_PER_USER": "2",
        "BEEP_ALLOWED_ORIGINS": "https://chat.example.org",
    }


async def test_a_heartbeat_is_answered_before_and_after_identifying(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana = await sign_up(api, "ana")
    client = await served.connect()
    await client.send(1, None)
    assert await client.op(11) == {"op": 11, "d": None, "s": None, "t": None}
    await client.identify(ana.token)
    await client.send(1, client.seq)
    assert (await client.op(11))["s"] is None


NO_PAYLOADS: tuple[str | bytes, ...] = (
    "", "{", "null", "[]", "12", '"op"', '{"op":"1"}', '{"op":null}', '{"op":1.5}', "{}", "\ufeff{}",
    '{"op":1,"d":"\\ud800"}', '{"op":2,"d":' + "[" * 2000 + "]" * 2000 + "}",
    '{"op":2,"d":{"token":"\\u0000"}}',
    '{"op":2}', '{"op":2,"d":[]}', '{"op":2,"d":{}}', '{"op":2,"d":{"token":7}}',
    '{"op":2,"d":{"token":"x","shard":"0"}}', '{"op":2,"d":{"token":"x","shard":[1,2,3]}}',
    '{"op":6,"d":{"token":"x","session_id":"y"}}', '{"op":6,"d":{"token":"x","session_id":"y","seq":"1"}}',
    b"\xff\xfe", b"\x83\xa2op\x01",
)  # fmt: skip


async def test_what_is_no_payload_closes_4002(served: Served) -> None:
    for frame in NO_PAYLOADS:
        client = await served.connect()
        await client.send_raw(frame)
        assert await client.close_code() == 4002, frame


async def test_a_frame_beyond_4096_bytes_closes_4002(served: Served) -> None:
    client = await served.connect()
    fits = json.dumps({"op": 1, "d": ""})
    fits = fits.replace('""', f'"{"x" * (4096 - len(fits))}"')
    assert len(fits) == 4096
    await client.send_raw(fits)
    await client.op(11)
    await client.send_raw(fits + " ")
    assert await client.close_code() == 4002


async def test_an_unknown_operation_closes_4001(api: httpx2.AsyncClient, served: Served) -> None:
    client = await served.person(await sign_up(api, "ana"))
    await client.send(99)
    assert await client.close_code() == 4001


async def test_operations_beep_does_not_need_yet_are_taken(api: httpx2.AsyncClient, served: Served) -> None:
    client = await served.person(await sign_up(api, "ana"))
    for operation in (3, 4, 31):
        await client.send(operation, {"status": "online", "since": None, "activities": [], "afk": False})
    await client.reached()


async def test_asking_before_identifying_closes_4003(served: Served) -> None:
    for operation in (8, 3, 99):
        client = await served.connect()
        await client.send(operation, {"guild_id": "1"})
        assert await client.close_code() == 4003


async def test_a_token_that_is_not_valid_closes_4004(served: Served) -> None:
    for token in ("", "x", "Bot 1.2.3", "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.", "a" * 3000, "é☃😀"):
        client = await served.connect()
        await client.send(2, {"token": token, "intents": 1})
        assert await client.close_code() == 4004, token


async def test_resuming_with_a_bad_token_closes_4004(api: httpx2.AsyncClient, served: Served) -> None:
    lost = await served.person(await sign_up(api, "ana"))
    client = await served.resumed(lost, "x")
    assert await client.close_code() == 4004


async def test_identifying_twice_closes_4005(api: httpx2.AsyncClient, served: Served) -> None:
    ana = await sign_up(api, "ana")
    client = await served.person(ana)
    await client.send(2, {"token": ana.token})
    assert await client.close_code() == 4005


async def test_identifying_twice_at_once_closes_4005(api: httpx2.AsyncClient, served: Served) -> None:
    ana = await sign_up(api, "ana")
    client = await served.connect()
    await client.send(2, {"token": ana.token})
    await client.send(2, {"token": ana.token})
    assert await client.close_code() == 4005


async def test_more_than_120_frames_a_minute_close_4008(
    api: httpx2.AsyncClient, served: Served, clock: FakeClock
) -> None:
    client = await served.person(await sign_up(api, "ana"))
    for _ in range(119):
        await client.send(1)
    await client.reached_without_sending(119)
    clock.move(seconds=60)
    for _ in range(120):
        await client.send(1)
    await client.reached_without_sending(239)
    await client.send(1)
    assert await client.close_code() == 4008


async def test_a_silent_client_is_closed_4009(
    api: httpx2.AsyncClient, served: Served, clock: FakeClock
) -> None:
    client = await served.person(await sign_up(api, "ana"))
    clock.move(seconds=80)
    served.program.face("gateway").sweep()
    await client.reached()
    clock.move(seconds=83)
    served.program.face("gateway").sweep()
    assert await client.close_code() == 4009


async def test_who_never_identifies_is_closed_4009_whatever_they_send(
    served: Served, clock: FakeClock
) -> None:
    client = await served.connect()
    for _ in range(2):
        clock.move(seconds=16)
        await client.reached()
    served.program.face("gateway").sweep()
    assert await client.close_code() == 4009


async def test_a_bot_that_asks_for_the_impossible_is_told_so(api: httpx2.AsyncClient, served: Served) -> None:
    helper = await bot(await sign_up(api, "ana"))

    async def closed_with(**wanted: object) -> int | None:
        client = await served.connect()
        await client.send(2, {"token": helper.token, **wanted})
        return await client.close_code()

    for shard in ([0, 0], [2, 2], [-1, 2], [0, 100_000]):
        assert await closed_with(intents=1, shard=shard) == 4010, shard
    for intents in (None, -1, 1 << 26, "513", [1], 1.5):
        assert await closed_with(intents=intents) == 4013, intents
    assert await closed_with() == 4013


async def test_another_version_or_encoding_closes_4012(served: Served) -> None:
    for query in ("v=8", "v=11", "v=x", "encoding=etf", "v=10&encoding=msgpack"):
        assert await (await served.connect(query)).close_code() == 4012, query


async def test_privileged_intents_close_4014_where_they_are_switched_off(
    database_url: str, clock: FakeClock, tmp_path: object
) -> None:
    settings = load({**CHEAP, "BEEP_HOME": str(tmp_path), "BEEP_GATEWAY__PRIVILEGED_INTENTS": "false"})
    async with running(settings, database_url, clock) as program, serve(program) as served:
        transport = httpx2.ASGITransport(program.asgi)
        async with httpx2.AsyncClient(transport=transport, base_url="http://beep.test/api/v10") as api:
            helper = await bot(await sign_up(api, "ana"))
        for intents, expected in ((1 << 1, 4014), (1 << 8, 4014), (1 << 15, 4014)):
            client = await served.connect()
            await client.send(2, {"token": helper.token, "intents": intents})
            assert await client.close_code() == expected
        await served.bot(helper, intents=1 | 1 << 9)


async def handshake(served: Served, path: str = "/gateway", **headers: str) -> int:
    """Try to connect and return the status: 101 when it worked."""
    try:
        await (await served.socket(path, additional_headers=headers)).close()
    except websockets.InvalidStatus as refused:
        return refused.response.status_code
    return 101


@pytest.mark.req("RT-01", "S-37")
async def test_pages_of_other_sites_may_not_connect(served: Served) -> None:
    for origin in (
        "https://evil.example",
        "null",
        "",
        f"http://127.0.0.1.evil.example:{served.port}",
        f"http://127.0.0.1:{served.port}@evil.example",
        "http://127.0.0.1",
        "http://[::1",
    ):
        assert await handshake(served, Origin=origin) == 403, origin
    assert await handshake(served, Origin=f"http://127.0.0.1:{served.port}") == 101
    assert await handshake(served, Origin="https://chat.example.org") == 101
    assert await handshake(served) == 101


async def test_an_address_without_a_gateway_answers_404(served: Served) -> None:
    assert await handshake(served, "/") == 101
    assert await handshake(served, "/api/v10/gateway") == 404


async def test_a_full_gateway_answers_503_and_when_to_come_back(served: Served) -> None:
    clients = [await served.connect() for _ in range(8)]
    with pytest.raises(websockets.InvalidStatus) as refused:
        await served.socket()
    assert refused.value.response.status_code == 503
    assert int(refused.value.response.headers["Retry-After"]) > 0
    await clients[0].close()
    await served.one_left(7)
    await served.connect()


async def test_the_oldest_session_of_one_person_gives_way(api: httpx2.AsyncClient, served: Served) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    other = await served.person(bob)
    clients = [await served.person(ana) for _ in range(3)]
    assert await clients[0].close_code() == 4009
    for one in (*clients[1:], other):
        await one.reached()


async def test_a_stopping_process_asks_its_clients_to_come_back(
    program: Program, api: httpx2.AsyncClient
) -> None:
    ana = await sign_up(api, "ana")
    await server(ana)
    async with serve(program) as served:
        client = await served.person(ana)
        await program.face("gateway").leave(0)
        assert (await client.op(7))["op"] == 7
        assert await client.close_code() == 1012
        with pytest.raises(websockets.InvalidStatus) as refused:
            await served.socket()
        assert refused.value.response.status_code == 503
