"""A community governs itself in real windows: roles by keyboard, why, bans, a server that changes hands."""

import re

import httpx2
import pytest
from playwright.async_api import Locator, Page, expect
from tests.journeys.browser import chromium, needs_browser, window
from tests.journeys.keyboard import go_to, press, reach, replace
from tests.journeys.screens import World, build
from tests.journeys.server_process import BeepProcess
from tests.worlds.communities import ok, refused

from beep.kit.permissions import Permission

pytestmark = [pytest.mark.anyio, pytest.mark.slow, needs_browser, pytest.mark.timeout(300)]


async def _make_role(page: Page, name: str) -> None:
    await press(page, "button", "Create a role")
    field = page.get_by_role("textbox", name="Role name")
    await expect(field).to_have_value(re.compile("^new role"))
    await go_to(page, "textbox", "Role name")
    await replace(page, name)
    await _save(page)


async def _save(page: Page) -> None:
    await press(page, "button", "Save changes")
    await expect(page.get_by_role("region", name="Unsaved changes")).to_have_count(0)


def _message(page: Page) -> Locator:
    return page.get_by_role("article", name=re.compile("^ana: off topic"))


async def _more(page: Page) -> None:
    await _message(page).hover()
    await _message(page).get_by_role("button", name="More").click()


def _settings(beep: BeepProcess, world: World, page: str) -> str:
    return f"{beep.address}/servers/{world.community.id}/settings/{page}"


@pytest.mark.req("ROLE-03", "ROLE-08")
async def test_roles_are_made_ordered_and_given_a_permission_by_keyboard_alone(
    beep_process: BeepProcess, http: httpx2.AsyncClient
) -> None:
    world = await build(http)
    async with (
        chromium() as browser,
        window(browser, world.ana, _settings(beep_process, world, "roles")) as page,
    ):
        await _make_role(page, "Keepers")
        await go_to(page, "tab", "Display")
        await page.keyboard.press("ArrowRight")
        switch = page.get_by_role("switch", name=re.compile("^Manage messages"))
        await reach(page, switch)
        await page.keyboard.press("Space")
        await expect(switch).to_be_checked()
        await _save(page)

        # To the top of the list, above the roles that were there before.
        await go_to(page, "button", "Keepers")
        await page.keyboard.press("Alt+ArrowUp")
        await page.keyboard.press("Alt+ArrowUp")
        rows = page.get_by_role("region", name="Roles").get_by_role("listitem")
        await expect(rows.first).to_contain_text("Keepers")
        await page.reload()
        await expect(rows.first).to_contain_text("Keepers")


@pytest.mark.req("ROLE-06")
async def test_a_moderator_of_one_channel_deletes_there_and_nowhere_else(
    beep_process: BeepProcess, http: httpx2.AsyncClient
) -> None:
    world = await build(http)
    salon = world.community
    gardeners = await salon.role("Gardeners", Permission(0), world.bob)
    said = {
        channel: await ok(world.ana, "POST", f"/channels/{channel}/messages", {"content": "off topic"})
        for channel in (world.channel, salon.first_channel)
    }
    channels = f"{beep_process.address}/servers/{salon.id}/channels"
    # Bob's other role moderates everywhere.
    await ok(world.ana, "DELETE", f"{salon.path}/members/{world.bob.id}/roles/{world.role}")
    async with (
        chromium() as browser,
        window(browser, world.ana, f"{channels}/{world.channel}/permissions") as ana,
        window(browser, world.bob, f"{channels}/{world.channel}") as bob,
    ):
        await expect(_message(bob)).to_be_visible()
        await ana.get_by_role("button", name="Add an exception").click()
        await ana.get_by_role("dialog").get_by_role("button", name=re.compile("^Gardeners")).click()
        manage = ana.get_by_role("radiogroup", name=re.compile("^Manage messages"))
        await manage.get_by_role("radio", name="Allow").focus()
        await ana.keyboard.press("Space")
        await _save(ana)
        held = await ok(world.ana, "GET", f"{salon.path}/roles")
        assert next(one for one in held if one["id"] == str(gardeners))["permissions"] == "0"

        await _more(bob)
        await bob.get_by_role("menuitem", name="Delete").click()
        dialog = bob.get_by_role("dialog", name="Delete this message?")
        await dialog.get_by_role("button", name="Delete", exact=True).click()
        await expect(_message(bob)).to_have_count(0)
        gone = f"/channels/{world.channel}/messages/{said[world.channel]['id']}"
        await refused(world.ana, "GET", gone, status=404)

        await bob.goto(f"{channels}/{salon.first_channel}")
        await _more(bob)
        await expect(bob.get_by_role("menuitem", name="Copy the text")).to_be_visible()
        await expect(bob.get_by_role("menuitem", name="Delete")).to_have_count(0)
        kept = f"/channels/{salon.first_channel}/messages/{said[salon.first_channel]['id']}"
        await refused(world.bob, "DELETE", kept, status=403)
        await ok(world.ana, "GET", kept)


