"""A server of three roles, with a category that two of them see, is built without ever touching a mouse."""

import re

import httpx2
import pytest
from playwright.async_api import Page, expect
from tests.journeys.axe import accessible
from tests.journeys.browser import chromium, needs_browser, window
from tests.journeys.keyboard import choose, go_to, press, reach, replace
from tests.journeys.server_process import BeepProcess
from tests.worlds.communities import ok
from tests.worlds.people import Person, sign_up

pytestmark = [pytest.mark.anyio, pytest.mark.slow, needs_browser, pytest.mark.timeout(300)]


async def _found(page: Page, name: str) -> str:
    """Create a server and return its id."""
    await press(page, "button", "Create a server")
    await expect(page.get_by_role("dialog").get_by_label("Server name")).to_be_focused()
    await page.keyboard.type(name)
    await page.keyboard.press("Enter")
    await page.wait_for_url(re.compile(r"/servers/\d+/channels/\d+$"))
    return page.url.split("/")[4]


async def _make_role(page: Page, name: str) -> None:
    await press(page, "button", "Create a role")
    await expect(page.get_by_role("textbox", name="Role name")).to_have_value(re.compile("^new role"))
    await go_to(page, "textbox", "Role name")
    await replace(page, name)
    await press(page, "button", "Save changes")
    await expect(page.get_by_role("region", name="Unsaved changes")).to_have_count(0)


async def _give_role(page: Page, name: str, username: str) -> None:
    """Give a role from its own page."""
    await press(page, "button", name)
    await go_to(page, "tab", "Display")
    await page.keyboard.press("End")
    await press(page, "button", "Add members")
    picker = page.get_by_role("dialog", name=f"Give the role {name}")
    await reach(page, picker.get_by_role("button", name=re.compile(username)))
    await page.keyboard.press("Enter")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name=f"Take the role from {username}")).to_be_visible()


async def _make_private_category(page: Page, name: str, *roles: str) -> None:
    await press(page, "button", "Create a category")
    await expect(page.get_by_role("dialog").get_by_label("Category name")).to_be_focused()
    await page.keyboard.type(name)
    await reach(page, page.get_by_role("switch", name="Private category"))
    await page.keyboard.press("Space")
    for role in roles:
        await go_to(page, "checkbox", role)
        await page.keyboard.press("Space")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def _make_channel(page: Page, category: str, name: str) -> None:
    await press(page, "button", f"Create a channel in {category}")
    await expect(page.get_by_role("dialog").get_by_label("Channel name")).to_be_focused()
    await page.keyboard.type(name)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def _let_in(owner: Person, server_id: str, *people: Person) -> None:
    """Let people join; an invitation goes out of the window, and comes back by other ways."""
    channels = await ok(owner, "GET", f"/guilds/{server_id}/channels")
    invite = await ok(owner, "POST", f"/channels/{channels[0]['id']}/invites", {})
    for one in people:
        await ok(one, "POST", f"/invites/{invite['code']}", {})


@pytest.mark.req("ROLE-03", "CHAN-02", "PERM-07")
async def test_a_server_is_built_asked_why_and_seen_as_a_role_by_keyboard_alone(
    beep_process: BeepProcess, http: httpx2.AsyncClient
) -> None:
    ana, bob = [await sign_up(http, name) for name in ("ana", "bob")]
    async with chromium() as browser, window(browser, ana, f"{beep_process.address}/") as page:
        server_id = await _found(page, "Coalition")
        await _let_in(ana, server_id, bob)

        await choose(page, "Server menu", "Server settings")
        await press(page, "link", "Roles")
        for name in ("Cooks", "Keepers", "Guests"):
            await _make_role(page, name)
        await _give_role(page, "Cooks", "bob")
        await accessible(page)

        await press(page, "button", "Back")
        await _make_private_category(page, "Kitchen", "Cooks", "Keepers")
        await _make_channel(page, "Kitchen", "recipes")
        channels = page.get_by_role("navigation", name="Channels")
        recipes = channels.get_by_role("link", name="recipes, private")
        await expect(recipes).to_be_visible()
        assert "recipes" in [one["name"] for one in await ok(bob, "GET", f"/guilds/{server_id}/channels")]

        # Why may Bob see it?
        await choose(page, "Actions for recipes", "Permissions")
        await press(page, "button", "Why can somebody see this?")
        await press(page, "button", "Somebody else than ana")
        picker = page.get_by_role("dialog", name="Whose permissions?")
        await reach(page, picker.get_by_role("button", name=re.compile("bob")))
        await page.keyboard.press("Enter")
        answer = page.get_by_role("dialog", name="What bob may do, and why")
        seen = answer.get_by_role("listitem").filter(has_text="View channels")
        await expect(seen).to_contain_text("allowed")
        await expect(seen).to_contain_text("for the role Cooks allows it here")
        await accessible(page)
        await page.keyboard.press("Escape")

        # And what is there for those who are neither cooks nor keepers?
        await press(page, "button", "Back")
        await choose(page, "Server menu", "Server settings")
        await press(page, "link", "Roles")
        await press(page, "button", "Guests")
        await choose(page, "Actions for Guests", "View the server as this role")
        await expect(page.get_by_role("region", name="View as")).to_contain_text("Guests")
        await expect(channels.get_by_role("link", name="général")).to_be_visible()
        await expect(recipes).to_have_count(0)
        await press(page, "button", "Stop")
        await expect(recipes).to_be_visible()
