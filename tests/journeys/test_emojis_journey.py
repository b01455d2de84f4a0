"""A community adds signs of its own; they are written, reacted with, renamed and deleted in two windows."""

import io
import re

import httpx2
import pytest
from PIL import Image, ImageDraw
from playwright.async_api import Browser, FilePayload, Locator, Page, expect
from tests.journeys.axe import accessible
from tests.journeys.browser import needs_browser, window
from tests.journeys.server_process import BeepProcess
from tests.worlds.communities import server
from tests.worlds.people import sign_up

from beep.kit.permissions import Permission

pytestmark = [pytest.mark.anyio, pytest.mark.slow, needs_browser, pytest.mark.timeout(300)]


def _drawn(kind: str, width: int = 300, height: int = 120) -> bytes:
    """Return a picture in a file: a wide one, unless told otherwise."""
    output = io.BytesIO()
    image = Image.new("RGB", (width, height), "#0b6b5a")
    ImageDraw.Draw(image).ellipse((10, 10, height - 10, height - 10), fill="#f2a93b")
    frames = [Image.new("RGB", (width, height), "#c2542d")] if kind == "GIF" else []
    image.save(output, kind, **({"save_all": True, "append_images": frames} if frames else {}))
    return output.getvalue()


def _file(name: str, kind: str, content: bytes | None = None) -> FilePayload:
    return {"name": name, "mimeType": f"image/{kind.lower()}", "buffer": content or _drawn(kind)}


async def _add(page: Page) -> None:
    """Add three at once: a wide picture, one that moves, and what is no picture."""
    await page.locator("input[data-emojis]").set_input_files(
        [
            _file("Fête du nord.png", "PNG"),
            _file("dance.gif", "GIF"),
            _file("notes.png", "PNG", b"only words"),
        ]
    )
    await expect(page.get_by_role("status").filter(has_text="notes.png is no")).to_be_visible()
    dialog = page.get_by_role("dialog", name="New emoji")
    await expect(dialog.get_by_label("Name")).to_have_value("Fete_du_nord")
    kept = dialog.get_by_role("group").locator("img")
    before = await kept.get_attribute("src")
    await dialog.get_by_role("button", name="Fill the square").click()
    await dialog.get_by_role("group").focus()
    await page.keyboard.press("ArrowRight")
    assert await kept.get_attribute("src") != before
    await accessible(page)
    await dialog.get_by_role("button", name="Add the emoji").click()
    await expect(dialog.get_by_label("Name")).to_have_value("dance")
    await dialog.get_by_label("Name").fill("gala")
    await dialog.get_by_role("button", name="Add the emoji").click()


async def _write_and_react(page: Page) -> None:
    """Choose one emoji while it is typed and one in the list, send both, and react with one."""
    composer = _composer(page)
    await composer.press_sequentially("hello :fet")
    await expect(page.get_by_role("option", name=":Fete_du_nord:")).to_be_visible()
    await composer.press("Enter")
    await expect(composer).to_have_value("hello :Fete_du_nord: ")
    await page.get_by_role("button", name="Add an emoji").click()
    await expect(page.get_by_label("Find an emoji")).to_be_focused()
    await page.keyboard.type("gala")
    await page.keyboard.press("Enter")
    await expect(composer).to_have_value("hello :Fete_du_nord: :gala: ")
    await composer.press("Enter")
    # While it is on its way another row stands in its place, which would take the focus with it.
    sent = page.get_by_role("article", name=re.compile("hello(?!.*, sending$)")).first
    picture = sent.get_by_role("img", name=":Fete_du_nord:").locator("img")
    await expect(picture).to_have_js_property("naturalWidth", 128)
    await sent.focus()
    await page.keyboard.press("+")
    await page.get_by_label("Find an emoji").fill("gala")
    await page.keyboard.press("Enter")
    await expect(sent.get_by_role("button", name="gala, 1")).to_be_visible()


def _composer(page: Page) -> Locator:
    return page.get_by_role("textbox", name=re.compile("^Message in #"))


async def test_a_server_adds_emojis_and_its_members_use_them_at_once(
    shared_process: BeepProcess, shared_http: httpx2.AsyncClient, browser: Browser
) -> None:
    ana, bob = [await sign_up(shared_http, name) for name in ("ana", "bob")]
    salon = await server(ana, "Coalition-Nord")
    await salon.member(bob)
    home = f"{shared_process.address}/servers/{salon.id}"
    async with (
        window(browser, ana, f"{home}/settings/emojis") as page,
        window(browser, bob, f"{home}/channels/{salon.first_channel}") as other,
    ):
        await expect(page.get_by_text("No emoji of its own yet")).to_be_visible()
        await expect(_composer(other)).to_be_visible()
        await _add(page)
        rows = page.get_by_role("region", name="Emojis").get_by_role("listitem")
        await expect(rows).to_have_text([re.compile(":Fete_du_nord:"), re.compile("Added by ana · moves")])
        await expect(page.get_by_role("heading", name="2 emojis of 50")).to_be_visible()
        await _write_and_react(other)

        # Another name, and none at all, are heard at once.
        await page.get_by_role("button", name="Rename gala").click()
        await page.get_by_role("dialog").get_by_label("Name").fill("ball")
        await page.get_by_role("dialog").get_by_role("button", name="Rename").click()
        await _composer(other).press_sequentially(":bal")
        option = other.get_by_role("option", name=":ball:", exact=True)
        await expect(option).to_be_visible()
        await page.get_by_role("button", name="Delete ball").click()
        await page.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()
        await expect(rows).to_have_count(1)
        await expect(option).to_have_count(0)


async def test_who_may_add_emojis_changes_their_own_alone(
    shared_process: BeepProcess, shared_http: httpx2.AsyncClient, browser: Browser
) -> None:
    cleo, dara = [await sign_up(shared_http, name) for name in ("cleo", "dara")]
    salon = await server(cleo, "Atelier")
    await salon.member(dara)
    await salon.role("Gardeners", Permission.CREATE_EXPRESSIONS, dara)
    page_of = f"{shared_process.address}/servers/{salon.id}/settings/emojis"
    async with window(browser, cleo, page_of) as cleos, window(browser, dara, page_of) as daras:
        for page, name in ((cleos, "rose"), (daras, "tulip")):
            await page.locator("input[data-emojis]").set_input_files([_file(f"{name}.png", "PNG")])
            await page.get_by_role("button", name="Add the emoji").click()
        for page in (cleos, daras):
            await expect(page.get_by_role("listitem").filter(has_text=":rose:")).to_be_visible()
            await expect(page.get_by_role("listitem").filter(has_text=":tulip:")).to_be_visible()
        await expect(cleos.get_by_role("button", name="Delete tulip")).to_be_visible()
        await expect(daras.get_by_role("button", name="Delete tulip")).to_be_visible()
        await expect(daras.get_by_role("button", name="Delete rose")).to_have_count(0)
        # A way in for nobody who may do neither.
        await expect(
            daras.get_by_role("navigation", name="Server settings").get_by_role("link")
        ).to_have_text(["Emojis"])
