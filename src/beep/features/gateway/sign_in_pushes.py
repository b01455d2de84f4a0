"""Ends gateway sessions whose sign-in or token is over, and tells people about their own sessions."""

from collections.abc import Callable
from typing import cast

from beep.features import applications, auth, factors
from beep.features.gateway import closing
from beep.features.gateway.hub import Hub
from beep.features.gateway.own_wire import NewDevice
from beep.kit.facts import Fact
from beep.kit.ids import UserId
from beep.runtime.outbox import Recorded


class SignInPushes:
    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def listeners(self) -> dict[type[Fact], Callable[[Recorded], None]]:
        return {
            auth.SessionStarted: self._started,
            auth.DeviceAdded: self._device_added,
            auth.SessionEnded: self._ended,
            factors.SecondFactorAdded: self._factors_changed,
            factors.SecondFactorRemoved: self._factors_changed,
            factors.RecoveryCodesMade: self._factors_changed,
            factors.RecoveryCodeUsed: self._factors_changed,
            applications.BotTokenReset: self._bot_over,
            applications.ApplicationDeleted: self._bot_over,
        }

    def _started(self, recorded: Recorded) -> None:
        fact = cast("auth.SessionStarted", recorded.fact)
        self._hub.tell(self._hub.of_oneself(fact.user_id), "BEEP_SESSIONS_CHANGED", {})

    def _device_added(self, recorded: Recorded) -> None:
        """Tell whoever has been there longer, not the new device itself."""
        fact = cast("auth.DeviceAdded", recorded.fact)
        new = {id(one) for one in self._hub.of_sign_in(fact.user_id, fact.session_id)}
        others = tuple(one for one in self._hub.of_oneself(fact.user_id) if id(one) not in new)
        told = NewDevice(session_id=str(fact.session_id), browser=fact.browser, system=fact.system)
        self._hub.tell(others, "BEEP_NEW_DEVICE", told)

    def _factors_changed(self, recorded: Recorded) -> None:
        user_id = cast("factors.SecondFactorAdded", recorded.fact).user_id
        self._hub.tell(self._hub.of_oneself(user_id), "BEEP_FACTORS_CHANGED", {})

    def _ended(self, recorded: Recorded) -> None:
        """Close the sockets of an ended sign-in in the same step as its end is known (S-02)."""
        fact = cast("auth.SessionEnded", recorded.fact)
        for session in self._hub.of_sign_in(fact.user_id, fact.session_id):
            self._hub.end(session, closing.AUTHENTICATION_FAILED, f"signed out: {fact.reason}")
        self._hub.tell(self._hub.of_oneself(fact.user_id), "BEEP_SESSIONS_CHANGED", {})

    def _bot_over(self, recorded: Recorded) -> None:
        fact = cast("applications.BotTokenReset | applications.ApplicationDeleted", recorded.fact)
        for session in self._hub.of_user(UserId(fact.application_id)):
            self._hub.end(session, closing.AUTHENTICATION_FAILED, "the token is no longer valid")
