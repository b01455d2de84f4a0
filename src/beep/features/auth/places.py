"""Where addresses are, if an administrator has a file that says so (MMDB, as GeoLite2 and DB-IP are given).

Nothing is asked of anybody outside. The file may be replaced at any time, by one that is moved into its
place; while it cannot be read, the one before goes on, or there are no places.
"""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import maxminddb

from beep.features.auth import devices
from beep.features.auth.contract import PlaceView
from beep.runtime.clock import Clock

_log = logging.getLogger("beep.features.auth.places")
_LOOK_EVERY_S = 60.0
_LANGUAGES = ("en", "fr")
_HERE = PlaceView(is_local=True)
_NOWHERE = PlaceView()


class Places:
    def __init__(self, file: str, clock: Clock) -> None:
        self._file = Path(file) if file else None
        self._clock = clock
        self._reader: Any = None
        self._told = ""
        self._version: tuple[int, int] | None = None
        self._looked_at: float | None = None

    def find(self, ip: str) -> PlaceView:
        """Return where an address is, as far as that is known."""
        address = devices.address_of(ip)
        if address is None:
            return _NOWHERE
        if not address.is_global:
            return _HERE
        self._look()
        try:
            found = self._reader.get(address) if self._reader else None
        except (ValueError, maxminddb.InvalidDatabaseError, OSError):
            return _NOWHERE
        return _place(cast("Mapping[str, Any]", found)) if isinstance(found, dict) else _NOWHERE

    def _look(self) -> None:
        """Open the file anew when it is another one."""
        now = self._clock.monotonic()
        if self._file is None or (self._looked_at is not None and now - self._looked_at < _LOOK_EVERY_S):
            return
        self._looked_at = now
        try:
            told = self._file.stat()
            version = (told.st_ino, told.st_mtime_ns)
            if version != self._version:
                self._version = version
                self._reader = _open(self._file)
                self._told = ""
        except (OSError, ValueError, maxminddb.InvalidDatabaseError) as error:
            self._tell(str(error))

    def _tell(self, reason: str) -> None:
        """Log why there are no places, once for each reason."""
        if reason != self._told:
            self._told = reason
            _log.warning(
                "the file of places cannot be read", extra={"file": str(self._file), "reason": reason}
            )


# The library leaves the types of what it reads open.
_open: Any = cast("Any", maxminddb).open_database


def _place(found: Mapping[str, Any]) -> PlaceView:
    country = _part(found, "country") or _part(found, "registered_country")
    code = country.get("iso_code")
    names = _part(_part(found, "city"), "names")
    city = {language: str(names[language]) for language in _LANGUAGES if isinstance(names.get(language), str)}
    return PlaceView(country=code if isinstance(code, str) else None, city=city)


def _part(whole: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = whole.get(name)
    return cast("Mapping[str, Any]", part) if isinstance(part, dict) else {}
