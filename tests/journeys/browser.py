"""A real browser for journeys: Debian's Chromium, driven by Playwright, and people who use it."""

import json
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from playwright.async_api import Browser, Locator, Page, Playwright, async_playwright, expect
from tests.worlds.people import Person

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
needs_browser = pytest.mark.skipif(
    CHROMIUM is None, reason="no browser; enable with: apt-get install chromium"
)
PASSWORD = "correct horse battery"
# How long anything may take to show: two windows on two busy cores take many times what one does on a desk.
PATIENCE_MS = 40_000
expect.set_options(timeout=PATIENCE_MS)
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class _Kept:
    """The browser of this process, started once: windows share nothing but its start."""

    playwright: Playwright | None = None
    browser: Browser | None = None


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Give a browser without a window."""
    if _Kept.browser is None or not _Kept.browser.is_connected():
        await end_kept()
        _Kept.playwright = await async_playwright().start()
        _Kept.browser = await _Kept.playwright.chromium.launch(executable_path=CHROMIUM, args=list(_FLAGS))
    yield _Kept.browser


async def end_kept() -> None:
    if _Kept.browser is not None:
        await _Kept.browser.close()
    if _Kept.playwright is not None:
        await _Kept.playwright.stop()
    _Kept.browser = _Kept.playwright = None


@dataclass
class Visitor:
    """Somebody at a window of their own; `complaints` are errors their page reported."""

    page: Page
    name: str
    complaints: list[str] = field(default_factory=list)

    async def sign_up(self) -> None:
        await self.page.get_by_label("Email address").fill(f"{self.name}@beep.test")
        await self.page.get_by_label("User name").fill(self.name)
        await self.page.get_by_role("textbox", name="Password").fill(PASSWORD)
        await self.page.get_by_role("button", name="Create account").click()

    async def create_server(self, name: str) -> None:
        await self.page.get_by_role("button", name="Create a server").first.click()
        dialog = self.page.get_by_role("dialog", name="Create a server")
        await dialog.get_by_label("Server name").fill(name)
        await dialog.get_by_role("button", name="Create").click()

    @property
    def composer(self) -> Locator:
        return self.page.get_by_role("textbox", name=re.compile("^Message in #"))

    @property
    def messages(self) -> Locator:
        return self.page.get_by_role("list", name=re.compile("^Messages in "))

    async def say(self, text: str) -> None:
        await self.composer.fill(text)
        await self.composer.press("Enter")

    async def sees(self, text: str) -> None:
        """Wait until exactly one message with this text shows."""
        await expect(self.messages.get_by_text(text, exact=True)).to_have_count(1)


@asynccontextmanager
async def visitor(
    browser: Browser, name: str, address: str, *, language: str = "en-GB"
) -> AsyncIterator[Visitor]:
    context = await browser.new_context(viewport={"width": 1440, "height": 900}, locale=language)
    context.set_default_timeout(PATIENCE_MS)
    page = await context.new_page()
    somebody = Visitor(page, name)
    page.on("pageerror", lambda error: somebody.complaints.append(str(error)))
    await page.goto(address)
    try:
        yield somebody
    finally:
        await context.close()


@dataclass(frozen=True, slots=True)
class Look:
    """How somebody's client is set."""

    language: str = "en"
    theme: str = "light"
    width: int = 1280
    height: int = 860


@asynccontextmanager
async def window(
    browser: Browser, person: Person | None, address: str, look: Look | None = None
) -> AsyncIterator[Page]:
    """Open a window at `address` in which `person` is signed in already, or nobody."""
    look = look or Look()
    context = await browser.new_context(
        viewport={"width": look.width, "height": look.height}, locale=f"{look.language}-FR"
    )
    context.set_default_timeout(PATIENCE_MS)
    kept: dict[str, object] = {"beep.preferences": {"locale": look.language, "theme": look.theme}}
    if person is not None:
        kept["beep.session"] = {
            "accessToken": person.token,
            "refreshToken": person.refresh_token,
            # Good for longer than a journey lasts.
            "expiresAt": 1e15,
        }
    await context.add_init_script(
        f"for (const [key, value] of Object.entries({json.dumps(kept)}))"
        " if (localStorage.getItem(key) === null) localStorage.setItem(key, JSON.stringify(value))"
    )
    page = await context.new_page()
    try:
        await page.goto(address)
        yield page
    finally:
        await context.close()
