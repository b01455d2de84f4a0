"""What no schema shows and libraries still break on: headers, framing, odd bodies, tokens."""

import base64
import zlib

import httpx2
import pytest
import websockets
from tests.worlds import communities
from tests.worlds.communities import Bot, Community, ok, refused
from tests.worlds.conversations import BOT_INTENTS, Served, say
from tests.worlds.people import Person, sign_up

pytestmark = pytest.mark.anyio


@pytest.fixture
async def ana(api: httpx2.AsyncClient) -> Person:
    return await sign_up(api, "ana")


@pytest.fixture
async def salon(ana: Person) -> Community:
    return await communities.server(ana)


@pytest.fixture
async def bot(salon: Community) -> Bot:
    return await salon.bot()


async def test_json_is_announced_without_a_charset_in_success_and_refusal(
    api: httpx2.AsyncClient, bot: Bot, salon: Community
) -> None:
    path = f"/channels/{salon.first_channel}/messages"
    found = [
        await bot.call("GET", "/users/@me"),
        await bot.call("POST", path, {"content": "Salut"}),
        await bot.call("POST", path, {"content": ""}),
        await bot.call("GET", "/channels/1"),
        await bot.call("GET", "/no/such/route"),
        await api.get("/users/@me"),
    ]
    assert [one.status_code for one in found] == [200, 200, 400, 404, 404, 401]
    assert {one.headers["content-type"] for one in found} == {"application/json"}


@pytest.mark.parametrize("environment", [{"BEEP_RATE_LIMIT_FACTOR": "0.05"}])
async def test_a_429_carries_via_and_says_when_to_come_back(bot: Bot) -> None:
    answers = [await bot.call("GET", "/gateway/bot") for _ in range(4)]
    last = answers[-1]
    assert last.status_code == 429
    assert last.headers["via"]
    assert last.headers["x-ratelimit-scope"] == "user"
    assert int(last.headers["retry-after"]) >= 1
    body = last.json()
    assert isinstance(body["message"], str)
    assert isinstance(body["retry_after"], float)
    assert body["global"] is False
    assert {"x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset-after"} <= answers[
        0
    ].headers.keys()


async def test_ids_may_be_numbers_or_strings(bot: Bot, salon: Community, served: Served) -> None:
    first = await say(bot, salon.first_channel)
    for sent in (int(first["id"]), first["id"]):
        reply = await say(bot, salon.first_channel, "Oui", message_reference={"message_id": sent})
        assert reply["message_reference"]["message_id"] == first["id"]
    client = await served.bot(bot, BOT_INTENTS)
    for nonce, guild in (("number", salon.id), ("string", str(salon.id))):
        await client.send(8, {"guild_id": guild, "query": "", "limit": 0, "nonce": nonce})
        assert (await client.event("GUILD_MEMBERS_CHUNK", nonce=nonce))["guild_id"] == str(salon.id)


async def test_null_is_absent_and_unknown_keys_are_ignored(bot: Bot, salon: Community) -> None:
    nothing = ("nonce", "message_reference", "allowed_mentions", "embeds", "components", "flags", "tts")
    posted = await say(bot, salon.first_channel, **dict.fromkeys(nothing), pass_self_into_delete=True)
    assert posted["content"] == "Salut"
    path = f"/channels/{salon.first_channel}/messages/{posted['id']}"
    await ok(bot, "PATCH", path, {"content": None, "flags": None, "allowed_mentions": None})
    reference = {"message_id": posted["id"], "type": None, "guild_id": None, "channel_id": None}
    await say(bot, salon.first_channel, "Oui", message_reference=reference)


async def test_bodyless_requests_may_name_any_content_type(bot: Bot, ana: Person, salon: Community) -> None:
    role = await salon.role("jardiniers", communities.Permission(0))
    for kind in ("application/octet-stream", "text/plain", "application/x-www-form-urlencoded"):
        odd = {"headers": {"Content-Type": kind}}
        typing = await bot.call("POST", f"/channels/{salon.first_channel}/typing", **odd)
        giving = await ana.call("PUT", f"{salon.path}/members/{bot.id}/roles/{role}", **odd)
        assert (typing.status_code, giving.status_code) == (204, 204)


async def test_an_audit_log_reason_may_hold_anything_percent_encoded(ana: Person, salon: Community) -> None:
    for reason in ("weil%20%C3%A4", "%F0%9F%8C%B7", "100%", "%zz%00", "x" * 4000):
        headers = {"X-Audit-Log-Reason": reason}
        answer = await ana.call("POST", f"{salon.path}/channels", {"name": "jardin"}, headers=headers)
        assert answer.status_code == 201, answer.text


async def test_a_bots_token_begins_with_its_id_as_libraries_read_it(bot: Bot) -> None:
    first, *others = bot.token.split(".")
    assert len(others) == 2
    assert int(base64.b64decode(first + "==")) == bot.id


