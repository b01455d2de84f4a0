"""Has images opened: one short-lived process each, few at once, killed when it takes too long."""

import asyncio
import json
import logging
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from beep.runtime.http.uploads import nameless

_log = logging.getLogger("beep.images")
_AT_ONCE = 2
_REPORT_BYTES = 16 << 10
_KILL_S = 2.0
Source = IO[bytes] | bytes


@dataclass(frozen=True, slots=True)
class Limits:
    """What one image may cost."""

    pixels: int = 50_000_000
    frames: int = 400
    memory_bytes: int = 768 << 20
    cpu_s: int = 10
    seconds: float = 20
    output_bytes: int = 1 << 28


class NotAnImage(Exception):  # noqa: N818 - an expected answer
    """`reason`: unreadable, too_many_pixels, too_many_frames, too_much_memory or too_slow."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Workshop:
    def __init__(self, folder: Path, limits: Limits, *, at_once: int = _AT_ONCE) -> None:
        # Where images lie while they are worked on.
        self.folder = folder
        self._limits = limits
        self._places = asyncio.Semaphore(at_once)

    async def inspect(self, source: Source) -> tuple[dict[str, Any], IO[bytes]]:
        """Return format, width, height, is_animated and placeholder of an image, and it without metadata."""
        return await self._do(source, {"do": "inspect"})

    async def picture(
        self, source: Source, *, side: int, is_square: bool
    ) -> tuple[dict[str, Any], IO[bytes]]:
        """Return a picture encoded anew: PNG, or WebP when it moves."""
        return await self._do(source, {"do": "picture", "side": side, "is_square": is_square})

    async def variant(
        self, source: Source, kind: str, box: tuple[int, int], *, keeps_moving: bool
    ) -> tuple[dict[str, Any], IO[bytes]]:
        """Return an image as `kind` (PNG, WEBP, GIF, JPEG), within a box of width and height."""
        wish = {"do": "variant", "format": kind, "width": box[0], "height": box[1]}
        return await self._do(source, {**wish, "keeps_moving": keeps_moving})

    async def _do(self, source: Source, wish: dict[str, Any]) -> tuple[dict[str, Any], IO[bytes]]:
        """Run one process; the caller closes the file it wrote. Raises `NotAnImage`."""
        limits = self._limits
        wish |= {"pixels": limits.pixels, "frames": limits.frames, "memory_bytes": limits.memory_bytes}
        wish |= {"cpu_s": limits.cpu_s, "output_bytes": limits.output_bytes}
        output = await asyncio.to_thread(nameless, self.folder)
        try:
            async with self._places:
                if isinstance(source, bytes):
                    with await asyncio.to_thread(_filled, self.folder, source) as file:
                        found = await self._run(file, output, json.dumps(wish))
                else:
                    found = await self._run(source, output, json.dumps(wish))
            _check(found)
            output.seek(0)
        except BaseException:
            output.close()
            raise
        return found, output

    async def _run(self, source: IO[bytes], output: IO[bytes], wish: str) -> dict[str, Any]:
        # The descriptor itself: what Python has read ahead is not where the process would begin.
        os.lseek(source.fileno(), 0, os.SEEK_SET)
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-m", "beep.runtime.images.worker", wish),
            stdin=source,
            stdout=output,
            stderr=asyncio.subprocess.PIPE,
            cwd="/",
            env={"LC_ALL": "C.UTF-8"},
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(self._limits.seconds):
                report = await _report(process)
                await process.wait()
        except TimeoutError:
            raise NotAnImage("too_slow") from None
        finally:
            if process.returncode is None:
                process.kill()
                await asyncio.wait_for(process.wait(), _KILL_S)
        try:
            return dict(json.loads(report))
        except ValueError:
            # Killed by a limit, or by a decoder's fault: the same for whoever sent the file.
            _log.warning("an image ended its process", extra={"code": process.returncode})
            raise NotAnImage("unreadable") from None


def _check(found: dict[str, Any]) -> None:
    if reason := found.get("refused"):
        raise NotAnImage(str(reason))


def _filled(folder: Path, content: bytes) -> IO[bytes]:
    file = nameless(folder)
    file.write(content)
    file.flush()
    return file


async def _report(process: asyncio.subprocess.Process) -> bytes:
    if process.stderr is None:
        raise RuntimeError("the process has no report")
    return await process.stderr.read(_REPORT_BYTES)
