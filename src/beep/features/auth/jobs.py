"""Work of auth that must happen once a change is committed: letters."""

from typing import Any

from beep.features.auth.contract import ChallengeId, RequestId
from beep.features.auth.service.own_passwords import OwnPasswords
from beep.features.auth.service.writing import Writing
from beep.kit.ids import SessionId, UserId

ANSWER_RESET = "auth.answer_reset"
WRITE_LETTER = "auth.write_letter"
WRITE_NOTICE = "auth.write_notice"
TELL_DEVICE = "auth.tell_device"
TELL_SECOND_STEP = "auth.tell_second_step"


class AuthJobs:
    """All may run again: a letter is known by the fact it was written for."""

    def __init__(self, writing: Writing, passwords: OwnPasswords) -> None:
        self._writing = writing
        self._passwords = passwords

    async def answer_reset(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        del fact_id
        await self._passwords.answer_reset(RequestId(int(fact["requestId"])))

    async def write_letter(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        await self._writing.write_letter(fact_id, ChallengeId(int(fact["challengeId"])))

    async def write_notice(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        await self._writing.write_password_changed(fact_id, UserId(int(fact["userId"])))

    async def tell_device(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        await self._writing.write_new_device(fact_id, SessionId(int(fact["sessionId"])))

    async def tell_second_step(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        await self._writing.write(fact_id, UserId(int(fact["userId"])), "second_step")
