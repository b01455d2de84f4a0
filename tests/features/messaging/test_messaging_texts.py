"""Texts that break clients or take long: what is stored is shown again, in time that grows as the text."""

from typing import Any

import httpx2
import pytest
from tests.worlds.communities import Community, ok, refused, server
from tests.worlds.conversations import Served, history, say
from tests.worlds.people import Person, sign_up

from beep.features.messaging import rules
from beep.kit.permissions import DEFAULT_ROLE, Permission

pytestmark = pytest.mark.anyio
# Right-to-left overrides and isolates, marks in heaps, huge graphemes, fillers, tags, edges of planes.
TEXTS = (
    "\u202e\u2067gauche\u2069\u202c",
    "z" + "\u0301\u0316\u0334" * 300,
    "\U0001f468" + "\u200d\U0001f469" * 400,
    "\u3164\u115f\u034f x",
    "\U000e0041\U000e007f\ufffd\ufdd0\U0010ffff",
    "\u2028\u2029\u0085\x1b[31m\x07",
    "</script><img src=x onerror=alert(1)>",
    '{"op": 9}\\u0000\\ud800',
    "ﷺ" * 50,
)


@pytest.mark.req("S-24")
@pytest.mark.parametrize("number", range(len(TEXTS)))
async def test_whatever_is_stored_is_told_shown_and_read_again(
    shared_served: Served, shared_salon: Community, number: int
) -> None:
    served, ana = shared_served, shared_salon.owner
    assert isinstance(ana, Person)
    text = TEXTS[number]
    salon = await server(ana, "Salon", description=text[:100])
    channel = salon.first_channel
    client = await served.person(ana)
    embed = {"title": text[:200], "description": text, "fields": [{"name": text[:200], "value": text[:900]}]}
    sent = await say(ana, channel, text, embeds=[embed])
    await ok(ana, "PATCH", f"/channels/{channel}", {"topic": text})
    told = await client.event("MESSAGE_CREATE")
    [read] = await history(ana, channel)
    assert sent["content"] == told["content"] == read["content"]
    assert sent["embeds"] == told["embeds"] == read["embeds"]
    shown = (await served.person(ana)).events("GUILD_CREATE")
    [fresh] = [one for one in shown if one["id"] == str(salon.id)]
    assert fresh["channels"][0]["topic"] == (await ok(ana, "GET", f"/channels/{channel}"))["topic"]
    assert fresh["description"] == (await ok(ana, "GET", salon.path))["description"]
    await ok(ana, "DELETE", salon.path)


@pytest.mark.req("S-24")
@pytest.mark.parametrize("broken", ["\\ud800", "\\udfff x", "\\u0000"])
async def test_halves_of_signs_and_nothing_at_all_are_refused_everywhere(
    api: httpx2.AsyncClient, broken: str
) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    path = f"/channels/{salon.first_channel}/messages"
    bodies = [
        f'{{"content": "{broken}"}}',
        f'{{"content": "x", "nonce": "{broken}"}}',
        f'{{"content": "x", "embeds": [{{"title": "{broken}"}}]}}',
        f'{{"content": "x", "embeds": [{{"fields": [{{"name": "x", "value": "{broken}"}}]}}]}}',
    ]
    for body in bodies:
        headers = {**ana.headers, "Content-Type": "application/json"}
        answer = await api.post(path, content=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (400, 50035), body
    assert await history(ana, salon.first_channel) == []


class Steps:
    """A members' list that counts how often it is asked: the work a text makes."""

    def __init__(self) -> None:
        self.asked = 0

    def __contains__(self, _: object) -> bool:
        self.asked += 1
        return True


@pytest.mark.req("S-19")
@pytest.mark.parametrize(
    "part", ["<@", "<@!", "<@1", "@everyone", "<@&", "@", "<@!1<@1><@&1>@here", "<@" + "1" * 20, "w@"]
)
def test_looking_for_mentions_takes_twice_as_long_for_twice_the_text(part: str) -> None:
    """Counted in the steps the matcher can take at most: each pattern reads a bounded piece at each place."""
    import re

    patterns = (rules._USER, rules._ROLE, rules._EVERYONE)
    for length in (1000, 2000, 4000):
        text = (part * length)[:length]
        for pattern in patterns:
            # Nothing in a pattern repeats without a bound, so a place costs the same in any text.
            assert not re.search(r"(?<!\\)[*+]", pattern.pattern), pattern.pattern
            assert all(len(found) <= 24 for found in (one[0] for one in pattern.finditer(text)))
        work = Steps()
        members: Any = work
        rules.mentions_in(text, rules.Allowed(), members=members, roles={}, may_mention_everyone=True)
        assert work.asked <= length


@pytest.mark.req("ENT-04")
async def test_embeds_of_bots_are_shown_unless_they_are_suppressed(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    channel = salon.first_channel
    path = f"/channels/{channel}/messages"
    client = await served.person(ana)
    sent = await say(bob, channel, "", embeds=[{"title": "Annonce", "color": 5}])
    assert sent["embeds"] == [{"type": "rich", "title": "Annonce", "color": 5}]
    for wrong in ({}, {"title": "x" * 257}, {"title": "x", "url": "javascript:alert(1)"}):
        await refused(bob, "POST", path, {"embeds": [wrong]}, status=400, code=50035)
    long = [{"description": "x" * 4000}] * 2
    await refused(bob, "POST", path, {"embeds": long}, status=400, code=50035)
    hidden = await ok(ana, "PATCH", f"{path}/{sent['id']}", {"flags": 4})
    assert (hidden["flags"], hidden["embeds"]) == (4, [])
    assert (await client.event("MESSAGE_UPDATE"))["embeds"] == []
    other = await say(ana, channel, "à moi")
    await refused(bob, "PATCH", f"{path}/{other['id']}", {"flags": 4}, status=403, code=50013)
    shown = await ok(bob, "PATCH", f"{path}/{sent['id']}", {"flags": 0, "content": "!"})
    assert (shown["content"], len(shown["embeds"])) == ("!", 1)
    await salon.everyone_may(DEFAULT_ROLE & ~Permission.EMBED_LINKS)
    assert (await say(bob, channel, "x", embeds=[{"title": "non"}]))["embeds"] == []
