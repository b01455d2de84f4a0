"""Scrolling a list of a thousand members in a real browser, beside a page of as many plain rows.

A frame is what lies between two turns the browser gives a page to draw in: 16.7 ms on a screen of 60 a
second, 33.3 ms when one was missed. Both pages are scrolled by the same gestures in the same browser,
turn about.
"""

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from playwright.sync_api import CDPSession, Page, sync_playwright

from bench import people, stats
from bench.peer import Room

_WIDTH, _HEIGHT = 1280, 860
_FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
# There and back; a hand that flings a list moves it about as fast.
_DISTANCE, _PIXELS_PER_S = 12_000, 4_000
_TURNS = 4
# The browser's clock ticks in tenths of a millisecond: a frame in time may be told as a little late.
_SLACK_MS = 0.5
_ROWS = "[role=list][aria-label=Members] [role=listitem]"
_LIST = "[role=list][aria-label=Members]"
_WATCH = """() => {
  const seen = [], rows = []
  const turn = (now) => {
    seen.push(now)
    if (seen.length % 10 === 0) rows.push(document.querySelectorAll('ROWS, .plain li').length)
    window.watching = requestAnimationFrame(turn)
  }
  window.watched = { seen, rows }
  window.watching = requestAnimationFrame(turn)
}""".replace("ROWS", _ROWS)
_TOLD = "() => { cancelAnimationFrame(window.watching); return window.watched }"
_PLAIN = """<!doctype html><style>
body { margin: 0; font: 15px sans-serif } .plain { margin: 0; padding: 0; height: 100vh; overflow-y: auto }
li { height: 42px; list-style: none }</style><ul class="plain">ROWS</ul>"""


@dataclass(frozen=True, slots=True)
class _Turn:
    """One gesture: milliseconds of each frame, the main thread's own, and the most rows seen on the page."""

    frames_ms: Sequence[float]
    main_ms: float
    rows: int


def missing() -> str:
    """Return why this cannot be measured here, if it cannot."""
    return "" if _chromium() else "there is no chromium"


def measure(port: int, room: Room) -> dict[str, Any]:
    """Scroll the members of the room's server, as its first member."""
    api = people.Api(port)
    token = room.members[0]
    server = api.call("GET", f"/channels/{room.id}", token=token)["guild_id"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=list(_FLAGS))
        context = browser.new_context(viewport={"width": _WIDTH, "height": _HEIGHT}, locale="en-GB")
        context.add_init_script(_signed_in(token))
        beep, plain = context.new_page(), context.new_page()
        beep.goto(f"http://127.0.0.1:{port}/servers/{server}/channels/{room.id}")
        beep.locator(_ROWS).nth(9).wait_for()
        plain.set_content(_PLAIN.replace("ROWS", _plain_rows(len(room.members))))
        turns: dict[str, list[_Turn]] = {"beep": [], "plain": []}
        for number in range(_TURNS + 1):
            for name, page, place in (("beep", beep, _LIST), ("plain", plain, ".plain")):
                turn = _scrolled(page, place, up=number % 2 == 1)
                # The first is for the browser to get warm.
                turns[name] += [turn] if number else []
        browser.close()
    found = {name: _summed(them) for name, them in turns.items()}
    ratio = found["beep"]["frame_ms"]["p95"] / found["plain"]["frame_ms"]["p95"]
    return {"members": len(room.members), **found, "p95_ratio": ratio}


def _chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


def _signed_in(token: str) -> str:
    kept = {
        "beep.preferences": {"locale": "en", "theme": "light"},
        "beep.session": {"accessToken": token, "refreshToken": "", "expiresAt": 1e15},
    }
    pairs = json.dumps({name: json.dumps(value) for name, value in kept.items()})
    return f"for (const [name, value] of Object.entries({pairs})) localStorage.setItem(name, value)"


def _plain_rows(count: int) -> str:
    return "".join(f"<li>person{number:04d}</li>" for number in range(count))


def _scrolled(page: Page, place: str, *, up: bool) -> _Turn:
    page.bring_to_front()
    box = page.locator(place).bounding_box()
    assert box is not None
    browser = page.context.new_cdp_session(page)
    browser.send("Performance.enable")
    before = _main_s(browser)
    page.evaluate(_WATCH)
    gesture = {
        "x": box["x"] + box["width"] / 2,
        "y": box["y"] + box["height"] / 2,
        "yDistance": _DISTANCE if up else -_DISTANCE,
        "speed": _PIXELS_PER_S,
        "gestureSourceType": "mouse",
    }
    browser.send("Input.synthesizeScrollGesture", gesture)
    told: Mapping[str, Sequence[float]] = page.evaluate(_TOLD)
    spent = _main_s(browser) - before
    browser.detach()
    seen = told["seen"]
    frames = [later - earlier for earlier, later in pairwise(seen)]
    return _Turn(frames, spent * 1e3, int(max(told["rows"], default=0)))


def _main_s(browser: CDPSession) -> float:
    """Return how long the page's main thread has worked so far."""
    metrics = browser.send("Performance.getMetrics")["metrics"]
    return next(float(one["value"]) for one in metrics if one["name"] == "TaskDuration")


def _summed(turns: Sequence[_Turn]) -> dict[str, Any]:
    frames = [frame for turn in turns for frame in turn.frames_ms]
    return {
        "frame_ms": stats.spread(frames),
        "over_16_7_share": _share_over(frames, 1000 / 60),
        "over_33_share": _share_over(frames, 1000 / 30),
        "main_ms_per_frame": sum(turn.main_ms for turn in turns) / max(1, len(frames)),
        "rows_on_page": max(turn.rows for turn in turns),
    }


def _share_over(frames: Sequence[float], limit_ms: float) -> float:
    return sum(frame > limit_ms + _SLACK_MS for frame in frames) / max(1, len(frames))
