"""Reactions: one per person and emoji, counted exactly, bounded, seen only by who sees the channel."""

import asyncio
from typing import Any
from urllib.parse import quote

import httpx2
import pytest
from tests.worlds.communities import Caller, Community, ok, refused, server
from tests.worlds.conversations import Served, history, say
from tests.worlds.people import Person, sign_up

from beep.app.program import Program
from beep.features.messaging import unicode_emojis
from beep.kit.permissions import DEFAULT_ROLE, Permission

pytestmark = pytest.mark.anyio
LIKE, HEART, PARTY = "👍", "❤️", "🎉"


def path(message: dict[str, Any], emoji: str = "", who: str = "") -> str:
    start = f"/channels/{message['channel_id']}/messages/{message['id']}/reactions"
    return "/".join([start, *([quote(emoji, safe=":")] if emoji else []), *([who] if who else [])])


async def react(who: Caller, message: dict[str, Any], emoji: str = LIKE) -> None:
    await ok(who, "PUT", path(message, emoji, "@me"))


async def seen(who: Caller, message: dict[str, Any]) -> list[tuple[str, int, bool]]:
    """Return (emoji, count, me) as somebody sees a message's reactions, the same in both places."""
    [listed] = [
        one for one in await history(who, int(message["channel_id"]), limit=100) if one["id"] == message["id"]
    ]
    alone = await ok(who, "GET", f"/channels/{message['channel_id']}/messages/{message['id']}")
    assert listed["reactions"] == alone["reactions"]
    return [(one["emoji"]["name"], one["count"], one["me"]) for one in listed["reactions"]]


@pytest.fixture
async def people(api: httpx2.AsyncClient) -> list[Person]:
    return [await sign_up(api, name) for name in ("ana", "bob", "cleo")]


@pytest.fixture
async def salon(people: list[Person]) -> Community:
    made = await server(people[0])
    await made.member(*people[1:])
    return made


@pytest.mark.req("MSG-09")
async def test_a_reaction_counts_once_for_each_person_and_emoji(
    people: list[Person], salon: Community
) -> None:
    ana, bob, _ = people
    message = await say(ana, salon.first_channel)
    assert message["reactions"] == []
    for who, emoji in ((ana, LIKE), (bob, LIKE), (bob, LIKE), (bob, HEART), (ana, LIKE)):
        await react(who, message, emoji)
    assert await seen(ana, message) == [(LIKE, 2, True), (HEART, 1, False)]
    assert await seen(bob, message) == [(LIKE, 2, True), (HEART, 1, True)]

    for _ in range(2):
        await ok(bob, "DELETE", path(message, LIKE, "@me"))
    assert await seen(bob, message) == [(LIKE, 1, False), (HEART, 1, True)]
    await ok(ana, "DELETE", path(message, LIKE, "@me"))
    assert await seen(ana, message) == [(HEART, 1, False)]
    await react(bob, message, LIKE)
    assert [emoji for emoji, _, _ in await seen(ana, message)] == [HEART, LIKE]
    shown = (await history(ana, salon.first_channel))[0]["reactions"][0]
    assert shown == {
        "emoji": {"id": None, "name": HEART, "animated": False},
        "count": 1,
        "count_details": {"burst": 0, "normal": 1},
        "me": False,
        "me_burst": False,
        "burst_me": False,
        "burst_count": 0,
        "burst_colors": [],
    }


@pytest.mark.req("MSG-09", "S-16")
async def test_what_is_no_emoji_is_refused(people: list[Person], salon: Community) -> None:
    ana = people[0]
    message = await say(ana, salon.first_channel)
    for wrong in ("a", "#", "👍👍", "👍a", "smile:1", ":1", "🏽", "\u200d", "x" * 100, "\ufe0f", "smile:²"):
        await refused(ana, "PUT", path(message, wrong, "@me"), status=404, code=10014)
        await refused(ana, "DELETE", path(message, wrong, "@me"), status=404, code=10014)
    # One sign, however a keyboard spells it.
    for spelling in ("❤", "❤️", "👨‍👩‍👧‍👦", "1️⃣", "🇫🇷", "👍🏽"):
        await react(ana, message, spelling)
    assert len(await seen(ana, message)) == 5
    await refused(ana, "PUT", path({**message, "id": 5}, LIKE, "@me"), status=404, code=10008)


