"""Every screen of the client, in a community with something on each of them."""

import base64
import io
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Literal

import httpx2
from PIL import Image
from playwright.async_api import Page
from tests.worlds.communities import Community, ok, server
from tests.worlds.friendships import ask, befriend
from tests.worlds.people import Person, sign_up

from beep.kit.permissions import Permission

Step = Callable[[Page], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class World:
    """Ana's server, in which Bob and Cleo are members; Dara is not. Bob is Ana's friend, Dara asks to be."""

    ana: Person
    bob: Person
    dara: Person
    community: Community
    channel: int
    private_channel: int
    role: int
    invite: str


@dataclass(frozen=True, slots=True)
class Screen:
    """An address, what shows that it is there, and what to press on it."""

    name: str
    path: str
    shows: str
    then: Step | None = None
    viewer: Literal["stranger", "ana", "root"] = "ana"


async def build(api: httpx2.AsyncClient) -> World:
    ana, bob, cleo, dara = [await sign_up(api, name) for name in ("ana", "bob", "cleo", "dara")]
    community = await server(ana, "Coalition-Nord", description="Everything about the north.")
    await community.member(bob, cleo)
    staff = await community.role("Moderators", Permission.MANAGE_MESSAGES | Permission.KICK_MEMBERS, bob)
    await community.role("Door", Permission.VIEW_CHANNEL, bob, cleo)
    channel = await community.channel("gala", topic="Saturday, town hall")
    for who, text in (
        (ana, "Hello **everybody**"),
        (bob, "`code`, and https://beep.test"),
        (cleo, "> quoted"),
    ):
        await ok(who, "POST", f"/channels/{channel}/messages", {"content": text})
    view = str(int(Permission.VIEW_CHANNEL))
    private = await community.channel(
        "accounts",
        permission_overwrites=[
            {"id": str(community.id), "type": 0, "allow": "0", "deny": view},
            {"id": str(staff), "type": 0, "allow": view, "deny": "0"},
        ],
    )
    await ok(ana, "POST", "/applications", {"name": "helper"})
    await befriend(ana, bob)
    await ask(dara, ana)
    await ok(ana, "POST", f"{community.path}/emojis", {"name": "gala", "image": _dot()})
    return World(ana, bob, dara, community, channel, private, staff, await community.invite())


def _dot() -> str:
    output = io.BytesIO()
    Image.new("RGB", (32, 32), "#f2a93b").save(output, "PNG")
    return "data:image/png;base64," + base64.b64encode(output.getvalue()).decode()


def screens(world: World) -> list[Screen]:
    """Return the screens; none of them changes anything, so that several windows may look at once."""
    home = f"/servers/{world.community.id}"
    settings = f"{home}/settings"
    channel = f"{home}/channels/{world.channel}"
    private = f"{home}/channels/{world.private_channel}"
    signed_out = [
        Screen("sign-in", "/login", "form"),
        Screen("sign-up", "/signup", "form"),
        Screen("invitation", f"/invite/{world.invite}", "main h1"),
        Screen("no invitation", "/invite/nothing", "main h2"),
        Screen("confirm an address", "/verify#1.seal", "main button"),
        Screen("undo a change", "/undo#1.seal", "main button"),
        Screen("forgotten password", "/reset", "form"),
        Screen("new password", "/reset#1.seal", "form"),
        Screen("no way back", "/auth/callback/school?code=1&state=1", "main [role=alert]"),
        Screen("no sign-in with Beep", "/authorize?client_id=1", "main [role=alert]"),
        Screen("signed out", "/signout", "main h1"),
        Screen("first administrator", "/first#seal", "main h1"),
    ]
    return [
        *(replace(one, viewer="stranger") for one in signed_out),
        Screen("sign out", "/signout", "main h1"),
        Screen("home", "/", "main h2"),
        Screen("friends", "/friends/all", "[role=tabpanel] li"),
        Screen("friend requests", "/friends/pending", "[role=tabpanel] li"),
        Screen("no blocked people", "/friends/blocked", "[role=tabpanel] h2"),
        Screen("adding a friend", "/friends/add", "[role=tabpanel] input"),
        Screen("channel", channel, "[data-message]"),
        Screen("discover", "/discover", "main h2, main li"),
        Screen("nothing here", "/servers/1", "main h2"),
        Screen("channel permissions", f"{channel}/permissions", "[role=radiogroup]"),
        Screen("channel permissions, private", f"{private}/permissions", "[role=switch]:checked"),
        Screen("explanation", f"{channel}/permissions", "[role=radiogroup]", _ask_why),
        *(Screen(f"my {name}", f"/settings/{name}", "main h2") for name in _MINE),
        *(Screen(name, f"/settings/{name}", "main h2", viewer="root") for name in _OF_ALL_OF_BEEP),
        Screen("role", f"{settings}/roles?role={world.role}", "[role=tab]"),
        Screen(
            "role permissions", f"{settings}/roles?role={world.role}", "[role=tab]", _tab(1, "[role=switch]")
        ),
        Screen("role members", f"{settings}/roles?role={world.role}", "[role=tab]", _tab(2, "li")),
        *(Screen(f"server {name}", f"{settings}/{name}", "main h2") for name in _OF_SERVERS),
    ]


async def _ask_why(page: Page) -> None:
    await page.get_by_role("button", name=re.compile("^Why can|^Pourquoi")).click()
    await page.locator("dialog li").first.wait_for()


def _tab(number: int, shows: str) -> Step:
    async def press(page: Page) -> None:
        await page.get_by_role("tab").nth(number).click()
        await page.locator(f"[role=tabpanel] {shows}").first.wait_for()

    return press


_MINE = (
    "profile",
    "account",
    "methods",
    "security",
    "appearance",
    "sessions",
    "apps",
    "privacy",
    "blocked",
    "bots",
    "data",
)
_OF_ALL_OF_BEEP = ("people", "administrators", "clients", "letters", "log")
_OF_SERVERS = ("overview", "roles", "members", "emojis", "invitations", "bans", "audit", "danger")


async def visit(page: Page, base: str, screen: Screen) -> None:
    """Go there and wait until it shows."""
    await page.goto(base + screen.path)
    await page.locator(screen.shows).first.wait_for()
    if screen.then is not None:
        await screen.then(page)