async def test_a_sent_nonce_comes_back_and_a_second_send_makes_no_second_message(
    bot: Bot, salon: Community
) -> None:
    twice = [
        await say(bot, salon.first_channel, nonce=7_000_000_000_000_000_000, enforce_nonce=True)
        for _ in range(2)
    ]
    assert twice[0]["id"] == twice[1]["id"]
    assert twice[0]["nonce"] == "7000000000000000000"


async def test_bearer_and_bot_tokens_are_not_mistaken_for_each_other(
    api: httpx2.AsyncClient, bot: Bot, ana: Person
) -> None:
    for scheme, token in (("Bearer", bot.token), ("Bot", ana.token), ("Bot", ""), ("", bot.token)):
        answer = await api.get("/users/@me", headers={"Authorization": f"{scheme} {token}"})
        assert answer.status_code == 401
        assert answer.json()["code"] == 0


async def test_older_versions_of_the_api_answer_alike(api: httpx2.AsyncClient, bot: Bot) -> None:
    headers = {"Authorization": f"Bot {bot.token}"}
    found = [(await api.get(f"http://beep.test{base}/users/@me", headers=headers)).json() for base in _BASES]
    assert found[0] == found[1] == found[2]


_BASES = ("/api/v10", "/api/v9", "/api")


async def test_refusals_have_the_codes_bots_look_at(bot: Bot, ana: Person, salon: Community) -> None:
    channel = f"/channels/{salon.first_channel}"
    await refused(bot, "GET", "/channels/1", status=404, code=10003)
    await refused(bot, "GET", "/guilds/1", status=404, code=10004)
    await refused(bot, "GET", "/invites/nix", status=404, code=10006)
    await refused(bot, "GET", f"{salon.path}/members/1", status=404, code=10007)
    await refused(bot, "GET", f"{channel}/messages/1", status=404, code=10008)
    await refused(bot, "GET", f"{salon.path}/roles/1", status=404, code=10011)
    await refused(bot, "GET", "/users/1", status=404, code=10013)
    await refused(bot, "POST", f"{salon.path}/roles", {"name": "x"}, status=403, code=50013)
    theirs = await say(ana, salon.first_channel)
    await refused(
        bot, "PATCH", f"{channel}/messages/{theirs['id']}", {"content": "x"}, status=403, code=50005
    )
    await refused(bot, "POST", f"{channel}/messages", {"content": 1}, status=400, code=50035)


# -- the gateway -------------------------------------------------------------------------------


async def test_zlib_stream_is_one_stream_flushed_after_every_payload(served: Served, bot: Bot) -> None:
    socket = await served.socket("/gateway?v=10&encoding=json&compress=zlib-stream")
    stream = zlib.decompressobj()
    raw = [await socket.recv()]
    await socket.send('{"op":1,"d":null}')
    raw.append(await socket.recv())
    assert all(isinstance(one, bytes) and one.endswith(b"\x00\x00\xff\xff") for one in raw)
    # One context for the connection: the second message cannot be read on its own.
    assert b'"heartbeat_interval"' in stream.decompress(bytes(raw[0]))
    assert b'"op":11' in stream.decompress(bytes(raw[1]))
    with pytest.raises(zlib.error):
        zlib.decompressobj().decompress(bytes(raw[1]))
    await socket.close()
    client = await served.connect("v=10&encoding=json&compress=zlib-stream")
    assert (await client.identify(bot.token, intents=BOT_INTENTS))["user"]["id"] == str(bot.id)


async def test_no_compression_is_plain_text(served: Served) -> None:
    client = await served.connect()
    assert [isinstance(one, str) for one in client.raw] == [True] * len(client.raw)


async def test_etf_and_unknown_versions_are_refused_for_good(served: Served) -> None:
    for query in ("v=10&encoding=etf", "v=6&encoding=json"):
        socket = await served.socket(f"/gateway?{query}")
        with pytest.raises(websockets.ConnectionClosedError) as closed:
            await socket.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4012


async def test_a_heartbeat_before_identify_is_answered(served: Served, bot: Bot) -> None:
    client = await served.connect()
    await client.send(1, None)
    await client.op(11)
    await client.identify(bot.token, intents=BOT_INTENTS)
    await client.reached()


@pytest.mark.parametrize("prefix", ["", "Bot "])
async def test_identify_takes_the_token_with_or_without_its_scheme(
    served: Served, bot: Bot, prefix: str
) -> None:
    client = await served.connect()
    ready = await client.identify(
        prefix + bot.token,
        intents=BOT_INTENTS,
        compress=True,
        large_threshold=250,
        shard=[0, 1],
        capabilities=0,
        presence={"activities": None, "status": None, "since": None, "afk": None},
    )
    assert ready["user"]["bot"] is True


async def test_presence_voice_and_sounds_are_taken_in_silence(served: Served, bot: Bot) -> None:
    client = await served.bot(bot)
    for op in (3, 4, 31):
        await client.send(op, {})
    await client.reached()
    assert client.socket.close_code is None
