"""Another program signs somebody in with Beep: by its own library, by real sockets and a real browser."""

import re
import secrets
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oidc.discovery import OpenIDProviderMetadata
from playwright.async_api import Page, expect
from tests.journeys.axe import accessible
from tests.journeys.browser import PASSWORD, chromium, needs_browser, window
from tests.journeys.commands import beep, registered, site_of
from tests.journeys.server_process import BeepProcess
from tests.worlds.people import Person, sign_up
from tests.worlds.relying import back
from tests.worlds.relying_site import relying_site

pytestmark = [pytest.mark.anyio, pytest.mark.slow, pytest.mark.timeout(300)]


async def _allow(person: Person, address: str) -> str:
    """Let somebody allow what an authorization address asks for, and return where they are sent."""
    async with httpx2.AsyncClient() as browser:
        page = await browser.get(address)
    assert page.status_code == 303
    query = urlsplit(page.headers["location"]).query
    answer = await person.post("/authorizations", {"query": query, "answer": "allow"})
    assert answer.status_code == 200, answer.text
    return answer.json()["redirect_to"]


@pytest.mark.req("AUTH-18", "AUTH-20", "S-12")
async def test_a_native_app_signs_in_by_the_library_everybody_uses(
    beep_process: BeepProcess, http: httpx2.AsyncClient
) -> None:
    ana = await sign_up(http, "ana")
    client_id, secret = await registered(
        beep_process, "Pocket", "--public", "--redirect-uri", "http://127.0.0.1/back",
        "--scope", "openid", "--scope", "offline_access", "--scope", "beep",
    )  # fmt: skip
    assert secret is None
    async with AsyncOAuth2Client(
        client_id,
        token_endpoint_auth_method="none",
        code_challenge_method="S256",
        redirect_uri="http://127.0.0.1:51004/back",
        scope="openid offline_access beep",
    ) as app:
        metadata = (await app.request(
            "GET", f"{beep_process.address}/.well-known/openid-configuration", withhold_token=True
        )).json()  # fmt: skip
        OpenIDProviderMetadata(metadata).validate()
        assert metadata["issuer"] == beep_process.address
        verifier = secrets.token_urlsafe(48)
        address, state = app.create_authorization_url(
            metadata["authorization_endpoint"], code_verifier=verifier, nonce="a nonce"
        )
        response = await _allow(ana, address)
        assert response.startswith("http://127.0.0.1:51004/back?")
        assert back(response)["iss"] == metadata["issuer"]
        token = await app.fetch_token(
            metadata["token_endpoint"], authorization_response=response, code_verifier=verifier, state=state
        )
        own = await app.get(f"{beep_process.address}/api/v10/users/@me")
        assert own.json()["username"] == "ana"
        renewed = await app.refresh_token(metadata["token_endpoint"], token["refresh_token"])
        assert renewed["refresh_token"] != token["refresh_token"]
        assert (await app.get(f"{beep_process.address}/api/v10/users/@me")).status_code == 200
        # A code that was heard on the way opens nothing, and closes what it had opened.
        with pytest.raises(OAuthError, match="invalid_grant"):
            await app.fetch_token(
                metadata["token_endpoint"], authorization_response=response, code_verifier=verifier
            )
        assert (await http.get("/users/@me", headers=_bearer(renewed))).status_code == 401
        # None of it stands in the log (S-12).
        assert beep_process.running is not None
        written = "\n".join(beep_process.running.lines.all)
        assert "/oauth2/token" in written
        for secret in (back(response)["code"], verifier, token["access_token"], renewed["refresh_token"]):
            assert secret not in written
        # Another program's signing in ended nobody else's.
        assert (await ana.get("/users/@me")).status_code == 200


