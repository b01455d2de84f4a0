"""Everything that is measured of Beep alone: its own figures beside the shared scenario."""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from beep.runtime.postgres.workspace import Workspace
from bench import (
    durable,
    fan_out,
    footprint,
    logins,
    opening,
    people,
    permissions,
    presence,
    procs,
    reconnect,
    rooms,
    scrolling,
    sharing,
    stalled,
)
from bench.load import Load
from bench.peer import Room
from bench.peers.beep import BeepPeer
from bench.plan import Plan
from bench.worker import WorkerFailed

Say = Callable[[str], None]
SCENARIOS = (
    "permissions",
    "transport",
    "start",
    "durable",
    "sharing",
    "sessions",
    "presence",
    "opening",
    "scrolling",
    "rooms",
    "fan_out",
    "live",
    "stalled",
    "reconnect",
    "logins",
)

# What needs no Beep, or one of its own.
_APART = frozenset({"permissions", "transport", "sharing", "logins"})
# What needs a hall full of listeners.
_LISTENING = frozenset({"rooms", "fan_out", "live", "stalled", "reconnect"})


def measure(folder: Path, plan: Plan, wanted: Sequence[str], say: Say) -> dict[str, Any]:
    """Run the wanted scenarios on one Beep, from an empty home on."""
    results: dict[str, Any] = {"memory": {}}
    if "transport" in wanted:
        say("the WebSocket layer alone")
        results["transport"] = _transport()
        results["memory"]["transport_kib_per_connection"] = results["transport"]["kib_per_connection"]
    if "permissions" in wanted:
        say("permission checks")
        results["permissions"] = permissions.measure()
    if not _APART.issuperset(wanted):
        _on_one_beep(folder, plan, wanted, say, results)
    if "sharing" in wanted:
        say("durable sends beside one transaction for each, on this disk and a slower one")
        results["sharing"] = _watched(lambda: sharing.measure(folder / "sharing", plan))
    if "logins" in wanted:
        say("sends beside people who sign in, turn and turn about")
        results["logins"] = _watched(lambda: logins.measure(folder / "logins", plan))
    return results


def _on_one_beep(folder: Path, plan: Plan, wanted: Sequence[str], say: Say, results: dict[str, Any]) -> None:
    peer = BeepPeer(folder)
    try:
        if "start" in wanted:
            say("starting, on an empty home and again")
            results["start"] = footprint.starts(peer, plan)
            results["idle"] = rooms.at_rest(peer)
        else:
            peer.start()
        results["postgres"] = _postgres(peer)
        with Load(peer) as load:
            try:
                _Run(results, peer, load, plan, wanted, say).exercise()
            except WorkerFailed as error:
                # What was measured before is worth keeping.
                results["failed"] = f"{error}\nThe end of Beep's log:\n{peer.log_tail()}"
        results["beep_problems"] = peer.server.problems()
    finally:
        peer.stop()


