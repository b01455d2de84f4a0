"""HTTP of what one sets up oneself."""

from beep.features import auth
from beep.features.factors.contract import PasskeyId
from beep.features.factors.schemas import (
    Added,
    AddPasskey,
    Confirm,
    FactorsObject,
    OfferObject,
    Options,
    PasskeyAdded,
    PasskeyObject,
    RecoveryCodes,
    Removing,
    RenamePasskey,
    factors_object,
    passkey_object,
)
from beep.features.factors.service import FactorsService
from beep.runtime.http import Call, delete, get, patch, post

_MINE = "/users/@me/factors"
_ONE = f"{_MINE}/passkeys/{{passkey_id}}"


class OwnRoutes:
    def __init__(self, service: FactorsService, accounts: auth.Accounts) -> None:
        self._service = service
        self._accounts = accounts

    @get(_MINE, access="oneself", counts_as_activity=False)
    async def factors(self, call: Call) -> FactorsObject:
        """Return the second factors one has set up; never a secret."""
        user_id = call.actor.user_id
        view = await self._service.view(user_id)
        is_needed = await self._accounts.needs_second_factor(user_id)
        return factors_object(view, passkeys_at=self._service.passkeys_at, is_needed=is_needed)

    @post(f"{_MINE}/totp", access="oneself", per_10_s=5)
    async def begin_totp(self, call: Call) -> OfferObject:
        """Begin to set up an app that makes codes; needs a recent sign-in.

        The secret counts once a code of it is confirmed, within fifteen minutes; one set up before goes on
        until then.
        """
        offer = await self._service.generators.begin(call.actor)
        return OfferObject(secret=offer.secret, uri=offer.uri)

    @post(f"{_MINE}/totp/confirm", access="oneself", per_10_s=5)
    async def confirm_totp(self, call: Call, body: Confirm) -> Added:
        """Finish setting up an app, by a code of it; ten recovery codes come with a first factor."""
        codes = await self._service.generators.confirm(call.actor, body.code, auth.origin_of(call))
        return Added(recovery_codes=list(codes) or None)

    @delete(f"{_MINE}/totp", access="oneself", per_10_s=5)
    async def remove_totp(self, call: Call, query: Removing) -> None:
        """Remove the app; needs a recent sign-in.

        409 `factors.last_factor` where an administrator would have none left, unless `anyway`.
        """
        await self._service.generators.remove(call.actor, anyway=query.anyway)

    @post(f"{_MINE}/passkeys/options", access="oneself", per_10_s=5)
    async def begin_passkey(self, call: Call) -> Options:
        """Return the `publicKey` options to make a passkey with; needs a recent sign-in. Good for 5 min."""
        return await self._service.passkeys.begin(call.actor)

    @post(f"{_MINE}/passkeys", access="oneself", status=201, per_10_s=5)
    async def add_passkey(self, call: Call, body: AddPasskey) -> PasskeyAdded:
        """Add the passkey a browser made, `PublicKeyCredential.toJSON()`, under a name."""
        view, codes = await self._service.passkeys.add(
            call.actor, body.name, body.credential, auth.origin_of(call)
        )
        return PasskeyAdded(passkey=passkey_object(view), recovery_codes=list(codes) or None)

    @patch(_ONE, access="oneself", per_10_s=10)
    async def rename_passkey(self, call: Call, passkey_id: PasskeyId, body: RenamePasskey) -> PasskeyObject:
        """Call a passkey otherwise: 1 to 64 characters."""
        return passkey_object(await self._service.passkeys.rename(call.actor, passkey_id, body.name))

    @delete(_ONE, access="oneself", per_10_s=5)
    async def remove_passkey(self, call: Call, passkey_id: PasskeyId, query: Removing) -> None:
        """Remove a passkey; needs a recent sign-in.

        409 `factors.last_factor` where an administrator would have none left, unless `anyway`, and
        `factors.last_way_in` where there is neither a password nor an identity elsewhere.
        """
        await self._service.passkeys.remove(call.actor, passkey_id, anyway=query.anyway)

    @post(f"{_MINE}/recovery-codes", access="oneself", per_10_s=2)
    async def make_recovery_codes(self, call: Call) -> RecoveryCodes:
        """Return ten new recovery codes, shown this once; those before are good no more."""
        return RecoveryCodes(codes=list(await self._service.recovery.make(call.actor)))

    @post("/auth/reauthenticate/options", access="oneself", per_10_s=5)
    async def ask_to_prove(self, call: Call) -> Options:
        """Return the `publicKey` options to prove again with a passkey who one is. Good for 5 min."""
        return await self._service.passkeys.ask_to_prove(call.actor.user_id)