def _bearer(token: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {token['access_token']}"}


@needs_browser
@pytest.mark.req("AUTH-18", "S-12")
async def test_somebody_signs_in_to_a_site_with_beep_and_out_again(
    beep_process: BeepProcess, http: httpx2.AsyncClient
) -> None:
    await sign_up(http, "ana", password=PASSWORD)
    async with relying_site() as site, chromium() as browser, window(browser, None, site.url) as page:
        await site_of(beep_process, site)
        # Nobody is signed in yet: by way of the door, then the question.
        await page.get_by_role("link", name="Sign in with Beep").click()
        await page.get_by_label("Email address").fill("ana@example.org")
        await page.get_by_role("textbox", name="Password").fill(PASSWORD)
        await page.get_by_role("button", name="Sign in", exact=True).click()
        await expect(page.get_by_role("heading", name="Wiki asks to sign you in")).to_be_visible()
        await expect(page.get_by_text("See your email address")).to_be_visible()
        await accessible(page)
        await page.get_by_role("button", name="Allow").click()
        await expect(page.get_by_role("heading", name="Hello ana")).to_be_visible()
        assert site.signed_in[-1]["userinfo"]["nonce"]
        assert site.signed_in[-1]["person"]["email"] == "ana@example.org"

        # The next time nothing is asked.
        await page.goto(f"{site.url}/login")
        await expect(page.get_by_role("heading", name="Hello ana")).to_be_visible()
        assert len(site.signed_in) == 2

        await _takes_back(page, beep_process)
        await page.goto(f"{site.url}/login")
        await page.get_by_role("button", name="Cancel").click()
        await expect(page.get_by_role("heading", name="Not signed in: access_denied")).to_be_visible()

        # Signing out of the site, and of Beep.
        await page.goto(f"{site.url}/logout")
        await expect(page.get_by_text("Wiki asks to sign you out of Beep")).to_be_visible()
        await accessible(page)
        await page.get_by_role("button", name="Sign out").click()
        await expect(page.get_by_role("heading", name="Goodbye")).to_be_visible()
        await page.goto(f"{site.url}/login?prompt=none")
        await expect(page.get_by_role("heading", name="Not signed in: login_required")).to_be_visible()


async def _takes_back(page: Page, process: BeepProcess) -> None:
    await page.goto(f"{process.address}/settings/apps")
    await page.get_by_role("button", name="Remove the access of Wiki").click()
    await page.get_by_role("dialog").get_by_role("button", name="Remove access").click()
    await expect(page.get_by_role("heading", name="No connected app")).to_be_visible()


@needs_browser
async def test_a_site_may_want_the_password_once_more(
    beep_process: BeepProcess, http: httpx2.AsyncClient
) -> None:
    ana = await sign_up(http, "ana", password=PASSWORD)
    async with relying_site() as site, chromium() as browser:
        await site_of(beep_process, site, scope="openid profile")
        async with window(browser, ana, f"{site.url}/login?max_age=1") as page:
            await expect(page.get_by_text("Wiki asks you to sign in once more.")).to_be_visible()
            await page.get_by_role("button", name="Show that it is me").click()
            await page.get_by_role("textbox", name="Your password").fill("wrong")
            await page.get_by_role("button", name="Continue").click()
            await expect(page.get_by_text("This is not the right password.")).to_be_visible()
            await accessible(page)
        async with window(browser, ana, f"{site.url}/login?prompt=login") as page:
            # Signed up a moment ago, which is recent enough.
            await page.get_by_role("button", name="Allow").click()
            await expect(page.get_by_role("heading", name="Hello ana")).to_be_visible()


@needs_browser
async def test_an_administrator_registers_an_application_on_screen(
    beep_process: BeepProcess, http: httpx2.AsyncClient
) -> None:
    root = await sign_up(http, "root")
    await beep(beep_process, "admin", "grant", "root")
    async with (
        relying_site() as site,
        chromium() as browser,
        window(browser, root, f"{beep_process.address}/settings/clients") as page,
    ):
        await page.get_by_role("button", name="Register an application").click()
        dialog = page.get_by_role("dialog", name="Register an application")
        await dialog.get_by_label("Name of the application").fill("Wiki")
        await dialog.get_by_label("Where it may send people back to").fill("http://wiki.example.org/cb")
        await dialog.get_by_role("button", name="Register").click()
        await expect(dialog.get_by_text(re.compile("Use https"))).to_be_visible()
        await dialog.get_by_label("Where it may send people back to").fill(site.callback)
        await accessible(page)
        await dialog.get_by_role("button", name="Register").click()
        shown = page.get_by_role("dialog", name="Wiki is registered")
        client_id = await shown.get_by_label("Identifier (client_id)").input_value()
        secret = await shown.get_by_label("Secret (client_secret)").input_value()
        await shown.get_by_role("button", name="I have kept it").click()
        site.use(beep_process.address, client_id, secret, scope="openid profile")
        await page.goto(f"{site.url}/login")
        await page.get_by_role("button", name="Allow").click()
        await expect(page.get_by_role("heading", name="Hello root")).to_be_visible()
        await page.goto(f"{beep_process.address}/settings/clients")
        await page.get_by_role("button", name="Actions for Wiki").click()
        await page.get_by_role("menuitem", name="Remove the application").click()
        await page.get_by_role("dialog").get_by_role("button", name="Remove the application").click()
        await expect(page.get_by_role("heading", name="No application yet")).to_be_visible()
