"""`python -m bench`: measures Beep, its peers, its cost curve or its history, and writes `bench/results/`."""

import argparse
import platform
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from os import cpu_count, getloadavg
from pathlib import Path
from typing import Any

from rich.console import Console

from bench import beep_run, curve, history, peers_run, procs, report
from bench.peer import NotStarted
from bench.peers import PEERS
from bench.plan import SETTINGS, SIDE_BY_SIDE, Plan, quick
from bench.worker import WorkerFailed

# Tables need room where there is no terminal to tell its width.
_console = Console() if sys.stdout.isatty() else Console(width=140)
_LONGER = ("sharing", "live", "reconnect", "logins")


def main() -> int:
    asked = _asked()
    procs.raise_file_limit()
    # Told to end, the bench cleans up as after Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        target = report.RESULTS / "quick" if asked.quick else report.RESULTS
        complete = [_measure(name, run, target, adds=bool(asked.only)) for name, run in _runs(asked)]
    except (NotStarted, WorkerFailed) as error:
        _console.print(f"[red]The bench stopped:[/] {error}", markup=True, highlight=False)
        for note in getattr(error, "__notes__", ()):
            _console.print(note, markup=False, highlight=False)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0 if all(complete) else 1


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--full", action="store_true", help="also shared commits, 50/s, a minute of 400/s, reconnects"
    )
    parser.add_argument("--peers", default="", help=f"side by side with these, or `all`: {', '.join(PEERS)}")
    parser.add_argument("--only", default="", help=f"only these of Beep's: {', '.join(beep_run.SCENARIOS)}")
    parser.add_argument("--curve", action="store_true", help="with 1, 2, 4 processes; 1, 10, 50 busy servers")
    parser.add_argument("--history", action="store_true", help="with ten million messages")
    parser.add_argument("--quick", action="store_true", help="short runs with 100 receivers, to try things")
    return parser.parse_args()


def _runs(asked: argparse.Namespace) -> Iterator[tuple[str, Callable[[Path], report.Results]]]:
    """Yield the name of each result asked for, and what measures it in a folder of its own."""
    if asked.peers:
        names = list(PEERS) if asked.peers == "all" else ["beep", *asked.peers.split(",")]
        plan = _sized(asked, Plan(rates=SIDE_BY_SIDE))
        yield "peers", lambda folder: peers_run.measure(folder, plan, dict.fromkeys(names), _say)
    if asked.curve:
        plan = _sized(asked, Plan())
        yield "curve", lambda folder: curve.measure(folder, plan, _say)
    if asked.history:
        plan = _sized(asked, Plan())
        yield "history", lambda folder: history.measure(folder, plan, _say)
    if asked.full or asked.only or not (asked.peers or asked.curve or asked.history):
        plan = _sized(asked, Plan(is_full=asked.full))
        wanted = asked.only.split(",") if asked.only else _usual(plan)
        yield "beep", lambda folder: beep_run.measure(folder, plan, wanted, _say)


def _usual(plan: Plan) -> Sequence[str]:
    return [one for one in beep_run.SCENARIOS if plan.is_full or one not in _LONGER]


def _sized(asked: argparse.Namespace, plan: Plan) -> Plan:
    return quick(plan) if asked.quick else plan


def _measure(name: str, run: Callable[[Path], report.Results], target: Path, *, adds: bool) -> bool:
    """Measure, show and save; return whether all of it could be measured."""
    started = time.monotonic()
    about = _about()
    with _folder() as folder:
        results = {"about": about, **run(folder)}
    about["took_s"] = time.monotonic() - started
    about["others_cores_max"] = max(report.every(results, "others_cores"), default=0.0)
    report.show(name, results, _console)
    for file in report.save(name, results, target, adds=adds and name == "beep"):
        _console.print(f"written: {file}", highlight=False)
    if failed := results.get("failed"):
        _console.print(f"The bench stopped early: {failed}", markup=False, highlight=False)
    return not failed


@contextmanager
def _folder() -> Generator[Path]:
    """Lend a folder for everything a run writes, and remove it."""
    folder = Path(tempfile.mkdtemp(prefix="beep-bench-"))
    # A server run by root gives PostgreSQL to another user, who must be able to reach its files.
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _about() -> dict[str, Any]:
    return {
        "at": datetime.fromtimestamp(time.time(), UTC).isoformat(timespec="seconds"),  # noqa: TID251 - a label
        "machine": f"{platform.machine()}, {cpu_count()} cores, {platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "load_before": getloadavg()[0],
        "settings": dict(SETTINGS),
    }


def _say(what: str) -> None:
    _console.print(f"[dim]{time.strftime('%H:%M:%S')}[/] {what}", highlight=False)


if __name__ == "__main__":
    sys.exit(main())