@pytest.mark.req("S-16")
async def test_a_message_has_twenty_different_reactions_however_many_come_at_once(
    people: list[Person], salon: Community
) -> None:
    message = await say(people[0], salon.first_channel)
    emojis = [*unicode_emojis._WHOLE.values()][1000:1030]
    answers = await asyncio.gather(
        *(who.put(path(message, one, "@me")) for one in emojis for who in people[:2])
    )
    assert {one.status_code for one in answers} == {204, 400}
    assert {one.json()["code"] for one in answers if one.status_code == 400} == {30010}
    listed = await seen(people[0], message)
    assert len(listed) == 20
    # One that is there is open to everybody still.
    await react(people[2], message, listed[0][0])


@pytest.mark.req("MSG-09")
async def test_counts_are_exact_whatever_comes_at_once(people: list[Person], salon: Community) -> None:
    message = await say(people[0], salon.first_channel)
    await asyncio.gather(*(react(who, message, emoji) for who in people for emoji in (LIKE, PARTY, LIKE)))
    assert sorted(await seen(people[0], message)) == sorted([(LIKE, 3, True), (PARTY, 3, True)])
    # Every one taken twice, most given again, all at once.
    again = [(who, emoji) for who in people for emoji in (LIKE, PARTY) if who is not people[0]]
    await asyncio.gather(
        *(ok(who, "DELETE", path(message, emoji, "@me")) for who in people for emoji in (LIKE, PARTY)),
        *(ok(who, "DELETE", path(message, emoji, "@me")) for who in people for emoji in (LIKE, PARTY)),
    )
    await asyncio.gather(*(react(who, message, emoji) for who, emoji in again))
    assert sorted(await seen(people[0], message)) == sorted([(LIKE, 2, False), (PARTY, 2, False)])


@pytest.mark.req("MSG-09")
async def test_only_a_new_emoji_needs_the_permission(people: list[Person], salon: Community) -> None:
    ana, bob, cleo = people
    message = await say(ana, salon.first_channel)
    await salon.everyone_may(DEFAULT_ROLE & ~Permission.ADD_REACTIONS)
    await refused(bob, "PUT", path(message, LIKE, "@me"), status=403, code=50013)
    assert await seen(ana, message) == []
    await react(ana, message)
    await react(bob, message)
    assert await seen(bob, message) == [(LIKE, 2, True)]
    # Others' reactions, and all of them, are a moderator's to take.
    await refused(bob, "DELETE", path(message, LIKE, str(ana.id)), status=403, code=50013)
    await refused(bob, "DELETE", path(message, LIKE), status=403, code=50013)
    await refused(bob, "DELETE", path(message), status=403, code=50013)
    await salon.role("modo", Permission.MANAGE_MESSAGES, cleo)
    await ok(cleo, "DELETE", path(message, LIKE, str(ana.id)))
    assert await seen(bob, message) == [(LIKE, 1, True)]
    await react(ana, message, HEART)
    await ok(cleo, "DELETE", path(message, LIKE))
    assert await seen(bob, message) == [(HEART, 1, False)]
    await ok(cleo, "DELETE", path(message))
    assert await seen(bob, message) == []


@pytest.mark.req("MSG-09", "S-03")
async def test_who_does_not_see_the_channel_neither_reacts_nor_reads_nor_hears(
    api: httpx2.AsyncClient, people: list[Person], salon: Community, served: Served
) -> None:
    ana, bob, _ = people
    stranger = await sign_up(api, "dora")
    message = await say(ana, salon.first_channel)
    client = await served.person(bob)
    await salon.everyone_may(DEFAULT_ROLE & ~Permission.VIEW_CHANNEL)
    await react(ana, message)
    for who in (bob, stranger):
        await refused(who, "PUT", path(message, LIKE, "@me"), status=404, code=10003)
        await refused(who, "GET", path(message, LIKE), status=404, code=10003)
        await refused(who, "DELETE", path(message), status=404, code=10003)
    await salon.everyone_may(DEFAULT_ROLE & ~Permission.READ_MESSAGE_HISTORY)
    await refused(bob, "PUT", path(message, LIKE, "@me"), status=403, code=50013)
    await served.settled()
    assert client.events("MESSAGE_REACTION_ADD") == []


