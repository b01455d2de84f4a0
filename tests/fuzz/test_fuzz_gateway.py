"""Nonsense for the gateway: it closes with a documented code or goes on, and serves others all the while."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fuzz.conftest import World
from tests.thorough import examples, some
from tests.worlds.conversations import Client, Served, say

pytestmark = pytest.mark.anyio
CODES = frozenset({4001, 4002, 4003, 4004, 4005, 4008, 4010, 4012, 4013, 4014})
VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, 2**63, -(2**70), "", "x" * 3000, "\0", "\u202e", "@me", [], [[]], [None], {},
    {"$ne": ""}, [0, 1], "0" * 32,
)  # fmt: skip
FIELDS = {
    1: (),
    2: ("token", "intents", "shard", "large_threshold", "properties", "presence", "compress"),
    6: ("token", "session_id", "seq"),
    8: ("guild_id", "query", "limit", "user_ids", "presences", "nonce"),
    3: ("since", "activities", "status", "afk"),
    4: ("guild_id", "channel_id", "self_mute", "self_deaf"),
}


@pytest.fixture
def environment() -> dict[str, str]:
    return {"BEEP_GATEWAY__FRAMES_PER_MINUTE": "100000", "BEEP_GATEWAY__SESSIONS_PER_USER": "1000"}


async def survives(client: Client, frame: str | bytes) -> bool:
    """Send a frame and tell whether the connection goes on; an ending must be a documented one."""
    try:
        await client.send_raw(frame)
        await client.reached()
    except (AssertionError, ConnectionError):
        pass
    except Exception as error:
        if type(error).__module__.split(".")[0] != "websockets":
            raise
    else:
        return True
    code = await client.close_code()
    assert code in CODES, (code, frame)
    return False


def filled(operation: int, world: World, **wrong: Any) -> dict[str, Any]:
    known = {
        "token": world.member.token,
        "guild_id": str(world.salon.id),
        "session_id": "0" * 32,
        "seq": 0,
        "query": "",
        "limit": 0,
        "properties": {},
    }
    data = {name: known[name] for name in FIELDS[operation] if name in known}
    return {"op": operation, "d": {**data, **wrong}}


@pytest.mark.req("S-15")
async def test_no_frame_of_a_known_operation_breaks_the_gateway(
    world: World, served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    watching = await served.person(world.owner)
    frames = [
        filled(operation, world, **{name: value})
        for operation, names in FIELDS.items()
        for name in names
        for value in VALUES
    ]
    frames += [{"op": operation, "d": value} for operation in (*FIELDS, 7, 9, 10, 11, 99) for value in VALUES]
    strange = await served.connect()
    known = await served.person(world.member)
    for frame in some(frames):
        text = json.dumps(frame)
        if not await survives(strange, text):
            strange = await served.connect()
        if not await survives(known, text):
            known = await served.person(world.member)
        await close_all_but(served, watching, strange, known)
    await say(world.owner, world.salon.first_channel, "toujours là")
    await watching.event("MESSAGE_CREATE", content="toujours là")
    assert [one for one in caplog.records if one.levelname == "ERROR"] == []


async def close_all_but(served: Served, *kept: Client) -> None:
    for client in [one for one in served.clients if one not in kept]:
        await client.close()
        served.clients.remove(client)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text(max_size=8), below, max_size=4),
    max_leaves=10,
)
_frames = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=200).filter(lambda text: not any("\ud800" <= sign <= "\udfff" for sign in text)),
    st.builds(lambda op, d: msgspec.json.encode({"op": op, "d": d}).decode(), st.integers(0, 40), _json),
)


@pytest.mark.req("S-15")
@settings(max_examples=examples(150), deadline=None, suppress_health_check=list(HealthCheck))
@given(frame=_frames)
async def test_random_frames_end_in_a_documented_close_or_go_on(
    served: Served, caplog: pytest.LogCaptureFixture, frame: str | bytes
) -> None:
    client = served.clients[-1] if served.clients else await served.connect()
    if not await survives(client, frame):
        served.clients.remove(client)
        await client.close()
    assert [one for one in caplog.records if one.levelname == "ERROR"] == []
