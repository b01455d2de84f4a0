"""HTTP of letters, for administrators."""

from msgspec import UNSET

from beep.features.mail.contract import LetterId
from beep.features.mail.schemas import LettersObject, LettersQuery, LetterText, letter_object
from beep.features.mail.service import MailService
from beep.runtime.http import Call, get, post


class LetterRoutes:
    def __init__(self, service: MailService) -> None:
        self._service = service

    @get("/admin/letters", access="oneself")
    async def letters(self, call: Call, query: LettersQuery) -> LettersObject:
        """List letters without what they say, the newest first; for administrators of the installation."""
        before = None if query.before is UNSET else LetterId(int(query.before))
        found = await self._service.list_letters(call.actor, before=before, limit=query.limit)
        return LettersObject(sending=self._service.is_sending, letters=[letter_object(one) for one in found])

    @get("/admin/letters/{letter_id}", access="oneself", per_10_s=10)
    async def letter(self, call: Call, letter_id: LetterId) -> LetterText:
        """Read a letter, where no SMTP server is configured; needs a recent sign-in and is in the log."""
        return LetterText(text=await self._service.read(call.actor, letter_id))

    @post("/admin/letters/{letter_id}/retry", access="oneself", per_10_s=10)
    async def retry(self, call: Call, letter_id: LetterId) -> None:
        """Try a letter again that failed or waits."""
        await self._service.try_again(call.actor, letter_id)
