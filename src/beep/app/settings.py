"""Settings: one TOML file and the environment, read once, checked at once, a section per feature.

`[messaging] max_length = 2000` and `BEEP_MESSAGING__MAX_LENGTH=2000` say the same; the
environment wins. Keys of the process itself stand without a section: `port`, `BEEP_PORT`. Where a
section holds others by names of one's choice, `[identities.providers.school] label = "School"` and
`BEEP_IDENTITIES__PROVIDERS__SCHOOL__LABEL=School` say the same.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, cast, get_args, get_origin, get_type_hints

import msgspec

from beep.app.features import FEATURES
from beep.runtime.feature import Section

# Of one's choice: part of addresses, and of variables but for the hyphen.
_NAME = re.compile(r"[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*")
_NAME_MAX = 32


class Process(Section, frozen=True):
    """What the process itself needs."""

    host: Annotated[str, msgspec.Meta(description="Address to listen on.")] = "127.0.0.1"
    port: Annotated[
        int, msgspec.Meta(ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    ] = 8000
    public_url: Annotated[
        str, msgspec.Meta(description="How browsers and bots reach Beep; empty means http://host:port.")
    ] = ""
    home: Annotated[str, msgspec.Meta(description="Folder of Beep's own data.")] = ".beep"
    database_url: Annotated[
        str, msgspec.Meta(description="PostgreSQL 15 or newer; empty starts Beep's own under `home`.")
    ] = ""
    pg_bindir: Annotated[
        str, msgspec.Meta(description="Folder of PostgreSQL's programs for the embedded mode.")
    ] = ""
    tls_certificate: Annotated[
        str, msgspec.Meta(description="PEM file of a certificate chain; with `tls_key` Beep serves HTTPS.")
    ] = ""
    tls_key: Annotated[str, msgspec.Meta(description="PEM file of the certificate's key.")] = ""
    bus_url: Annotated[
        str,
        msgspec.Meta(description="Redis or Valkey, needed when several processes serve; empty: one process."),
    ] = ""
    environment: Annotated[str, msgspec.Meta(description="Named in every log line.")] = "production"
    log_level: Annotated[
        str, msgspec.Meta(pattern="^(debug|info|warning|error)$", description="Least level logged.")
    ] = "info"
    log_format: Annotated[
        str,
        msgspec.Meta(pattern="^(auto|json|text)$", description="`json`, `text`, or by terminal."),
    ] = "auto"
    security_log: Annotated[
        str,
        msgspec.Meta(description="Security events as JSON lines: a file, `stdout`, or empty for the log."),
    ] = ""
    syslog_url: Annotated[
        str,
        msgspec.Meta(
            pattern=r"^$|^(udp|tcp)://[^/]+$|^unix:///.+$",
            description="Syslog (RFC 5424) for security events: udp://host:514, tcp://host:514, unix:///dev/log.",
        ),
    ] = ""
    trusted_proxies: Annotated[
        tuple[str, ...],
        msgspec.Meta(description="Networks whose X-Forwarded-For is believed (comma-separated)."),
    ] = ()
    allowed_origins: Annotated[
        tuple[str, ...], msgspec.Meta(description="Further web origins that may open the gateway.")
    ] = ()
    rate_limit_factor: Annotated[
        float, msgspec.Meta(ge=0, description="Scales every rate limit; 0 switches them off.")
    ] = 1.0
    max_body_bytes: Annotated[int, msgspec.Meta(ge=1024, le=1 << 26, description="Largest request body.")] = (
        1 << 20
    )
    database_pool: Annotated[int, msgspec.Meta(ge=2, le=100, description="Connections of the pool.")] = 8
    database_timeout_s: Annotated[
        float, msgspec.Meta(ge=1, le=60, description="Longest a statement may take, in seconds.")
    ] = 10
    leave_s: Annotated[
        float,
        msgspec.Meta(
            ge=0,
            le=5,
            description="Seconds over which clients are sent away when Beep stops; with a bus, its port stays"
            " open that long for a proxy to notice.",
        ),
    ] = 3.0


class BadSettings(Exception):  # noqa: N818 - its text is for the operator
    """What is wrong, where, and how to mend it; one line each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Settings:
    process: Process
    sections: Mapping[str, Section]
    file: Path | None

    @property
    def home(self) -> Path:
        return Path(self.process.home).expanduser().resolve()


def kinds() -> dict[str, type[Section]]:
    """Return every feature's section by name."""
    return {name: feature.settings for name, feature in FEATURES.items() if feature.settings}


