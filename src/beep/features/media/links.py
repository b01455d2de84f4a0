"""Addresses of files that say by themselves who may read them: whoever holds one, until it expires."""

import hmac
import logging
import secrets
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from beep.features.media.contract import AttachmentView, FileId
from beep.kit.ids import ChannelId
from beep.runtime.clock import Clock

_log = logging.getLogger("beep.media")
_KEY_BYTES = 32


class Links:
    """Signs addresses with a key that is in the home, and checks them.

    An address lives between one and two `life`s: within one period all requests give the same address, so
    that browsers find the file in their cache again.
    """

    def __init__(self, home: Path, clock: Clock, *, origin: str, life: timedelta) -> None:
        self._file = home / "media.key"
        self._clock = clock
        self._origin = origin
        self._life_s = int(life.total_seconds())
        self._keys: list[bytes] = []

    def start(self) -> None:
        """Read the keys, newest first; make one if there is none. Again whenever another may have come."""
        self._keys = _read_or_make(self._file)

    def url(self, view: AttachmentView) -> str:
        issued = int(self._clock.now().timestamp()) // self._life_s * self._life_s
        expires = issued + 2 * self._life_s
        signature = self._sign(self._keys[0], view.channel_id, view.id, expires, issued)
        path = f"/attachments/{view.channel_id}/{view.id}/{quote(view.filename, safe='')}"
        return f"{self._origin}{path}?ex={expires:x}&is={issued:x}&hm={signature}"

    def is_good(self, channel_id: ChannelId, file_id: FileId, ex: str, at: str, hm: str) -> bool:
        """Tell whether an address was made here and has not expired; takes as long for a wrong one."""
        expires, issued = _moment(ex), _moment(at)
        if expires is None or issued is None:
            return False
        wanted = [self._sign(key, channel_id, file_id, expires, issued) for key in self._keys]
        matches = [hmac.compare_digest(one.encode(), hm.encode()) for one in wanted]
        return any(matches) and self._clock.now().timestamp() < expires

    def seconds_left(self, ex: str) -> int:
        return max(0, (_moment(ex) or 0) - int(self._clock.now().timestamp()))

    @staticmethod
    def _sign(key: bytes, channel_id: ChannelId, file_id: FileId, expires: int, issued: int) -> str:
        message = f"{channel_id}/{file_id}?ex={expires:x}&is={issued:x}"
        return hmac.new(key, message.encode(), sha256).hexdigest()


def _moment(text: str) -> int | None:
    try:
        return int(text, 16) if len(text) <= 10 and text.isalnum() else None
    except ValueError:
        return None


def rotate(home: Path) -> None:
    """Sign with a new key; addresses signed with the one before stay good until they expire."""
    file = home / "media.key"
    keys = _read_or_make(file)
    _write(file, [secrets.token_bytes(_KEY_BYTES), keys[0]])


def _read_or_make(file: Path) -> list[bytes]:
    """Return the keys; among processes that make the file at once, the first one's stays."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not file.exists():
        mine = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
        mine.touch(mode=0o600)
        mine.write_text(secrets.token_hex(_KEY_BYTES) + "\n", "ascii")
        try:
            file.hardlink_to(mine)
        except FileExistsError:
            _log.info("another process has just made the key file")
        finally:
            mine.unlink()
    if file.stat().st_mode & 0o077:
        _log.warning("the key file was readable by others; closing it", extra={"path": str(file)})
        file.chmod(0o600)
    return [bytes.fromhex(line) for line in file.read_text("ascii").split()]


def _write(file: Path, keys: list[bytes]) -> None:
    mine = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    mine.touch(mode=0o600)
    mine.write_text("".join(f"{key.hex()}\n" for key in keys), "ascii")
    mine.replace(file)
