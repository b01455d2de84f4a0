"""One representative act for each permission: what somebody does with it, through the API.

An act counts from the moment its route is mounted; `test_permission_matrix.py` holds the list of those
still without one, which may only shrink.
"""

import base64
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

import httpx2
from tests.permissions.cast import Cast, fresh_name
from tests.worlds.communities import Bot, Caller, Community, ok, server
from tests.worlds.conversations import say

from beep.kit.permissions import NONE, Permission

Outcome = Literal["allowed", "refused", "hidden"]

_PIXEL = base64.b64encode(
    base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    )
).decode()


@dataclass(frozen=True)
class Scene:
    """Who acts in which channel of the cast's server."""

    cast: Cast
    who: Caller
    channel: int


Perform = Callable[[Scene], Awaitable[httpx2.Response]]


@dataclass(frozen=True)
class Act:
    """`perform` readies as the owner what it needs, acts as somebody in a channel, and returns the answer.

    `shows` tells by the answer whether an act that is never refused outright was done with the permission;
    `needs` are the other permissions it takes.
    """

    permission: Permission
    method: str
    path: str
    perform: Perform
    needs: Permission = NONE
    shows: Callable[[httpx2.Response], bool] | None = None
    refused_as: Outcome = "refused"

    def outcome(self, answer: httpx2.Response) -> Outcome:
        if self.shows is not None and answer.status_code != 404:
            return "allowed" if answer.is_success and self.shows(answer) else "refused"
        assert answer.is_success or answer.status_code in {403, 404}, answer.text
        return "allowed" if answer.is_success else "hidden" if answer.status_code == 404 else "refused"


ACTS: dict[Permission, Act] = {}


def act(
    permission: Permission,
    route: str,
    *,
    needs: Permission = NONE,
    shows: Callable[[httpx2.Response], bool] | None = None,
    refused_as: Outcome = "refused",
) -> Callable[[Perform], Perform]:
    method, path = route.split()

    def register(perform: Perform) -> Perform:
        ACTS[permission] = Act(permission, method, path, perform, needs, shows, refused_as)
        return perform

    return register


# -- general ----------------------------------------------------------------------------------


@act(Permission.VIEW_CHANNEL, "GET /channels/{channel_id}", refused_as="hidden")
async def see(on: Scene) -> httpx2.Response:
    return await on.who.call("GET", f"/channels/{on.channel}")


@act(Permission.ADMINISTRATOR, "GET /channels/{channel_id}", refused_as="hidden")
async def see_what_is_hidden(on: Scene) -> httpx2.Response:
    return await on.who.call("GET", f"/channels/{on.cast.hidden}")


@act(Permission.MANAGE_CHANNELS, "PATCH /channels/{channel_id}")
async def change_channel(on: Scene) -> httpx2.Response:
    return await on.who.call("PATCH", f"/channels/{on.channel}", {"topic": fresh_name()})


@act(Permission.MANAGE_ROLES, "PUT /channels/{channel_id}/permissions/{overwrite_id}")
async def set_override(on: Scene) -> httpx2.Response:
    override = {"type": 1, "allow": "0", "deny": "0"}
    return await on.who.call("PUT", f"/channels/{on.channel}/permissions/{on.cast.plain_bot.id}", override)


@act(Permission.MANAGE_SERVER, "PATCH /guilds/{server_id}")
async def change_server(on: Scene) -> httpx2.Response:
    return await on.who.call("PATCH", on.cast.salon.path, {"description": fresh_name()})


@act(Permission.VIEW_AUDIT_LOG, "GET /guilds/{server_id}/audit-logs")
async def read_audit_log(on: Scene) -> httpx2.Response:
    return await on.who.call("GET", f"{on.cast.salon.path}/audit-logs")


@act(Permission.CREATE_EXPRESSIONS, "POST /guilds/{server_id}/emojis")
async def add_emoji(on: Scene) -> httpx2.Response:
    answer = await on.who.call("POST", f"{on.cast.salon.path}/emojis", _emoji())
    if answer.is_success:
        await ok(on.cast.owner, "DELETE", f"{on.cast.salon.path}/emojis/{answer.json()['id']}")
    return answer


@act(Permission.MANAGE_EXPRESSIONS, "PATCH /guilds/{server_id}/emojis/{emoji_id}")
async def rename_emoji(on: Scene) -> httpx2.Response:
    made = await ok(on.cast.owner, "POST", f"{on.cast.salon.path}/emojis", _emoji())
    path = f"{on.cast.salon.path}/emojis/{made['id']}"
    answer = await on.who.call("PATCH", path, {"name": _sign()})
    await ok(on.cast.owner, "DELETE", path)
    return answer


