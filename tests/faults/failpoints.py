"""Points where a node fails on demand: `python -m tests.faults.failpoints serve` is `beep serve` with them.

Nothing of this is in the product. Functions are wrapped by name before Beep's own `main` runs; a name
that no longer exists ends the process at once with exit code 3. What is armed stands in a file that the
node looks at on every call of a wrapped function, so points can be armed while it runs.
"""

import asyncio
import functools
import importlib
import inspect
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

import msgspec

VARIABLE = "FAILPOINTS"
What = Literal["kill", "freeze", "raise", "delay", "block", "skip", "hog", "shift"]


class Failpoint(msgspec.Struct, frozen=True, kw_only=True):
    """Fail at the `nth` call of `target` after this was armed, and `times` calls in a row from there.

    `target` is `package.module:Class.method` or `package.module:function`. `kill` is SIGKILL, `freeze`
    SIGSTOP, `raise` raises `error` (`module:Class`), `delay` waits `seconds` and lets others go on,
    `block` stops the whole event loop that long, `skip` returns `None` without doing the work, `hog` takes
    all the memory there is, `shift` adds seconds to the moment that a clock returns.
    """

    target: str
    what: What
    when: Literal["before", "after"] = "before"
    nth: int = 1
    times: int = 1
    seconds: float = 0.0
    error: str = "builtins:OSError"


class _Skipped(Exception):  # noqa: N818 - no error
    """The work of a wrapped function is left out."""


class Plan(msgspec.Struct):
    """What the file holds: every function to wrap, and what is armed.

    `edition` tells one arming from another.
    """

    targets: list[str]
    armed: list[Failpoint] = []
    edition: int = 0


class Points:
    """The wrapped functions of this process and how often each armed point was passed."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._stamp = 0
        self._edition = -1
        self._armed: list[Failpoint] = []
        self._passed: list[int] = []

    def wrap_all(self) -> None:
        for target in msgspec.json.decode(self._file.read_bytes(), type=Plan).targets:
            owner, name = _owner(target)
            setattr(owner, name, self._wrapped(target, getattr(owner, name)))

    def _wrapped(self, target: str, function: Callable[..., Any]) -> Callable[..., Any]:
        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def waited(*args: Any, **kwargs: Any) -> Any:
                try:
                    await _wait(self._passing(target, "before"))
                except _Skipped:
                    return None
                result = await function(*args, **kwargs)
                await _wait(self._passing(target, "after"))
                return result

            return waited

        @functools.wraps(function)
        def called(*args: Any, **kwargs: Any) -> Any:
            try:
                _block(self._passing(target, "before"))
            except _Skipped:
                return None
            result = function(*args, **kwargs)
            _block(self._passing(target, "after"))
            return self._shifted(target, result)

        return called

    def _passing(self, target: str, when: str) -> float:
        """Do what is armed here; return how long to wait."""
        self._look()
        wait = 0.0
        for number, point in enumerate(self._armed):
            if point.target != target or point.when != when or point.what == "shift":
                continue
            self._passed[number] += 1
            if point.nth <= self._passed[number] < point.nth + point.times:
                wait += _act(point)
        return wait

    def _shifted(self, target: str, result: Any) -> Any:
        """Return a moment as a clock that was set tells it."""
        for number, point in enumerate(self._armed):
            if point.target == target and point.what == "shift":
                self._passed[number] += 1
                if self._passed[number] == 1:
                    _tell(point)
                result += timedelta(seconds=point.seconds)
        return result

    def _look(self) -> None:
        """Read the file again if it was replaced."""
        stamp = self._file.stat().st_mtime_ns
        if stamp == self._stamp:
            return
        self._stamp = stamp
        plan = msgspec.json.decode(self._file.read_bytes(), type=Plan)
        if plan.edition != self._edition:
            self._edition, self._armed = plan.edition, plan.armed
            self._passed = [0] * len(plan.armed)


def _act(point: Failpoint) -> float:
    _tell(point)
    match point.what:
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "freeze":
            os.kill(os.getpid(), signal.SIGSTOP)
        case "raise":
            module, _, name = point.error.partition(":")
            raise getattr(importlib.import_module(module), name)(f"failpoint at {point.target}")
        case "skip":
            raise _Skipped
        case "block":
            time.sleep(point.seconds)
        case "delay":
            return point.seconds
        case "hog":
            _take_all_memory()
        case "shift":
            pass
    return 0.0


def _tell(point: Failpoint) -> None:
    line = {"event": "failpoint", "target": point.target, "when": point.when, "what": point.what}
    os.write(sys.stderr.fileno(), json.dumps(line).encode() + b"\n")


def _take_all_memory() -> None:
    taken: list[bytes] = []
    while True:
        # Not zeros: the kernel gives those for nothing.
        taken.append(b"x" * (1 << 20))


async def _wait(seconds: float) -> None:
    if seconds:
        await asyncio.sleep(seconds)


def _block(seconds: float) -> None:
    if seconds:
        time.sleep(seconds)


def _owner(target: str) -> tuple[Any, str]:
    """Return the object that holds a function and its name there; ends the process when there is none."""
    module, _, path = target.partition(":")
    *outer, name = path.split(".")
    try:
        owner: Any = importlib.import_module(module)
        for part in outer:
            owner = getattr(owner, part)
        getattr(owner, name).__call__  # noqa: B018 - what is no function has none
    except (ImportError, AttributeError) as error:
        sys.stderr.write(f"failpoints: there is no {target}: {error}\n")
        sys.exit(3)
    return owner, name


def main() -> None:
    from beep.cli import main as beep

    Points(Path(os.environ[VARIABLE])).wrap_all()  # noqa: TID251 - no setting of Beep's
    beep()


if __name__ == "__main__":
    main()
