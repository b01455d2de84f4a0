"""Prosody: a room (MUC) with its archive (MAM) in PostgreSQL, committed before the room hears a message."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from bench.install import debian_version
from bench.peer import Processes, Room
from bench.postgres import Postgres
from bench.program import Program, free_port
from bench.xmpp import DOMAIN, PASSWORD, ROOMS, XmppReceiver, XmppSender, account

_CONFIG = """
run_as_root = true
pidfile = "{folder}/prosody.pid"
data_path = "{folder}/data"
certificates = "{folder}"
network_backend = "epoll"
gc = {{ mode = "generational" }}
network_settings = {{ tcp_backlog = 1024 }}
log = {{ warn = "*console" }}
c2s_ports = {{ {port} }}
c2s_interfaces = {{ "127.0.0.1" }}
modules_enabled = {{ "saslauth", "roster", "disco" }}
modules_disabled = {{ "s2s", "offline", "tls" }}
authentication = "internal_plain"
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
sql = {{ driver = "PostgreSQL", database = "prosody", username = "beep", password = "", host = "{sockets}" }}
storage = {{ {storage} }}
VirtualHost "{domain}"
Component "{rooms}" "muc"
    modules_enabled = {{ "muc_mam" }}
    muc_log_by_default = true
    muc_room_locking = false
    muc_room_default_persistent = true
    muc_room_default_presence_broadcast = {{ visitor = false, participant = false, moderator = false }}
"""


class ProsodyPeer:
    """Prosody with the settings above and nothing it does not need for a room."""

    senders = 1
    storage = 'muc_log = "sql"'
    durability = "archive in PostgreSQL, each message committed (synchronous_commit and fsync on)"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self._postgres = Postgres(folder / "postgres")
        self._program = Program("Prosody", folder / "prosody.log")

    @staticmethod
    def missing() -> str:
        return "" if shutil.which("prosody") else "Prosody: python -m bench.peers install prosody"

    def start(self) -> None:
        self._postgres.start()
        self._postgres.create_database("prosody")
        config = self._folder / "prosody.cfg.lua"
        config.write_text(
            _CONFIG.format(
                folder=self._folder,
                port=self._port,
                sockets=self._postgres.sockets,
                storage=self.storage,
                domain=DOMAIN,
                rooms=ROOMS,
            ),
            "utf-8",
        )
        self._program.start(["prosody", "--config", str(config), "-F"])
        self._program.wait_for_port(self._port)

    def stop(self) -> None:
        self._program.stop()
        self._postgres.stop()

    def settings(self) -> Mapping[str, str]:
        return {
            "version": debian_version("prosody"),
            "durability": self.durability,
            "network_backend": "epoll",
            "gc": "generational, which takes a third of its CPU away",
            "log": "warn",
            "modules": "saslauth, roster, disco; muc with muc_mam; no s2s, offline, tls",
            "muc_log_by_default": "true",
            "muc_room_default_presence_broadcast": "nobody, so that entering is not what is measured",
        }

    def populate(self, members: int) -> Room:
        """Write the accounts where Prosody looks for them; the room begins with who enters first."""
        accounts = self._folder / "data" / DOMAIN / "accounts"
        accounts.mkdir(parents=True, exist_ok=True)
        names = [account(number) for number in range(members)]
        for name in names:
            (accounts / f"{name}.dat").write_text(f'return {{ ["password"] = "{PASSWORD}"; }};\n', "utf-8")
        return Room(f"hall{members}@{ROOMS}", names)

    def receiver(self, room: Room, member: int) -> XmppReceiver:
        return XmppReceiver(self._port, room.id, room.members[member], "reads")

    def sender(self, room: Room, member: int) -> XmppSender:
        return XmppSender(self._port, room.id, room.members[member], "writes")

    def processes(self) -> Processes:
        return Processes([self._program.pid], [self._postgres.pid])

    def log_tail(self) -> str:
        return self._program.log_tail()


class ProsodyFilesPeer(ProsodyPeer):
    """Prosody with its default storage: the archive in files, written but never fsynced."""

    storage = ""
    durability = "archive in files (Prosody's default): written before the room hears, not fsynced"
