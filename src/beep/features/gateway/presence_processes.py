"""How processes tell each other who is there: changes at once, a beat every second, all on demand.

The bus may lose anything. A beat carries the place of the last change told, so who missed one asks for
everything; a process without a beat for ten seconds is no more.
"""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from beep.features.gateway.presence import OFFLINE, SHOWN, Presence
from beep.kit.ids import UserId
from beep.runtime.bus import Live

TOPIC = "presence"
_ASKING = "presence_asked"
_KNOWN = (*SHOWN, OFFLINE)
_BEAT_S = 1.0
_MERGE_S = 0.2
_SILENCE_S = 10.0
_ASK_EVERY_S = 1.0


@dataclass(slots=True)
class _Process:
    heard_at: float
    place: int = -1
    asked_at: float = float("-inf")


class PresenceProcesses:
    def __init__(self, presence: Presence, live: Live, now: Callable[[], float]) -> None:
        self._presence = presence
        self._live = live
        self._now = now
        self._name = secrets.token_hex(8)
        self._place = 0
        self._untold: set[UserId] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._others: dict[str, _Process] = {}
        self._is_asked = False
        presence.own_changed = self._own_changed
        live.on(TOPIC, self._hear)
        live.on(_ASKING, self._hear_question)

    async def run(self) -> None:
        while True:
            await asyncio.sleep(_BEAT_S)
            self._presence.look_for_absent()
            self.beat()

    def beat(self) -> None:
        """Say that this process lives, and let go of those that do not."""
        if self._is_asked:
            self._is_asked = False
            everybody = {str(user_id): status for user_id, status in self._presence.own().items()}
            self._say(statuses=everybody, is_whole=True)
        else:
            self._say()
        now = self._now()
        for name in [name for name, one in self._others.items() if now - one.heard_at > _SILENCE_S]:
            del self._others[name]
            self._presence.forget(name)

    # -- telling ------------------------------------------------------------------------------

    def _own_changed(self, user_id: UserId) -> None:
        self._untold.add(user_id)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_MERGE_S, self._tell_changes)

    def _tell_changes(self) -> None:
        self._timer = None
        own, untold = self._presence.own(), self._untold
        self._untold = set()
        self._place += 1
        self._say(statuses={str(one): own.get(one, OFFLINE) for one in untold})

    def _say(self, *, statuses: dict[str, str] | None = None, is_whole: bool = False) -> None:
        data: dict[str, object] = {"process": self._name, "place": self._place}
        if statuses is not None:
            data |= {"statuses": statuses, "whole": is_whole}
        self._live.tell(TOPIC, data)

    # -- hearing ------------------------------------------------------------------------------

    def _hear(self, data: dict[str, object]) -> None:
        name, place = str(data["process"]), cast("int", data["place"])
        if name == self._name:
            return
        other = self._others.setdefault(name, _Process(self._now()))
        other.heard_at = self._now()
        told = _statuses(data.get("statuses"))
        if data.get("whole"):
            other.place = place
            self._presence.replace(name, {one: status for one, status in told.items() if status != OFFLINE})
        elif told and place == other.place + 1:
            other.place = place
            self._presence.take(name, told)
        elif place != other.place:
            self._ask(name, other)

    def _ask(self, name: str, other: _Process) -> None:
        if self._now() - other.asked_at >= _ASK_EVERY_S or other.asked_at == float("-inf"):
            other.asked_at = self._now()
            self._live.tell(_ASKING, {"process": name})

    def _hear_question(self, data: dict[str, object]) -> None:
        # Many may ask at once: the next beat answers all of them.
        if data["process"] == self._name:
            self._is_asked = True


def _statuses(given: Any) -> dict[UserId, str]:
    known = (*SHOWN, OFFLINE)
    return {
        UserId(int(one)): status for one, status in dict[str, str](given or {}).items() if status in known
    }
