"""Two people meet and talk in two real windows, and lose their connection on the way."""

import re

import pytest
from playwright.async_api import expect
from tests.faults.proxy import FaultProxy
from tests.journeys.browser import chromium, needs_browser, visitor
from tests.journeys.server_process import BeepProcess

pytestmark = [pytest.mark.anyio, pytest.mark.slow, needs_browser, pytest.mark.timeout(300)]


@pytest.mark.req("ENT-01", "AUTH-01", "SERV-01", "INV-01", "INV-02", "MSG-01", "MSG-14", "RT-02", "REL-03")
async def test_two_people_meet_talk_reload_and_survive_a_lost_connection(beep_process: BeepProcess) -> None:
    async with (
        FaultProxy(beep_process.address) as proxy,
        chromium() as browser,
        visitor(browser, "ana", f"{beep_process.address}/signup") as ana,
    ):
        await ana.sign_up()
        await ana.create_server("Coalition-Nord")
        await expect(ana.composer).to_be_visible()

        # Ana invites; Bo, a stranger in another window, signs up on the way and lands in the channel.
        await ana.page.get_by_role("button", name="Invite people").first.click()
        link = ana.page.get_by_role("dialog").get_by_role("textbox", name=re.compile("link", re.IGNORECASE))
        await expect(link).to_have_value(re.compile("/invite/"))
        path = (await link.input_value()).split("/invite/", 1)[1]
        await ana.page.keyboard.press("Escape")
        async with visitor(browser, "bob", f"{proxy.address}/invite/{path}") as bo:
            await expect(bo.page.get_by_text("Coalition-Nord").first).to_be_visible()
            await bo.page.get_by_role("link", name="Create an account").click()
            await bo.sign_up()
            await expect(bo.composer).to_be_visible()

            # They talk both ways.
            await ana.say("Hello Bo!")
            await bo.sees("Hello Bo!")
            await bo.say("Hello **Ana**, I brought the _keys_.")
            await ana.sees("Hello Ana, I brought the keys.")

            # Bo reloads and finds everything again.
            await bo.page.reload()
            await bo.sees("Hello Bo!")

            # Bo loses the connection; what is said meanwhile arrives, once, and so does what Bo writes.
            proxy.cut()
            await expect(bo.page.get_by_role("status", name="Connection")).to_contain_text(
                re.compile("onnect|ffline")
            )
            for number in range(1, 6):
                await ana.say(f"while you were away {number}")
                await ana.sees(f"while you were away {number}")
            await bo.say("written without a connection")
            proxy.mend()
            for number in range(1, 6):
                await bo.sees(f"while you were away {number}")
            await ana.sees("written without a connection")
            await bo.sees("written without a connection")
            shown = await bo.messages.get_by_text(re.compile("^while you were away")).all_inner_texts()
            assert shown == [f"while you were away {number}" for number in range(1, 6)]
            assert bo.complaints == []
        assert ana.complaints == []
