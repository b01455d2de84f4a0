"""Somebody deletes their account and leaves their server to a member, who watches from another window."""

import re

import httpx2
import psycopg
import pytest
from playwright.async_api import Page, expect
from tests.journeys.axe import accessible
from tests.journeys.browser import chromium, needs_browser, window
from tests.journeys.server_process import BeepProcess
from tests.worlds.communities import refused, server
from tests.worlds.people import sign_up

from beep.runtime.database import conninfo
from beep.runtime.postgres.workspace import Workspace

pytestmark = [pytest.mark.anyio, pytest.mark.slow, needs_browser, pytest.mark.timeout(300)]
# Who is due goes within half a minute; the rest is patience.
GONE_MS = 90_000


def _let_the_week_pass(beep: BeepProcess) -> None:
    with psycopg.connect(conninfo(Workspace(beep.home).url), autocommit=True) as connection:
        moved = connection.execute("UPDATE leaving.departure SET due_at = now()")
        assert moved.rowcount == 1


async def _ask_to_leave(page: Page, server_name: str, heir: str) -> None:
    await page.get_by_role("button", name="Delete my account").click()
    dialog = page.get_by_role("dialog", name="Delete my account?")
    fate = dialog.get_by_label(f"The server {server_name}")
    await fate.select_option(f"Goes to {heir}, if they accept")
    await accessible(page)
    await dialog.get_by_role("button", name="Delete my account").click()
    await expect(dialog).to_have_count(0)
    await expect(page.get_by_role("heading", name="You are about to leave")).to_be_visible()
    await expect(page.get_by_text("Your account will be deleted on")).to_be_visible()
    await expect(page.get_by_role("button", name="Keep my account")).to_be_visible()


@pytest.mark.req("AUTH-13", "SERV-03")
async def test_an_account_goes_and_its_server_stays_with_who_was_chosen(
    beep_process: BeepProcess, http: httpx2.AsyncClient
) -> None:
    ana, bob, cleo = [await sign_up(http, name) for name in ("ana", "bob", "cleo")]
    salon = await server(ana, "Coalition")
    # Cleo was there first, and would be next if nobody were chosen.
    await salon.member(cleo, bob)
    home = f"{beep_process.address}/servers/{salon.id}"
    async with (
        chromium() as browser,
        window(browser, ana, f"{beep_process.address}/settings/data") as hers,
        window(browser, bob, home) as his,
    ):
        await expect(his.get_by_role("textbox", name=re.compile("^Message in #"))).to_be_visible()
        await _ask_to_leave(hers, "Coalition", "bob")

        offer = his.get_by_role("region", name="Offer of the server")
        await accessible(his)
        await offer.get_by_role("button", name="Accept").click()
        await expect(offer).to_have_count(0)
        owner = his.get_by_role("list", name="Members").get_by_role("button", name=re.compile("bob.*Owner"))
        await expect(owner).to_be_visible()

        _let_the_week_pass(beep_process)
        await expect(hers.get_by_role("heading", name="Welcome back")).to_be_visible(timeout=GONE_MS)
        ana_there = his.get_by_role("list", name="Members").get_by_role("button", name=re.compile("ana"))
        await expect(ana_there).to_have_count(0)
        await his.goto(f"{home}/settings/danger")
        await expect(his.get_by_role("button", name="Delete the server")).to_be_visible()
        await refused(ana, "GET", "/users/@me", status=401)
