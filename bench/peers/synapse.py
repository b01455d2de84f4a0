"""Synapse, Matrix's reference server, in one process on PostgreSQL."""

import hashlib
import hmac
import json
import subprocess
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from itertools import repeat
from pathlib import Path
from typing import Any

from bench.install import cache
from bench.matrix import MatrixReceiver, MatrixSender
from bench.peer import NotStarted, Processes, Room
from bench.postgres import Postgres
from bench.program import Program, free_port

# A benchmark compares with one known version of its peer.
REQUIREMENTS = ("matrix-synapse==1.163.2", "psycopg2-binary==2.9.13")
_SECRET = "kettle-orbit"  # noqa: S105 - of a server that lives for minutes
_NO_LIMIT = {"per_second": 1_000_000, "burst_count": 1_000_000}
_THREADS = 8
_SETTINGS: Mapping[str, Any] = {
    "report_stats": False,
    "presence": {"enabled": False},
    "federation_domain_whitelist": [],
    "trusted_key_servers": [],
    "allow_public_rooms_over_federation": False,
    "user_directory": {"enabled": False},
    "url_preview_enabled": False,
    "enable_media_repo": False,
    "event_cache_size": "100K",
    "caches": {"global_factor": 4.0},
    # A thousand sign-ups at the real cost would take minutes, and are not what is measured.
    "bcrypt_rounds": 4,
    "rc_message": _NO_LIMIT,
    "rc_registration": _NO_LIMIT,
    "rc_joins": {"local": _NO_LIMIT},
    "rc_joins_per_room": _NO_LIMIT,
    "rc_login": {"address": _NO_LIMIT, "account": _NO_LIMIT},
}
_LOG = {
    "version": 1,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"level": "WARNING", "handlers": ["console"]},
}


class SynapsePeer:
    """One process without workers: what they would add is cores, and CPU is what is compared."""

    senders = 32

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self._postgres = Postgres(folder / "postgres")
        self._program = Program("Synapse", folder / "synapse.log")
        self._tokens: list[str] = []

    @staticmethod
    def missing() -> str:
        return "" if _python().exists() else "Synapse: python -m bench.peers install synapse"

    def start(self) -> None:
        self._postgres.start()
        self._postgres.create_database("synapse", locale="C")
        log, config = self._folder / "log.yaml", self._folder / "homeserver.yaml"
        # JSON is YAML, too.
        log.write_text(json.dumps(_LOG), "utf-8")
        config.write_text(json.dumps({**_SETTINGS, **self._places(log)}), "utf-8")
        command = [str(_python()), "-m", "synapse.app.homeserver", "--config-path", str(config)]
        keys = subprocess.run([*command, "--generate-keys"], capture_output=True, check=False, text=True)  # noqa: S603 - our own
        if keys.returncode:
            raise NotStarted(f"Synapse made no keys: {keys.stderr[-2000:]}")
        self._program.start(command)
        self._program.wait_for_port(self._port)

    def stop(self) -> None:
        self._program.stop()
        self._postgres.stop()

    def settings(self) -> Mapping[str, str]:
        told = {name: json.dumps(value) for name, value in _SETTINGS.items() if not name.startswith("rc_")}
        return {
            "version": " ".join(REQUIREMENTS),
            "durability": "each event committed in PostgreSQL (synchronous_commit and fsync on)",
            "rc_*": "off",
            "log": "WARNING",
            "workers": "none",
            **told,
        }

    def populate(self, members: int) -> Room:
        """Register who is missing yet; all of them join a room by its id, as by an invite link."""
        with ThreadPoolExecutor(_THREADS) as pool:
            self._tokens += pool.map(self._register, range(len(self._tokens), members))
            people = self._tokens[:members]
            room: str = self._call("POST", "/v3/createRoom", {"preset": "public_chat"}, people[0])["room_id"]
            list(pool.map(self._join, people[1:], repeat(room)))
        return Room(room, people)

    def _join(self, token: str, room: str) -> None:
        self._call("POST", f"/v3/join/{room}", {}, token)

    def receiver(self, room: Room, member: int) -> MatrixReceiver:
        return MatrixReceiver(self._port, room.members[member])

    def sender(self, room: Room, member: int) -> MatrixSender:
        return MatrixSender(self._port, room.members[member], room.id)

    def processes(self) -> Processes:
        return Processes([self._program.pid], [self._postgres.pid])

    def log_tail(self) -> str:
        return self._program.log_tail()

    def _places(self, log: Path) -> dict[str, Any]:
        own = {"port": self._port, "type": "http", "bind_addresses": ["127.0.0.1"]}
        database = {"database": "synapse", "user": "beep", "host": self._postgres.sockets}
        return {
            "server_name": "localhost",
            "pid_file": str(self._folder / "synapse.pid"),
            "log_config": str(log),
            "signing_key_path": str(self._folder / "signing.key"),
            "registration_shared_secret": _SECRET,
            "macaroon_secret_key": _SECRET,
            "form_secret": _SECRET,
            "listeners": [{**own, "resources": [{"names": ["client"]}]}],
            "database": {"name": "psycopg2", "args": {**database, "cp_min": 5, "cp_max": 10}},
        }

    def _register(self, number: int) -> str:
        """Register with the shared secret, as the admin's tool does; return the access token."""
        path, name = "/_synapse/admin/v1/register", f"person{number:04d}"
        nonce = self._call("GET", path)["nonce"]
        text = f"{nonce}\x00{name}\x00{_SECRET}\x00notadmin"
        mac = hmac.new(_SECRET.encode(), text.encode(), hashlib.sha1).hexdigest()
        person = {"nonce": nonce, "username": name, "password": _SECRET, "admin": False, "mac": mac}
        return str(self._call("POST", path, person)["access_token"])

    def _call(self, method: str, path: str, body: object = None, token: str = "") -> dict[str, Any]:
        whole = path if path.startswith("/_") else f"/_matrix/client{path}"
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        connection = HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            connection.request(method, whole, None if body is None else json.dumps(body), headers)
            response = connection.getresponse()
            text = response.read().decode()
        finally:
            connection.close()
        if response.status != 200:
            raise NotStarted(f"Synapse: {method} {path}: {response.status} {text[:300]}")
        found: dict[str, Any] = json.loads(text)
        return found


def _python() -> Path:
    return cache() / "synapse" / "bin" / "python"
