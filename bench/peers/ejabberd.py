"""ejabberd: a room (mod_muc) with its archive (mod_mam) in PostgreSQL, committed before the room hears."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import psycopg

from bench.install import debian_version
from bench.peer import Processes, Room
from bench.postgres import Postgres
from bench.program import Program, free_port
from bench.xmpp import DOMAIN, PASSWORD, ROOMS, XmppReceiver, XmppSender, account

_SCHEMA = Path("/usr/share/ejabberd/sql/pg.sql")
_LIBRARIES = "/usr/lib/x86_64-linux-gnu"
# Schedulers that spin while they wait would count as work.
_EMULATOR = "+K true +P 250000 +sbwt none +sbwtdcpu none +sbwtdio none"
_CONFIG = """
hosts: [{domain}]
loglevel: warning
auth_method: sql
auth_password_format: plain
default_db: sql
sql_type: pgsql
sql_server: 127.0.0.1
sql_port: {sql_port}
sql_database: ejabberd
sql_username: beep
sql_password: ""
sql_pool_size: 5
listen:
  - port: {port}
    ip: 127.0.0.1
    module: ejabberd_c2s
    backlog: 1024
    max_stanza_size: 262144
    shaper: none
    access: all
modules:
  mod_disco: {{}}
  mod_roster: {{}}
  mod_mam:
    db_type: sql
  mod_muc:
    host: {rooms}
    access: all
    db_type: mnesia
    max_users: 2000
    user_message_shaper: none
    user_presence_shaper: none
    default_room_options:
      mam: true
      max_users: 2000
      persistent: true
      presence_broadcast: []
"""


class EjabberdPeer:
    """ejabberd with the settings above and nothing it does not need for a room."""

    senders = 1

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self._postgres = Postgres(folder / "postgres")
        self._database = ""
        self._people = 0
        self._log = folder / "ejabberd.log"
        self._program = Program("ejabberd", folder / "console.log")

    @staticmethod
    def missing() -> str:
        is_there = shutil.which("erl") and _SCHEMA.exists()
        return "" if is_there else "ejabberd: python -m bench.peers install ejabberd"

    def start(self) -> None:
        self._postgres.start()
        self._database = self._postgres.create_database("ejabberd")
        with psycopg.connect(self._database) as connection:
            connection.execute(_SCHEMA.read_bytes())
        config = self._folder / "ejabberd.yml"
        # Its driver knows no UNIX sockets.
        sql_port = self._postgres.listen()
        config.write_text(
            _CONFIG.format(domain=DOMAIN, rooms=ROOMS, port=self._port, sql_port=sql_port), "utf-8"
        )
        # Not `ejabberdctl`, which becomes another user and keeps its data outside our folder.
        data = f'"{self._folder / "mnesia"}"'
        self._program.start(
            ["erl", "-noinput", *_EMULATOR.split(), "-mnesia", "dir", data, "-s", "ejabberd"],
            environment={
                "ERL_LIBS": _LIBRARIES,
                "EJABBERD_CONFIG_PATH": str(config),
                "EJABBERD_LOG_PATH": str(self._log),
                "HOME": str(self._folder),
            },
        )
        self._program.wait_for_port(self._port)

    def stop(self) -> None:
        self._program.stop()
        self._postgres.stop()

    def settings(self) -> Mapping[str, str]:
        return {
            "version": debian_version("ejabberd"),
            "durability": "archive in PostgreSQL, each message committed (synchronous_commit and fsync on)",
            "emulator": _EMULATOR,
            "log": "warning",
            "modules": "mod_disco, mod_roster, mod_mam, mod_muc",
            "shapers": "none",
            "presence_broadcast": "nobody, so that entering is not what is measured",
        }

    def populate(self, members: int) -> Room:
        """Put accounts where ejabberd looks for them; the room begins with who enters first."""
        names = [account(number) for number in range(members)]
        with psycopg.connect(self._database) as connection, connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO users (username, password) VALUES (%s, %s) ON CONFLICT DO NOTHING",
                [(name, PASSWORD) for name in names],
            )
        return Room(f"hall{members}@{ROOMS}", names)

    def receiver(self, room: Room, member: int) -> XmppReceiver:
        return XmppReceiver(self._port, room.id, room.members[member], "reads")

    def sender(self, room: Room, member: int) -> XmppSender:
        return XmppSender(self._port, room.id, room.members[member], "writes")

    def processes(self) -> Processes:
        return Processes([self._program.pid], [self._postgres.pid])

    def log_tail(self) -> str:
        return self._program.log_tail()
