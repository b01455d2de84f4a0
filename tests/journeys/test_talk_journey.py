"""Two people in two windows react, answer, pin, jump, open a thread, and are called from elsewhere."""

import re

import httpx2
import pytest
from playwright.async_api import Browser, Locator, expect
from tests.journeys.browser import Visitor, needs_browser, visitor, window
from tests.journeys.server_process import BeepProcess
from tests.worlds.communities import ok, server
from tests.worlds.people import sign_up

QUESTION = "Who brings the projector?"

pytestmark = [pytest.mark.anyio, pytest.mark.slow, needs_browser]


def message(who: Visitor, text: str) -> Locator:
    return who.page.get_by_role("article", name=re.compile(re.escape(text))).first


async def act(who: Visitor, text: str, name: str) -> None:
    """Choose something in the menu of a message."""
    row = message(who, text)
    await row.hover()
    await row.get_by_role("button", name="More").click()
    await who.page.get_by_role("menuitem", name=name, exact=True).click()


async def react(ana: Visitor, bo: Visitor) -> None:
    """Bo reacts from the keyboard; Ana sees it and joins, and both see two."""
    row = message(bo, QUESTION)
    await row.focus()
    await bo.page.keyboard.press("+")
    await bo.page.get_by_label("Find an emoji").fill("tada")
    await bo.page.keyboard.press("Enter")
    theirs = message(ana, QUESTION).get_by_role("button", name="🎉, 1")
    await expect(theirs).to_have_attribute("aria-pressed", "false")
    await theirs.click()
    for who in (ana, bo):
        chip = message(who, QUESTION).get_by_role("button", name="🎉, 2")
        await expect(chip).to_have_attribute("aria-pressed", "true")


async def answer(ana: Visitor, bo: Visitor) -> None:
    """Bo answers; pressing what is answered goes there."""
    await message(bo, QUESTION).focus()
    await bo.page.keyboard.press("r")
    await bo.say("I do")
    await ana.sees("I do")
    await message(ana, "I do").get_by_role("button", name="Go to the message answered").click()


async def pin(ana: Visitor, bo: Visitor) -> None:
    """Ana pins; the pin is told, listed, and leads back."""
    await act(ana, QUESTION, "Pin")
    await ana.page.get_by_role("dialog").get_by_role("button", name="Pin").click()
    await expect(bo.messages.get_by_text("pinned a message")).to_be_visible()
    await bo.page.get_by_role("button", name="Pinned messages").click()
    pins = bo.page.get_by_role("region", name="Pinned messages")
    await expect(pins.get_by_text(QUESTION)).to_be_visible()
    await pins.get_by_role("button", name="Go to the message").click()
    await pins.get_by_role("button", name="Close").click()


async def open_thread(ana: Visitor, bo: Visitor) -> None:
    """Start a thread from the message: Bo writes in it, Ana reads it."""
    await act(ana, QUESTION, "Start a thread")
    await ana.page.get_by_label("Name of the thread").fill("The projector")
    await ana.page.get_by_role("button", name="Start the thread").click()
    inside = ana.page.get_by_role("region", name="The projector")
    await expect(inside).to_be_visible()
    # It begins with the message, and the channel is told, as others were posted since.
    await expect(inside.get_by_text("This thread starts from a message of")).to_be_visible()
    await expect(inside.get_by_text(QUESTION)).to_be_visible()
    await expect(bo.messages.get_by_text("started a thread:")).to_be_visible()
    await bo.page.get_by_role("link", name=re.compile("The projector")).first.click()
    there = bo.page.get_by_role("textbox", name="Message in the thread The projector")
    await there.fill("The old one, with VGA")
    await there.press("Enter")
    await expect(inside.get_by_text("The old one, with VGA", exact=True)).to_be_visible()
    await inside.get_by_role("button", name="Close").click()


async def mention(ana: Visitor, bo: Visitor) -> None:
    """Call Bo in another channel: it counts in the list and in the title, and is gone once read."""
    await ana.page.get_by_role("button", name="Create a channel").click()
    await ana.page.get_by_label("Channel name").fill("logistics")
    await ana.page.get_by_role("dialog").get_by_role("button", name="Create").click()
    await expect(ana.page.get_by_role("textbox", name="Message in #logistics")).to_be_visible()
    await ana.say("@bob the van is booked")
    called = bo.page.get_by_role("link", name="logistics, 1 mention")
    await expect(called).to_be_visible()
    await expect(bo.page).to_have_title(re.compile(r"^\(1\) "))
    await called.click()
    await bo.sees("@bob the van is booked")
    await expect(bo.page).not_to_have_title(re.compile(r"^\(1\) "))


@pytest.mark.req("MSG-08", "MSG-09")
async def test_reactions_answers_pins_threads_and_mentions_in_two_windows(
    shared_process: BeepProcess, browser: Browser
) -> None:
    async with visitor(browser, "ana", f"{shared_process.address}/signup") as ana:
        await ana.sign_up()
        await ana.create_server("Coalition-Nord")
        await expect(ana.composer).to_be_visible()
        await ana.page.get_by_role("button", name="Invite people").first.click()
        link = ana.page.get_by_role("dialog").get_by_role("textbox", name=re.compile("link", re.IGNORECASE))
        await expect(link).to_have_value(re.compile("/invite/"))
        path = (await link.input_value()).split("/invite/", 1)[1]
        await ana.page.keyboard.press("Escape")
        async with visitor(browser, "bob", f"{shared_process.address}/invite/{path}") as bo:
            await bo.page.get_by_role("link", name="Create an account").click()
            await bo.sign_up()
            await expect(bo.composer).to_be_visible()
            await ana.say(QUESTION)
            await bo.sees(QUESTION)
            await react(ana, bo)
            await answer(ana, bo)
            await pin(ana, bo)
            await open_thread(ana, bo)
            await mention(ana, bo)
            assert bo.complaints == []
        assert ana.complaints == []


async def test_what_blocked_people_write_is_one_line_until_it_is_asked_for(
    shared_process: BeepProcess, shared_http: httpx2.AsyncClient, browser: Browser
) -> None:
    cleo, dara, eli = [await sign_up(shared_http, name) for name in ("cleo", "dara", "eli")]
    salon = await server(cleo, "Atelier")
    await salon.member(dara, eli)
    messages = f"/channels/{salon.first_channel}/messages"
    for who, text in ((dara, "one"), (eli, "two"), (dara, "three"), (cleo, "mine"), (dara, "four")):
        await ok(who, "POST", messages, {"content": text})
    for one in (dara, eli):
        await ok(cleo, "PUT", f"/users/@me/blocks/{one.id}")
    address = f"{shared_process.address}/servers/{salon.id}/channels/{salon.first_channel}"
    async with window(browser, cleo, address) as page:
        run = page.get_by_role("article", name="3 messages of people you blocked")
        await expect(run).to_have_count(1)
        await expect(page.get_by_role("article", name="A message of somebody you blocked")).to_have_count(1)
        await ok(dara, "POST", messages, {"content": "five"})
        await expect(page.get_by_role("article", name="2 messages of people you blocked")).to_have_count(1)
        await expect(page.get_by_test_id("announcer")).to_have_text("")
        await run.get_by_role("button", name="Show").click()
        await expect(page.get_by_role("article", name=re.compile("^dara: one"))).to_be_focused()
        await expect(page.get_by_role("article", name=re.compile("^dara: three"))).to_have_count(1)
        await expect(page.get_by_role("article", name="2 messages of people you blocked")).to_have_count(1)
