"""Shows a run: a table to read, JSON to compare, plots of the latencies."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from rich.console import Console
from rich.table import Table

from bench import merge, plot
from bench.plan import TARGETS, Target

RESULTS = Path(__file__).parent / "results"
Results = dict[str, Any]
_Row = tuple[str, str, str]

_POINT: Sequence[_Row] = (
    ("due → answered, p50", "ack_ms.p50", "ms"),
    ("due → answered, p99", "ack_ms.p99", "ms"),
    ("due → any receiver, p50", "each_ms.p50", "ms"),
    ("due → any receiver, p99", "each_ms.p99", "ms"),
    ("due → last of all, p50", "last_ms.p50", "ms"),
    ("due → last of all, p95", "last_ms.p95", "ms"),
    ("due → last of all, p99", "last_ms.p99", "ms"),
    ("due → last of all, worst", "last_ms.max", "ms"),
    ("server, cores", "server_cores", ""),
    ("database, cores", "database_cores", ""),
    ("server CPU per delivery", "server_us_per_delivery", "µs"),
    ("database CPU per delivery", "database_us_per_delivery", "µs"),
    ("deliveries per second and core", "deliveries_per_core_s", "/s"),
    ("bytes per delivery", "bytes_per_delivery", "B"),
    ("receivers, cores", "receivers_cores", ""),
    ("delivered", "delivery.delivered_share", ""),
    ("all of it once and in order", "delivery.is_exactly_once_in_order", ""),
)
_REST: Sequence[_Row] = (
    ("at rest: server, PSS", "idle.server_pss", "MB"),
    ("at rest: server, RSS", "idle.server_rss", "MB"),
    ("at rest: with its database, PSS", "idle.tree_pss", "MB"),
)
_ENTRY: Sequence[_Row] = (
    ("memory per connection", "entry.kib_per_connection", "KiB"),
    ("all connected: with its database, PSS", "entry.tree_pss_mb", "MB"),
    ("entered a second", "entry.entered_per_s", "/s"),
    ("server CPU for each entry", "entry.server_ms_per_entry", "ms"),
)
_BEEP: Sequence[_Row] = (
    ("other processes meanwhile, at most", "about.others_cores_max", "cores"),
    ("start on an empty home", "start.cold_s", "s"),
    ("start again, median", "start.warm_s", "s"),
    *_REST,
    ("idle connection, transport only", "memory.transport_kib_per_connection", "KiB"),
    ("idle session, small server", "memory.small_session_kib", "KiB"),
    ("idle session, large server", "memory.large_session_kib", "KiB"),
    ("sessions opened a second, large server", "rooms.entry.entered_per_s", "/s"),
    ("  Beep CPU for each", "rooms.entry.server_ms_per_entry", "ms"),
    ("fan-out: raw send() per delivery", "fan_out.raw_us_per_delivery", "µs"),
    ("fan-out, one by one: Beep CPU per delivery", "fan_out.beep_us_per_delivery", "µs"),
    ("  ratio, the request included", "fan_out.ratio", "x"),
    ("  ratio, without the request", "fan_out.ratio_fan_out_only", "x"),
    ("fan-out, 8 together: Beep CPU per delivery", "fan_out.merged_us_per_delivery", "µs"),
    ("  ratio, the requests included", "fan_out.merged_ratio", "x"),
    ("  ratio, without the requests", "fan_out.merged_ratio_fan_out_only", "x"),
    ("fan-out: deliveries per second and core", "fan_out.beep_deliveries_per_core_s", "/s"),
    ("durable sends at 64 senders", "durable.requests_per_s", "/s"),
    ("  Beep CPU per request", "durable.beep_us_per_request", "µs"),
    ("  PostgreSQL CPU per request", "durable.postgres_us_per_request", "µs"),
    ("  answered, p50", "durable.answer_ms.p50", "ms"),
    ("  answered, p99", "durable.answer_ms.p99", "ms"),
    ("durable sends, one sender alone", "durable.lone.requests_per_s", "/s"),
    ("  Beep CPU per request", "durable.lone.beep_us_per_request", "µs"),
    ("  answered, p50", "durable.lone.answer_ms.p50", "ms"),
    ("durable sends by one transaction for each", "sharing.disk_as_it_is.channels_16.ratio", "x fewer"),
    ("  in one channel", "sharing.disk_as_it_is.channels_1.ratio", "x fewer"),
    ("  every flush 2 ms slower", "sharing.slow_disk.channels_16.ratio", "x fewer"),
    ("stalled readers: last of all, p99 without", "stalled.without.last_p99_ms", "ms"),
    ("stalled readers: last of all, p99 beside", "stalled.beside.last_p99_ms", "ms"),
    ("  memory held for each", "stalled.held_kib_per_stalled", "KiB"),
    ("  everybody else got all of it", "stalled.beside.is_exactly_once_in_order", ""),
    ("permission check, CPU, middle of nine", "permissions.decision_middle_us", "µs"),
    ("  with the channel found and the answer made", "permissions.access_middle_us", "µs"),
    ("  twenty roles, twenty overrides", "permissions.access_worst_us", "µs"),
    ("a server of 1000 with 100 channels: READY, p50", "opening.ready_ms.p50", "ms"),
    ("  and the server, p50", "opening.server_ms.p50", "ms"),
    ("  and the server, p99", "opening.server_ms.p99", "ms"),
    ("  READY", "opening.ready_bytes", "B"),
    ("  the server", "opening.server_bytes", "B"),
    ("  both as one zlib stream", "opening.zlib_bytes", "B"),
    ("  Beep CPU", "opening.beep_ms_per_opening", "ms"),
    ("scrolling 1000 members: a frame, p50", "scrolling.beep.frame_ms.p50", "ms"),
    ("  p95", "scrolling.beep.frame_ms.p95", "ms"),
    ("  frames over 16.7 ms", "scrolling.beep.over_16_7_share", ""),
    ("  frames over 33 ms", "scrolling.beep.over_33_share", ""),
    ("  main thread per frame", "scrolling.beep.main_ms_per_frame", "ms"),
    ("  rows on the page, at most", "scrolling.beep.rows_on_page", ""),
    ("scrolling 1000 plain rows: a frame, p50", "scrolling.plain.frame_ms.p50", "ms"),
    ("  p95", "scrolling.plain.frame_ms.p95", "ms"),
    ("  frames over 16.7 ms", "scrolling.plain.over_16_7_share", ""),
    ("  frames over 33 ms", "scrolling.plain.over_33_share", ""),
    ("  main thread per frame", "scrolling.plain.main_ms_per_frame", "ms"),
    ("sends beside 50 sign-ins a second: answered, p50", "logins.beside.p50_ms", "ms"),
    ("  p99", "logins.beside.p99_ms", "ms"),
    ("  p50 by that without them", "logins.p50_ratio", "x"),
    ("  p99 by that without them", "logins.p99_ratio", "x"),
    ("  of them signed in", "logins.signed_in_per_s", "/s"),
    ("presence, ten look: Beep CPU per change", "presence.few_look.server_us_per_change", "µs"),
    ("  told to each who looks", "presence.few_look.bytes_per_looker_s", "B/s"),
    (
        "presence, all look: Beep CPU per change",
        "presence.all_look.server_us_per_change",
        "µs",
    ),
    ("  Beep CPU", "presence.all_look.server_cores", "cores"),
    ("  told to each who looks", "presence.all_look.bytes_per_looker_s", "B/s"),
    ("  memory grown for each session", "presence.all_look.grown_bytes_per_session", "B"),
    ("resume, all at once: healed, p50", "reconnect.resume.healed_ms.p50", "ms"),
    ("  the last", "reconnect.resume.healed_ms.max", "ms"),
    ("  all of it once and in order", "reconnect.resume.delivery.is_exactly_once_in_order", ""),
    ("identify, all at once: ready, p50", "reconnect.fresh.healed_ms.p50", "ms"),
    ("  the last", "reconnect.fresh.healed_ms.max", "ms"),
)


_CURVE: Sequence[_Row] = (
    ("durable sends at 64 senders", "sends_per_s", "/s"),
    ("memory of all processes, PSS", "tree_pss_mb", "MB"),
)
_CURVES = {
    "processes": "The same load on so many processes",
    "servers": "The same load over so many busy servers",
}


def show(name: str, results: Results, console: Console) -> None:
    if name == "peers":
        _show_peers(results, console)
    elif name == "history":
        _show_history(results, console)
    elif name == "curve":
        for title, column in _CURVES.items():
            _show_curve(column, results[title], console)
    else:
        _show_beep(results, console)


def save(name: str, results: Results, folder: Path, *, adds: bool = False) -> list[Path]:
    """Write `<name>.json` and its plots; the curves are in the plots only.

    With `adds` what was not measured this time stays as it was.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for old in () if adds else folder.glob(f"{name}_*.svg"):
        old.unlink()
    written: list[Path] = []
    for title, curves in _plots(name, results):
        file = folder / f"{name}_{title.replace('@', '_at_').replace(' ', '_')}.svg"
        file.write_text(plot.shares(f"{_titled(title)}: share within t ms", curves), "utf-8")
        written.append(file)
    for title, column in _CURVES.items() if name == "curve" else ():
        file = folder / f"curve_{title}.svg"
        file.write_text(_cost_curve(column, results[title]), "utf-8")
        written.append(file)
    document, found = folder / f"{name}.json", _rounded(_without_curves(results))
    if adds and document.exists():
        found = merge.merged(json.loads(document.read_bytes()), found)
    document.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    return [document, *written]


