"""Beep and its peers side by side: each alone on the machine, one after the other, the same load."""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from bench import rooms
from bench.load import Load
from bench.peer import NotStarted, Peer
from bench.peers import PEERS
from bench.plan import Plan
from bench.worker import WorkerFailed

Say = Callable[[str], None]


def measure(folder: Path, plan: Plan, names: Iterable[str], say: Say) -> dict[str, Any]:
    """Measure every peer that is installed; one that fails is told, and does not stop the others."""
    results: dict[str, Any] = {"peers": {}, "skipped": {}}
    for name in names:
        kind = PEERS.get(name)
        reason = f"unknown; known are {', '.join(PEERS)}" if kind is None else kind.missing()
        if reason or kind is None:
            say(f"{name} is skipped: {reason}")
            results["skipped"][name] = reason
            continue
        own = folder / name
        own.mkdir(mode=0o711)
        try:
            results["peers"][name] = _measure(kind(own), name, plan.paced(name), say)
        except (NotStarted, WorkerFailed, OSError) as error:
            notes = "\n".join(getattr(error, "__notes__", ()))
            say(f"{name} failed: {error}\n{notes}")
            results["skipped"][name] = f"failed: {error}"[:2000]
    return results


def _measure(peer: Peer, name: str, plan: Plan, say: Say) -> dict[str, Any]:
    try:
        say(f"{name}: starting")
        peer.start()
        found: dict[str, Any] = {"settings": dict(peer.settings()), "idle": rooms.at_rest(peer)}
        say(f"{name}: making rooms of {', '.join(map(str, plan.rates))}")
        halls = {size: peer.populate(size) for size in plan.rates}
        with Load(peer) as load:
            return found | rooms.measure(load, halls, plan, partial(_say_of, name, say))
    finally:
        peer.stop()


def _say_of(name: str, say: Say, what: str) -> None:
    say(f"{name}: {what}")