@dataclass(frozen=True, slots=True)
class _Run:
    """The scenarios on a Beep that is up; who listens to nothing first, everybody last."""

    results: dict[str, Any]
    peer: BeepPeer
    load: Load
    plan: Plan
    wanted: Sequence[str]
    say: Say

    def exercise(self) -> None:
        plan, load, results = self.plan, self.load, self.results
        self.say(f"making a crew of {plan.crew}")
        cabin = load.peer.populate(plan.crew)
        if "durable" in self.wanted:
            self.say(f"durable sends from {plan.crew} senders")
            results["durable"] = _watched(lambda: durable.measure(load, cabin, plan))
        if "sessions" in self.wanted:
            self.say(f"{plan.crew_sessions} idle sessions of a small server")
            results["sessions"] = footprint.small_sessions(load, cabin, plan)
            results["memory"]["small_session_kib"] = results["sessions"]["kib_per_connection"]
        if {"presence", "opening", "scrolling"}.intersection(self.wanted):
            self._crowd()
        if not _LISTENING.intersection(self.wanted):
            return
        hall = self._gather()
        if "fan_out" in self.wanted:
            self.say("fan-out beside raw send(), turn and turn about")
            results["fan_out"] = _watched(lambda: fan_out.measure(load, hall, cabin, plan))
        if "live" in self.wanted:
            results["live"] = self._live(hall)
        if "stalled" in self.wanted:
            self.say(f"{plan.stalled} readers who stopped reading, beside nobody, turn about")
            results["stalled"] = _watched(lambda: stalled.measure(load, hall, plan))
        if "reconnect" in self.wanted:
            self.say("everybody reconnects at once, by resume, then afresh")
            results["reconnect"] = {
                "resume": _watched(lambda: reconnect.by_resume(load, hall)),
                "fresh": _watched(lambda: reconnect.afresh(load, hall)),
            }

    def _crowd(self) -> None:
        """Measure what a server of very many costs those who are in it."""
        plan, results, port = self.plan, self.results, self.peer.server.port
        crowd = people.furnish(port, "Crowd", plan.size)
        if "presence" in self.wanted:
            self.say(f"{plan.size} members who change what they are every ten seconds")
            results["presence"] = _watched(lambda: presence.measure(self.peer, plan, port, crowd))
        if "opening" in self.wanted:
            self.say(f"a server of {plan.size} and a hundred channels is opened")
            results["opening"] = _watched(
                lambda: opening.measure(self.peer, crowd, port, openings=plan.openings)
            )
        if "scrolling" in self.wanted:
            self._scroll(crowd)

    def _scroll(self, crowd: Room) -> None:
        if why := scrolling.missing():
            self.say(f"scrolling is left out: {why}")
            return
        self.say(
            f"the list of {len(crowd.members)} members is scrolled in a browser, beside as many plain rows"
        )
        self.results["scrolling"] = _watched(lambda: scrolling.measure(self.peer.server.port, crowd))

    def _gather(self) -> Room:
        """Return the largest room, with everybody listening, after all rooms were measured if wanted."""
        plan, load, results = self.plan, self.load, self.results
        sizes = plan.rates if "rooms" in self.wanted else (plan.size,)
        self.say(f"making rooms of {', '.join(map(str, sizes))}")
        halls = {size: load.peer.populate(size) for size in sizes}
        if "rooms" in self.wanted:
            results["rooms"] = rooms.measure(load, halls, plan, self.say)
            results["busiest"] = results["rooms"]["points"].get(f"{plan.size}@20")
            results["memory"]["large_session_kib"] = results["rooms"]["entry"]["kib_per_connection"]
        else:
            rooms.enter(load, halls[plan.size], plan)
        return halls[plan.size]

    def _live(self, hall: Room) -> dict[str, Any]:
        load, plan, size = self.load, self.plan, len(hall.members)
        found: dict[str, Any] = {}
        for rate, seconds in ((50, plan.room_s), (400, plan.busy_s)):
            self.say(f"{rate} messages a second to {size}, for {seconds:g} s")
            found[f"{size}@{rate}"] = _watched(
                lambda rate=rate, seconds=seconds: load.warmed_run(hall, rate, seconds, audience=size)
            )
        return found


def _watched(scenario: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Run a scenario and note what else kept the machine busy: latencies mean little beside a full core."""
    others = procs.Others()
    found = scenario()
    return {**found, "others_cores": others.cores}


def _transport() -> dict[str, Any]:
    """Measure the WebSocket layer without Beep above it, in a process of its own."""
    command = [sys.executable, "-m", "bench.socket_memory", "--json"]
    done = subprocess.run(  # noqa: S603 - this very interpreter
        command, capture_output=True, check=False, timeout=90, cwd=Path(__file__).parent.parent
    )
    if done.returncode:
        raise WorkerFailed(done.stderr.decode(errors="replace"))
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _postgres(peer: BeepPeer) -> dict[str, str]:
    """Return what makes commits durable, as the database itself says it."""
    names = ("server_version", "synchronous_commit", "fsync", "wal_sync_method")
    with psycopg.connect(Workspace(peer.server.home).url) as connection:
        rows = [connection.execute(f"SHOW {name}").fetchone() for name in names]  # type: ignore[arg-type]
    return {name: str(row[0]) for name, row in zip(names, rows, strict=True) if row}