@pytest.mark.req("SERV-03")
async def test_a_server_changes_hands_in_two_windows(
    beep_process: BeepProcess, http: httpx2.AsyncClient
) -> None:
    world = await build(http)
    async with (
        chromium() as browser,
        window(browser, world.ana, _settings(beep_process, world, "danger")) as ana,
        window(browser, world.bob, f"{beep_process.address}/servers/{world.community.id}") as bob,
    ):
        await expect(bob.get_by_role("textbox", name=re.compile("^Message in #"))).to_be_visible()
        await ana.get_by_role("button", name="Give the server to somebody").click()
        await ana.get_by_role("dialog").get_by_role("button", name=re.compile("bob")).click()
        await ana.get_by_role("button", name="Offer the server").click()
        await expect(ana.get_by_text("Offered to bob")).to_be_visible()

        offer = bob.get_by_role("region", name="Offer of the server")
        await offer.get_by_role("button", name="Accept").click()
        await expect(offer).to_have_count(0)
        # The zone of danger is for the owner alone: Ana's window leaves it by itself.
        await expect(ana.get_by_role("link", name="Danger zone")).to_have_count(0)
        await bob.goto(_settings(beep_process, world, "danger"))
        await expect(bob.get_by_role("button", name="Delete the server")).to_be_visible()


async def test_who_is_banned_is_gone_at_once_and_no_invitation_brings_them_back(
    beep_process: BeepProcess, http: httpx2.AsyncClient
) -> None:
    world = await build(http)
    async with (
        chromium() as browser,
        window(browser, world.ana, _settings(beep_process, world, "members")) as ana,
    ):
        await ana.get_by_role("button", name="Actions for bob").click()
        await ana.get_by_role("menuitem", name="Ban").click()
        dialog = ana.get_by_role("dialog", name="Ban bob?")
        await dialog.get_by_label("Reason (optional)").fill("spam")
        await dialog.get_by_role("button", name="Ban", exact=True).click()
        await expect(ana.get_by_role("button", name="Actions for bob")).to_have_count(0)
        await refused(world.bob, "POST", f"/invites/{world.invite}", {}, status=403)

        await ana.get_by_role("link", name="Bans").click()
        await expect(ana.get_by_text("@bob · spam")).to_be_visible()
        await ana.get_by_role("button", name="Lift the ban").click()
        await ana.get_by_role("dialog").get_by_role("button", name="Lift the ban").click()
        await expect(ana.get_by_text("Nobody is banned")).to_be_visible()
        answer = await world.bob.post(f"/invites/{world.invite}", {})
        assert answer.is_success, answer.text


@pytest.mark.req("PERM-07")
async def test_why_somebody_sees_a_private_channel_is_said_on_screen(
    beep_process: BeepProcess, http: httpx2.AsyncClient
) -> None:
    world = await build(http)
    channel = f"{beep_process.address}/servers/{world.community.id}/channels/{world.channel}/permissions"
    async with chromium() as browser, window(browser, world.ana, channel) as page:
        await page.get_by_role("switch", name="Private channel").click()
        await page.get_by_role("button", name="Let in a role or a member").click()
        await page.get_by_role("dialog").get_by_role("button", name=re.compile("^Moderators")).click()
        await expect(page.get_by_role("button", name="Let Moderators in no more")).to_be_visible()
        await page.get_by_role("button", name="Why can somebody see this?").click()
        await page.get_by_role("button", name=re.compile("^Somebody else than")).click()
        picker = page.get_by_role("dialog", name="Whose permissions?")
        await picker.get_by_role("button", name=re.compile("bob")).click()
        seen = page.get_by_role("listitem").filter(has_text="View channels")
        await expect(seen).to_contain_text("allowed")
        await expect(seen).to_contain_text("for the role Moderators allows it here")
