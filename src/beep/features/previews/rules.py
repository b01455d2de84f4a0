"""Which links of a text are previewed, and what a page says of itself: pure functions in linear time."""

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin

from beep.features import messaging
from beep.kit.text import has_surrogate, normal

LINKS = 5
_ADDRESS_LENGTH = 2048
_TITLE, _DESCRIPTION, _SITE = 256, 350, 100
# No page has so many; one that does is not read to the end.
_TAGS = 300
_ENTITIES = 4096

# Code and `<https://…>` are passed over; possessive, so that nothing is tried twice.
_LINK = re.compile(r"(`++)|<https?://[^\s<>]++>|(https?://[^\s<>`]++)", re.IGNORECASE)
_CLOSING = {")": "(", "]": "["}
_TAG = re.compile(r"<!--|<(script|style|noscript|title|meta|body)\b|</head", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""[\s/]*+([^\s"'<>/=]++)\s*+(?:=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'=<>`]++)))?+""")
_CHARSET = re.compile(r"""charset\s*+=\s*+["']?+([\w-]{1,20})""", re.IGNORECASE)
_CHARSETS = re.compile(
    r"utf-?8|us-ascii|iso-8859-\d{1,2}|windows-\d{3,4}|koi8-[ru]|shift_jis|euc-(jp|kr)|gb(2312|k|18030)|big5",
    re.IGNORECASE,
)
_HEAD = 2048
_COLOR = re.compile(r"#([0-9a-f]{6})", re.IGNORECASE)
# Controls and signs that turn the direction of what follows.
_CONTROLS = [*range(32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F]
_UNSEEN: dict[int, str | None] = dict.fromkeys(_CONTROLS) | dict.fromkeys((9, 10, 12, 13), " ")


@dataclass(frozen=True, slots=True)
class Description:
    """What a page says of itself."""

    title: str | None = None
    text: str | None = None
    site: str | None = None
    color: int | None = None
    picture: str | None = None


def links_in(content: str) -> list[str]:
    """Return the links of a text that are previewed, each once, in order (at most five)."""
    found: dict[str, None] = {}
    position = 0
    while len(found) < LINKS and (match := _LINK.search(content, position)):
        position = match.end()
        if ticks := match[1]:
            # As many ticks end the code; without them, these are only ticks.
            end = _same_ticks(content, ticks, position)
            position = position if end is None else end
        elif link := _trimmed(match[2] or ""):
            found[link] = None
    return list(found)


def _same_ticks(content: str, ticks: str, position: int) -> int | None:
    for run in re.compile("`++").finditer(content, position):
        if len(run[0]) == len(ticks):
            return run.end()
    return None


def _trimmed(link: str) -> str:
    """Return a link without the punctuation of the sentence around it."""
    while link:
        last = link[-1]
        is_sentence = last in ".,;:!?'\"*_~|"
        if not is_sentence and not (last in _CLOSING and link.count(last) > link.count(_CLOSING[last])):
            break
        link = link[:-1]
    is_whole = len(link.partition("://")[2]) > 0 and len(link) <= _ADDRESS_LENGTH
    return link if is_whole else ""


def decoded(content: bytes, content_type: str) -> str:
    """Return a page as text, by what it says of its signs; unknown ones are replaced."""
    named = _CHARSET.search(content_type) or _CHARSET.search(content[:_HEAD].decode("latin-1"))
    charset = named[1] if named and _CHARSETS.fullmatch(named[1]) else "utf-8"
    try:
        return content.decode(charset, "replace")
    except LookupError:
        return content.decode("utf-8", "replace")


def describe(page: str) -> Description:
    """Return what a page's head says of it.

    Not `html.parser`, which may look at the same signs again and again in a page made for that.
    """
    said: dict[str, str] = {}
    position = 0
    for _ in range(_TAGS):
        tag = _TAG.search(page, position)
        if tag is None or tag[0].lower() == "</head" or (name := (tag[1] or "").lower()) == "body":
            break
        if name == "meta":
            attributes, position = _attributes(page, tag.end())
            key = attributes.get("property") or attributes.get("name") or ""
            said.setdefault(key.strip().lower(), attributes.get("content", ""))
            continue
        start = tag.end()
        end = page.find("-->", start) if not name else _end_of(page, name, start)
        if end < 0:
            break
        if name == "title":
            said.setdefault("<title>", page[start : min(end, start + _ENTITIES)].partition(">")[2])
        position = end
    return _described(said)


def _end_of(page: str, name: str, start: int) -> int:
    found = re.compile(f"</{name}", re.IGNORECASE).search(page, start)
    return -1 if found is None else found.start()


def _attributes(page: str, position: int) -> tuple[dict[str, str], int]:
    found: dict[str, str] = {}
    while match := _ATTRIBUTE.match(page, position):
        position = match.end()
        value = match[2] or match[3] or match[4] or ""
        found.setdefault(match[1][:_SITE].lower(), value[:_ENTITIES])
    return found, position


def _described(said: dict[str, str]) -> Description:
    def first(limit: int, *keys: str) -> str | None:
        return next((text for key in keys if (text := _clean(said.get(key, ""), limit))), None)

    color = _COLOR.fullmatch(said.get("theme-color", "").strip())
    return Description(
        title=first(_TITLE, "og:title", "twitter:title", "<title>"),
        text=first(_DESCRIPTION, "og:description", "twitter:description", "description"),
        site=first(_SITE, "og:site_name", "application-name"),
        color=int(color[1], 16) if color else None,
        picture=first(_ADDRESS_LENGTH, "og:image", "og:image:url", "og:image:secure_url", "twitter:image"),
    )


def picture_address(page: str, said: Description) -> str | None:
    """Return where the picture is that a page names; the page's own address makes relative ones whole."""
    if said.picture is None:
        return None
    try:
        address = urljoin(page, said.picture)
    except ValueError:
        return None
    is_good = address.startswith(("http://", "https://")) and len(address) <= _ADDRESS_LENGTH
    return address if is_good else None


def _clean(raw: str, limit: int) -> str:
    """Return text in one line, without what is not seen, no longer than `limit`."""
    text = " ".join(normal(unescape(raw[:_ENTITIES])).translate(_UNSEEN).split())
    if has_surrogate(text):
        return ""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def embed_of(link: str, said: Description) -> messaging.Embed | None:
    """Return the box that shows a page; `None` when the page says nothing."""
    if said.title is None and said.text is None:
        return None
    provider = None if said.site is None else messaging.EmbedProvider(name=said.site)
    return messaging.Embed(
        type=messaging.PREVIEW,
        url=link,
        title=said.title,
        description=said.text,
        color=said.color,
        provider=provider,
    )
