"""The part of a bot's life in which it governs: members, bans, exceptions, threads, files, the audit log."""

import base64
from typing import TYPE_CHECKING, Any

from tests.worlds.communities import ok
from tests.worlds.files import png
from tests.worlds.people import sign_up

from beep.kit.permissions import Permission

if TYPE_CHECKING:
    from tests.compat.life import Cast


async def _kept(cast: "Cast", kind: str, method: str, path: str, body: object | None = None) -> Any:
    answer = await cast.bot.call(method, path, body)
    assert answer.is_success, answer.text
    cast.objects[kind] = (method, path, answer.status_code, answer.json())
    return answer.json()


async def live(cast: "Cast") -> None:
    await _members(cast)
    await _bans(cast)
    await _order(cast)
    await _threads(cast)
    await _places(cast)
    await _emojis(cast)
    await _kept(cast, "audit log", "GET", f"{cast.salon.path}/audit-logs?limit=5")


async def _members(cast: "Cast") -> None:
    bot, members = cast.bot, f"{cast.salon.path}/members"
    await ok(bot, "GET", f"{cast.salon.path}/roles/member-counts")
    until = "2026-03-01T13:00:00+00:00"
    edit = {"nick": "Zozo", "roles": [], "communication_disabled_until": until}
    await ok(bot, "PATCH", f"{members}/{cast.zoe.id}", edit)
    await ok(bot, "PATCH", f"{members}/{cast.zoe.id}", {"communication_disabled_until": None})
    await ok(bot, "PATCH", f"{members}/@me", {"nick": "Robot"})
    await ok(cast.zoe, "GET", f"/users/@me/guilds/{cast.salon.id}/member")
    await ok(bot, "GET", f"{cast.salon.path}/prune?days=30")
    await ok(bot, "POST", f"{cast.salon.path}/prune", {"days": 30})


async def _bans(cast: "Cast") -> None:
    bot, bans = cast.bot, f"{cast.salon.path}/bans"
    troll, spammer = await sign_up(cast.ana.api, "troll"), await sign_up(cast.ana.api, "spammer")
    await ok(bot, "PUT", f"{bans}/{troll.id}", {"delete_message_seconds": 60})
    await ok(bot, "GET", bans)
    await _kept(cast, "ban", "GET", f"{bans}/{troll.id}")
    await ok(bot, "DELETE", f"{bans}/{troll.id}")
    await ok(bot, "POST", f"{cast.salon.path}/bulk-ban", {"user_ids": [str(spammer.id)]})


async def _order(cast: "Cast") -> None:
    bot, channel = cast.bot, f"/channels/{cast.salon.first_channel}"
    exception = {"type": 1, "allow": str(int(Permission.VIEW_CHANNEL)), "deny": "0"}
    await ok(bot, "PUT", f"{channel}/permissions/{cast.zoe.id}", exception)
    await ok(bot, "DELETE", f"{channel}/permissions/{cast.zoe.id}")
    order = [{"id": str(cast.salon.first_channel), "position": 0}]
    await ok(bot, "PATCH", f"{cast.salon.path}/channels", order)


async def _threads(cast: "Cast") -> None:
    bot, channel = cast.bot, f"/channels/{cast.salon.first_channel}"
    first = await ok(bot, "POST", f"{channel}/messages", {"content": "Un sujet"})
    await ok(bot, "POST", f"{channel}/messages/{first['id']}/threads", {"name": "Le sujet"})
    await _kept(cast, "start message", "GET", f"{channel}/messages/{first['id']}")
    [starter] = await ok(bot, "GET", f"/channels/{first['id']}/messages")
    await _kept(cast, "thread starter", "GET", f"/channels/{first['id']}/messages/{starter['id']}")
    made = await _kept(cast, "thread", "POST", f"{channel}/threads", {"name": "À part", "type": 11})
    thread = f"/channels/{made['id']}"
    members = f"{thread}/thread-members"
    for who in ("@me", cast.zoe.id):
        await ok(bot, "PUT", f"{members}/{who}")
    await ok(bot, "GET", members)
    await _kept(cast, "thread member", "GET", f"{members}/{cast.zoe.id}")
    for who in (cast.zoe.id, "@me"):
        await ok(bot, "DELETE", f"{members}/{who}")
    await ok(bot, "GET", f"{cast.salon.path}/threads/active")
    await ok(bot, "PATCH", thread, {"archived": True})
    await ok(bot, "GET", f"{channel}/threads/archived/public")
    await ok(bot, "GET", f"{channel}/threads/archived/private")
    await ok(bot, "GET", f"{channel}/users/@me/threads/archived/private")
    await ok(bot, "DELETE", thread)


async def _emojis(cast: "Cast") -> None:
    bot, emojis = cast.bot, f"{cast.salon.path}/emojis"
    picture = "data:image/png;base64," + base64.b64encode(png()).decode()
    made = await _kept(cast, "emoji", "POST", emojis, {"name": "chat", "image": picture, "roles": []})
    path = f"{emojis}/{made['id']}"
    await ok(bot, "GET", emojis)
    await ok(bot, "GET", path)
    await ok(bot, "PATCH", path, {"name": "chien"})
    await ok(bot, "DELETE", path)


async def _places(cast: "Cast") -> None:
    await ok(cast.bot, "GET", "/voice/regions")
    await ok(cast.bot, "GET", f"{cast.salon.path}/regions")
