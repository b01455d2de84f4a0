"""Which events a session receives, and what they carry: intents, content, typing, read state, members."""

import unicodedata

import httpx2
import pytest
from tests.worlds.communities import ok, server
from tests.worlds.conversations import BOT_INTENTS, Served, marker, say
from tests.worlds.people import log_in, sign_up

from beep.kit.ids import MessageId
from beep.kit.permissions import Permission

pytestmark = pytest.mark.anyio

GUILDS, MEMBERS, INVITES, MESSAGES, TYPING, CONTENT = 1 << 0, 1 << 1, 1 << 6, 1 << 9, 1 << 11, 1 << 15
# bidi overrides, zero width, zalgo, a family, a flag half, the largest text there may be
POISON = (
    "\u202egnp.exe\u202c\u2066\u2069",
    unicodedata.normalize("NFC", "a" + "\u0300\u0489\u0334" * 600),
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1eb",
    "\ufffe\uffff\U0010ffff\u0001\u0085\u2028\u2029.",
    "</script><script>alert(1)</script>{{7*7}}${7*7}'; DROP TABLE message; --",
    "\U0001f600" * 2000,
)


@pytest.mark.req("S-24")
async def test_poisoned_texts_reach_clients_exactly_as_stored(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    helper = await salon.bot()
    plain = await served.person(ana)
    packed = await served.connect("v=10&encoding=json&compress=zlib-stream")
    await packed.identify(helper.token, intents=BOT_INTENTS)

    for text in POISON:
        sent = await say(ana, salon.first_channel, text)
        for client in (plain, packed):
            event = await client.event("MESSAGE_CREATE", id=sent["id"])
            assert event["content"] == sent["content"] == text
        again = await ok(ana, "GET", f"/channels/{salon.first_channel}/messages/{sent['id']}")
        assert again["content"] == text


async def test_a_message_event_is_the_message_with_its_server_and_member(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    client = await served.person(ana)

    sent = await say(ana, salon.first_channel, "Salut", nonce="7")
    pushed = await client.event("MESSAGE_CREATE")
    shown = await ok(ana, "GET", f"/channels/{salon.first_channel}/messages/{sent['id']}")

    extra = {"guild_id": str(salon.id), "channel_type": 0, "member": pushed["member"]}
    assert pushed == {**shown, **extra}
    assert pushed["nonce"] == "7"
    owner = next(role["id"] for role in salon.object["roles"] if role["name"] == "owner")
    assert pushed["member"]["roles"] == [owner]
    assert {**sent} == {**shown, "status": "created"}


async def test_each_intent_lets_its_own_events_through_and_no_others(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana)
    helper = await salon.bot()
    await salon.role("gestion", Permission.MANAGE_SERVER, helper)
    kinds = (0, GUILDS, MEMBERS, INVITES, MESSAGES, TYPING, BOT_INTENTS)
    clients = {intents: await served.bot(helper, intents=intents) for intents in kinds}

    code = await salon.invite()
    await ok(bob, "POST", f"/invites/{code}", {})
    channel = await salon.channel("potager")
    await ok(ana, "PATCH", salon.path, {"description": "Un jardin"})
    role = await salon.role("amis", Permission(0), bob)
    sent = await say(ana, channel)
    await ok(ana, "PATCH", f"/channels/{channel}/messages/{sent['id']}", {"content": "Bonjour"})
    await ok(ana, "POST", f"/channels/{channel}/typing")
    await ok(ana, "DELETE", f"/channels/{channel}/messages/{sent['id']}")
    await ok(ana, "DELETE", f"{salon.path}/roles/{role}")
    await ok(ana, "DELETE", f"/invites/{code}")
    await ok(ana, "DELETE", f"/channels/{channel}")
    await ok(bob, "DELETE", f"/users/@me/guilds/{salon.id}")
    # Its own membership concerns a bot whatever it asked for: all before it has then arrived.
    await salon.role("fin", Permission(0), helper)

    heard: dict[int, list[str]] = {}
    for intents, client in clients.items():
        await client.event("GUILD_MEMBER_UPDATE", user=client.events("READY")[0]["user"])
        heard[intents] = [name for name in client.names[2:] if name != "GUILD_MEMBER_UPDATE"]
    assert heard[0] == []
    assert set(heard[GUILDS]) == {
        "CHANNEL_CREATE", "CHANNEL_DELETE", "GUILD_UPDATE", "GUILD_ROLE_CREATE", "GUILD_ROLE_DELETE",
    }  # fmt: skip
    assert set(heard[MEMBERS]) == {"GUILD_MEMBER_ADD", "GUILD_MEMBER_REMOVE"}
    assert set(heard[INVITES]) == {"INVITE_CREATE", "INVITE_DELETE"}
    assert heard[MESSAGES] == ["MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE"]
    assert heard[TYPING] == ["TYPING_START"]
    assert set(heard[BOT_INTENTS]) == {name for names in heard.values() for name in names}


async def test_invites_are_told_only_to_who_manages_the_server(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    own, other = await served.person(ana), await served.person(bob)
    code = await salon.invite()
    await own.event("INVITE_CREATE", code=code)
    await ok(ana, "DELETE", f"/invites/{code}")
    await own.event("INVITE_DELETE", code=code)
    await marker(bob, other, "1")
    assert other.events("INVITE_CREATE", "INVITE_DELETE") == []


async def test_without_the_content_intent_a_bot_reads_its_own_messages_and_those_that_call_it(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    channel = salon.first_channel
    helper = await salon.bot()
    bare = await served.bot(helper, intents=GUILDS | MESSAGES)
    whole = await served.bot(helper, intents=GUILDS | MESSAGES | CONTENT)

    secret = await say(ana, channel, "un secret")
    own = await say(helper, channel, "le mien")
    call = await say(ana, channel, f"dis <@{helper.id}>")
    await ok(ana, "PATCH", f"/channels/{channel}/messages/{secret['id']}", {"content": "autre secret"})
    await say(ana, channel, "réponse", message_reference={"message_id": secret["id"]})
    await say(ana, channel, f"<@{helper.id}> réponds", message_reference={"message_id": secret["id"]})
    await say(ana, channel, "oui", message_reference={"message_id": own["id"]})
    await say(ana, channel, "fin")

    texts: list[list[tuple[str, str | None]]] = []
    for client in (bare, whole):
        await client.event("MESSAGE_UPDATE")
        for _ in range(4):
            await client.event("MESSAGE_CREATE")
        events = client.events("MESSAGE_CREATE", "MESSAGE_UPDATE")
        texts.append([(e["content"], (e.get("referenced_message") or {}).get("content")) for e in events])
    assert texts[1] == [
        ("un secret", None),
        ("le mien", None),
        (call["content"], None),
        ("autre secret", None),
        ("réponse", "autre secret"),
        (f"<@{helper.id}> réponds", "autre secret"),
        ("oui", "le mien"),
        ("fin", None),
    ]
    assert texts[0] == [
        ("", None),
        ("le mien", None),
        (call["content"], None),
        ("", None),
        ("", ""),
        (f"<@{helper.id}> réponds", ""),
        # An answer calls who is answered.
        ("oui", "le mien"),
        ("", None),
    ]


async def test_typing_is_shown_to_others_who_see_the_channel(api: httpx2.AsyncClient, served: Served) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    own, other = await served.person(ana), await served.person(bob)

    await ok(ana, "POST", f"/channels/{salon.first_channel}/typing")

    typing = await other.event("TYPING_START")
    assert (typing["user_id"], typing["channel_id"]) == (str(ana.id), str(salon.first_channel))
    assert typing["member"]["user"]["id"] == str(ana.id)
    assert isinstance(typing["timestamp"], int)
    await marker(ana, own, "1")
    assert own.events("TYPING_START") == []


async def test_how_far_somebody_read_is_told_to_their_own_clients_only(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    one, two = await served.person(bob), await served.person(await log_in(api, bob))
    other = await served.person(ana)
    message = await say(ana, salon.first_channel)

    await ok(bob, "POST", f"/channels/{salon.first_channel}/messages/{message['id']}/ack")

    state = {
        "channel_id": str(salon.first_channel),
        "last_read_message_id": message["id"],
        "mention_count": 0,
        "last_message_id": message["id"],
    }
    assert await one.event("BEEP_READ_STATE") == await two.event("BEEP_READ_STATE") == state
    await marker(ana, other, "1")
    assert other.events("BEEP_READ_STATE") == []
    fresh = await served.person(bob)
    assert fresh.events("READY")[0]["beep"]["read_states"] == [state]


async def test_members_are_asked_for_by_name_or_id_with_the_nonce_given_back(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    people = [await sign_up(api, name) for name in ("bob", "bobine", "Élodie")]
    await salon.member(*people)
    helper = await salon.bot()
    client = await served.bot(helper)
    everybody = {str(one.id) for one in (ana, *people, helper)}

    async def asked(**request: object) -> dict[str, object]:
        await client.send(8, {"guild_id": str(salon.id), **request})
        chunk = await client.event("GUILD_MEMBERS_CHUNK")
        assert (chunk["guild_id"], chunk["chunk_index"], chunk["chunk_count"]) == (str(salon.id), 0, 1)
        chunk["ids"] = {member["user"]["id"] for member in chunk["members"]}
        return chunk

    whole = await asked(query="", limit=0, nonce="abc", presences=True)
    assert (whole["ids"], whole["nonce"]) == (everybody, "abc")
    assert (await asked(query="BOB", limit=0))["ids"] == {str(one.id) for one in people[:2]}
    assert len((await asked(query="bob", limit=1))["ids"]) == 1  # type: ignore[arg-type]
    assert (await asked(query="élo", limit=0, nonce=7))["nonce"] == 7
    found = await asked(user_ids=[str(ana.id), 42])
    assert (found["ids"], found["not_found"]) == ({str(ana.id)}, ["42"])
    assert (await asked(user_ids=people[0].id))["ids"] == {str(people[0].id)}
    # Of a server one does not belong to, nothing is told.
    await client.send(8, {"guild_id": "42", "query": "", "limit": 0})
    assert (await asked(query="", limit=0, nonce="z"))["nonce"] == "z"


async def test_the_list_of_own_sessions_is_announced_when_it_changes(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana = await sign_up(api, "ana")
    client = await served.person(ana)
    again = await log_in(api, ana)
    assert await client.event("BEEP_SESSIONS_CHANGED") == {}
    await ok(again, "POST", "/auth/logout")
    assert await client.event("BEEP_SESSIONS_CHANGED") == {}


async def test_a_deleted_role_is_gone_from_the_next_message_of_who_held_it(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    role = await salon.role("amis", Permission(0), bob)
    client = await served.person(ana)
    await say(bob, salon.first_channel)
    assert (await client.event("MESSAGE_CREATE"))["member"]["roles"] == [str(role)]
    await ok(ana, "DELETE", f"{salon.path}/roles/{role}")
    await say(bob, salon.first_channel)
    assert (await client.event("MESSAGE_CREATE"))["member"]["roles"] == []


async def test_a_message_is_pushed_even_if_its_channel_changes_while_it_is_loaded(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    client = await served.person(ana)
    first = await say(ana, salon.first_channel, "une question")
    messages = served.program.face("messaging")
    whole = messages.list_by_ids

    async def changing(ids: list[MessageId]) -> object:
        found = await whole(ids)
        await ok(ana, "PATCH", f"/channels/{salon.first_channel}", {"topic": f"sujet {len(client.frames)}"})
        return found

    messages.list_by_ids = changing
    await say(ana, salon.first_channel, "oui", message_reference={"message_id": first["id"]})
    await client.event("MESSAGE_CREATE", content="oui", patience_s=2)
