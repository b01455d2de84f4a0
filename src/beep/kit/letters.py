"""Lays a letter out as text and as HTML that says the same: no pictures, nothing fetched, nothing counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from beep.kit.languages import Language

_PAGE = (
    "margin:0;padding:24px;background:#f6f5f1;color:#1f2937;font:16px/1.5 system-ui,-apple-system,sans-serif"
)
_CARD = "max-width:34rem;margin:0 auto;padding:24px 28px;background:#ffffff;border-radius:12px"
_BUTTON = (
    "display:inline-block;padding:10px 18px;border-radius:8px;background:#1f6f54;color:#ffffff;"
    "text-decoration:none;font-weight:600"
)
_SMALL = "color:#6b7280;font-size:14px"


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str


def as_text(paragraphs: Sequence[str | Link], *, language: Language) -> str:
    """Return the letter in plain text; a link stands on a line of its own, so that nothing breaks it."""
    colon = "\u00a0:" if language == "fr" else ":"
    parts = [f"{one.label}{colon}\n{one.url}" if isinstance(one, Link) else one for one in paragraphs]
    return "\n\n".join(parts) + "\n"


def as_html(paragraphs: Sequence[str | Link], *, title: str, language: Language) -> str:
    body = "".join(_html(one, is_last=one is paragraphs[-1]) for one in paragraphs)
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="color-scheme" content="light"><title>{escape(title)}</title></head>'
        f'<body style="{_PAGE}"><div style="{_CARD}">{body}</div></body></html>'
    )


def _html(one: str | Link, *, is_last: bool) -> str:
    if isinstance(one, Link):
        # The address in words too: some programs show no buttons, and people like to see where they go.
        address = escape(one.url)
        button = f'<p><a href="{address}" style="{_BUTTON}">{escape(one.label)}</a></p>'
        return f'{button}<p style="{_SMALL};word-break:break-all">{address}</p>'
    return f'<p style="{_SMALL}">{escape(one)}</p>' if is_last else f"<p>{escape(one)}</p>"
