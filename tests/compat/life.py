"""One bot's life over HTTP: every documented route Beep answers, called with success at least once."""

from dataclasses import dataclass, field
from typing import Any

import httpx2
from tests.compat import governing
from tests.worlds import communities
from tests.worlds.communities import Bot, Community, ok
from tests.worlds.people import Person, sign_up

from beep.kit.permissions import Permission


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of the API; `path` starts behind the API's prefix."""

    method: str
    path: str
    status: int
    body: Any


@dataclass(slots=True)
class Cast:
    """Who takes part, and what a bot's calls returned, by the name of the object's kind."""

    ana: Person
    zoe: Person
    salon: Community
    bot: Bot
    objects: dict[str, tuple[str, str, int, Any]] = field(
        default_factory=dict[str, tuple[str, str, int, Any]]
    )


async def people(api: httpx2.AsyncClient) -> Cast:
    """Return a server of ana's, where zoe is a member and a bot may do everything."""
    ana, zoe = await sign_up(api, "ana"), await sign_up(api, "zoe")
    salon = await communities.server(ana)
    bot = await salon.bot()
    await salon.member(zoe)
    await salon.role("machines", Permission.ADMINISTRATOR, bot)
    return Cast(ana, zoe, salon, bot)


async def live(cast: Cast) -> None:
    """Call everything as the bot; keep one object of every kind."""
    await _about_oneself(cast)
    await _server(cast)
    await _roles(cast)
    await _messages(cast)
    await _invites(cast)
    await governing.live(cast)
    await _goodbye(cast)


async def _kept(cast: Cast, kind: str, method: str, path: str, body: object | None = None) -> Any:
    answer = await cast.bot.call(method, path, body)
    assert answer.is_success, answer.text
    found = answer.json()
    cast.objects[kind] = (method, path, answer.status_code, found)
    return found


async def _about_oneself(cast: Cast) -> None:
    await _kept(cast, "own user", "GET", "/users/@me")
    await _kept(cast, "user", "GET", f"/users/{cast.ana.id}")
    await ok(cast.bot, "PATCH", "/users/@me", {"username": "automate"})
    await _kept(cast, "application", "GET", "/oauth2/applications/@me")
    await ok(cast.bot, "GET", "/applications/@me")
    await ok(cast.bot, "GET", "/gateway")
    await _kept(cast, "gateway bot", "GET", "/gateway/bot")
    await ok(cast.bot, "GET", "/users/@me/guilds?with_counts=true")
    own = f"/applications/{cast.bot.id}"
    for commands in (f"{own}/commands", f"{own}/guilds/{cast.salon.id}/commands"):
        await ok(cast.bot, "GET", commands)
        await ok(cast.bot, "PUT", commands, [])
    await ok(cast.bot, "GET", "/soundboard-default-sounds")


async def _server(cast: Cast) -> None:
    bot, server = cast.bot, cast.salon.path
    await _kept(cast, "guild", "GET", f"{server}?with_counts=true")
    await ok(bot, "PATCH", server, {"name": "Potager", "description": "Fleurs"})
    await ok(cast.ana, "PATCH", server, {"visibility": "public"})
    await ok(bot, "GET", f"{server}/preview")
    await ok(bot, "GET", f"{server}/channels")
    made = await _kept(cast, "channel", "POST", f"{server}/channels", {"name": "outils", "topic": "Pelles"})
    channel = f"/channels/{made['id']}"
    await ok(bot, "GET", channel)
    await ok(bot, "PATCH", channel, {"topic": None, "position": 1})
    await ok(bot, "DELETE", channel)
    await _kept(cast, "member", "GET", f"{server}/members/{cast.zoe.id}")
    await ok(bot, "GET", f"{server}/members?limit=10")
    await ok(bot, "GET", f"{server}/members/search?query=z")


async def _roles(cast: Cast) -> None:
    bot, roles = cast.bot, f"{cast.salon.path}/roles"
    made = await _kept(cast, "role", "POST", roles, {"name": "jardiniers", "color": 0x228B22})
    await ok(bot, "GET", roles)
    await ok(bot, "GET", f"{roles}/{made['id']}")
    await ok(bot, "PATCH", roles, [{"id": made["id"], "position": 1}])
    await ok(bot, "PATCH", f"{roles}/{made['id']}", {"name": "jardinières", "hoist": True})
    await ok(bot, "PUT", f"{cast.salon.path}/members/{cast.zoe.id}/roles/{made['id']}")
    await ok(bot, "DELETE", f"{cast.salon.path}/members/{cast.zoe.id}/roles/{made['id']}")
    await ok(bot, "DELETE", f"{roles}/{made['id']}")