async def test_who_reacted_is_told_in_pages(people: list[Person], salon: Community) -> None:
    message = await say(people[0], salon.first_channel)
    for who in people[::-1]:
        await react(who, message)
    everybody = sorted(str(one.id) for one in people)
    assert [one["id"] for one in await ok(people[1], "GET", path(message, LIKE))] == everybody
    page = await ok(people[1], "GET", path(message, LIKE) + f"?limit=1&after={everybody[0]}")
    assert [one["id"] for one in page] == everybody[1:2]
    assert await ok(people[1], "GET", path(message, PARTY)) == []
    await refused(people[1], "GET", path(message, LIKE) + "?limit=101", status=400)


@pytest.mark.req("MSG-09")
async def test_reactions_are_pushed_field_for_field(
    people: list[Person], salon: Community, served: Served
) -> None:
    ana, bob, _ = people
    message = await say(ana, salon.first_channel)
    client = await served.person(ana)
    await react(bob, message)
    added = await client.event("MESSAGE_REACTION_ADD")
    where = {
        "channel_id": message["channel_id"],
        "message_id": message["id"],
        "guild_id": str(salon.id),
    }
    member = added.pop("member")
    assert member["user"]["id"] == str(bob.id)
    emoji = {"id": None, "name": LIKE, "animated": False}
    change = {**where, "user_id": str(bob.id), "emoji": emoji, "type": 0, "burst": False}
    assert added == {
        **change,
        "message_author_id": str(ana.id),
        "burst_colors": [],
        "count": 1,
    }
    await react(bob, message)
    await ok(bob, "DELETE", path(message, LIKE, "@me"))
    assert await client.event("MESSAGE_REACTION_REMOVE") == {**change, "count": 0}
    await react(bob, message, PARTY)
    await ok(ana, "DELETE", path(message, PARTY))
    gone = await client.event("MESSAGE_REACTION_REMOVE_EMOJI")
    assert gone == {**where, "emoji": {**emoji, "name": PARTY}}
    await react(bob, message, PARTY)
    await ok(ana, "DELETE", path(message))
    assert await client.event("MESSAGE_REACTION_REMOVE_ALL") == where
    # A reaction given twice was told once, and an edit does not speak of reactions.
    assert len(client.events("MESSAGE_REACTION_ADD")) == 3
    await ok(ana, "PATCH", f"/channels/{salon.first_channel}/messages/{message['id']}", {"content": "!"})
    assert "reactions" not in await client.event("MESSAGE_UPDATE")


@pytest.mark.req("MSG-07")
async def test_reactions_and_pins_go_with_their_message(
    people: list[Person], salon: Community, program: Program
) -> None:
    ana = people[0]
    message = await say(ana, salon.first_channel)
    await react(ana, message)
    await ok(ana, "PUT", f"/channels/{salon.first_channel}/messages/pins/{message['id']}")
    await ok(ana, "DELETE", f"/channels/{salon.first_channel}/messages/{message['id']}")
    async with program.database.read() as connection:
        for table in ("reaction", "reaction_count", "pin"):
            left = await connection.exec_driver_sql(f"SELECT count(*) FROM messaging.{table}")  # noqa: S608
            assert left.scalar_one() == 0, table


async def test_a_page_of_history_costs_one_more_query_however_many_react(
    people: list[Person], salon: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    import psycopg

    ana = people[0]
    for number in range(5):
        message = await say(ana, salon.first_channel, f"m{number}")
        for emoji in (LIKE, HEART):
            await react(ana, message, emoji)
    asked: list[str] = []
    execute = psycopg.AsyncCursor.execute

    async def noted(self: Any, query: Any, params: Any = None, **options: Any) -> Any:
        asked.append(str(query))
        return await execute(self, query, params, **options)

    monkeypatch.setattr(psycopg.AsyncCursor, "execute", noted)
    assert all(len(one["reactions"]) == 2 for one in await history(ana, salon.first_channel))
    assert sum("reaction" in one for one in asked) == 1
