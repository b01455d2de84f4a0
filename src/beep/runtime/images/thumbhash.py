"""A few bytes that stand for a picture until it is there: the published ThumbHash format."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi

# Nothing larger makes a better hash.
SIDE = 32


@dataclass(frozen=True, slots=True)
class _Channel:
    steady: float
    waves: list[float]
    scale: float


def encode(width: int, height: int, rgba: Sequence[int]) -> bytes:
    """Return the hash of at most 100 x 100 pixels, four numbers each."""
    count = width * height
    average = [0.0, 0.0, 0.0]
    opacity = 0.0
    for at in range(0, count * 4, 4):
        alpha = rgba[at + 3] / 255
        for channel in range(3):
            average[channel] += alpha / 255 * rgba[at + channel]
        opacity += alpha
    if opacity:
        average = [one / opacity for one in average]
    is_clear = opacity < count
    limit = 5 if is_clear else 7
    longest = max(width, height)
    across, down = max(1, round(limit * width / longest)), max(1, round(limit * height / longest))
    planes: list[list[float]] = [[], [], [], []]
    for at in range(0, count * 4, 4):
        alpha = rgba[at + 3] / 255
        red, green, blue = (average[c] * (1 - alpha) + alpha / 255 * rgba[at + c] for c in range(3))
        planes[0].append((red + green + blue) / 3)
        planes[1].append((red + green) / 2 - blue)
        planes[2].append(red - green)
        planes[3].append(alpha)
    waves = [
        _waves(planes[0], width, height, max(3, across), max(3, down)),
        _waves(planes[1], width, height, 3, 3),
        _waves(planes[2], width, height, 3, 3),
    ]
    if is_clear:
        waves.append(_waves(planes[3], width, height, 5, 5))
    return _packed(waves, is_clear=is_clear, is_wide=width > height, side=down if width > height else across)


def _waves(plane: Sequence[float], width: int, height: int, across: int, down: int) -> _Channel:
    """Return the slow waves a plane is made of."""
    found: list[float] = []
    steady = scale = 0.0
    columns = [[cos(pi / width * cx * (x + 0.5)) for x in range(width)] for cx in range(across)]
    rows = [[cos(pi / height * cy * (y + 0.5)) for y in range(height)] for cy in range(down)]
    for cy in range(down):
        cx = 0
        while cx * down < across * (down - cy):
            column = columns[cx]
            total = 0.0
            for y, row in enumerate(rows[cy]):
                line = plane[y * width : (y + 1) * width]
                total += row * sum(a * b for a, b in zip(line, column, strict=True))
            total /= width * height
            if cx or cy:
                found.append(total)
                scale = max(scale, abs(total))
            else:
                steady = total
            cx += 1
    if scale:
        found = [0.5 + 0.5 / scale * one for one in found]
    return _Channel(steady, found, scale)


def _packed(waves: Sequence[_Channel], *, is_clear: bool, is_wide: bool, side: int) -> bytes:
    light, yellow, red = waves[:3]
    head = (
        round(63 * light.steady)
        | round(31.5 + 31.5 * yellow.steady) << 6
        | round(31.5 + 31.5 * red.steady) << 12
        | round(31 * light.scale) << 18
        | is_clear << 23
    )
    more = side | round(63 * yellow.scale) << 3 | round(63 * red.scale) << 9 | is_wide << 15
    packed = bytearray([head & 255, head >> 8 & 255, head >> 16, more & 255, more >> 8])
    if is_clear:
        packed.append(round(15 * waves[3].steady) | round(15 * waves[3].scale) << 4)
    start, at = len(packed), 0
    for channel in waves:
        for wave in channel.waves:
            place = start + (at >> 1)
            if place == len(packed):
                packed.append(0)
            packed[place] |= round(15 * wave) << ((at & 1) << 2)
            at += 1
    return bytes(packed)
