"""Who is seen as what: from the sessions of this process, and from what other processes tell of theirs.

Nothing of it is stored. Somebody is there while one of their sessions has a connection, or lost it less than
`presence_grace_s` ago, so a quick reconnect changes nothing.
"""

from collections.abc import Callable, Iterable, Mapping

from beep.features import users
from beep.features.gateway.hub import Hub
from beep.features.gateway.session import Session
from beep.kit.ids import UserId

OFFLINE = "offline"
# What others may see, the least first: who is at one of their devices is online.
SHOWN = ("dnd", "idle", "online")
_RANK = {status: rank for rank, status in enumerate(SHOWN)}
_OWN = ""


class Presence:
    """One status a person, merged over their devices and over processes.

    `changed` hears of each person others see as something else now; `own_changed` of each whom this process
    tells the others about.
    """

    def __init__(self, hub: Hub, people: users.Users, *, now: Callable[[], float], grace_s: float) -> None:
        self._hub = hub
        self._users = people
        self._now = now
        self._grace_s = grace_s
        self.changed: Callable[[UserId, str], None] = _nobody
        self.own_changed: Callable[[UserId], None] = _nobody_else
        # By process, this one's under "". Who is offline is in none.
        self._told: dict[str, dict[UserId, str]] = {_OWN: {}}
        self._chosen: dict[UserId, users.Status] = {}
        # Devices that are not plainly online, and sessions without a connection that still count.
        self._devices: dict[Session, str] = {}
        self._lost: set[Session] = set()

    # -- what others see ----------------------------------------------------------------------

    def of(self, user_id: UserId) -> str:
        """Return what others see somebody as."""
        found = [told[user_id] for told in self._told.values() if user_id in told]
        return max(found, key=_RANK.__getitem__) if found else OFFLINE

    def among(self, people: Iterable[UserId]) -> dict[UserId, str]:
        """Return those who are not offline."""
        there: dict[UserId, str] = {}
        for told in self._told.values():
            for user_id in people:
                status = told.get(user_id)
                if status and _RANK[status] > _RANK.get(there.get(user_id, ""), -1):
                    there[user_id] = status
        return there

    def chosen_by(self, user_id: UserId) -> users.Status:
        """Return what somebody with a session here wants to be seen as; for themselves only."""
        return self._chosen.get(user_id, "online")

    # -- sessions of this process -------------------------------------------------------------

    async def arrive(self, session: Session, status: str | None) -> None:
        """Count a new session; raises whatever the database does."""
        user_id = session.actor.user_id
        if user_id not in self._chosen:
            chosen = "online" if session.actor.is_bot else await self._users.status_of(user_id)
            # What was chosen while this was read is newer.
            self._chosen.setdefault(user_id, chosen)
        self.show(session, status or "online")

    def show(self, session: Session, status: str) -> None:
        """Take what a device says of itself."""
        if self._hub.find(session.id) is not session:
            return
        self._devices.pop(session, None)
        if status != "online":
            self._devices[session] = status
        self._settle(session.actor.user_id)

    def choose(self, user_id: UserId, status: users.Status) -> None:
        if self._hub.of_user(user_id):
            self._chosen[user_id] = status
            self._settle(user_id)

    def lost(self, session: Session) -> None:
        """Give somebody whose connection broke some time to come back."""
        self._lost.add(session)

    def back(self, session: Session) -> None:
        self._lost.discard(session)
        self._settle(session.actor.user_id)

    def gone(self, session: Session) -> None:
        """Forget a session for good."""
        self._devices.pop(session, None)
        self._lost.discard(session)
        user_id = session.actor.user_id
        self._settle(user_id)
        if not self._hub.of_user(user_id):
            self._chosen.pop(user_id, None)

    def look_for_absent(self) -> None:
        """Let go of those who did not come back."""
        for session in [one for one in self._lost if not self._is_there(one)]:
            self._lost.discard(session)
            self._settle(session.actor.user_id)

    def _is_there(self, session: Session) -> bool:
        return session.lost_at is None or self._now() - session.lost_at <= self._grace_s

    def _settle(self, user_id: UserId) -> None:
        self._tell(_OWN, user_id, self._seen_here(user_id))

    def _seen_here(self, user_id: UserId) -> str:
        chosen = self.chosen_by(user_id)
        devices = [
            self._devices.get(one, "online") for one in self._hub.of_user(user_id) if self._is_there(one)
        ]
        shown = [one for one in devices if one in _RANK]
        if not shown or chosen == "invisible":
            return OFFLINE
        return max(shown, key=_RANK.__getitem__) if chosen == "online" else chosen

    # -- processes ----------------------------------------------------------------------------

    def own(self) -> Mapping[UserId, str]:
        """Return everybody this process tells the others about."""
        return self._told[_OWN]

    def take(self, process: str, told: Mapping[UserId, str]) -> None:
        """Take what another process says of some of its people."""
        for user_id, status in told.items():
            self._tell(process, user_id, status)

    def replace(self, process: str, told: Mapping[UserId, str]) -> None:
        """Take everything another process has to say."""
        gone = self._told.get(process, {}).keys() - told.keys()
        self.take(process, {**dict.fromkeys(gone, OFFLINE), **told})

    def forget(self, process: str) -> None:
        """Let go of the people of a process that is no more."""
        self.replace(process, {})
        self._told.pop(process, None)

    def _tell(self, process: str, user_id: UserId, status: str) -> None:
        told = self._told.setdefault(process, {})
        if told.get(user_id, OFFLINE) == status:
            return
        before = self.of(user_id)
        if status == OFFLINE:
            del told[user_id]
        else:
            told[user_id] = status
        if process == _OWN:
            self.own_changed(user_id)
        if self.of(user_id) != before:
            self.changed(user_id, before)


def _nobody(user_id: UserId, before: str) -> None:
    del user_id, before


def _nobody_else(user_id: UserId) -> None:
    del user_id
