"""axe finds nothing on any screen: both themes, in English at a desk and in French on a phone."""

import asyncio
import json

import httpx2
import pytest
from playwright.async_api import Browser
from tests import thorough
from tests.journeys.axe import violations
from tests.journeys.browser import Look, chromium, needs_browser, window
from tests.journeys.commands import beep
from tests.journeys.screens import World, build, screens, visit
from tests.journeys.server_process import BeepProcess
from tests.worlds.people import Person, sign_up

pytestmark = [pytest.mark.anyio, pytest.mark.slow, needs_browser, pytest.mark.timeout(600)]

DESK, PHONE = (1280, 860), (390, 800)
# French words are the longer ones: what fits a phone in French does in English. `THOROUGH=1` looks at all.
PLACES = (
    dict.fromkeys(("en", "fr"), (DESK, PHONE)) if thorough.IS_THOROUGH else {"en": (DESK,), "fr": (PHONE,)}
)
Found = dict[str, object]


async def test_every_screen_is_accessible(beep_process: BeepProcess, http: httpx2.AsyncClient) -> None:
    world = await build(http)
    root = await sign_up(http, "root")
    await beep(beep_process, "admin", "grant", "root")
    async with chromium() as browser:
        # Looking changes nothing: both languages are walked through side by side.
        english, french = await asyncio.gather(
            *(_walk(browser, beep_process.address, world, root, language) for language in PLACES)
        )
    found = {**english, **french}
    assert not found, json.dumps(found, indent=1, ensure_ascii=False)


async def _walk(browser: Browser, base: str, world: World, root: Person, language: str) -> Found:
    """Visit every screen in the language's places, in a light and then in a dark room."""
    found: Found = {}
    look = Look(language, "system")
    async with (
        window(browser, None, base, look) as stranger,
        window(browser, world.ana, base, look) as ana,
        window(browser, root, base, look) as administrator,
    ):
        pages = {"stranger": stranger, "ana": ana, "root": administrator}
        for width, height in PLACES[language]:
            for page in pages.values():
                await page.set_viewport_size({"width": width, "height": height})
            for screen in screens(world):
                page = pages[screen.viewer]
                await page.emulate_media(color_scheme="light")
                await visit(page, base, screen)
                place = f"{screen.name} at {width} in {language}"
                if wrong := await violations(page):
                    found[f"{place}, light"] = wrong
                await page.emulate_media(color_scheme="dark")
                await page.locator("html[data-theme=dark]").wait_for()
                # The same page in other colours: the rest was judged already.
                if wrong := await violations(page, colours_only=True):
                    found[f"{place}, dark"] = wrong
    return found
