"""What tests of the whole program share: a running Beep, and its log."""

import json
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import Any

import httpx2
import pytest

from beep.app.program import Program
from beep.runtime import logs


@dataclass(frozen=True)
class Shared:
    program: Program
    api: httpx2.AsyncClient


class Log:
    """What this process writes to its log, once `set_up`."""

    def __init__(self) -> None:
        self._written = TemporaryFile("w+")  # noqa: SIM115 - ends with the test

    def set_up(self, **options: Any) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.stderr", self._written)
            logs.set_up(**{"environment": "staging", "version": "9.9.9", "level": "info", **options})

    def close(self) -> None:
        self._written.close()

    @property
    def text(self) -> str:
        self._written.seek(0)
        return self._written.read()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]
