"""Somebody sends files from a real window: three images at once, the largest there may be, one taken back."""

import io
import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.async_api import Locator, Page, expect
from tests.journeys.browser import chromium, needs_browser, visitor
from tests.journeys.server_process import BeepProcess

pytestmark = [pytest.mark.anyio, pytest.mark.slow, needs_browser]
LIMIT = 50 * (1 << 20)
# Where to put what was seen, for whoever wants to look.
SHOTS = os.environ.get("BEEP_SHOTS")  # noqa: TID251 - a test's own switch


def _drawn(colour: str, width: int, height: int) -> bytes:
    image = Image.new("RGB", (width, height), colour)
    pen = ImageDraw.Draw(image)
    for step in range(0, max(width, height), 60):
        pen.ellipse((step, step // 2, step + 200, step // 2 + 200), outline="white", width=6)
    output = io.BytesIO()
    image.save(output, "JPEG")
    return output.getvalue()


async def _shot(page: Page, name: str) -> None:
    if SHOTS:
        await page.screenshot(path=f"{SHOTS}/{name}.png")


async def _drop(page: Page, names: list[str]) -> None:
    """Drop small drawings on the page, as a hand would from a folder."""
    await page.evaluate(
        """async (names) => {
          const carried = new DataTransfer()
          for (const [at, name] of names.entries()) {
            const canvas = new OffscreenCanvas(320 + at * 80, 240)
            const pen = canvas.getContext('2d')
            pen.fillStyle = ['#c2542d', '#2d6bc2', '#3d8f4d'][at % 3]
            pen.fillRect(0, 0, canvas.width, 240)
            carried.items.add(new File([await canvas.convertToBlob()], name, { type: 'image/png' }))
          }
          for (const kind of ['dragenter', 'dragover'])
            document.body.dispatchEvent(new DragEvent(kind, { bubbles: true, dataTransfer: carried }))
          window.carried = carried
        }""",
        names,
    )


# How far a bar has got, as soon as that is further than it was.
_GROWN = """async (bar, before) => {
  while (bar.isConnected && bar.value <= before) await new Promise(requestAnimationFrame)
  return bar.value
}"""


@asynccontextmanager
async def _slow_line(page: Page) -> AsyncIterator[None]:
    """Let so little leave the window each second that one can watch the largest file go."""
    line = await page.context.new_cdp_session(page)
    limits = {"offline": False, "latency": 0, "downloadThroughput": -1}
    await line.send("Network.enable")
    await line.send("Network.emulateNetworkConditions", {**limits, "uploadThroughput": 1 << 20})
    yield
    await line.send("Network.emulateNetworkConditions", {**limits, "uploadThroughput": -1})


def _bar(page: Page, name: str) -> Locator:
    return page.get_by_role("progressbar", name=f"{name} is on its way", exact=True)


async def _grows(bar: Locator) -> None:
    """Watch a bar move twice without reaching its end."""
    first = await bar.evaluate("bar => bar.value")
    second = await bar.evaluate(_GROWN, first)
    third = await bar.evaluate(_GROWN, second)
    assert 0 <= first < second < third < 1


def _files(page: Page) -> Locator:
    return page.get_by_role("list", name="Files of this message").get_by_role("listitem")


@pytest.mark.req("FILE-01", "FILE-02", "FILE-07", "AMB-28")
async def test_files_leave_with_a_message_and_are_looked_at(beep_process: BeepProcess) -> None:
    async with (
        chromium() as browser,
        visitor(browser, "ana", f"{beep_process.address}/signup") as ana,
    ):
        page = ana.page
        await ana.sign_up()
        await ana.create_server("Coalition-Nord")
        await expect(ana.composer).to_be_visible()

        # Three images dropped at once: an overlay says so, and they leave together.
        await _drop(page, ["un.png", "deux.png", "trois.png"])
        await expect(page.get_by_text("Drop to add to your message")).to_be_visible()
        await _shot(page, "files-overlay")
        await page.evaluate(
            "document.body.dispatchEvent("
            "new DragEvent('drop', { bubbles: true, dataTransfer: window.carried }))"
        )
        await expect(page.get_by_text("Drop to add to your message")).to_be_hidden()
        await expect(_files(page)).to_have_count(3)
        await page.get_by_role("button", name="Describe deux.png").click()
        await page.get_by_label("Description").fill("Un carré bleu")
        await page.get_by_role("dialog").get_by_role("button", name="Save").click()
        await ana.composer.fill("Trois carrés")
        await expect(page.get_by_role("button", name="Send", exact=True)).to_be_enabled()
        await _shot(page, "files-composer")
        await page.get_by_role("button", name="Send", exact=True).click()
        images = ana.messages.get_by_role("group", name="Images").locator("img")
        await expect(images).to_have_count(3)
        await expect(_files(page)).to_have_count(0)
        await expect(images.nth(1)).to_have_js_property("complete", value=True)
        assert await images.nth(1).evaluate("image => image.naturalWidth") > 0
        await _shot(page, "files-images")

        # The lightbox is walked through by keyboard.
        await page.get_by_role("button", name="Open the image un.png").click()
        await expect(page.get_by_role("dialog", name="Image un.png")).to_be_visible()
        await page.keyboard.press("ArrowRight")
        await expect(page.get_by_role("dialog", name="Image Un carré bleu")).to_be_visible()
        await _shot(page, "files-lightbox")
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_have_count(0)

        assert ana.complaints == []


@pytest.mark.req("FILE-01", "FILE-02", "AMB-28")
async def test_the_largest_file_travels_and_one_taken_back_does_not(
    beep_process: BeepProcess, tmp_path: Path
) -> None:
    async with (
        chromium() as browser,
        visitor(browser, "ana", f"{beep_process.address}/signup") as ana,
    ):
        page = ana.page
        await ana.sign_up()
        await ana.create_server("Coalition-Nord")
        await expect(ana.composer).to_be_visible()

        # The largest file there may be shows how far it has got; one taken back does not leave.
        full, other, larger = tmp_path / "plein.bin", tmp_path / "autre.bin", tmp_path / "trop.bin"
        full.write_bytes(b"\x01" * LIMIT)
        other.write_bytes(b"\x01" * LIMIT)
        larger.write_bytes(b"\x01" * (LIMIT + 1))
        chooser = page.locator("input[type=file][data-files]")
        async with _slow_line(page):
            await chooser.set_input_files([full, other, larger])
            await expect(page.get_by_text("is larger than")).to_be_visible()
            await expect(_files(page)).to_have_count(2)
            await _grows(_bar(page, "plein.bin"))
            await expect(page.get_by_role("button", name="Send", exact=True)).to_be_disabled()
            await _grows(_bar(page, "autre.bin"))
            await _shot(page, "files-progress")
            async with page.expect_event("requestfailed", lambda one: "autre.bin" in one.url):
                await page.get_by_role("button", name="Remove autre.bin").click()
            await expect(_files(page)).to_have_count(1)
            await _grows(_bar(page, "plein.bin"))
        await expect(page.get_by_role("button", name="Send", exact=True)).to_be_enabled(timeout=60_000)
        await page.get_by_role("button", name="Send", exact=True).click()
        card = ana.messages.get_by_role("link", name="Download plein.bin")
        await expect(card).to_be_visible()
        await expect(ana.messages.get_by_role("link", name=re.compile("^Download "))).to_have_count(1)
        async with page.expect_download() as downloading:
            await card.click()
        saved = await (await downloading.value).path()
        assert saved.stat().st_size == LIMIT
        await _shot(page, "files-card")

        # A draft's files wait while one looks elsewhere.
        photo = tmp_path / "photo.jpg"
        photo.write_bytes(_drawn("#7b3f74", 1600, 900))
        await chooser.set_input_files(photo)
        await expect(_files(page)).to_have_count(1)
        await page.evaluate("document.documentElement.dataset.theme = 'dark'")
        await _shot(page, "files-dark")
        assert ana.complaints == []