def load(environment: Mapping[str, str] | None = None, file: Path | None = None) -> Settings:
    """Read the file and the environment; raises `BadSettings` with every problem at once."""
    given = dict(os.environ if environment is None else environment)  # noqa: TID251 - the one place
    named = given.pop("BEEP_CONFIG", None)
    found = file or (Path(named) if named else Path("beep.toml"))
    if not found.is_file():
        if file or named:
            raise BadSettings([f"{found}: there is no such file"])
        found = None
    problems: list[str] = []
    raw = _from_file(found, problems)
    _overlay(raw, given, problems)
    own = {key: value for key, value in raw.items() if not isinstance(value, dict)}
    tables = {key: cast("dict[str, Any]", value) for key, value in raw.items() if isinstance(value, dict)}
    process = cast("Process", _section(Process, own, "", problems))
    sections = {name: _section(kind, tables.get(name, {}), name, problems) for name, kind in kinds().items()}
    problems += [
        f"[{name}]: there is no such section; there are {', '.join(kinds())}"
        for name in tables
        if name not in kinds()
    ]
    if problems:
        raise BadSettings(problems)
    return Settings(process, sections, found)


def _from_file(file: Path | None, problems: list[str]) -> dict[str, Any]:
    if file is None:
        return {}
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.append(f"{file}: {error}")
        return {}


def named_sections(kind: type[Section]) -> dict[str, type[Section]]:
    """Return which keys of a section hold further sections, by names of one's choice."""
    held: dict[str, type[Section]] = {}
    for key, hint in get_type_hints(kind).items():
        if get_origin(hint) is dict and issubclass(get_args(hint)[1], Section):
            held[key] = get_args(hint)[1]
    return held


def _overlay(raw: dict[str, Any], environment: Mapping[str, str], problems: list[str]) -> None:
    for variable, value in environment.items():
        if not variable.startswith("BEEP_"):
            continue
        *path, key = variable.removeprefix("BEEP_").lower().split("__")
        kind = _kind_at(path)
        if kind is None or key not in kind.__struct_fields__ or key in named_sections(kind):
            problems.append(f"{variable}: there is no such setting (see `beep config docs`)")
            continue
        target = _table_at(raw, path)
        if target is not None:  # what else is there is a problem told of already
            target[key] = _words(value) if _is_list(kind, key) else value


def _kind_at(path: list[str]) -> type[Section] | None:
    """Return what stands at `section`, or at `section, key, name` and so on; without a path the process."""
    if not path:
        return Process
    kind, rest = kinds().get(path[0]), path[1:]
    while kind and rest:
        kind, rest = (named_sections(kind).get(rest[0]), rest[2:]) if len(rest) > 1 else (None, [])
    return kind


def _table_at(raw: dict[str, Any], path: list[str]) -> dict[str, Any] | None:
    for name in path:
        held = raw.setdefault(name, {})
        if not isinstance(held, dict):
            return None
        raw = cast("dict[str, Any]", held)
    return raw


def _is_list(kind: type[Section], key: str) -> bool:
    hint = get_type_hints(kind, include_extras=True)[key]
    return any(get_origin(part) is tuple for part in (hint, *get_args(hint)))


def _words(value: str) -> list[str]:
    return [word.strip() for word in value.split(",") if word.strip()]


def _section(kind: type[Section], raw: dict[str, Any], name: str, problems: list[str]) -> Section:
    place = f"[{name}] " if name else ""
    hints = get_type_hints(kind, include_extras=True)
    named = named_sections(kind)
    found = [f"{key}: there is no such setting (see `beep config docs`)" for key in raw.keys() - hints.keys()]
    valid: dict[str, Any] = {}
    for key in (key for key in hints if key in raw):
        if key in named:
            valid[key] = _named(named[key], raw[key], f"{name}.{key}", problems)
            continue
        try:
            valid[key] = msgspec.convert(raw[key], hints[key], strict=False)
        except msgspec.ValidationError as error:
            found.append(f"{key}: {error}")
    section = kind(**valid)
    problems += [place + one for one in sorted(found) or section.problems()]
    return section


def _named(kind: type[Section], raw: Any, place: str, problems: list[str]) -> dict[str, Section]:
    sections: dict[str, Section] = {}
    for name, table in cast("dict[str, Any]", raw if isinstance(raw, dict) else {"": raw}).items():
        if not isinstance(table, dict):
            problems.append(f"[{place}]: there are only sections in it, like [{place}.somebody]")
        elif len(name) > _NAME_MAX or not _NAME.fullmatch(name):
            problems.append(f"[{place}.{name}]: a name has a-z, 0-9, and - or _ between; {_NAME_MAX} at most")
        else:
            sections[name] = _section(kind, cast("dict[str, Any]", table), f"{place}.{name}", problems)
    return sections
