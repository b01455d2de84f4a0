"""Signing in by others in a real browser: an OpenID provider on a port of its own, and a real slapd."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from playwright.async_api import Locator, Page, expect
from tests import homes
from tests.fakes.openid import OpenIdFake, openid
from tests.journeys.axe import accessible
from tests.journeys.browser import PASSWORD, Look, Visitor, chromium, needs_browser, visitor, window
from tests.journeys.commands import site_of
from tests.journeys.server_process import BeepProcess
from tests.worlds import directories
from tests.worlds.directories import Directory, needs_slapd, slapd
from tests.worlds.factors import MINE, code_of
from tests.worlds.identities import configured, sign_up_there
from tests.worlds.relying_site import relying_site

from beep.runtime.clock import SystemClock

pytestmark = [pytest.mark.anyio, pytest.mark.slow, needs_browser, needs_slapd, pytest.mark.timeout(300)]


@dataclass(frozen=True, slots=True)
class Campus:
    """A Beep that believes a school's pages and a directory."""

    process: BeepProcess
    school: OpenIdFake

    def at(self, path: str) -> str:
        return f"{self.process.address}{path}"


def _directory(running: Directory) -> dict[str, str]:
    values = {
        "PRESET": "polytech",
        "URL": running.url,
        "CA_FILE": str(running.ca_file),
        "DN_TEMPLATE": "uid={username}," + directories.PEOPLE,
        "EMAILS": "trusted",
    }
    return {f"BEEP_IDENTITIES__PROVIDERS__POLYTECH__{key}": value for key, value in values.items()}


@pytest.fixture
async def campus(tmp_path: Path, migrated_home: Path) -> AsyncIterator[Campus]:
    async with openid(SystemClock().now) as school, slapd(tmp_path / "slapd") as running:
        school.asks = True
        school.is_("lea", name="Léa Martin")
        process = BeepProcess(
            homes.copy(migrated_home, tmp_path / "home"),
            **configured(school),
            **_directory(running),
            # Two busy cores are no reason to take a provider for one that is away.
            BEEP_IDENTITIES__TIMEOUT_S="30",
        )
        try:
            await process.start()
            yield Campus(process, school)
        except BaseException:
            if process.running is not None:
                await process.kill()
            raise
        await process.clean_up()


@pytest.fixture
async def api(campus: Campus) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=campus.at("/api/v10"), timeout=30) as client:
        yield client


