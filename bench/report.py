"""Shows a run: a table to read, JSON to compare, a plot of the latencies."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from rich.console import Console
from rich.table import Table

from bench.plan import TARGETS

RESULTS = Path(__file__).parent / "results"
Results = dict[str, Any]
_Row = tuple[str, str, str]

_LIVE = (
    ("{rate}/s: due → last of all, p50", "last_ms.p50", "ms"),
    ("{rate}/s: due → last of all, p95", "last_ms.p95", "ms"),
    ("{rate}/s: due → last of all, p99", "last_ms.p99", "ms"),
    ("{rate}/s: due → last of all, worst", "last_ms.max", "ms"),
    ("{rate}/s: due → any receiver, p50", "each_ms.p50", "ms"),
    ("{rate}/s: due → any receiver, p99", "each_ms.p99", "ms"),
    ("{rate}/s: due → answered, p50", "ack_ms.p50", "ms"),
    ("{rate}/s: due → answered, p99", "ack_ms.p99", "ms"),
    ("{rate}/s: Beep, cores", "beep_cores", ""),
    ("{rate}/s: Beep CPU per delivery", "beep_us_per_delivery", "µs"),
    ("{rate}/s: receivers, cores", "receivers_cores", ""),
    ("{rate}/s: all of it once and in order", "delivery.is_exactly_once_in_order", ""),
)
_ROWS: Sequence[_Row] = (
    ("start on an empty home", "start.cold_s", "s"),
    ("start again, median", "start.warm_s", "s"),
    ("at rest: Beep, PSS", "idle.beep_pss_mb", "MB"),
    ("at rest: Beep, RSS", "idle.beep_rss_mb", "MB"),
    ("at rest: Beep and PostgreSQL, PSS", "idle.tree_pss_mb", "MB"),
    ("at rest: Beep and PostgreSQL, RSS", "idle.tree_rss_mb", "MB"),
    ("idle connection, transport only", "memory.transport_kib_per_connection", "KiB"),
    ("idle session, small server", "memory.small_session_kib", "KiB"),
    ("idle session, large server", "memory.large_session_kib", "KiB"),
    ("sessions opened a second, large server", "sessions.large.opened_per_s", "/s"),
    ("  Beep CPU for each", "sessions.large.beep_cpu_ms_per_session", "ms"),
    ("fan-out: Beep CPU per delivery", "fan_out.beep_us_per_delivery", "µs"),
    ("fan-out: raw send() per delivery", "fan_out.raw_us_per_delivery", "µs"),
    ("fan-out: ratio, the request included", "fan_out.ratio", "x"),
    ("fan-out: ratio, without the request", "fan_out.ratio_fan_out_only", "x"),
    ("fan-out: deliveries per second and core", "fan_out.beep_deliveries_per_core_s", "/s"),
    ("durable sends at 64 senders", "durable.requests_per_s", "/s"),
    ("  Beep CPU per request", "durable.beep_us_per_request", "µs"),
    ("  PostgreSQL CPU per request", "durable.postgres_us_per_request", "µs"),
    ("  answered, p50", "durable.answer_ms.p50", "ms"),
    ("  answered, p99", "durable.answer_ms.p99", "ms"),
    ("durable sends, one sender alone", "durable.lone.requests_per_s", "/s"),
    ("  Beep CPU per request", "durable.lone.beep_us_per_request", "µs"),
    ("  answered, p50", "durable.lone.answer_ms.p50", "ms"),
    ("reconnect: healed, p50", "reconnect.healed_ms.p50", "ms"),
    ("reconnect: healed, last", "reconnect.healed_ms.max", "ms"),
    ("reconnect: all of it once and in order", "reconnect.delivery.is_exactly_once_in_order", ""),
)


def show(results: Results, console: Console) -> None:
    table = Table(title="Beep, measured", title_justify="left")
    for name, side in (("figure", "left"), ("value", "right"), ("unit", "left"), ("target", "left")):
        table.add_column(name, justify=side)  # type: ignore[arg-type]
    for label, path, unit in _rows(results):
        value = look_up(results, path)
        if value is not None:
            table.add_row(label, _text(value), unit, _verdict(path, value))
    console.print(table)


def save(results: Results, folder: Path = RESULTS) -> list[Path]:
    """Write `latest.json` and `latency.svg`; the curves are in the plot only."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("live_*.svg"):
        old.unlink()
    curves = {name: one.pop("curves") for name, one in results.items() if "curves" in one}
    document = folder / "latest.json"
    document.write_text(json.dumps(_rounded(results), indent=1) + "\n", "utf-8")
    written = [document]
    for name, own in curves.items():
        plot = folder / f"{name}.svg"
        plot.write_text(_svg(own, f"{name.replace('_', ' at ')}/s: share of messages within t ms"), "utf-8")
        written.append(plot)
    return written


