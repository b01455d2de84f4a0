"""Take pictures of the client against the pretend server, to look at them: `python tests/screenshots.py [folder] [base]`."""

import json
import sys
import tempfile
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

FOLDER = Path(sys.argv[1] if len(sys.argv) > 1 else "/tmp/beep-shots")
BASE = sys.argv[2] if len(sys.argv) > 2 else "http://127.0.0.1:8123"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]
SIZES = {"wide": (1440, 900), "phone": (390, 844)}


def call(path: str, body: dict | None = None) -> dict | None:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{BASE}/api/v10{path}", data=data)
    with urllib.request.urlopen(request) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    ids = call("/mock/ids")
    channel = f"/servers/{ids['server']}/channels/{ids['gala']}"
    only = sys.argv[3].split(",") if len(sys.argv) > 3 else None
    with sync_playwright() as play:
        for locale in ("en", "fr"):
            for theme in ("light", "dark"):
                for size, (width, height) in SIZES.items():
                    if locale == "fr" and theme == "dark":
                        continue
                    with tempfile.TemporaryDirectory() as profile:
                        browser = play.chromium.launch_persistent_context(
                            profile, executable_path="/usr/bin/chromium", args=FLAGS, headless=True,
                            viewport={"width": width, "height": height}, color_scheme=theme,
                            locale="fr-FR" if locale == "fr" else "en-GB", has_touch=size == "phone",
                        )
                        page = browser.pages[0]
                        page.on("console", lambda line: line.type in ("error", "warning") and print(size, theme, line.text))
                        page.on("pageerror", lambda error: print(size, theme, "ERROR", error))
                        shoot(page, f"{locale}-{size}-{theme}", channel, only, size)
                        browser.close()


def shoot(page, name: str, channel: str, only: list[str] | None, size: str) -> None:
    def picture(what: str) -> None:
        if only is None or what in only:
            page.wait_for_timeout(350)
            page.screenshot(path=FOLDER / f"{what}-{name}.png")

    page.goto(f"{BASE}/login")
    page.wait_for_selector("input[type=email]")
    picture("login")
    page.goto(f"{BASE}/signup")
    page.wait_for_selector("input[type=email]")
    page.fill("input[type=email]", "nobody")
    page.click("button[type=submit]")
    page.wait_for_selector("[aria-invalid]")
    picture("signup")
    page.goto(f"{BASE}/invite/gala")
    page.wait_for_selector("h1")
    picture("invite")
    page.goto(f"{BASE}/login")
    page.fill("input[type=email]", "ana@example.org")
    page.fill("input[autocomplete=current-password]", "secret")
    page.click("button[type=submit]")
    page.wait_for_selector("text=Ana Duval", state="attached")
    page.wait_for_timeout(300)
    picture("home")
    page.goto(f"{BASE}{channel}")
    page.wait_for_selector("article")
    call("/mock/typing", {})
    page.wait_for_timeout(300)
    picture("channel")
    if size == "phone":
        page.locator("main header button").first.click()
        picture("navigation")
        page.locator("[class*=backdrop]").click(position={"x": 380, "y": 400})
        page.locator("main header button").last.click()
        picture("members")
        page.goto(f"{BASE}{channel}")
        page.wait_for_selector("article")
    else:
        page.locator("nav header button").first.click()
        page.wait_for_timeout(200)
        picture("invite-dialog")
        page.keyboard.press("Escape")
        page.locator("article").last.hover()
        picture("hover")
        page.mouse.move(700, 400)
        for _ in range(12):
            page.mouse.wheel(0, -900)
            page.wait_for_timeout(60)
        picture("scrolled")
        page.locator("button[title]").filter(has=page.locator("path[d='M12 5v14M5 12h14']")).first.click()
        picture("create-server")
        page.keyboard.press("Escape")
    page.goto(f"{BASE}/settings")
    page.wait_for_selector("form")
    picture("settings")
    page.goto(f"{BASE}/settings/bots")
    page.wait_for_timeout(300)
    picture("bots")
    page.goto(f"{BASE}/settings/sessions")
    page.wait_for_timeout(300)
    picture("sessions")


if __name__ == "__main__":
    main()
