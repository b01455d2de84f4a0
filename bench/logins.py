"""Sends while fifty a second sign in, at what a password costs by default, beside sends while nobody does.

Beep hashes passwords in one thread, so that the event loop never waits; what more of them come than it can
hash are told to come later. The same messages are sent with and without them, turn about.
"""

import http.client
import json
import threading
import time
from collections.abc import Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from beep.features.auth.settings import AuthSettings
from bench import people, rooms
from bench.load import Load
from bench.peers.beep import BeepPeer
from bench.plan import Plan
from bench.stats import middle

_PEOPLE = 10
_MESSAGES_PER_S = 50
_LOGINS_PER_S = 50
_TURNS = 3
# As many as may wait for an answer at once; Beep turns others away long before.
_THREADS = 96


def measure(folder: Path, plan: Plan) -> dict[str, Any]:
    """Run a Beep of its own whose passwords cost what they cost people."""
    folder.mkdir(parents=True, exist_ok=True)
    peer = BeepPeer(folder, settings=_real_cost())
    peer.start()
    try:
        with Load(peer) as load:
            return _turns(load, plan)
    finally:
        peer.stop()


def _real_cost() -> Mapping[str, str]:
    usual = AuthSettings()
    return {
        "BEEP_AUTH__ARGON2_MEMORY_KIB": str(usual.argon2_memory_kib),
        "BEEP_AUTH__ARGON2_TIME_COST": str(usual.argon2_time_cost),
        "BEEP_AUTH__ARGON2_LANES": str(usual.argon2_lanes),
    }


def _turns(load: Load, plan: Plan) -> dict[str, Any]:
    room = load.peer.populate(_PEOPLE)
    rooms.enter(load, room, plan)
    load.connect_senders(room)
    load.run(_MESSAGES_PER_S, 2.0, audience=_PEOPLE)
    without: list[dict[str, Any]] = []
    beside: list[dict[str, Any]] = []
    storm = _Storm(_port(load))
    for _ in range(_TURNS):
        without.append(load.run(_MESSAGES_PER_S, plan.logins_s, audience=_PEOPLE))
        with storm.raging():
            beside.append(load.run(_MESSAGES_PER_S, plan.logins_s, audience=_PEOPLE))
    calm, rough = _summed(without), _summed(beside)
    return {
        "messages_per_s": _MESSAGES_PER_S,
        "asked_per_s": storm.asked / storm.lasted_s,
        "signed_in_per_s": storm.in_time.count(http.HTTPStatus.OK) / storm.lasted_s,
        "turned_away_share": 1 - storm.in_time.count(http.HTTPStatus.OK) / max(1, len(storm.in_time)),
        "without": calm,
        "beside": rough,
        "p50_ratio": rough["p50_ms"] / calm["p50_ms"],
        "p99_ratio": rough["p99_ms"] / calm["p99_ms"],
    }


def _port(load: Load) -> int:
    assert isinstance(load.peer, BeepPeer)
    return load.peer.server.port


def _summed(runs: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "p50_ms": middle([one["ack_ms"]["p50"] for one in runs]),
        "p99_ms": middle([one["ack_ms"]["p99"] for one in runs]),
        "p99_runs_ms": [one["ack_ms"]["p99"] for one in runs],
        "server_cores": middle([one["server_cores"] for one in runs]),
        "is_exactly_once_in_order": all(one["delivery"]["is_exactly_once_in_order"] for one in runs),
    }


@dataclass
class _Storm:
    """People who sign in at a steady rate, whatever becomes of those before them."""

    port: int
    asked: int = 0
    lasted_s: float = 0.0
    answers: list[int] = field(default_factory=list[int])
    # Those that came while it raged, of all turns.
    in_time: list[int] = field(default_factory=list[int])

    @contextmanager
    def raging(self) -> Generator[None]:
        is_over = threading.Event()
        with ThreadPoolExecutor(_THREADS) as pool:
            asking = threading.Thread(target=self._ask, args=(pool, is_over))
            begun, self.answers = time.monotonic(), []
            asking.start()
            try:
                yield
            finally:
                is_over.set()
                asking.join()
                self.lasted_s += time.monotonic() - begun
                self.in_time += self.answers
                # Who has not come yet stays away; the others are waited for, so that the next turn is calm.
                pool.shutdown(cancel_futures=True)

    def _ask(self, pool: ThreadPoolExecutor, is_over: threading.Event) -> None:
        begun, number = time.monotonic(), 0
        while not is_over.wait(max(0.0, begun + number / _LOGINS_PER_S - time.monotonic())):
            pool.submit(self._sign_in, number % _PEOPLE)
            number += 1
        self.asked += number

    def _sign_in(self, number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        body = {"email": people.email(f"Hall{_PEOPLE}", number), "password": people.PASSWORD}
        try:
            headers = {"Content-Type": "application/json"}
            connection.request("POST", "/api/v10/auth/login", json.dumps(body), headers)
            self.answers.append(connection.getresponse().status)
        except OSError:
            self.answers.append(0)
        finally:
            connection.close()
