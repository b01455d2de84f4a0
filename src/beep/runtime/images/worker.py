"""The process that opens one image. It can open nothing else: no file, no socket, no second process.

Reads the image from descriptor 0, writes one to descriptor 1 and what it found to descriptor 2, as JSON.
What an attacker makes of a decoder's fault stays in here, for some seconds and some megabytes.
"""

import base64
import io
import json
import math
import os
import resource
import sys
from typing import Any

from PIL import Image, ImageOps, ImageSequence

from beep.runtime.images.stripping import stripped
from beep.runtime.images.thumbhash import SIDE, encode

FORMATS = ("JPEG", "PNG", "GIF", "WEBP")


class Refused(Exception):  # noqa: N818 - an expected answer
    """What is wrong with the image, in one word a caller can branch on."""


def confine(memory_bytes: int, cpu_s: int, output_bytes: int) -> None:
    """Give up every right that opening an image does not need."""
    os.umask(0o077)
    for what, limit in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_FSIZE, output_bytes),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
        # Three are open already: no file and no socket can be opened from here on.
        (resource.RLIMIT_NOFILE, 3),
    ):
        resource.setrlimit(what, (limit, limit))


def opened(data: bytes, wish: dict[str, Any]) -> Image.Image:
    """Open an image, whose size is checked before any of its pixels is decoded."""
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Refused("unreadable") from error
    if image.width * image.height > wish["pixels"] or not image.width or not image.height:
        raise Refused("too_many_pixels")
    return image


def inspect(data: bytes, wish: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Return what a message needs to show an image before it is there, and the image without its secrets."""
    image = opened(data, wish)
    kind = str(image.format)
    orientation = int(image.getexif().get(0x0112, 1)) if kind == "JPEG" else 1
    orientation = orientation if 1 <= orientation <= 8 else 1
    width, height = image.size if orientation < 5 else image.size[::-1]
    if kind == "JPEG":
        image.draft("RGB", (SIDE * 4, SIDE * 4))
    small = ImageOps.exif_transpose(image).convert("RGBA")
    small.thumbnail((SIDE, SIDE), Image.Resampling.BOX)
    pixels = small.tobytes()
    found = {
        "format": kind,
        "width": width,
        "height": height,
        "is_animated": bool(getattr(image, "is_animated", False)),
        "placeholder": base64.b64encode(encode(small.width, small.height, pixels)).decode(),
    }
    return found, stripped(kind, data, orientation=orientation)


def picture(data: bytes, wish: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Return a picture as Beep keeps it: encoded anew, no larger than `side`, moving if it moved."""
    image = opened(data, wish)
    is_animated = bool(getattr(image, "is_animated", False))
    frames = _frames(image, wish) if is_animated else [(ImageOps.exif_transpose(image).convert("RGBA"), 0)]
    fitted = [(_fitted(frame, wish["side"], is_square=wish["is_square"]), took) for frame, took in frames]
    output = _saved(fitted, "WEBP" if is_animated else "PNG")
    size = fitted[0][0].size
    return {"is_animated": is_animated, "width": size[0], "height": size[1]}, output


def variant(data: bytes, wish: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Return an image in another format and no larger than a box; it is never made larger than it is."""
    image = opened(data, wish)
    wanted = wish["format"]
    box = (wish["width"], wish["height"])
    is_animated = bool(getattr(image, "is_animated", False)) and wish["keeps_moving"]
    if is_animated:
        frames = _frames(image, wish)
    else:
        if image.format == "JPEG":
            image.draft("RGB", box)
        frames = [(ImageOps.exif_transpose(image).convert("RGBA"), 0)]
    for frame, _ in frames:
        frame.thumbnail(box, Image.Resampling.LANCZOS)
    size = frames[0][0].size
    return {"width": size[0], "height": size[1]}, _saved(frames, wanted)


def _frames(image: Image.Image, wish: dict[str, Any]) -> list[tuple[Image.Image, int]]:
    frames: list[tuple[Image.Image, int]] = []
    for frame in ImageSequence.Iterator(image):
        if len(frames) >= wish["frames"] or (len(frames) + 1) * image.width * image.height > wish["pixels"]:
            raise Refused("too_many_frames")
        took = min(10_000, max(20, int(frame.info.get("duration", 100) or 100)))
        small = frame.convert("RGBA")
        # At once: a thousand large frames are more than there is memory for.
        small.thumbnail((512, 512), Image.Resampling.LANCZOS)
        frames.append((small, took))
    return frames


def _fitted(image: Image.Image, side: int, *, is_square: bool) -> Image.Image:
    if is_square:
        edge = min(image.width, image.height)
        left, top = (image.width - edge) // 2, (image.height - edge) // 2
        image = image.crop((left, top, left + edge, top + edge))
    scale = min(1.0, side / max(image.size))
    size = (max(1, math.floor(image.width * scale)), max(1, math.floor(image.height * scale)))
    if scale < 1.0:
        # Cut before, so that this is exactly the size that was meant.
        image = ImageOps.fit(image, size, Image.Resampling.LANCZOS)
    return image


def _saved(frames: list[tuple[Image.Image, int]], kind: str) -> bytes:
    output = io.BytesIO()
    first = frames[0][0]
    more: dict[str, Any] = {}
    if kind == "JPEG":
        first = Image.alpha_composite(Image.new("RGBA", first.size, "white"), first).convert("RGB")
        more = {"quality": 85}
    elif kind == "WEBP":
        more = {"quality": 88, "method": 3}
    elif kind == "PNG":
        more = {"optimize": False}
    if len(frames) > 1 and kind in {"WEBP", "GIF"}:
        rest = [frame for frame, _ in frames[1:]]
        more |= {"save_all": True, "append_images": rest, "duration": [took for _, took in frames], "loop": 0}
        if kind == "GIF":
            more["disposal"] = 2
    first.save(output, kind, **more)
    return output.getvalue()


def main() -> int:
    """Do the one thing asked for on the command line."""
    wish: dict[str, Any] = json.loads(sys.argv[1])
    # Everything a decoder may want later is loaded before the door closes.
    Image.preinit()
    Image.init()
    Image.MAX_IMAGE_PIXELS = None
    confine(wish["memory_bytes"], wish["cpu_s"], wish["output_bytes"])
    work = {"inspect": inspect, "picture": picture, "variant": variant}[wish["do"]]
    try:
        with open(0, "rb", closefd=False) as source:
            found, output = work(source.read(), wish)
        with open(1, "wb", closefd=False) as target:
            target.write(output)
    except Refused as error:
        found = {"refused": str(error)}
    except MemoryError:
        found = {"refused": "too_much_memory"}
    except Exception as error:  # noqa: BLE001 - whatever a decoder makes of a broken file
        found = {"refused": "unreadable", "because": repr(error)}
    os.write(2, json.dumps(found).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
