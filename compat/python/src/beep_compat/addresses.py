"""Where Beep is, from the environment: one variable is enough."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

_API_PATH = re.compile(r"/api(/v\d+)?$")


class BadAddress(ValueError):  # noqa: N818 - its text is for the operator
    """The variable does not hold an address of Beep."""


@dataclass(frozen=True)
class Addresses:
    """`home` is where people open Beep; `api` has no version, `gateway` is a WebSocket."""

    home: str
    gateway: str
    cdn: str

    @property
    def api(self) -> str:
        return f"{self.home}/api"

    @property
    def invites(self) -> str:
        return f"{self.home}/invite"

    @classmethod
    def find(cls, environment: Mapping[str, str] | None = None) -> Addresses | None:
        """Return the addresses, `None` when `BEEP_API` is not set; raises `BadAddress`."""
        given = os.environ if environment is None else environment  # noqa: TID251 - the bot's own process
        if not given.get("BEEP_API"):
            return None
        home = _API_PATH.sub("", _checked("BEEP_API", given["BEEP_API"], ("http", "https")))
        gateway = given.get("BEEP_WS") or f"ws{home.removeprefix('http')}/gateway"
        cdn = given.get("BEEP_CDN") or f"{home}/cdn"
        return cls(
            home=home,
            gateway=_checked("BEEP_WS", gateway, ("ws", "wss")),
            cdn=_checked("BEEP_CDN", cdn, ("http", "https")),
        )


def _checked(variable: str, address: str, schemes: tuple[str, ...]) -> str:
    parts = urlsplit(address)
    if parts.scheme not in schemes or not parts.hostname:
        wanted = " or ".join(f"{scheme}://host:port" for scheme in schemes)
        raise BadAddress(f"{variable} is {address!r}; it must look like {wanted}.")
    return address.rstrip("/")
