"""Packs a copy of somebody's data: a ZIP of JSON files with a page that can be read without any program."""

import asyncio
import contextlib
import html
import secrets
import zipfile
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from beep.features.leaving.contract import Portion
from beep.kit.text import json_encode

# The page shows the first rows of each kind; the files hold all of them.
_SHOWN = 200
_CHUNK_BYTES = 256 << 10
_EXACT = 1 << 53
_WORDS = {
    "fr": {
        "title": "Vos données dans Beep",
        "intro": "Tout ce que Beep garde de vous. Chaque partie est aussi un fichier JSON du dossier data.",
        "rows": "lignes",
        "more": "La suite est dans le fichier.",
    },
    "en": {
        "title": "Your data in Beep",
        "intro": "Everything Beep keeps about you. Each part is a JSON file of the folder data, too.",
        "rows": "rows",
        "more": "The rest is in the file.",
    },
}
_NAMES = {
    "profile": ("Profil", "Profile"),
    "account": ("Compte", "Account"),
    "sessions": ("Sessions", "Sessions"),
    "relationships": ("Amis et demandes", "Friends and requests"),
    "memberships": ("Serveurs", "Servers"),
    "messages": ("Messages", "Messages"),
    "notifications": ("Notifications", "Notifications"),
    "applications": ("Bots", "Bots"),
    "letters": ("Courriels reçus", "Letters received"),
    "log": ("Journal de vos actes", "Log of your acts"),
}


@dataclass(frozen=True, slots=True)
class Package:
    """A packed file, which nobody but its reader can find: its name is gone already."""

    filename: str
    size_bytes: int
    content: IO[bytes]

    async def read(self, start: int, end: int) -> AsyncIterator[bytes]:
        return self._chunks(start, end)

    async def _chunks(self, start: int, end: int) -> AsyncIterator[bytes]:
        with contextlib.closing(self.content):
            self.content.seek(start)
            while start < end:
                chunk = await asyncio.to_thread(self.content.read, min(_CHUNK_BYTES, end - start))
                start += len(chunk)
                yield chunk


@dataclass(slots=True)
class _Section:
    name: str
    count: int
    first: list[Mapping[str, Any]]


async def packed(folder: Path, title: str, language: str, parts: Sequence[AsyncIterator[Portion]]) -> Package:
    """Pack what every part gives; memory holds one portion at a time."""
    content = await asyncio.to_thread(_nameless, folder)
    sections: list[_Section] = []
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in parts:
            await _add(archive, part, sections)
        page = _page(title, language, sections)
        await asyncio.to_thread(archive.writestr, "index.html", page)
    return Package("beep.zip", content.seek(0, 2), content)


def _nameless(folder: Path) -> IO[bytes]:
    """Return a new file that is gone once it is closed, whatever happens."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{secrets.token_hex(16)}.zip"
    content = path.open("x+b")
    path.unlink()
    return content


async def _add(archive: zipfile.ZipFile, part: AsyncIterator[Portion], sections: list[_Section]) -> None:
    """Write one file for each kind of rows; portions of a kind follow one another."""
    entry: IO[bytes] | None = None
    async for name, rows in part:
        if not sections or sections[-1].name != name:
            if entry is not None:
                _close(entry)
            entry = archive.open(f"data/{name}.json", "w", force_zip64=True)
            sections.append(_Section(name, 0, []))
        await asyncio.to_thread(_write, entry, rows, sections[-1])
    if entry is not None:
        _close(entry)


def _write(entry: IO[bytes] | None, rows: Sequence[Mapping[str, Any]], section: _Section) -> None:
    if entry is None:
        return
    for row in rows:
        entry.write((b",\n" if section.count else b"[\n") + json_encode(_exact(row)))
        section.count += 1
        if len(section.first) < _SHOWN:
            section.first.append(row)
    if not section.count:
        entry.write(b"[")


def _exact(value: Any) -> Any:
    """Return a value whose large numbers are text: what reads JSON may count in floats."""
    if isinstance(value, Mapping):
        return {str(key): _exact(one) for key, one in cast("Mapping[Any, Any]", value).items()}
    if isinstance(value, list | tuple):
        return [_exact(one) for one in cast("Sequence[Any]", value)]
    return str(value) if isinstance(value, int) and abs(value) > _EXACT else value


def _close(entry: IO[bytes]) -> None:
    entry.write(b"\n]\n")
    entry.close()


def _page(title: str, language: str, sections: Sequence[_Section]) -> str:
    words = _WORDS[language]
    place = 0 if language == "fr" else 1
    body = "".join(_table(one, _NAMES.get(one.name, (one.name,) * 2)[place], words) for one in sections)
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{html.escape(title)}</title>'
        "<style>body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
        "table{border-collapse:collapse;width:100%;display:block;overflow:auto}"
        "td,th{border:1px solid #8888;padding:.25rem .5rem;text-align:left;vertical-align:top}"
        ":root{color-scheme:light dark}</style>"
        f"<h1>{words['title']}</h1><p>{html.escape(title)}</p><p>{words['intro']}</p>{body}</html>"
    )


def _table(section: _Section, name: str, words: Mapping[str, str]) -> str:
    columns = list(dict.fromkeys(key for row in section.first for key in row))
    head = "".join(f"<th>{html.escape(column)}</th>" for column in columns)
    rows = "".join(
        "<tr>" + "".join(f"<td>{_cell(row.get(column))}</td>" for column in columns) + "</tr>"
        for row in section.first
    )
    more = f"<p>{words['more']}</p>" if section.count > len(section.first) else ""
    count = f"{section.count} {words['rows']} · <code>data/{html.escape(section.name)}.json</code>"
    return f"<h2>{html.escape(name)}</h2><p>{count}</p><table><tr>{head}</tr>{rows}</table>{more}"


def _cell(value: object) -> str:
    if value is None:
        return ""
    return html.escape(value if isinstance(value, str) else json_encode(value).decode())
