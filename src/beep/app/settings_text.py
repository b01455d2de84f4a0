"""Settings as text: the ones in force, and what each means."""

import re
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import msgspec

from beep.app.settings import Process, Settings, kinds
from beep.runtime.feature import Section

# Up to the last `@`: people forget to escape those in their passwords.
_PASSWORD = re.compile(r"(?<=://)([^:@/]*):.*@|(?<=[?&])(password)=[^&]*")


def as_toml(settings: Settings) -> str:
    """Return the settings in force; passwords inside addresses are hidden."""
    lines = _lines(settings.process)
    for name, section in settings.sections.items():
        lines += ["", f"[{name}]", *_lines(section)]
    return "\n".join(lines)


def _lines(section: Section) -> list[str]:
    return [f"{name} = {_value(_shown(name, section))}" for name in section.__struct_fields__]


def _shown(name: str, section: Section) -> Any:
    value = getattr(section, name)
    return "***" if value and name.endswith("_secret") else value


def _value(value: Any) -> str:
    if isinstance(value, str):
        value = _PASSWORD.sub(lambda found: "password=***" if found[2] else f"{found[1]}:***@", value)
    return msgspec.json.encode(value).decode()


def as_markdown() -> str:
    """Return every setting with its variable, default, bounds and meaning."""
    parts = ["# Settings", "", "## Process", "", *_table(Process, "")]
    for name, kind in kinds().items():
        parts += ["", f"## [{name}]", "", *_table(kind, f"{name.upper()}__")]
    return "\n".join(parts)


def _table(kind: type[Section], prefix: str) -> list[str]:
    rows = ["| setting | variable | default | bounds | meaning |", "|---|---|---|---|---|"]
    defaults = kind()
    for name, hint in get_type_hints(kind, include_extras=True).items():
        meta = _meta(hint)
        bounds = " ".join(
            f"{sign} {limit}"
            for sign, limit in (("≥", meta.ge), (">", meta.gt), ("≤", meta.le), ("<", meta.lt))
            if limit is not None
        )
        cells = (
            f"`{name}`",
            f"`BEEP_{prefix}{name.upper()}`",
            f"`{_value(getattr(defaults, name))}`",
            bounds,
            meta.description or "",
        )
        rows.append(f"| {' | '.join(cells)} |")
    return rows


def _meta(hint: Any) -> msgspec.Meta:
    if get_origin(hint) is Annotated:
        return next(one for one in get_args(hint)[1:] if isinstance(one, msgspec.Meta))
    return msgspec.Meta()
