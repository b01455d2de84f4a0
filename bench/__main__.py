"""`python -m bench [--full]`: measures everything in one run and writes `bench/results/`."""

import argparse
import json
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from os import cpu_count, getloadavg
from pathlib import Path
from typing import Any

import psycopg
from rich.console import Console

from beep.runtime.postgres.workspace import Workspace
from bench import durable, fan_out, footprint, live, procs, receivers, reconnect, report, senders
from bench.beep_server import BeepServer
from bench.peer import NotStarted
from bench.people import World, populate
from bench.plan import SETTINGS, Plan
from bench.worker import Worker, WorkerFailed

_console = Console()


def main() -> int:
    plan = _asked()
    procs.raise_file_limit()
    started = time.monotonic()
    try:
        results = _measured(plan)
    except (NotStarted, WorkerFailed) as error:
        _console.print(f"[red]The bench stopped:[/] {error}", markup=True, highlight=False)
        return 1
    results["about"]["took_s"] = time.monotonic() - started
    found = [one["others_cores"] for one in results.values() if "others_cores" in one]
    results["about"]["others_cores_max"] = max(found)
    report.show(results, _console)
    for file in report.save(results):
        _console.print(f"written: {file}")
    return 0


def _asked() -> Plan:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--full", action="store_true", help="also 50 and 400 messages a second, and reconnects"
    )
    parser.add_argument("--quick", action="store_true", help="a short run with 200 receivers, to try things")
    asked = parser.parse_args()
    if asked.quick:
        return Plan(
            is_full=asked.full,
            receivers=200,
            crew_sessions=128,
            fan_out_runs=3,
            live_s=5,
            durable_runs=2,
            warm_starts=1,
            settle_s=1,
        )
    return Plan(is_full=asked.full)


def _measured(plan: Plan) -> report.Results:
    results: report.Results = {"about": _about(plan)}
    _say("transport alone")
    results["memory"] = {}
    results["transport"] = _transport()
    results["memory"]["transport_kib_per_connection"] = results["transport"]["kib_per_connection"]
    with BeepServer(SETTINGS) as server:
        _say("starting, on an empty home and again")
        results["start"] = footprint.starts(server, plan)
        results["idle"] = footprint.at_rest(server, plan)
        results["about"]["postgres"] = _postgres(server)
        _say(f"making {plan.receivers} members and a crew of {plan.crew}")
        began = time.monotonic()
        world = populate(server.port, members=plan.receivers, crew=plan.crew)
        results["about"]["populate_s"] = time.monotonic() - began
        try:
            with Worker(receivers.main) as readers, Worker(senders.main) as writers:
                _exercise(results, plan, server, world, readers, writers)
        except WorkerFailed as error:
            raise WorkerFailed(f"{error}\n{server.state()}") from None
        results["about"]["beep_problems"] = server.problems()
    return results


def _exercise(
    results: report.Results,
    plan: Plan,
    server: BeepServer,
    world: World,
    readers: Worker,
    writers: Worker,
) -> None:
    """Run the scenarios on a Beep that is up; who listens to nothing first, everybody last."""
    _say(f"durable sends from {plan.crew} senders")
    results["durable"] = _watched(lambda: durable.measure(server, writers, world, plan))
    _say(f"{plan.crew_sessions} idle sessions of a small server")
    sessions = [world.crew[number % plan.crew] for number in range(plan.crew_sessions)]
    small = footprint.open_sessions(server, readers, sessions, plan)
    readers.call("drop")
    _say(f"{plan.receivers} idle sessions of a server with {plan.receivers} members")
    large = _watched(lambda: footprint.open_sessions(server, readers, world.members, plan))
    results["sessions"] = {"small": small, "large": large}
    results["memory"]["small_session_kib"] = small["kib_per_session"]
    results["memory"]["large_session_kib"] = large["kib_per_session"]
    _say("fan-out beside raw send(), turn and turn about")
    lone_us = results["durable"]["lone"]["beep_us_per_request"]
    results["fan_out"] = _watched(lambda: fan_out.measure(server, readers, world, plan, lone_us))
    for rate in plan.rates:
        _say(f"{rate} messages a second to everybody")
        results[f"live_{rate}"] = _watched(
            lambda rate=rate: live.measure(server, readers, writers, world, plan, rate)
        )
    if plan.is_full:
        _say("everybody reconnects at once")
        results["reconnect"] = _watched(lambda: reconnect.measure(server, readers, writers, world))


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


def _about(plan: Plan) -> dict[str, Any]:
    return {
        "at": datetime.fromtimestamp(time.time(), UTC).isoformat(timespec="seconds"),  # noqa: TID251 - a label
        "machine": f"{platform.machine()}, {cpu_count()} cores, {platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "load_before": getloadavg()[0],
        "settings": dict(SETTINGS),
        "plan": {name: getattr(plan, name) for name in plan.__slots__},
    }


def _postgres(server: BeepServer) -> dict[str, str]:
    """Return what makes commits durable, as the database itself says it."""
    names: Sequence[str] = ("server_version", "synchronous_commit", "fsync", "wal_sync_method")
    with psycopg.connect(Workspace(server.home).url) as connection:
        rows = [connection.execute(f"SHOW {name}").fetchone() for name in names]  # type: ignore[arg-type]
    return {name: str(row[0]) for name, row in zip(names, rows, strict=True) if row}


def _say(what: str) -> None:
    _console.print(f"[dim]{time.strftime('%H:%M:%S')}[/] {what}", highlight=False)


if __name__ == "__main__":
    sys.exit(main())
