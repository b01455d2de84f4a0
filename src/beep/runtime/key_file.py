"""A secret key in a file of the home, made by whoever needs it first."""

import logging
import secrets
from pathlib import Path

_log = logging.getLogger("beep.runtime.key_file")
_BYTES = 32


def read_or_make(file: Path) -> bytes:
    """Return the key file's bytes; among processes that make it at once, the first one's stays."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not file.exists():
        mine = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
        mine.touch(mode=0o600)
        mine.write_bytes(secrets.token_bytes(_BYTES))
        try:
            file.hardlink_to(mine)
        except FileExistsError:
            _log.info("another process has just made the key file")
        finally:
            mine.unlink()
    if file.stat().st_mode & 0o077:
        _log.warning("the key file was readable by others; closing it", extra={"path": str(file)})
        file.chmod(0o600)
    return file.read_bytes()