def _sign() -> str:
    return fresh_name().replace("-", "_")


def _emoji() -> dict[str, str]:
    return {"name": _sign(), "image": f"data:image/png;base64,{_PIXEL}"}


# -- members ----------------------------------------------------------------------------------


@act(Permission.CREATE_INVITE, "POST /channels/{channel_id}/invites")
async def invite(on: Scene) -> httpx2.Response:
    answer = await on.who.call("POST", f"/channels/{on.channel}/invites", {})
    if answer.is_success:
        await ok(on.cast.owner, "DELETE", f"/invites/{answer.json()['code']}")
    return answer


@act(Permission.KICK_MEMBERS, "DELETE /guilds/{server_id}/members/{user_id}")
async def kick(on: Scene) -> httpx2.Response:
    await on.cast.let_victim_in()
    return await on.who.call("DELETE", f"{on.cast.salon.path}/members/{on.cast.victim.id}")


@act(Permission.BAN_MEMBERS, "PUT /guilds/{server_id}/bans/{user_id}")
async def ban(on: Scene) -> httpx2.Response:
    await on.cast.let_victim_in()
    answer = await on.who.call("PUT", f"{on.cast.salon.path}/bans/{on.cast.victim.id}", {})
    if answer.is_success:
        await ok(on.cast.owner, "DELETE", f"{on.cast.salon.path}/bans/{on.cast.victim.id}")
        await on.cast.let_victim_in()
    return answer


@act(Permission.MODERATE_MEMBERS, "PATCH /guilds/{server_id}/members/{user_id}")
async def time_out(on: Scene) -> httpx2.Response:
    await on.cast.let_victim_in()
    body = {"communication_disabled_until": None}
    return await on.who.call("PATCH", f"{on.cast.salon.path}/members/{on.cast.victim.id}", body)


@act(Permission.MANAGE_NICKNAMES, "PATCH /guilds/{server_id}/members/{user_id}")
async def rename(on: Scene) -> httpx2.Response:
    await on.cast.let_victim_in()
    return await on.who.call(
        "PATCH", f"{on.cast.salon.path}/members/{on.cast.victim.id}", {"nick": fresh_name()}
    )


@act(Permission.CHANGE_NICKNAME, "PATCH /guilds/{server_id}/members/@me")
async def rename_oneself(on: Scene) -> httpx2.Response:
    return await on.who.call("PATCH", f"{on.cast.salon.path}/members/@me", {"nick": fresh_name()})


# -- messages ---------------------------------------------------------------------------------


@act(Permission.SEND_MESSAGES, "POST /channels/{channel_id}/messages")
async def send(on: Scene) -> httpx2.Response:
    return await on.who.call("POST", f"/channels/{on.channel}/messages", {"content": "Salut"})


@act(
    Permission.READ_MESSAGE_HISTORY,
    "GET /channels/{channel_id}/messages",
    shows=lambda answer: bool(answer.json()),
)
async def look_back(on: Scene) -> httpx2.Response:
    await say(on.cast.owner, on.channel)
    return await on.who.call("GET", f"/channels/{on.channel}/messages?limit=1")


@act(
    Permission.MENTION_EVERYONE,
    "POST /channels/{channel_id}/messages",
    needs=Permission.SEND_MESSAGES,
    shows=lambda answer: bool(answer.json()["mention_everyone"]),
)
async def call_everybody(on: Scene) -> httpx2.Response:
    return await on.who.call("POST", f"/channels/{on.channel}/messages", {"content": "@everyone Salut"})


@act(
    Permission.BYPASS_SLOW_MODE,
    "PATCH /channels/{channel_id}",
    needs=Permission.SEND_MESSAGES,
    shows=lambda _: True,
)
async def hurry(on: Scene) -> httpx2.Response:
    path = f"/channels/{on.channel}"
    await ok(on.cast.owner, "PATCH", path, {"rate_limit_per_user": 60})
    await on.who.call("POST", f"{path}/messages", {"content": "Un"})
    answer = await on.who.call("POST", f"{path}/messages", {"content": "Deux"})
    await ok(on.cast.owner, "PATCH", path, {"rate_limit_per_user": 0})
    return answer