def every(value: Any, name: str) -> Iterator[float]:
    """Yield every figure of that name, wherever it is."""
    if isinstance(value, dict):
        for key, one in cast("Results", value).items():
            if key == name:
                yield one
            else:
                yield from every(one, name)


def look_up(results: Results, path: str) -> Any:
    found: Any = results
    for part in path.split("."):
        found = cast("Results", found).get(part) if isinstance(found, dict) else None
    return found


def _show_beep(results: Results, console: Console) -> None:
    table = _table("Beep, measured", ("figure", "value", "unit", "target"))
    for label, path, unit in _BEEP:
        value = look_up(results, path)
        if value is not None:
            table.add_row(label, _text(value), unit, _verdict(path, value))
    console.print(table)
    points = _points(results)
    if points:
        table = _table("Under load", ("figure", *map(_named, points), "unit", "target"))
        for label, path, unit in _POINT:
            values = [look_up(one, path) for one in points.values()]
            judged = look_up(results, f"busiest.{path}")
            _add(table, label, values, unit, "" if judged is None else _verdict(f"busiest.{path}", judged))
        console.print(table)


def _show_peers(results: Results, console: Console) -> None:
    peers: dict[str, Results] = results["peers"]
    table = _table("Side by side", ("figure", *peers, "unit"))
    for label, path, unit in (*_REST, *_ENTRY):
        _add(table, label, [look_up(one, path) for one in peers.values()], unit)
    points = dict.fromkeys(point for one in peers.values() for point in one["points"])
    for point in points:
        own = [one["points"].get(point, {}) for one in peers.values()]
        for label, path, unit in _POINT:
            _add(table, f"{_named(point)}: {label}", [look_up(one, path) for one in own], unit)
    console.print(table)
    for name, reason in results["skipped"].items():
        console.print(f"{name} was skipped: {reason}", highlight=False)


