"""axe finds nothing on any screen: both themes, both languages, a desk and a phone."""

import json

import httpx2
import pytest
from tests.journeys.axe import violations
from tests.journeys.browser import Look, chromium, needs_browser, window
from tests.journeys.screens import build, screens, visit
from tests.journeys.server_process import BeepProcess

pytestmark = [pytest.mark.anyio, pytest.mark.slow, needs_browser, pytest.mark.timeout(600)]

DESK, PHONE = (1280, 860), (390, 800)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_every_screen_is_accessible(
    beep_process: BeepProcess, http: httpx2.AsyncClient, language: str, theme: str
) -> None:
    world = await build(http)
    base = beep_process.address
    found: dict[str, object] = {}
    async with (
        chromium() as browser,
        window(browser, None, base, Look(language, theme)) as stranger,
        window(browser, world.ana, base, Look(language, theme)) as ana,
    ):
        for width, height in (DESK, PHONE):
            for page in (stranger, ana):
                await page.set_viewport_size({"width": width, "height": height})
            for screen in screens(world):
                page = stranger if screen.signed_out else ana
                await visit(page, base, screen)
                if wrong := await violations(page):
                    found[f"{screen.name} at {width}"] = wrong
    assert not found, json.dumps(found, indent=1, ensure_ascii=False)
