"""Brings the main database forward: one Alembic branch per feature, forwards only.

Migrations are safe to run beside the previous version of Beep: expand first, contract later.
"""

import logging
from collections.abc import Sequence
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, make_url

from beep.runtime import revisions
from beep.runtime.database import conninfo

_log = logging.getLogger("beep.runtime.migrate")
_ENVIRONMENT = Path(__file__).parent / "alembic"
# Any number, the same in every process: only one migrates at a time.
_LOCK = 0x6265_6570


def _config(folders: Sequence[Path]) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_ENVIRONMENT))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(str(folder) for folder in folders))
    return config


def migrate(url: str, folders: Sequence[Path]) -> None:
    """Apply what is missing, one transaction per revision; waits for another process that does."""
    if not revisions.missing(conninfo(url), folders):
        return
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    config = _config(folders)
    try:
        with engine.connect() as connection:
            _lock(connection)
            config.attributes["connection"] = connection
            command.upgrade(config, "heads")
    finally:
        engine.dispose()
    _log.info("the database is up to date", extra={"heads": sorted(revisions.heads(folders))})


def as_sql(folders: Sequence[Path]) -> str:
    """Return all migrations as one SQL script, for linting and for reading."""
    config = _config(folders)
    printed = StringIO()
    config.output_buffer = printed
    config.attributes["dialect"] = "postgresql"
    with redirect_stdout(printed):
        command.upgrade(config, "heads", sql=True)
    return printed.getvalue()


def _lock(connection: Connection) -> None:
    connection.exec_driver_sql("SELECT pg_advisory_lock(%s)", (_LOCK,))
    connection.commit()