def _show_curve(column: str, points: Results, console: Console) -> None:
    table = _table(column, ("figure", *points, "unit"))
    for label, path, unit in (*_POINT, *_CURVE):
        _add(table, label, [look_up(one, path) for one in points.values()], unit)
    console.print(table)


def _show_history(results: Results, console: Console) -> None:
    filling: Results = results["filling"]
    table = _table(
        f"History, with next to nothing and with {filling['messages']:,} messages",
        ("figure", "empty: p50", "p99", "full: p50", "p99", "unit", "Beep CPU, µs", "PostgreSQL CPU, µs"),
    )
    for what, full in results["full"].items():
        empty: Results = results["empty"][what]
        paths = ((empty, "p50"), (empty, "p99"), (full, "p50"), (full, "p99"))
        costs = [_text(full[one]) if one in full else "-" for one in ("beep_us", "postgres_us")]
        table.add_row(what.replace("_", ", "), *(_text(one[path]) for one, path in paths), "ms", *costs)
    console.print(table)
    for label, value in (
        ("filled in", f"{filling['took_s']:.0f} s"),
        ("database", f"{filling['database_mb']:,.0f} MB"),
        (
            "bytes per message, table and indexes",
            f"{filling['table_bytes_per_message']:.0f} and {filling['index_bytes_per_message']:.0f}",
        ),
        ("started again in", f"{results['start_s']:.2f} s"),
    ):
        console.print(f"{label}: {value}", highlight=False)


