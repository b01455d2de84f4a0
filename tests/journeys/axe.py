"""Accessibility, checked by axe on the page as it is: `await accessible(page)`."""

import json
from pathlib import Path
from typing import Any

from playwright.async_api import Page

_AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
_LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_COLOURS = ["color-contrast", "link-in-text-block"]
# Colours are judged where they end up, not on their way there.
_SETTLED = """() => Promise.allSettled(
  document.getAnimations()
    .filter((one) => one.effect?.getComputedTiming().iterations !== Infinity)
    .map((one) => one.finished))"""
_RUN = """async (runOnly) => (await axe.run(document, {runOnly, resultTypes: ['violations']})).violations.map(
  ({id, help, nodes}) => ({id, help, nodes: nodes.map(({target, failureSummary, html}) =>
    ({target: target.join(' '), html: html.slice(0, 200), why: failureSummary}))}))"""


async def violations(page: Page, *, colours_only: bool = False) -> list[dict[str, Any]]:
    """Return what axe finds wrong on the page, by rule, at levels A and AA, or by the rules about colours."""
    if not await page.evaluate("() => 'axe' in window"):
        # The page's policy allows no script of ours; the debugger's way in is not bound by it.
        await page.evaluate(_AXE.read_text("utf-8") + ";undefined")
    await page.evaluate(_SETTLED)
    asked = {"type": "rule", "values": _COLOURS} if colours_only else {"type": "tag", "values": _LEVELS}
    return list[dict[str, Any]](await page.evaluate(_RUN, asked))


async def accessible(page: Page) -> None:
    """Fail with what axe finds, if it finds anything."""
    found = await violations(page)
    assert not found, f"{page.url}\n" + json.dumps(found, indent=1, ensure_ascii=False)
