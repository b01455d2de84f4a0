"""The channel list in real windows: built by keyboard, reordered from two windows at once."""

import asyncio

import httpx2
import pytest
from playwright.async_api import Locator, Page, Response, expect
from tests.journeys.browser import PATIENCE_MS, chromium, needs_browser, window
from tests.journeys.server_process import BeepProcess
from tests.worlds.communities import Community, ok, server
from tests.worlds.people import Person, sign_up

from beep.kit.permissions import Permission

pytestmark = [pytest.mark.anyio, pytest.mark.slow, needs_browser, pytest.mark.timeout(300)]


def _list(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Channels")


def _row(page: Page, name: str) -> Locator:
    return _list(page).get_by_role("link", name=name, exact=True)


async def _order(page: Page) -> list[str]:
    """Return the headings and channels of the list, from top to bottom."""
    return [one.strip() for one in await _list(page).locator("h3, li a").all_inner_texts()]


async def _stored(who: Person, salon: Community) -> list[str]:
    listed = await ok(who, "GET", f"{salon.path}/channels")
    categories = [one for one in listed if one["type"] == 4]
    named: list[str] = []
    for category in (None, *categories):
        named += [category["name"]] if category else []
        parent = category["id"] if category else None
        named += [one["name"] for one in listed if one["type"] != 4 and one["parent_id"] == parent]
    return named


async def _agreed(who: Person, salon: Community, *pages: Page) -> list[str]:
    """Return the order that is stored, as soon as every window shows it too."""
    async with asyncio.timeout(PATIENCE_MS / 1000):
        while True:
            shown = [await _order(page) for page in pages]
            stored = await _stored(who, salon)
            if all(one == stored for one in shown):
                return stored


async def _menu(page: Page, name: str, item: str) -> None:
    await _row(page, name).hover()
    await _list(page).get_by_role("button", name=f"Actions for {name}").click()
    await page.get_by_role("menuitem", name=item).click()


async def _drag(page: Page, name: str, onto: Locator, *, part: float = 0.5) -> None:
    """Take a channel by the mouse to that part of another row, and return when the server has answered."""
    start = await _row(page, name).bounding_box()
    end = await onto.bounding_box()
    assert start is not None
    assert end is not None
    async with page.expect_response(_is_a_move) as answer:
        await page.mouse.move(start["x"] + 40, start["y"] + start["height"] / 2)
        await page.mouse.down()
        await page.mouse.move(end["x"] + 40, end["y"] + end["height"] * part, steps=8)
        await page.mouse.up()
    assert (await answer.value).ok


def _is_a_move(answer: Response) -> bool:
    return answer.request.method == "PATCH" and answer.url.endswith("/channels")


@pytest.mark.req("CHAN-03")
async def test_two_windows_reorder_at_once_and_agree(
    beep_process: BeepProcess, http: httpx2.AsyncClient
) -> None:
    ana, bob = [await sign_up(http, name) for name in ("ana", "bob")]
    salon = await server(ana, "Coalition")
    await salon.member(bob)
    await salon.role("salles", Permission.MANAGE_CHANNELS, bob)
    category = str(await salon.channel("Ateliers", type=4))
    for name in ("couture", "cuisine"):
        await salon.channel(name, parent_id=category)
    for name in ("accueil", "entraide", "jeux"):
        await salon.channel(name)
    address = f"{beep_process.address}/servers/{salon.id}"
    async with (
        chromium() as browser,
        window(browser, ana, address) as one,
        window(browser, bob, address) as two,
    ):
        start = ["général", "accueil", "entraide", "jeux", "Ateliers", "couture", "cuisine"]
        for page in (one, two):
            await expect(_row(page, "jeux")).to_be_visible()
            assert await _order(page) == start

        # Alt and the arrows in one window, the menu in the other, at the same moment.
        await _row(one, "jeux").focus()
        await asyncio.gather(one.keyboard.press("Alt+ArrowUp"), _menu(two, "accueil", "Move down"))
        await expect(one.get_by_role("status").filter(has_text="jeux moved")).to_have_count(1)
        await _agreed(ana, salon, one, two)
        # Out of the category by keyboard, and into it by dragging.
        await _row(one, "couture").focus()
        await one.keyboard.press("Alt+ArrowUp")
        # A hand waits for what it aims at to stand still.
        await _agreed(ana, salon, one, two)
        await _drag(two, "entraide", _list(two).get_by_role("button", name="Ateliers", exact=True))
        # What the server was last told is what both show, once nothing is under way any more.
        agreed = ["général", "jeux", "accueil", "couture", "Ateliers", "cuisine", "entraide"]
        assert await _agreed(ana, salon, one, two) == agreed

        # Each window drags a channel of its own at the same moment: both end where they were put.
        await asyncio.gather(
            _drag(one, "jeux", _row(one, "général"), part=0.1),
            _drag(two, "entraide", _row(two, "cuisine"), part=0.1),
        )
        agreed = ["jeux", "général", "accueil", "couture", "Ateliers", "entraide", "cuisine"]
        assert await _agreed(ana, salon, one, two) == agreed
        # One and the same channel, down here and up there: who comes last wins, in both windows.
        await asyncio.gather(
            _drag(one, "accueil", _row(one, "couture"), part=0.9),
            _drag(two, "accueil", _row(two, "jeux"), part=0.1),
        )
        rest = ["jeux", "général", "couture"]
        assert (await _agreed(ana, salon, one, two))[:4] in (["accueil", *rest], [*rest, "accueil"])
        # The mouse of one beside the menu of the other.
        await asyncio.gather(
            _drag(one, "entraide", _row(one, "cuisine"), part=0.9), _menu(two, "général", "Move up")
        )
        agreed = await _agreed(ana, salon, one, two)
        assert agreed.index("général") + 1 == agreed.index("jeux")
        assert agreed[-2:] == ["cuisine", "entraide"]


@pytest.mark.req("CHAN-01", "CHAN-02")
async def test_a_private_category_is_built_by_keyboard_and_folded(
    beep_process: BeepProcess, http: httpx2.AsyncClient
) -> None:
    ana, bob = [await sign_up(http, name) for name in ("ana", "bob")]
    salon = await server(ana, "Coalition")
    await salon.member(bob)
    await salon.role("bureau", Permission(0))
    address = f"{beep_process.address}/servers/{salon.id}"
    async with chromium() as browser, window(browser, ana, address) as page:
        await _list(page).get_by_role("button", name="Create a category").focus()
        await page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog", name="Create a category")
        await expect(dialog.get_by_label("Category name")).to_be_focused()
        await page.keyboard.type("Le bureau")
        await dialog.get_by_role("switch", name="Private category").focus()
        await page.keyboard.press("Space")
        await dialog.get_by_role("checkbox", name="bureau").focus()
        await page.keyboard.press("Space")
        await page.keyboard.press("Enter")
        heading = _list(page).get_by_role("button", name="Le bureau")
        await expect(heading.first).to_have_attribute("aria-expanded", "true")

        await _list(page).get_by_role("button", name="Create a channel in Le bureau").focus()
        await page.keyboard.press("Enter")
        await page.get_by_role("dialog").get_by_label("Channel name").fill("comptes")
        await page.keyboard.press("Enter")
        await expect(_list(page).get_by_role("link", name="comptes, private")).to_be_visible()
        assert [one["name"] for one in await ok(bob, "GET", f"{salon.path}/channels")] == ["général"]

        # Folded away it stays so after a reload, but for what is open in it.
        await _list(page).get_by_role("link", name="général").click()
        await heading.first.focus()
        await page.keyboard.press("Enter")
        await expect(_list(page).get_by_role("link", name="comptes, private")).to_have_count(0)
        await page.reload()
        await expect(heading.first).to_have_attribute("aria-expanded", "false")
