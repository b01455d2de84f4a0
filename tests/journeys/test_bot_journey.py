"""A bot written for the documented API works on Beep, unchanged, through edits, deletions and a restart."""

import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.journeys.persons_client import PersonsClient
from tests.journeys.server_process import BeepProcess, Watched, plain_environment
from tests.worlds import communities
from tests.worlds.communities import ok
from tests.worlds.people import sign_up

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

BOTS = Path(__file__).parent / "bots"
PACKAGE = Path(__file__).parents[2] / "compat" / "python" / "src"
Start = Callable[[BeepProcess], tuple[list[str], dict[str, str]]]


def _with_two_lines(beep: BeepProcess) -> tuple[list[str], dict[str, str]]:
    return [str(BOTS / "two_lines.py"), str(BOTS / "ping_bot.py")], {"BEEP": beep.address}


def _through_beep_compat(beep: BeepProcess) -> tuple[list[str], dict[str, str]]:
    more = {"BEEP_API": beep.address, "PYTHONPATH": str(PACKAGE)}
    return ["-m", "beep_compat", str(BOTS / "ping_bot.py")], more


def _through_site(beep: BeepProcess) -> tuple[list[str], dict[str, str]]:
    more = {"BEEP_API": beep.address, "PYTHONPATH": str(PACKAGE / "beep_compat" / "site")}
    return [str(BOTS / "ping_bot.py")], more


@asynccontextmanager
async def _bot(beep: BeepProcess, start: Start, token: str) -> AsyncIterator[Watched]:
    arguments, more = start(beep)
    environment = {**plain_environment(), **more, "BOT_TOKEN": token, "PYTHONUNBUFFERED": "1"}
    running = Watched([sys.executable, *arguments], environment, merges_output=True)
    try:
        yield running
    finally:
        await running.kill()


@pytest.mark.req("REL-03")
async def test_an_existing_bot_answers_hears_edits_and_comes_back_after_a_restart(
    beep_process: BeepProcess, http: httpx2.AsyncClient
) -> None:
    ana = await sign_up(http, "ana")
    salon = await communities.server(ana, "Salon")
    helper = await salon.bot("aide")
    channel = salon.first_channel
    async with (
        _bot(beep_process, _through_beep_compat, helper.token) as bot,
        PersonsClient(beep_process.gateway, ana.token) as screen,
    ):
        await bot.says("ready as aide")

        asked = await _say(ana, channel, "!ping")
        answer = await screen.event("MESSAGE_CREATE", content="pong")
        assert answer["author"]["id"] == str(helper.id)
        assert answer["author"]["bot"] is True
        assert answer["message_reference"]["message_id"] == asked["id"]
        assert answer["referenced_message"]["content"] == "!ping"
        assert answer["mentions"][0]["id"] == str(ana.id)

        zoe = await sign_up(http, "zoe")
        await salon.member(zoe)
        await screen.event("MESSAGE_CREATE", content=f"Welcome <@{zoe.id}> to Salon!")
        await _say(ana, channel, f"!whois <@{zoe.id}>")
        described = await screen.event("MESSAGE_CREATE", author=lambda one: one["id"] == str(helper.id))
        assert described["content"].startswith("zoe joined ")
        assert described["content"].endswith("roles ['@everyone']")

        path = f"/channels/{channel}/messages/{asked['id']}"
        await ok(ana, "PATCH", path, {"content": "!ping, please"})
        await bot.says("edited: !ping -> !ping, please")
        await ok(ana, "DELETE", path)
        await bot.says("deleted: !ping, please")

        await beep_process.stop()
        await beep_process.start()
        await bot.says("ready as aide", patience_s=60)
        async with PersonsClient(beep_process.gateway, ana.token) as screen_again:
            await _say(ana, channel, "!ping")
            answer = await screen_again.event("MESSAGE_CREATE", content="pong")
            assert answer["author"]["id"] == str(helper.id)
        assert _faults(bot) == []


async def test_a_bot_runs_with_two_lines_before_it_or_with_nothing_but_two_variables(
    beep_process: BeepProcess, http: httpx2.AsyncClient
) -> None:
    ana = await sign_up(http, "ana")
    salon = await communities.server(ana, "Salon")
    helper = await salon.bot("aide")
    async with PersonsClient(beep_process.gateway, ana.token) as screen:
        for start in (_with_two_lines, _through_site):
            async with _bot(beep_process, start, helper.token) as bot:
                await bot.says("ready as aide")
                await _say(ana, salon.first_channel, "!ping")
                await screen.event("MESSAGE_CREATE", content="pong")
                assert _faults(bot) == []


async def _say(who: communities.Caller, channel: int, content: str) -> dict[str, Any]:
    return dict(await ok(who, "POST", f"/channels/{channel}/messages", {"content": content}))


def _faults(bot: Watched) -> list[str]:
    """Return what broke inside the bot: a field it missed or a handler that failed; no lost connection."""
    words = ("KeyError", "TypeError", "ValueError", "Ignoring exception", "Unhandled", "WARNING")
    return [line for line in bot.lines.all if any(word in line for word in words)]