@act(Permission.MANAGE_MESSAGES, "DELETE /channels/{channel_id}/messages/{message_id}")
async def delete_of_others(on: Scene) -> httpx2.Response:
    # Not the owner's own: they may always delete what they wrote.
    message = await say(on.cast.admin, on.channel)
    return await on.who.call("DELETE", f"/channels/{on.channel}/messages/{message['id']}")


@act(
    Permission.PIN_MESSAGES,
    "PUT /channels/{channel_id}/messages/pins/{message_id}",
    needs=Permission.READ_MESSAGE_HISTORY,
)
async def pin(on: Scene) -> httpx2.Response:
    message = await say(on.cast.owner, on.channel)
    path = f"/channels/{on.channel}/messages/pins/{message['id']}"
    answer = await on.who.call("PUT", path)
    if answer.is_success:
        await ok(on.cast.owner, "DELETE", path)
    return answer


@act(
    Permission.ADD_REACTIONS,
    "PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji}/@me",
    needs=Permission.READ_MESSAGE_HISTORY,
)
async def react(on: Scene) -> httpx2.Response:
    message = await say(on.cast.owner, on.channel)
    return await on.who.call(
        "PUT", f"/channels/{on.channel}/messages/{message['id']}/reactions/%F0%9F%91%8D/@me"
    )


@act(
    Permission.USE_EXTERNAL_EMOJIS,
    "PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji}/@me",
    needs=Permission.READ_MESSAGE_HISTORY | Permission.ADD_REACTIONS,
)
async def react_from_elsewhere(on: Scene) -> httpx2.Response:
    elsewhere = await server(on.cast.owner, "Ailleurs")
    made = await ok(on.cast.owner, "POST", f"{elsewhere.path}/emojis", _emoji())
    await _let_in(on.who, elsewhere)
    message = await say(on.cast.owner, on.channel)
    path = f"/channels/{on.channel}/messages/{message['id']}/reactions/{made['name']}:{made['id']}/@me"
    answer = await on.who.call("PUT", path)
    await ok(on.cast.owner, "DELETE", elsewhere.path)
    return answer


async def _let_in(who: Caller, elsewhere: Community) -> None:
    if isinstance(who, Bot):
        await ok(elsewhere.owner, "PUT", f"{elsewhere.path}/bots/{who.id}")
    elif who.id != elsewhere.owner.id:
        await elsewhere.member(who)


@act(
    Permission.ATTACH_FILES,
    "POST /channels/{channel_id}/attachments",
    needs=Permission.SEND_MESSAGES,
)
async def attach(on: Scene) -> httpx2.Response:
    path = f"/channels/{on.channel}/attachments?filename=notes.txt"
    headers = {"content-type": "application/octet-stream"}
    return await on.who.call("POST", path, content=b"Des notes.", headers=headers)


# -- threads ----------------------------------------------------------------------------------


@act(Permission.CREATE_PUBLIC_THREADS, "POST /channels/{channel_id}/threads")
async def open_thread(on: Scene) -> httpx2.Response:
    return await _new_thread(on, 11)


@act(Permission.CREATE_PRIVATE_THREADS, "POST /channels/{channel_id}/threads")
async def open_private_thread(on: Scene) -> httpx2.Response:
    return await _new_thread(on, 12)


@act(Permission.SEND_MESSAGES_IN_THREADS, "POST /channels/{channel_id}/threads")
async def send_in_thread(on: Scene) -> httpx2.Response:
    thread = await _thread(on)
    answer = await on.who.call("POST", f"/channels/{thread}/messages", {"content": "Salut"})
    await ok(on.cast.owner, "DELETE", f"/channels/{thread}")
    return answer


@act(Permission.MANAGE_THREADS, "POST /channels/{channel_id}/threads")
async def rename_thread(on: Scene) -> httpx2.Response:
    thread = await _thread(on)
    answer = await on.who.call("PATCH", f"/channels/{thread}", {"name": fresh_name()})
    await ok(on.cast.owner, "DELETE", f"/channels/{thread}")
    return answer


async def _thread(on: Scene) -> int:
    body = {"name": fresh_name(), "type": 11}
    return int((await ok(on.cast.owner, "POST", f"/channels/{on.channel}/threads", body))["id"])


async def _new_thread(on: Scene, kind: int) -> httpx2.Response:
    answer = await on.who.call(
        "POST", f"/channels/{on.channel}/threads", {"name": fresh_name(), "type": kind}
    )
    if answer.is_success:
        await ok(on.cast.owner, "DELETE", f"/channels/{answer.json()['id']}")
    return answer