def look_up(results: Results, path: str) -> Any:
    found: Any = results
    for part in path.split("."):
        found = cast("Results", found).get(part) if isinstance(found, dict) else None
    return found


def _rows(results: Results) -> Iterator[_Row]:
    yield ("other processes meanwhile, at most", "about.others_cores_max", "cores")
    yield from _ROWS
    for name, one in results.items():
        if name.startswith("live_"):
            for label, path, unit in _LIVE:
                yield label.format(rate=one["rate"]), f"{name}.{path}", unit


def _verdict(path: str, value: float) -> str:
    target = TARGETS.get(path)
    if target is None:
        return ""
    colour, word = ("green", "met") if value <= target.limit else ("red", "MISSED")
    return f"≤ {target.limit:g} {target.unit} [{colour}]{word}[/]"


def _text(value: float | bool) -> str:
    if isinstance(value, bool):
        return "yes" if value else "[red]NO[/]"
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.5g}")
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in cast("Results", value).items()}
    if isinstance(value, list):
        return [_rounded(one) for one in cast("list[Any]", value)]
    return value


# -- the plot ---------------------------------------------------------------------------------

_WIDTH, _HEIGHT, _LEFT, _BOTTOM = 640, 320, 48, 40
_COLOURS = {"last": "#d1495b", "each": "#00798c", "ack": "#6b7280"}
_NAMES = {"last": "last of all receivers", "each": "any receiver", "ack": "sender answered"}


def _svg(curves: Mapping[str, Sequence[float]], title: str) -> str:
    """Draw cumulative shares; the axis ends where 99.5 % of the slowest curve does."""
    end = max(one[int(len(one) * 0.995)] for one in curves.values() if one) * 1.05

    def point(ms: float, share: float) -> str:
        x = _LEFT + min(ms / end, 1) * (_WIDTH - _LEFT - 16)
        return f"{x:.1f},{_HEIGHT - _BOTTOM - share * (_HEIGHT - _BOTTOM - 40):.1f}"

    size = f'viewBox="0 0 {_WIDTH} {_HEIGHT}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="12">',
        '<rect width="100%" height="100%" fill="#fff"/>',
        f'<text x="{_LEFT}" y="20" font-size="14">{title}</text>',
    ]
    for share in (0, 0.5, 0.95, 1):
        x, y = point(0, share).split(",")
        parts.append(f'<path d="M{x},{y}H{_WIDTH - 16}" stroke="#e5e7eb"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{float(y) + 4}" text-anchor="end">{share:.0%}</text>')
    for step in range(6):
        x, y = point(end * step / 5, 0).split(",")
        parts.append(f'<text x="{x}" y="{float(y) + 18}" text-anchor="middle">{end * step / 5:.0f} ms</text>')
    for row, (name, values) in enumerate(curves.items()):
        line = " ".join(point(ms, (rank + 1) / len(values)) for rank, ms in enumerate(values))
        colour = _COLOURS[name]
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        y = _HEIGHT - _BOTTOM - 16 - row * 16
        parts.append(
            f'<text x="{_WIDTH - 24}" y="{y}" fill="{colour}" text-anchor="end">{_NAMES[name]}</text>'
        )
    return "\n".join([*parts, "</svg>", ""])
