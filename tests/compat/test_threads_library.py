"""Threads through discord.py: a bot opens one, hears of it, posts in it, and finds all of it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import discord
import httpx2
import pytest
import yarl
from tests.worlds.communities import Community, ok, server
from tests.worlds.conversations import PATIENCE_S, Served, say
from tests.worlds.people import sign_up

from beep.kit.permissions import DEFAULT_ROLE

pytestmark = pytest.mark.anyio


class _Bot(discord.Client):
    """Keeps what it is told, in order, as `(event, object)`."""

    def __init__(self) -> None:
        intents = discord.Intents.default()
        intents.members = intents.message_content = True
        super().__init__(intents=intents)
        self.heard: list[tuple[str, Any]] = []
        self._news = asyncio.Event()

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        super().dispatch(event, *args, **kwargs)
        self.heard.append((event, args[-1] if args else None))
        self._news.set()

    async def hears(self, event: str, is_it: Callable[[Any], bool] = lambda _: True) -> Any:
        async with asyncio.timeout(PATIENCE_S):
            while True:
                for name, one in self.heard:
                    if name == event and is_it(one):
                        return one
                self._news.clear()
                await self._news.wait()


@pytest.fixture
async def salon(api: httpx2.AsyncClient) -> Community:
    made = await server(await sign_up(api, "ana"))
    await made.everyone_may(DEFAULT_ROLE)
    return made


@asynccontextmanager
async def _running(served: Served, token: str, patch: pytest.MonkeyPatch) -> AsyncIterator[_Bot]:
    patch.setattr(discord.http.Route, "BASE", f"http://127.0.0.1:{served.port}/api/v10")
    patch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(f"{served.url}/gateway"))
    async with _Bot() as bot, asyncio.TaskGroup() as group:
        running = group.create_task(bot.start(token))
        try:
            await bot.hears("ready")
            yield bot
        finally:
            await bot.close()
            await running


async def test_a_bot_opens_a_thread_from_a_message_and_finds_all_of_it(
    served: Served, salon: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    helper = await salon.bot()
    first = await say(salon.owner, salon.first_channel, "Le repas de dimanche")
    async with _running(served, helper.token, monkeypatch) as bot:
        channel = bot.get_channel(salon.first_channel)
        assert isinstance(channel, discord.TextChannel)
        message = await channel.fetch_message(int(first["id"]))
        thread = await message.create_thread(name="Repas")
        await bot.hears("thread_create", lambda one: one.id == message.id)
        assert (thread.id, thread.parent_id, thread.owner_id) == (message.id, channel.id, helper.id)
        # The message it starts from is told anew, with the thread.
        await bot.hears("raw_message_edit", lambda one: one.message_id == message.id)
        again = await channel.fetch_message(message.id)
        assert again.flags.has_thread
        assert again.thread is not None
        assert again.thread.name == "Repas"

        await thread.send("Une tarte")
        said = await bot.hears("message", lambda one: one.content == "Une tarte")
        assert isinstance(said.channel, discord.Thread)
        starter = await bot.hears(
            "message", lambda one: one.type is discord.MessageType.thread_starter_message
        )
        assert starter.reference.channel_id == channel.id
        assert starter.system_content == "Le repas de dimanche"
        assert [one.type.name async for one in thread.history(oldest_first=True)] == [
            "thread_starter_message",
            "default",
        ]


async def test_a_bot_hears_who_comes_and_goes_in_a_thread_and_how_it_stands_itself(
    served: Served, salon: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    helper = await salon.bot()
    bob = await sign_up(salon.owner.api, "bob")  # type: ignore[attr-defined]
    await salon.member(bob)
    async with _running(served, helper.token, monkeypatch) as bot:
        body = {"name": "À part", "type": 11}
        made = await ok(salon.owner, "POST", f"/channels/{salon.first_channel}/threads", body)
        thread = await bot.hears("thread_create")
        notice = await bot.hears("message", lambda one: one.type is discord.MessageType.thread_created)
        assert notice.content == "À part"
        assert notice.reference.channel_id == thread.id
        assert thread.me is None

        await ok(salon.owner, "PUT", f"/channels/{made['id']}/thread-members/{helper.id}")
        await bot.hears("thread_join", lambda one: one.id == thread.id)
        assert thread.me is not None
        await ok(bob, "PUT", f"/channels/{made['id']}/thread-members/@me")
        await bot.hears("thread_member_join", lambda one: one.id == bob.id)
        await ok(bob, "DELETE", f"/channels/{made['id']}/thread-members/@me")
        await bot.hears("thread_member_remove", lambda one: one.id == bob.id)
        await ok(salon.owner, "DELETE", f"/channels/{made['id']}/thread-members/{helper.id}")
        await bot.hears("thread_remove", lambda one: one.id == thread.id)
        await ok(salon.owner, "DELETE", f"/channels/{made['id']}")
        await bot.hears("raw_thread_delete", lambda one: one.thread_id == int(made["id"]))