def _add(table: Table, label: str, values: Sequence[Any], *rest: str) -> None:
    if any(value is not None for value in values):
        table.add_row(label, *("-" if value is None else _text(value) for value in values), *rest)


def _table(title: str, columns: Sequence[str]) -> Table:
    table = Table(title=title, title_justify="left")
    for place, name in enumerate(columns):
        is_word = place == 0 or name in {"unit", "target"}
        table.add_column(name, justify="left" if is_word else "right")
    return table


def _side_by_side(peers: Mapping[str, Results]) -> Iterator[tuple[str, Mapping[str, plot.Curve]]]:
    """Yield, for each size of room, every peer's last receivers at the lowest rate it was asked for.

    Slow peers are only asked for what they can carry; the rate stands beside the name.
    """
    sizes = dict.fromkeys(point.partition("@")[0] for one in peers.values() for point in one["points"])
    for size in sizes:
        curves: dict[str, plot.Curve] = {}
        for name, one in peers.items():
            own: list[Results] = [
                found for point, found in one["points"].items() if point.startswith(f"{size}@")
            ]
            slowest = min(own, key=lambda found: found["rate"], default=None)
            if slowest and slowest["curves"]["last"]:
                curves[f"{name}, {slowest['rate']:g}/s"] = slowest["curves"]["last"]
        if curves:
            yield f"{size} receivers", curves


def _points(results: Results) -> Results:
    rooms: Results = look_up(results, "rooms.points") or {}
    return {**rooms, **results.get("live", {})}


def _titled(title: str) -> str:
    return _named(title) if "@" in title else f"Last of {title}"


def _named(point: str) -> str:
    size, _, rate = point.partition("@")
    return f"{rate}/s to {size}" if rate else f"to {size}"


def _plots(name: str, results: Results) -> Iterator[tuple[str, Mapping[str, plot.Curve]]]:
    """Yield a title and named curves: one peer's three, or several peers' last receivers."""
    if name in {"curve", "history"}:
        return
    if name == "peers":
        yield from _side_by_side(results["peers"])
        return
    for point, found in _points(results).items():
        if found.get("curves"):
            yield point, {plot.NAMES[kind]: one for kind, one in found["curves"].items()}


def _cost_curve(title: str, points: Results) -> str:
    named = {"server": "server_us_per_delivery", "database": "database_us_per_delivery"}
    curves = {name: [(float(at), one[path]) for at, one in points.items()] for name, path in named.items()}
    return plot.lines(title, "µs of CPU per delivery", curves, [float(at) for at in points])


def _verdict(path: str, value: float) -> str:
    target = TARGETS.get(path)
    if target is None:
        return ""
    colour, word = ("green", "met") if _is_met(target, value) else ("red", "MISSED")
    sign = "≥" if target.is_floor else "≤"
    return f"{sign} {target.limit:g} {target.unit} [{colour}]{word}[/]"


def _is_met(target: Target, value: float) -> bool:
    return value >= target.limit if target.is_floor else value <= target.limit


def _text(value: float | bool | str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "[red]NO[/]"
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


def _without_curves(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    own = cast("Results", value)
    return {key: _without_curves(one) for key, one in own.items() if key != "curves"}


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.5g}")
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in cast("Results", value).items()}
    if isinstance(value, list):
        return [_rounded(one) for one in cast("list[Any]", value)]
    return value
