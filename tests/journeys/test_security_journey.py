"""Passkeys, codes and sessions in a real browser, whose passkeys a virtual authenticator keeps."""

import re
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect
from tests.journeys.axe import accessible
from tests.journeys.browser import PASSWORD, Visitor, chromium, needs_browser, visitor
from tests.journeys.conftest import serving
from tests.journeys.server_process import BeepProcess
from tests.worlds.factors import code_of

from beep.runtime.clock import SystemClock

pytestmark = [pytest.mark.anyio, pytest.mark.slow, needs_browser, pytest.mark.timeout(300)]


@pytest.fixture
async def named(tmp_path: Path) -> AsyncIterator[BeepProcess]:
    """Give a Beep with a name: passkeys belong to one, and this machine's is `localhost`."""
    async with serving(tmp_path / "home", name="localhost") as process:
        yield process


def _at(process: BeepProcess, path: str) -> str:
    return f"http://localhost:{process.port}{path}"


async def _device(page: Page) -> None:
    """Give a browser a device that keeps passkeys, unlocked, and touched whenever it asks."""
    protocol: Any = await page.context.new_cdp_session(page)
    await protocol.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    await protocol.send("WebAuthn.addVirtualAuthenticator", {"options": options})


async def _never_offers(page: Page) -> None:
    """Make a browser one that offers no passkeys where addresses are typed."""
    await page.add_init_script("PublicKeyCredential.isConditionalMediationAvailable = async () => false")


async def _settings(page: Page, name: str) -> None:
    """Go to a page of the settings, from there or from the rail."""
    pages = page.get_by_role("navigation", name="Settings")
    door = page.get_by_role("link", name="Settings")
    await expect(door.or_(pages).first).to_be_visible()
    if not await pages.is_visible():
        await door.click()
    await pages.get_by_role("link", name=name).click()


async def _sign_out(page: Page) -> None:
    await _settings(page, "Profile")
    await page.get_by_role("button", name="Sign out").click()
    await expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()


def _now() -> datetime:
    """Return the time the server of a journey lives in, which is the real one."""
    return SystemClock().now()


async def _give_password(somebody: Visitor) -> None:
    await somebody.page.get_by_label("Email address").fill(f"{somebody.name}@beep.test")
    await somebody.page.get_by_role("textbox", name="Password").fill(PASSWORD)
    await somebody.page.get_by_role("button", name="Sign in", exact=True).click()


async def _codes(page: Page) -> list[str]:
    """Return the recovery codes that are shown, and put them away."""
    dialog = page.get_by_role("dialog", name="Keep these recovery codes")
    await expect(dialog.get_by_role("listitem")).to_have_count(10)
    codes = await dialog.get_by_role("listitem").all_inner_texts()
    await dialog.get_by_role("button", name="I have kept them").click()
    return codes


async def _add_passkey(page: Page) -> None:
    await _settings(page, "Security")
    await page.get_by_role("button", name="Add a passkey").click()
    assert len(set(await _codes(page))) == 10


@pytest.mark.req("AUTH-19")
async def test_a_passkey_is_added_and_signs_in_without_a_password(named: BeepProcess) -> None:
    async with chromium() as browser, visitor(browser, "ana", _at(named, "/login")) as ana:
        page = ana.page
        await _never_offers(page)
        await page.goto(_at(named, "/signup"))
        await _device(page)
        await ana.sign_up()
        await _add_passkey(page)
        await accessible(page)
        await page.get_by_role("button", name=re.compile("^Rename ")).click()
        await page.get_by_label("Name of the passkey").fill("This laptop")
        await page.get_by_role("button", name="Save").click()
        await expect(page.get_by_text("This laptop")).to_be_visible()

        await _sign_out(page)
        await accessible(page)
        await page.get_by_role("button", name="Sign in with a passkey").click()
        await _settings(page, "Sessions")
        await expect(page.get_by_text(re.compile("· passkey$"))).to_be_visible()
        assert ana.complaints == []


@pytest.mark.req("AUTH-19")
async def test_a_passkey_is_offered_where_the_address_is_typed(named: BeepProcess) -> None:
    async with chromium() as browser, visitor(browser, "ana", _at(named, "/signup")) as ana:
        page = ana.page
        await _device(page)
        await ana.sign_up()
        await _add_passkey(page)
        await _settings(page, "Profile")
        # Who is always ready to touch their device is in again before they can press anything.
        async with page.expect_response(re.compile("/auth/passkeys/sign-in$")) as answer:
            await page.get_by_role("button", name="Sign out").click()
        assert (await answer.value).status == 200
        await _settings(page, "Sessions")
        await expect(page.get_by_text(re.compile("· passkey$"))).to_be_visible()
        assert ana.complaints == []


@pytest.mark.req("AUTH-19", "S-02", "AUTH-10")
async def test_codes_sign_in_and_a_session_that_is_ended_is_out_at_once(named: BeepProcess) -> None:
    async with chromium() as browser, visitor(browser, "ana", _at(named, "/signup")) as ana:
        page = ana.page
        await ana.sign_up()
        await _settings(page, "Security")
        await page.get_by_role("button", name="Set up an app").click()
        dialog = page.get_by_role("dialog", name="Set up an authenticator app")
        await expect(dialog.get_by_role("img", name="QR code for the app")).to_be_visible()
        await accessible(page)
        key = await dialog.get_by_label("Or type this key into the app").input_value()
        secret = key.replace(" ", "")
        code = dialog.get_by_label("Code of your authenticator app")
        await expect(code).to_have_attribute("autocomplete", "one-time-code")
        await code.fill("000000")
        await dialog.get_by_role("button", name="Confirm").click()
        await expect(dialog.get_by_text("This code is wrong")).to_be_visible()
        # The code of the step before is right too, which leaves this one's for signing in.
        await code.fill(code_of(secret, _now(), steps=-1))
        await dialog.get_by_role("button", name="Confirm").click()
        recovery = await _codes(page)

        await _sign_out(page)
        await _give_password(ana)
        await expect(page.get_by_role("heading", name="One more step")).to_be_visible()
        await accessible(page)
        await page.get_by_label("Code of your authenticator app").fill(code_of(secret, _now()))
        await page.get_by_role("button", name="Sign in", exact=True).click()
        await _settings(page, "Sessions")

        # Somebody else has the password and a recovery code, and is seen and shown out.
        async with visitor(browser, "ana", _at(named, "/login")) as other:
            await _give_password(other)
            await other.page.get_by_role("button", name="Use a recovery code").click()
            await other.page.get_by_label("Recovery code").fill(recovery[0].upper())
            await other.page.get_by_role("button", name="Sign in", exact=True).click()
            await expect(other.page.get_by_role("link", name="Settings")).to_be_visible()
            await expect(page.get_by_text("password, recovery code")).to_be_visible()
            await page.get_by_role("button", name=re.compile("^End the session ")).click()
            await expect(other.page.get_by_role("heading", name="Welcome back")).to_be_visible()
        await expect(page.get_by_text("this session")).to_be_visible()
        await expect(page.get_by_role("button", name=re.compile("^End the session "))).to_have_count(0)
        assert ana.complaints == []
