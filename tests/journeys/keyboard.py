"""Somebody who has a keyboard alone: Tab, arrows, Enter. Nothing here clicks or puts the focus anywhere."""

from playwright.async_api import Locator, Page, expect

# More stops than any page has; the tabulator goes round.
_STOPS = 150


async def reach(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Press a key until what is wanted has the focus."""
    await expect(wanted.first).to_be_visible()
    for _ in range(_STOPS):
        if await wanted.evaluate_all("all => all.includes(document.activeElement)"):
            return
        await page.keyboard.press(key)
    raise AssertionError(f"{key} never reaches {wanted}")


async def go_to(page: Page, role: str, name: str) -> None:
    """Press Tab until what is called that has the focus."""
    await reach(page, page.get_by_role(role, name=name, exact=True))  # pyright: ignore[reportArgumentType]


async def press(page: Page, role: str, name: str) -> None:
    await go_to(page, role, name)
    await page.keyboard.press("Enter")


async def choose(page: Page, button: str, item: str) -> None:
    """Open a menu and take something from it."""
    await press(page, "button", button)
    await expect(page.get_by_role("menu").get_by_role("menuitem").first).to_be_focused()
    await reach(page, page.get_by_role("menuitem", name=item, exact=True), "ArrowDown")
    await page.keyboard.press("Enter")


async def replace(page: Page, text: str) -> None:
    """Type over what stands in the field that has the focus."""
    await page.keyboard.press("Control+a")
    await page.keyboard.type(text)
