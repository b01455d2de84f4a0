"""Every gateway event a bot gets holds what client libraries need; one key less ends some bot."""

import httpx2
import pytest
from tests.compat import needs
from tests.worlds import communities
from tests.worlds.communities import Bot, Community, ok
from tests.worlds.conversations import BOT_INTENTS, Client, Frame, Served, say
from tests.worlds.people import Person, sign_up

from beep.kit.permissions import Permission

pytestmark = pytest.mark.anyio


@pytest.fixture
async def heard(served: Served, api: httpx2.AsyncClient) -> list[tuple[str, Frame]]:
    """Give every event a bot received while all kinds of things happened."""
    ana, zoe = await sign_up(api, "ana"), await sign_up(api, "zoe")
    salon = await communities.server(ana, "Salon", description="Fleurs et fruits")
    bot = await salon.bot()
    await salon.role("machines", Permission.ADMINISTRATOR, bot)
    client = await served.bot(bot, BOT_INTENTS)
    await _members(salon, zoe, client)
    await _roles(salon, zoe, client)
    await _channels(salon, client)
    await _messages(salon, zoe, client)
    await _threads(salon, zoe, bot, client)
    await _invites(salon, client)
    await _farewells(salon, zoe, client)
    return [(frame["t"], frame["d"]) for frame in client.frames if frame["op"] == 0]


async def _members(salon: Community, zoe: Person, client: Client) -> None:
    await salon.member(zoe)
    await client.event("GUILD_MEMBER_ADD")
    await client.send(8, {"guild_id": salon.id, "query": "", "limit": 0, "nonce": "chunks"})
    await client.event("GUILD_MEMBERS_CHUNK", nonce="chunks")


async def _roles(salon: Community, zoe: Person, client: Client) -> None:
    role = await salon.role("jardiniers", Permission.VIEW_CHANNEL, zoe)
    await client.event("GUILD_MEMBER_UPDATE")
    await ok(salon.owner, "PATCH", f"{salon.path}/roles/{role}", {"name": "semeurs"})
    await client.event("GUILD_ROLE_UPDATE")
    await ok(salon.owner, "DELETE", f"{salon.path}/roles/{role}")
    await client.event("GUILD_ROLE_DELETE")


async def _channels(salon: Community, client: Client) -> None:
    channel = await salon.channel("outils")
    await ok(salon.owner, "PATCH", f"/channels/{channel}", {"topic": "Pelles"})
    await ok(salon.owner, "DELETE", f"/channels/{channel}")
    await client.event("CHANNEL_DELETE")


async def _messages(salon: Community, zoe: Person, client: Client) -> None:
    channel = salon.first_channel
    first = await say(zoe, channel, f"Bonjour <@{zoe.id}>", nonce="n1")
    reference = {"message_id": first["id"]}
    await say(salon.owner, channel, "Bonjour aussi", message_reference=reference)
    await ok(zoe, "PATCH", f"/channels/{channel}/messages/{first['id']}", {"content": "Bonsoir"})
    await ok(zoe, "DELETE", f"/channels/{channel}/messages/{first['id']}")
    await ok(zoe, "POST", f"/channels/{channel}/typing")
    await client.event("TYPING_START")


async def _threads(salon: Community, zoe: Person, bot: Bot, client: Client) -> None:
    first = await say(zoe, salon.first_channel, "Un sujet")
    path = f"/channels/{salon.first_channel}/messages/{first['id']}/threads"
    thread = f"/channels/{(await ok(bot, 'POST', path, {'name': 'Le sujet'}))['id']}"
    await client.event("MESSAGE_CREATE", type=21)
    await ok(zoe, "PUT", f"{thread}/thread-members/@me")
    await ok(bot, "PATCH", thread, {"name": "Un autre"})
    await ok(bot, "DELETE", thread)
    await client.event("THREAD_DELETE")


async def _invites(salon: Community, client: Client) -> None:
    code = await salon.invite(max_age=3600)
    await client.event("INVITE_CREATE", code=code)
    await ok(salon.owner, "DELETE", f"/invites/{code}")
    await client.event("INVITE_DELETE")


async def _farewells(salon: Community, zoe: Person, client: Client) -> None:
    await ok(salon.owner, "PATCH", salon.path, {"name": "Potager"})
    await client.event("GUILD_UPDATE")
    await ok(zoe, "DELETE", f"/users/@me/guilds/{salon.id}")
    await client.event("GUILD_MEMBER_REMOVE")
    bot = next(
        one["user"]["id"] for one in client.events("GUILD_MEMBERS_CHUNK")[0]["members"] if _is_bot(one)
    )
    await ok(salon.owner, "DELETE", f"{salon.path}/members/{bot}")
    await client.event("GUILD_DELETE")


def _is_bot(member: Frame) -> bool:
    return bool(member["user"]["bot"])


async def test_every_kind_of_event_holds_what_libraries_need(heard: list[tuple[str, Frame]]) -> None:
    assert needs.EVENTS.keys() - {name for name, _ in heard} == set()
    problems = [
        (name, needs.problems(data, needs.EVENTS[name])) for name, data in heard if name in needs.EVENTS
    ]
    assert [(name, found) for name, found in problems if found] == []


async def test_leaving_out_any_key_of_an_event_is_noticed(heard: list[tuple[str, Frame]]) -> None:
    for name, data in heard:
        shape = needs.EVENTS.get(name, needs.ANY)
        for path in needs.needed(data, shape):
            try:
                lessened = needs.without(data, path)
            except KeyError:
                continue
            assert needs.problems(lessened, shape), (name, path)


async def test_a_reply_is_pushed_with_the_message_it_answers(heard: list[tuple[str, Frame]]) -> None:
    reply = next(data for name, data in heard if name == "MESSAGE_CREATE" and data["type"] == 19)
    assert needs.problems(reply, needs.REPLY) == []


async def test_a_thread_begins_with_the_message_it_starts_from(heard: list[tuple[str, Frame]]) -> None:
    starter = next(data for name, data in heard if name == "MESSAGE_CREATE" and data["type"] == 21)
    assert needs.problems(starter, needs.THREAD_STARTER) == []


async def test_servers_come_as_unavailable_in_ready_and_then_whole(heard: list[tuple[str, Frame]]) -> None:
    (first, ready), (second, guild) = heard[:2]
    assert (first, second) == ("READY", "GUILD_CREATE")
    assert ready["guilds"] == [{"id": guild["id"], "unavailable": True}]
    assert guild["unavailable"] is False
    assert len(guild["members"]) == guild["member_count"] == 2
    assert [one["name"] for one in guild["roles"] if one["id"] == guild["id"]] == ["@everyone"]


async def test_ready_names_the_application_as_the_api_does(served: Served, api: httpx2.AsyncClient) -> None:
    bot = await communities.bot(await sign_up(api, "ana"))
    client = await served.connect()
    ready = await client.identify(bot.token, intents=BOT_INTENTS)
    application = await ok(bot, "GET", "/applications/@me")
    own = await ok(bot, "GET", "/users/@me")
    assert ready["application"] == {"id": application["id"], "flags": application["flags"]}
    assert application["id"] == own["id"] == ready["user"]["id"]