def _pages(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Settings")


async def _is_in(page: Page) -> None:
    """Wait for the rail, or for the settings where somebody had signed out of them."""
    await expect(page.get_by_role("link", name="Settings").or_(_pages(page)).first).to_be_visible()


async def _methods(page: Page) -> None:
    """Go to the sign-in methods, from there or from the rail."""
    await _is_in(page)
    if not await _pages(page).is_visible():
        await page.get_by_role("link", name="Settings").click()
    await _pages(page).get_by_role("link", name="Sign-in methods").click()
    await expect(page.get_by_role("heading", name="Sign-in methods")).to_be_visible()


async def _sign_out(page: Page) -> None:
    await _pages(page).get_by_role("link", name="Profile").click()
    await page.get_by_role("button", name="Sign out").click()
    await expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()


async def _by_the_school(page: Page, name: str = "lea") -> None:
    """Go to the school's pages and say there who one is."""
    await page.get_by_role("button", name="Continue with A school").click()
    await page.get_by_role("link", name=f"Continue as {name}").click()


async def _show_directory(where: Page | Locator, username: str, password: str) -> None:
    await where.get_by_label("User name at Polytech").fill(username)
    await where.get_by_role("textbox", name="Password at Polytech").fill(password)


@pytest.mark.req("AUTH-02", "AUTH-04", "AUTH-20")
async def test_somebody_new_signs_up_by_a_provider_and_comes_back_by_it(campus: Campus) -> None:
    async with chromium() as browser, visitor(browser, "lea", campus.at("/signup")) as lea:
        page = lea.page
        await expect(page.get_by_role("button", name="Continue with A school")).to_be_visible()
        await accessible(page)
        await _by_the_school(page)
        await expect(page.get_by_role("heading", name="Choose your name")).to_be_visible()
        await expect(page.get_by_label("User name")).to_have_value("lea")
        await expect(page.get_by_label("Display name (optional)")).to_have_value("Léa Martin")
        await expect(page.get_by_text("lea@school.example")).to_be_visible()
        # What the school sent stands nowhere any more.
        assert urlsplit(page.url).query == ""
        await accessible(page)
        await page.get_by_label("User name").fill("lea!")
        await page.get_by_role("button", name="Create account").click()
        await expect(page.get_by_label("User name")).to_have_attribute("aria-invalid", "true")
        await page.get_by_label("User name").fill("lea-martin")
        await page.get_by_role("button", name="Create account").click()
        await _is_in(page)

        await _methods(page)
        await expect(page.get_by_text("Not set yet")).to_be_visible()
        await accessible(page)
        await page.get_by_role("button", name="Unlink A school").click()
        dialog = page.get_by_role("dialog", name="Unlink A school?")
        await dialog.get_by_role("button", name="Unlink").click()
        await expect(dialog.get_by_role("alert")).to_contain_text("no way to sign in any more")
        await dialog.get_by_role("button", name="Cancel").click()
        await expect(page.get_by_role("button", name="Unlink A school")).to_be_visible()

        await _sign_out(page)
        await _by_the_school(page)
        await _is_in(page)
        assert lea.complaints == []


@pytest.mark.req("AUTH-05", "AUTH-04")
async def test_a_directory_is_linked_and_then_opens_the_account(campus: Campus) -> None:
    async with chromium() as browser, visitor(browser, "ana", campus.at("/signup")) as ana:
        page = ana.page
        await ana.sign_up()
        await _is_in(page)
        await _methods(page)
        await page.get_by_role("button", name="Link Polytech").click()
        dialog = page.get_by_role("dialog", name="Link Polytech")
        await _show_directory(dialog, "lea", "not that one")
        await dialog.get_by_role("button", name="Link", exact=True).click()
        await expect(dialog.get_by_text("This is not the right password.")).to_be_visible()
        # What was typed is still there.
        await expect(dialog.get_by_label("User name at Polytech")).to_have_value("lea")
        await accessible(page)
        await _show_directory(dialog, "lea", directories.PASSWORD)
        await dialog.get_by_role("button", name="Link", exact=True).click()
        await expect(page.get_by_role("button", name="Unlink Polytech")).to_be_visible()

        await _sign_out(page)
        await page.get_by_role("button", name="Continue with Polytech").click()
        await expect(page.get_by_role("heading", name="Continue with Polytech")).to_be_visible()
        await _show_directory(page, "lea", "not that one")
        await page.get_by_role("button", name="Continue", exact=True).click()
        await expect(page.get_by_role("alert")).to_contain_text("do not go together there")
        await accessible(page)
        await _show_directory(page, "lea", directories.PASSWORD)
        await page.get_by_role("button", name="Continue", exact=True).click()
        await _is_in(page)

        await _methods(page)
        await page.get_by_role("button", name="Unlink Polytech").click()
        await page.get_by_role("dialog").get_by_role("button", name="Unlink").click()
        await expect(page.get_by_role("button", name="Link Polytech")).to_be_visible()
        assert ana.complaints == []


async def _sign_in_as_usual(somebody: Visitor) -> None:
    await somebody.page.get_by_role("button", name="Sign in as usual").click()
    await expect(somebody.page.get_by_label("Email address")).to_have_value(f"{somebody.name}@beep.test")
    await somebody.page.get_by_role("textbox", name="Password").fill(PASSWORD)
    await somebody.page.get_by_role("button", name="Sign in", exact=True).click()


@pytest.mark.req("AUTH-21", "S-10")
async def test_whose_address_has_an_account_signs_in_to_it_and_links_the_two(campus: Campus) -> None:
    campus.school.is_("ana", email="ana@beep.test")
    async with chromium() as browser, visitor(browser, "ana", campus.at("/signup")) as ana:
        page = ana.page
        await ana.sign_up()
        await _is_in(page)
        await page.get_by_role("link", name="Settings").click()
        await _sign_out(page)
        await _by_the_school(page, "ana")
        await expect(page.get_by_role("heading", name="You have an account already")).to_be_visible()
        await accessible(page)
        await _sign_in_as_usual(ana)
        await page.get_by_role("button", name="Link A school").click()
        await page.get_by_role("link", name="Continue as ana").click()
        await expect(page.get_by_role("button", name="Unlink A school")).to_be_visible()
        assert ana.complaints == []


@pytest.mark.req("AUTH-03")
async def test_somebody_new_signs_up_by_the_directory_on_a_phone_in_french(campus: Campus) -> None:
    look, address = Look("fr", "dark", 390, 844), campus.at("/signup?next=%2Fsettings%2Fmethods")
    async with chromium() as browser, window(browser, None, address, look) as page:
        await page.get_by_role("button", name="Continuer avec Polytech").click()
        await page.get_by_label("Identifiant Polytech").fill("lea")
        await page.get_by_role("textbox", name="Mot de passe Polytech").fill(directories.PASSWORD)
        await accessible(page)
        await page.get_by_role("button", name="Continuer", exact=True).click()
        await expect(page.get_by_role("heading", name="Choisissez votre nom")).to_be_visible()
        await accessible(page)
        await page.get_by_role("button", name="Créer le compte").click()
        await expect(page.get_by_role("button", name="Détacher Polytech")).to_be_visible()


@pytest.mark.req("AUTH-19")
async def test_the_second_factor_is_asked_for_after_a_provider(
    campus: Campus, api: httpx2.AsyncClient
) -> None:
    campus.school.asks = False
    person = await sign_up_there(api, "lea")
    campus.school.asks = True
    offer = (await person.post(f"{MINE}/totp")).json()
    code = code_of(offer["secret"], SystemClock().now())
    confirmed = (await person.post(f"{MINE}/totp/confirm", {"code": code})).json()
    address = campus.at("/login?next=%2Fsettings%2Fsessions")
    async with chromium() as browser, window(browser, None, address) as page:
        await _by_the_school(page)
        await expect(page.get_by_role("heading", name="One more step")).to_be_visible()
        await page.get_by_role("button", name="Use a recovery code").click()
        await page.get_by_label("Recovery code").fill(confirmed["recovery_codes"][0])
        await page.get_by_role("button", name="Sign in", exact=True).click()
        await expect(page.get_by_text("school, recovery code")).to_be_visible()


async def test_who_declines_there_is_told_so_and_begins_again(campus: Campus) -> None:
    async with chromium() as browser, visitor(browser, "lea", campus.at("/login")) as lea:
        page = lea.page
        await page.get_by_role("button", name="Continue with A school").click()
        await expect(page.get_by_role("link", name="Continue as lea")).to_be_visible()
        state = parse_qs(urlsplit(page.url).query)["state"][0]
        await page.goto(campus.at(f"/auth/callback/school?error=access_denied&state={state}"))
        await expect(page.get_by_role("heading", name="That did not work")).to_be_visible()
        await accessible(page)
        await page.get_by_role("button", name="Begin again").click()
        await page.get_by_role("link", name="Continue as lea").click()
        await expect(page.get_by_role("heading", name="Choose your name")).to_be_visible()
        await expect(page).to_have_url(re.compile("/auth/callback/school$"))
        # The way back counts once: the same one in another tab tells nothing and does nothing.
        await page.goto(campus.at(f"/auth/callback/school?code=1&state={state}"))
        await expect(page.get_by_text("This page is used up")).to_be_visible()
        await page.get_by_role("link", name="Sign in another way").click()
        await expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
        assert lea.complaints == []


async def test_who_has_no_password_proves_in_another_window_who_they_are(
    campus: Campus, api: httpx2.AsyncClient
) -> None:
    campus.school.asks = False
    person = await sign_up_there(api, "lea")
    campus.school.asks = True
    async with relying_site() as site, chromium() as browser:
        # Meanwhile more than a second goes by, which is all that the site allows.
        await site_of(campus.process, site)
        async with window(browser, person, f"{site.url}/login?max_age=1") as page:
            await page.get_by_role("button", name="Show that it is me").click()
            dialog = page.get_by_role("dialog", name="Is it still you?")
            await expect(dialog.get_by_role("textbox")).to_have_count(0)
            async with page.expect_popup() as opened:
                await dialog.get_by_role("button", name="Continue with A school").click()
            await expect(dialog.get_by_text("Go on in the window that has opened.")).to_be_visible()
            await accessible(page)
            beside = await opened.value
            # It closes by itself, perhaps before the press is over.
            await beside.get_by_role("link", name="Continue as lea").click(no_wait_after=True)
            await expect(dialog).to_have_count(0)
