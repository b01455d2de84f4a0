"""HTTP of coming in: second steps, and passkeys alone."""

from beep.features import auth
from beep.features.factors.schemas import AskSecondStep, Enter, Options, PasskeyStep, SecondStep
from beep.features.factors.service import FactorsService
from beep.runtime.http import Call, post


class EnteringRoutes:
    def __init__(self, service: FactorsService) -> None:
        self._entering = service.entering
        self._passkeys = service.passkeys

    @post("/auth/second-factor", access="anyone", per_10_s=20)
    async def second_step(self, call: Call, body: SecondStep) -> auth.TokenPair:
        """Sign in with the ticket of a first step and a code.

        Five wrong ones end the ticket (401 `auth.ticket_over`). Each code is good once.
        """
        proof = auth.Proof(body.kind, body.code)
        return auth.token_pair(await self._entering.second_step(body.ticket, proof, auth.origin_of(call)))

    @post("/auth/second-factor/passkey/options", access="anyone", per_10_s=20)
    async def ask_second_step(self, call: Call, body: AskSecondStep) -> Options:
        """Return the `publicKey` options to sign in with the ticket of a first step and a passkey."""
        del call
        return await self._entering.ask_second_step(body.ticket)

    @post("/auth/second-factor/passkey", access="anyone", per_10_s=20)
    async def passkey_step(self, call: Call, body: PasskeyStep) -> auth.TokenPair:
        """Sign in with the ticket of a first step and what a passkey signed."""
        proof = auth.Proof("passkey", credential=body.credential)
        return auth.token_pair(await self._entering.second_step(body.ticket, proof, auth.origin_of(call)))

    @post("/auth/passkeys/options", access="anyone", per_10_s=20)
    async def ask_to_enter(self, call: Call) -> Options:
        """Return the `publicKey` options to sign in with any passkey of this site. Good for 5 min, once."""
        del call
        return await self._passkeys.ask_to_enter()

    @post("/auth/passkeys/sign-in", access="anyone", per_10_s=20)
    async def enter(self, call: Call, body: Enter) -> auth.TokenPair:
        """Sign in with a passkey alone."""
        return auth.token_pair(await self._entering.enter(body.credential, auth.origin_of(call)))
