"""Plots as SVG text; small enough to need no library."""

import math
from collections.abc import Mapping, Sequence

Curve = Sequence[tuple[float, float]]
NAMES: Mapping[str, str] = {"last": "last of all receivers", "each": "any receiver", "ack": "sender answered"}
_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 680, 340, 52, 16, 40, 40
_COLOURS = ("#d1495b", "#00798c", "#6b7280", "#edae49", "#5f4bb6", "#2e933c", "#30638e")
# Latencies of peers differ by orders of magnitude.
_TICKS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)


def shares(title: str, curves: Mapping[str, Curve]) -> str:
    """Draw cumulative shares (milliseconds, share) over a logarithmic axis of time."""
    least = min(one[0][0] for one in curves.values())
    most = max(one[-1][0] for one in curves.values())
    ticks = [one for one in _TICKS if least / 2.5 <= one <= most * 2.5] or [1, 10]
    low, high = ticks[0], ticks[-1]

    def across(ms: float) -> float:
        share = math.log(max(low, min(high, ms)) / low) / math.log(high / low)
        return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)

    parts = [_share_grid(), *(_tick(across(one), f"{one:g} ms") for one in ticks)]
    for place, (name, points) in enumerate(curves.items()):
        line = " ".join(f"{across(ms):.1f},{_up(share):.1f}" for ms, share in points)
        parts.append(_line(line, place))
        parts.append(_legend(name, place))
    return _page(title, parts)


def lines(title: str, unit: str, curves: Mapping[str, Curve], ticks: Sequence[float]) -> str:
    """Draw values at a few positions, each of `ticks` as far from the next; the axis starts at 0."""
    most = max(value for one in curves.values() for _, value in one) * 1.1
    step = (_WIDTH - _LEFT - _RIGHT) / max(1, len(ticks))
    where = {tick: _LEFT + step * (place + 0.5) for place, tick in enumerate(ticks)}
    parts = [_tick(x, f"{tick:g}") for tick, x in where.items()]
    for part in range(5):
        y = _up(part / 4)
        parts.append(f'<path d="M{_LEFT},{y:.1f}H{_WIDTH - _RIGHT}" stroke="#e5e7eb"/>')
        label = f"{most * part / 4:.3g}"
        parts.append(f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{label}</text>')
    for place, (name, points) in enumerate(curves.items()):
        line = " ".join(f"{where[at]:.1f},{_up(value / most):.1f}" for at, value in points)
        parts.append(_line(line, place))
        parts.append(_legend(name, place))
    return _page(f"{title} ({unit})", parts)


def _share_grid() -> str:
    parts: list[str] = []
    for share in (0, 0.5, 0.95, 1):
        y = _up(share)
        parts.append(f'<path d="M{_LEFT},{y:.1f}H{_WIDTH - _RIGHT}" stroke="#e5e7eb"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{share:.0%}</text>')
    return "\n".join(parts)


def _tick(x: float, label: str) -> str:
    return f'<text x="{x:.1f}" y="{_HEIGHT - _BOTTOM + 18}" text-anchor="middle">{label}</text>'


def _line(points: str, place: int) -> str:
    colour = _COLOURS[place % len(_COLOURS)]
    return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'


def _legend(name: str, place: int) -> str:
    colour = _COLOURS[place % len(_COLOURS)]
    y = _HEIGHT - _BOTTOM - 14 - place * 16
    return f'<text x="{_WIDTH - _RIGHT - 6}" y="{y}" fill="{colour}" text-anchor="end">{name}</text>'


def _up(share: float) -> float:
    return _HEIGHT - _BOTTOM - share * (_HEIGHT - _BOTTOM - _TOP)


def _page(title: str, parts: Sequence[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        'font-family="sans-serif" font-size="12">'
    )
    ground = '<rect width="100%" height="100%" fill="#fff"/>'
    heading = f'<text x="{_LEFT}" y="22" font-size="14">{title}</text>'
    return "\n".join([head, ground, heading, *parts, "</svg>", ""])
