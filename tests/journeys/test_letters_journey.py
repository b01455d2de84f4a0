"""Letters, from a real mail server into a real browser: addresses confirmed, moved, passwords forgotten."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import psycopg
import pytest
from playwright.async_api import Browser, Page, expect
from tests.journeys.browser import PASSWORD, Look, chromium, needs_browser, visitor, window
from tests.journeys.server_process import BeepProcess
from tests.worlds.letters import Sink, smtp_settings, smtp_sink
from tests.worlds.people import Person, log_in, sign_up

from beep.runtime.database import conninfo

pytestmark = [pytest.mark.anyio, pytest.mark.slow, needs_browser]
NEW = "des violettes en mars"
# Where to put what was seen, for whoever wants to look.
SHOTS = os.environ.get("BEEP_SHOTS")  # noqa: TID251 - a test's own switch


async def _shot(page: Page, name: str) -> None:
    if SHOTS:
        await page.screenshot(path=f"{SHOTS}/{name}.png")


@pytest.fixture
async def sink() -> AsyncIterator[Sink]:
    async with smtp_sink() as started:
        yield started


@pytest.fixture
async def sending(tmp_path: Path, sink: Sink) -> AsyncIterator[BeepProcess]:
    """Give a running Beep that sends its letters."""
    process = BeepProcess(tmp_path / "home", **smtp_settings(sink.port))
    process.settings["BEEP_PUBLIC_URL"] = process.address
    await process.start()
    try:
        yield process
    finally:
        await process.clean_up()


async def _link(sink: Sink, beep: BeepProcess, page: str) -> str:
    """Return the link of the next letter, as whoever reads it would press it."""
    letter = await sink.next()
    link = f"{beep.address}/{page}#{letter.token}"
    assert link in letter.text()
    return link


@pytest.mark.req("AUTH-01")
async def test_one_signs_up_reads_a_letter_and_everything_is_open(sending: BeepProcess, sink: Sink) -> None:
    async with chromium() as browser, visitor(browser, "ana", f"{sending.address}/signup") as ana:
        await ana.sign_up()
        banner = ana.page.get_by_role("region", name="Confirm your address")
        await expect(banner).to_contain_text("ana@beep.test")
        await _shot(ana.page, "banner")
        await ana.create_server("Salon")
        await expect(ana.page.get_by_role("dialog")).to_contain_text("Confirm your email address first")
        await _shot(ana.page, "refused")
        await ana.page.keyboard.press("Escape")
        # Somewhere else, as a letter is often read on another device.
        link = await _link(sink, sending, "verify")
        async with window(browser, None, link) as phone:
            await phone.get_by_role("button", name="Confirm my address").click()
            await expect(phone.get_by_role("heading", name="Your address is confirmed")).to_be_visible()
            await _shot(phone, "confirmed")
        await expect(banner).to_have_count(0)
        await ana.create_server("Salon")
        await expect(ana.composer).to_be_visible()
        assert ana.complaints == []


@pytest.mark.req("S-12")
async def test_one_forgets_the_password_and_chooses_another_by_a_letter(
    sending: BeepProcess, sink: Sink
) -> None:
    async with httpx2.AsyncClient(base_url=f"{sending.address}/api/v10", timeout=30) as http:
        await sign_up(http, "ana")
        await sink.next()
    async with chromium() as browser, visitor(browser, "ana", f"{sending.address}/login") as ana:
        page = ana.page
        await page.get_by_label("Email address").fill("ana@example.org")
        await page.get_by_role("link", name="Forgotten password?").click()
        # What was typed at the door is not typed twice.
        await expect(page.get_by_label("Email address")).to_have_value("ana@example.org")
        await page.get_by_role("button", name="Send the letter").click()
        await expect(page.get_by_text("If there is an account with this address")).to_be_visible()
        await _shot(page, "asked")
        await page.goto(await _link(sink, sending, "reset"))
        await page.get_by_role("textbox", name="New password").fill("azertyuiop")
        await page.get_by_role("button", name="Change my password").click()
        await expect(page.get_by_text("This password is easy to guess")).to_be_visible()
        await page.get_by_role("textbox", name="New password").fill(NEW)
        await page.get_by_role("button", name="Change my password").click()
        await expect(page.get_by_text("Your password is changed")).to_be_visible()
        # The link is used up, and no longer in the address bar.
        assert page.url == f"{sending.address}/reset"
        await _shot(page, "chosen")
        await page.get_by_role("link", name="Sign in").click()
        await page.get_by_label("Email address").fill("ana@example.org")
        await page.get_by_role("textbox", name="Password").fill(NEW)
        await page.get_by_role("button", name="Sign in").click()
        await expect(page.get_by_role("button", name="Create a server").first).to_be_visible()
    # The letter's link was in no address the server saw.
    logged = "".join(sending.running.lines.all if sending.running else [])
    assert "/reset#" not in logged


@pytest.mark.req("USER-01")
async def test_one_moves_to_another_address_and_whoever_has_the_old_one_takes_it_back(
    sending: BeepProcess, sink: Sink
) -> None:
    async with httpx2.AsyncClient(base_url=f"{sending.address}/api/v10", timeout=30) as http:
        ana = await sign_up(http, "ana", password=PASSWORD)
        token = (await sink.next()).token
        assert (await http.post("/auth/email/confirm", json={"token": token})).status_code == 200
    async with chromium() as browser:
        async with window(browser, ana, f"{sending.address}/settings/account") as page:
            await page.get_by_label("New email address").fill("neu@example.org")
            await page.get_by_role("button", name="Change my address").click()
            await expect(page.get_by_text("neu@example.org")).to_be_visible()
            await _shot(page, "pending")
            link = await _link(sink, sending, "verify")
            async with window(browser, None, link) as other:
                await other.get_by_role("button", name="Confirm my address").click()
                await expect(other.get_by_role("heading", name="This is your address now")).to_be_visible()
            await expect(page.get_by_role("button", name="Keep my address")).to_have_count(0)
            await expect(page.get_by_role("listitem").filter(has_text="neu@example.org")).to_contain_text(
                "Confirmed"
            )
        await _taken_back(browser, await _link(sink, sending, "undo"))


async def _taken_back(browser: Browser, link: str) -> None:
    async with window(browser, None, link) as page:
        await _shot(page, "undo")
        await page.get_by_role("button", name="Undo the change and lock my account").click()
        await page.get_by_role("textbox", name="New password").fill(NEW)
        await page.get_by_role("button", name="Change my password").click()
        await expect(page.get_by_text("Your password is changed")).to_be_visible()


# -- without a mail server --------------------------------------------------------------------


async def _administrator(http: httpx2.AsyncClient, beep: BeepProcess) -> Person:
    zoe = await sign_up(http, "zoe")
    run = next(iter(beep.home.glob("**/.s.PGSQL.*"))).parent
    with psycopg.connect(conninfo(f"postgresql://beep@/beep?host={run}"), autocommit=True) as connection:
        connection.execute(
            "UPDATE auth.account SET global_roles = '{user,admin}' WHERE user_id = %s", (zoe.id,)
        )
    return await log_in(http, zoe)


async def test_an_administrator_hands_over_the_link_where_no_mail_is_sent(
    beep_process: BeepProcess, http: httpx2.AsyncClient
) -> None:
    await sign_up(http, "ana")
    zoe = await _administrator(http, beep_process)
    async with chromium() as browser:
        async with window(browser, zoe, f"{beep_process.address}/settings/letters") as page:
            await expect(page.get_by_text("This Beep has no mail server")).to_be_visible()
            await expect(page.get_by_role("heading", name="No letter yet")).to_be_visible()
            await _shot(page, "letters-none")
            await http.post("/auth/reset", json={"email": "ana@example.org"})
            await page.get_by_role("button", name="Open the letter to ana@example.org").click()
            link = await page.get_by_role("dialog").get_by_label("Link").input_value()
            await _shot(page, "letter")
        async with window(browser, None, link) as page:
            await page.get_by_role("textbox", name="New password").fill(NEW)
            await page.get_by_role("button", name="Change my password").click()
            await expect(page.get_by_text("Your password is changed")).to_be_visible()
        for look in (Look("fr", "dark"), Look("fr", "light", 390, 844)):
            async with window(browser, zoe, f"{beep_process.address}/settings/letters", look) as page:
                await expect(page.get_by_role("heading", name="Courrier")).to_be_visible()
                await expect(page.get_by_text("ana@example.org")).to_be_visible()
                await _shot(page, f"letters-{look.theme}-{look.width}")
