"""How people come in with what they set up: as a second step, or with a passkey alone."""

from beep.features import auth
from beep.features.factors.ceremonies import Credential, Options
from beep.features.factors.service.parts import Parts
from beep.features.factors.service.passkeys import Passkeys
from beep.features.factors.service.proving import Proving


class Entering:
    def __init__(self, parts: Parts, passkeys: Passkeys, proving: Proving) -> None:
        self._signing_in = parts.identity.signing_in
        self._passkeys = passkeys
        self._proving = proving

    async def second_step(self, ticket: str, proof: auth.Proof, origin: auth.Origin) -> auth.Pair:
        """Come in by the second factor of whoever's first step a ticket stands for.

        Raises `TicketOver`, `Invalid`, `TooMany` and `AccountSuspended`.
        """
        user_id = (await self._signing_in.get_ticket(ticket)).user_id
        if not await self._signing_in.judge(user_id, origin, lambda: self._proving.is_right(user_id, proof)):
            await self._signing_in.fail_ticket(ticket)
            raise auth.wrong_proof(proof.kind)
        return await self._signing_in.redeem_ticket(ticket, origin, method=proof.kind)

    async def ask_second_step(self, ticket: str) -> Options:
        """Return what to ask the browser of whoever's first step a ticket stands for."""
        return await self._passkeys.ask_to_prove((await self._signing_in.get_ticket(ticket)).user_id)

    async def enter(self, credential: Credential, origin: auth.Origin) -> auth.Pair:
        """Come in with a passkey alone: it is something one has, opened by something one knows or is."""
        user_id = await self._passkeys.find_owner(credential)

        async def check() -> bool:
            return user_id is not None and await self._passkeys.is_key_to(user_id, credential)

        if not await self._signing_in.judge(user_id, origin, check) or user_id is None:
            raise auth.wrong_proof("passkey")
        return await self._signing_in.sign_in(user_id, origin, methods=frozenset({"passkey"}))
