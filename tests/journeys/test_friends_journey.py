"""Two people make friends in two windows: asked, told, answered, seen, parted, invited."""

import re

import httpx2
import pytest
from playwright.async_api import Locator, Page, expect
from tests.journeys.axe import accessible
from tests.journeys.browser import Look, chromium, needs_browser, window
from tests.journeys.server_process import BeepProcess
from tests.worlds.communities import server
from tests.worlds.friendships import ask, befriend, relations
from tests.worlds.people import sign_up

pytestmark = [pytest.mark.anyio, pytest.mark.slow, needs_browser, pytest.mark.timeout(300)]


def waiting(page: Page) -> Locator:
    """Return the entry of the rail as it is while something waits."""
    return page.get_by_role("link", name=re.compile("^Friends, 1 waits for you")).first


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("tabpanel").get_by_role("listitem").filter(has_text=f"@{name}")


async def tab(page: Page, name: str) -> None:
    await page.get_by_role("tab", name=re.compile(f"^{name}")).click()


async def send_request(page: Page, name: str) -> None:
    await page.get_by_label("User name or id").fill(name)
    await page.keyboard.press("Enter")


@pytest.mark.req("FRND-01", "FRND-05", "FRND-06", "FRND-08", "NOTF-02", "PRES-01")
async def test_two_people_make_friends_see_each_other_and_part(
    beep_process: BeepProcess, http: httpx2.AsyncClient
) -> None:
    ana, bob = await sign_up(http, "ana"), await sign_up(http, "bob")
    base = beep_process.address
    async with chromium() as browser, window(browser, ana, f"{base}/friends/add") as left:
        async with window(browser, bob, f"{base}/") as right:
            await expect(right.get_by_role("heading", name="Hello bob")).to_be_visible()
            await send_request(left, "@BOB")
            await expect(left.get_by_text("Your request is on its way to bob.")).to_be_visible()

            # Told at once, wherever he is: in the rail, in the title, at the edge of the screen.
            await expect(waiting(right)).to_be_visible()
            await expect(right).to_have_title(re.compile(r"^\(1\) "))
            toasts = right.get_by_role("status").filter(has_text="ana asks to be your friend.")
            await expect(toasts).to_be_visible()
            await accessible(right)
            await waiting(right).focus()
            await right.keyboard.press("Enter")
            await expect(right).to_have_url(f"{base}/friends/pending")
            await right.get_by_role("button", name="Accept ana").focus()
            await right.keyboard.press("Enter")
            await expect(left.get_by_text("bob and you are friends now.")).to_be_visible()
            await expect(right).to_have_title("Friends — Beep")

            # Each sees that the other one is there, though they share no server.
            for page, name in ((left, "bob"), (right, "ana")):
                await tab(page, "Online")
                await expect(row(page, name)).to_contain_text("Online")
                await accessible(page)
        await expect(left.get_by_text("Nobody is here right now")).to_be_visible()
        await tab(left, "All")
        await expect(row(left, "bob")).to_contain_text("Offline")

        async with window(browser, bob, f"{base}/friends/all") as right:
            await expect(row(left, "bob")).to_contain_text("Online")
            await left.get_by_role("button", name="Actions for bob").click()
            await left.get_by_role("menuitem", name="Remove the friend").click()
            await left.get_by_role("dialog").get_by_role("button", name="Remove the friend").click()
            for page in (left, right):
                await expect(page.get_by_text("No friends yet")).to_be_visible()
    assert (await relations(ana), await relations(bob)) == ({}, {})


async def test_what_fails_is_put_back_and_can_be_tried_again(
    beep_process: BeepProcess, http: httpx2.AsyncClient
) -> None:
    ana, bob = await sign_up(http, "ana"), await sign_up(http, "bob")
    await ask(bob, ana)
    async with (
        chromium() as browser,
        window(browser, ana, f"{beep_process.address}/friends/pending", Look(width=390, height=844)) as page,
    ):
        accept = page.get_by_role("button", name="Accept bob")
        await expect(accept).to_be_visible()
        answer = {"status": 503, "body": '{"code":0,"message":"busy"}', "content_type": "application/json"}
        await page.route("**/relationships/*", lambda route: route.fulfill(**answer))  # pyright: ignore[reportArgumentType]
        await accept.click()
        await expect(page.get_by_text("The server is busy. Try again in a moment.")).to_be_visible()
        await expect(accept).to_be_visible()
        await accessible(page)
        await page.unroute("**/relationships/*")
        await page.get_by_role("button", name="Try again").click()
        await tab(page, "All")
        await expect(row(page, "bob")).to_be_visible()
        assert await relations(bob) == {"ana": 1}

        # What was typed is there again after a look elsewhere, and stays when it is refused.
        await tab(page, "Add a friend")
        await send_request(page, "nobody-here")
        await expect(page.get_by_text(re.compile("^Nobody of this name takes"))).to_be_visible()
        await tab(page, "All")
        await tab(page, "Add a friend")
        await expect(page.get_by_label("User name or id")).to_have_value("nobody-here")


@pytest.mark.req("INV-01", "INV-03", "NOTF-03")
async def test_a_friend_is_invited_to_a_server_and_told_at_once(
    beep_process: BeepProcess, http: httpx2.AsyncClient
) -> None:
    ana, bob = await sign_up(http, "ana"), await sign_up(http, "bob")
    await befriend(ana, bob)
    salon = await server(ana, "Jardin")
    place = f"{beep_process.address}/servers/{salon.id}/channels/{salon.first_channel}"
    async with (
        chromium() as browser,
        window(browser, ana, place) as left,
        window(browser, bob, f"{beep_process.address}/friends") as right,
    ):
        await expect(right.get_by_text("Nobody is here right now").or_(row(right, "ana"))).to_be_visible()
        await left.get_by_role("button", name="Invite people").first.click()
        friends = left.get_by_role("dialog").get_by_role("region", name="Invite a friend")
        await friends.get_by_role("button", name="Invite bob").click()
        await expect(friends.get_by_role("button", name="bob is invited")).to_be_disabled()
        await expect(right.get_by_text("ana invites you to Jardin.")).to_be_visible()
        await waiting(right).click()
        await right.get_by_role("region", name="Invitations").get_by_role("button", name="Join").click()
        await expect(right).to_have_url(re.compile(f"/servers/{salon.id}"))
        await expect(waiting(right)).to_have_count(0)


async def test_who_takes_no_requests_is_not_found_by_a_stranger(
    beep_process: BeepProcess, http: httpx2.AsyncClient
) -> None:
    ana, bob = await sign_up(http, "ana"), await sign_up(http, "bob")
    base = beep_process.address
    async with (
        chromium() as browser,
        window(browser, bob, f"{base}/settings/privacy") as right,
        window(browser, ana, f"{base}/friends/add") as left,
    ):
        await right.get_by_label("Who may ask to be your friend").select_option("nobody")
        await expect(right.get_by_text("Saved.")).to_be_visible()
        await accessible(right)
        await send_request(left, "bob")
        await expect(left.get_by_text(re.compile("^Nobody of this name takes"))).to_be_visible()
        assert await relations(bob) == {}
