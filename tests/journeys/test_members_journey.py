"""A server of a thousand members in a real window: only those in sight are on the page."""

import re

import httpx2
import psycopg
import pytest
from playwright.async_api import Page, expect
from tests.journeys.axe import accessible
from tests.journeys.browser import chromium, needs_browser, window
from tests.journeys.server_process import BeepProcess
from tests.worlds.communities import Community, server
from tests.worlds.people import sign_up

from beep.runtime.database import conninfo
from beep.runtime.postgres.workspace import Workspace

pytestmark = [pytest.mark.anyio, pytest.mark.slow, needs_browser, pytest.mark.timeout(300)]
OTHERS = 999
# A window of this height shows twenty; some more wait above and below.
ROWS = 60


def _join_at_once(beep: BeepProcess, salon: Community) -> None:
    """Make members by the database itself: signing a thousand people up would take a minute."""
    with psycopg.connect(conninfo(Workspace(beep.home).url)) as connection:
        connection.execute(
            "INSERT INTO users.profile (user_id, username, is_bot, is_active, created_at) "
            "SELECT n, 'stranger' || lpad(n::text, 3, '0'), false, true, now() FROM generate_series(1, %s) n",
            [OTHERS],
        )
        connection.execute(
            "INSERT INTO servers.membership (server_id, user_id, role_ids, joined_at) "
            "SELECT %s, n, '{}', now() FROM generate_series(1, %s) n",
            [salon.id, OTHERS],
        )
        connection.execute(
            "UPDATE servers.server SET member_count = %s WHERE id = %s", [OTHERS + 1, salon.id]
        )


async def _rows(page: Page) -> int:
    return await page.get_by_role("list", name="Members").get_by_role("listitem").count()


@pytest.mark.req("SERV-05")
async def test_of_a_thousand_members_only_those_in_sight_are_on_the_page(
    beep_process: BeepProcess, http: httpx2.AsyncClient
) -> None:
    ana = await sign_up(http, "ana")
    salon = await server(ana, "Coalition")
    _join_at_once(beep_process, salon)
    address = f"{beep_process.address}/servers/{salon.id}"
    async with chromium() as browser, window(browser, ana, address) as page:
        members = page.get_by_role("list", name="Members")
        person = members.get_by_role("button", name=re.compile("stranger"))
        await expect(person.first).to_be_visible()
        assert await _rows(page) < ROWS
        await accessible(page)

        # By wheel into the middle, by keyboard to the end and back again.
        await members.hover()
        await page.mouse.wheel(0, 20_000)
        await expect(members.get_by_role("button", name="Offline stranger001")).to_have_count(0)
        assert await _rows(page) < ROWS
        await members.get_by_role("button").first.focus()
        await page.keyboard.press("End")
        await expect(members.get_by_role("button", name="Offline stranger999")).to_be_focused()
        assert await _rows(page) < ROWS
        await page.keyboard.press("Home")
        await expect(members.get_by_role("button", name=re.compile("ana"))).to_be_focused()

        await page.get_by_role("searchbox", name="Find a member").fill("ger500")
        await expect(person).to_have_count(1)
        await expect(person).to_contain_text("stranger500")
