"""Settings as text: the ones in force, and what each means."""

import re
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import msgspec

from beep.app.settings import Process, Settings, kinds, named_sections
from beep.runtime.feature import Section

# Up to the last `@`: people forget to escape those in their passwords.
_PASSWORD = re.compile(r"(?<=://)([^:@/]*):.*@|(?<=[?&])(password)=[^&]*")


def as_toml(settings: Settings) -> str:
    """Return the settings in force; secrets, and passwords inside addresses, are hidden."""
    lines = _lines(settings.process)
    for name, section in settings.sections.items():
        lines += _tables(name, section)
    return "\n".join(lines)


def _tables(name: str, section: Section) -> list[str]:
    lines = ["", f"[{name}]", *_lines(section)]
    for key in named_sections(type(section)):
        for inner, one in getattr(section, key).items():
            lines += _tables(f"{name}.{key}.{inner}", one)
    return lines


def _lines(section: Section) -> list[str]:
    named = named_sections(type(section))
    names = [name for name in section.__struct_fields__ if name not in named]
    return [f"{name} = {_value(_shown(name, section))}" for name in names]


def _shown(name: str, section: Section) -> Any:
    value = getattr(section, name)
    return "***" if value and name.endswith(("_secret", "_password")) else value


def _value(value: Any) -> str:
    if isinstance(value, str):
        value = _PASSWORD.sub(lambda found: "password=***" if found[2] else f"{found[1]}:***@", value)
    return msgspec.json.encode(value).decode()


def as_markdown() -> str:
    """Return every setting with its variable, default, bounds and meaning."""
    parts = ["# Settings", "", "## Process", "", *_table(Process, "")]
    for name, kind in kinds().items():
        parts += _explained(name, kind)
    return "\n".join(parts)


def _explained(name: str, kind: type[Section]) -> list[str]:
    prefix = name.replace(".", "__").upper()
    parts = ["", f"## [{name}]", "", *_table(kind, f"{prefix}__")]
    for key, inner in named_sections(kind).items():
        parts += _explained(f"{name}.{key}.<name>", inner)
    return parts


def _table(kind: type[Section], prefix: str) -> list[str]:
    rows = ["| setting | variable | default | bounds | meaning |", "|---|---|---|---|---|"]
    defaults, named = kind(), named_sections(kind)
    for name, hint in get_type_hints(kind, include_extras=True).items():
        meta = _meta(hint)
        bounds = " ".join(
            f"{sign} {limit}"
            for sign, limit in (("≥", meta.ge), (">", meta.gt), ("≤", meta.le), ("<", meta.lt))
            if limit is not None
        )
        cells = (
            f"`{name}`",
            f"`BEEP_{prefix}{name.upper()}`" if name not in named else "",
            f"`{_value(getattr(defaults, name))}`" if name not in named else "",
            bounds,
            meta.description or "",
        )
        rows.append(f"| {' | '.join(cells)} |")
    return rows


def _meta(hint: Any) -> msgspec.Meta:
    if get_origin(hint) is Annotated:
        return next(one for one in get_args(hint)[1:] if isinstance(one, msgspec.Meta))
    return msgspec.Meta()