async def _messages(cast: Cast) -> None:
    bot, messages = cast.bot, f"/channels/{cast.salon.first_channel}/messages"
    text = f"Bonjour <@{cast.zoe.id}> <@&{cast.salon.id}> @everyone"
    first = await _kept(cast, "message", "POST", messages, {"content": text, "nonce": "1"})
    reference = {"message_id": first["id"], "channel_id": first["channel_id"], "fail_if_not_exists": False}
    answer = {"content": "Oui", "message_reference": reference}
    await _kept(cast, "reply", "POST", messages, answer)
    await ok(bot, "GET", f"{messages}?limit=10")
    await ok(bot, "GET", f"{messages}/{first['id']}")
    await ok(bot, "PATCH", f"{messages}/{first['id']}", {"content": "Bonsoir"})
    await _reactions_and_pins(cast, f"/channels/{first['channel_id']}", first["id"])
    await ok(bot, "DELETE", f"{messages}/{first['id']}")
    more = [await ok(bot, "POST", messages, {"content": f"m{number}"}) for number in range(2)]
    await ok(bot, "POST", f"{messages}/bulk-delete", {"messages": [one["id"] for one in more]})
    await ok(bot, "POST", f"/channels/{cast.salon.first_channel}/typing")


async def _reactions_and_pins(cast: Cast, channel: str, message_id: str) -> None:
    bot, reactions = cast.bot, f"{channel}/messages/{message_id}/reactions"
    for who in (bot, cast.zoe):
        await ok(who, "PUT", f"{reactions}/%F0%9F%91%8D/@me")
    await _kept(cast, "reacted message", "GET", f"{channel}/messages/{message_id}")
    await ok(bot, "GET", f"{reactions}/%F0%9F%91%8D?limit=10")
    await ok(bot, "DELETE", f"{reactions}/%F0%9F%91%8D/@me")
    await ok(bot, "DELETE", f"{reactions}/%F0%9F%91%8D/{cast.zoe.id}")
    await ok(bot, "DELETE", f"{reactions}/%F0%9F%91%8D")
    await ok(bot, "DELETE", reactions)
    for pins in (f"{channel}/messages/pins", f"{channel}/pins"):
        await ok(bot, "PUT", f"{pins}/{message_id}")
        await ok(bot, "GET", pins)
        await ok(bot, "DELETE", f"{pins}/{message_id}")


async def _invites(cast: Cast) -> None:
    invites = f"/channels/{cast.salon.first_channel}/invites"
    made = await _kept(cast, "own invite", "POST", invites, {"max_age": 3600, "max_uses": 3})
    await _kept(cast, "invite", "GET", f"/invites/{made['code']}")
    await ok(cast.bot, "GET", f"{cast.salon.path}/invites")
    await ok(cast.bot, "GET", invites)
    await ok(cast.bot, "DELETE", f"/invites/{made['code']}")


async def _goodbye(cast: Cast) -> None:
    await ok(cast.bot, "DELETE", f"{cast.salon.path}/members/{cast.zoe.id}")
    await ok(cast.bot, "DELETE", f"/users/@me/guilds/{cast.salon.id}")


async def refusals(cast: Cast, api: httpx2.AsyncClient) -> None:
    """Be refused in every documented way."""
    await api.get("/users/@me")
    await api.get("/users/@me", headers={"Authorization": "Bot bm9uZQ.a.b"})
    await cast.bot.call("GET", "/users/1")
    await cast.bot.call("GET", f"/guilds/{cast.salon.id + 1}")
    await cast.bot.call("POST", f"/channels/{cast.salon.first_channel}/messages", {"content": "x" * 2001})
    await cast.bot.call("POST", f"/channels/{cast.salon.first_channel}/messages", {"content": 7})
    await cast.zoe.post(f"{cast.salon.path}/roles", {"name": "non"})
