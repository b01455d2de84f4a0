"""What can be done with an app that makes codes: set it up, remove it."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from beep.features import auth
from beep.features.factors import rules, store
from beep.features.factors.errors import NoGenerator, NothingToConfirm
from beep.features.factors.service.parts import Action, Parts
from beep.kit.actor import Actor

_KIND = "totp"
_OFFER_LIFE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Offer:
    """A secret as apps take it: by hand, or from a QR code of `uri`."""

    secret: str
    uri: str


class Generators:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def begin(self, actor: Actor) -> Offer:
        """Return a new secret, which counts once a code of it was given within a quarter of an hour.

        One that is set up already goes on until then. Needs a recent sign-in.
        """
        parts = self._parts
        parts.identity.check_recent_sign_in(actor)
        person = await parts.people.get(actor.user_id)
        secret = secrets.token_bytes(rules.SECRET_BYTES)
        sealed = store.Sealed(parts.seal.close(actor.user_id, secret), parts.seal.name)
        async with parts.database.write() as tx:
            await store.put_offer(tx.connection, actor.user_id, sealed, at=parts.clock.now())
        uri = rules.otpauth_uri(secret, account=person.username, issuer=parts.issuer)
        return Offer(rules.secret_text(secret), uri)

    async def confirm(self, actor: Actor, code: str, origin: auth.Origin) -> tuple[str, ...]:
        """Make the secret shown last the one that counts; return the recovery codes of a first factor.

        Raises `NothingToConfirm` and `Invalid`. The session counts as one with a second factor from now on.
        """
        parts, user_id = self._parts, actor.user_id
        parts.identity.check_recent_sign_in(actor)
        now = parts.clock.now()
        async with parts.database.read() as connection:
            offer = await store.find_offer(connection, user_id, since=now - _OFFER_LIFE)
        if offer is None:
            raise NothingToConfirm
        step = rules.matching_step(parts.seal.open(user_id, offer.secret), code, now=now, after=0)
        if step is None:
            raise auth.wrong_proof(_KIND)
        sheet = await parts.first_sheet(user_id)
        async with parts.database.write() as tx:
            await store.lock_person(tx.connection, user_id)
            if not await store.take_offer(tx.connection, user_id, offer):
                raise NothingToConfirm
            await store.put_generator(tx.connection, user_id, offer, step=step, at=now)
            texts = await parts.added(tx, user_id, _KIND, "", sheet)
        await parts.identity.signing_in.prove(actor, origin, method=_KIND)
        return texts

    async def remove(self, actor: Actor, *, anyway: bool) -> None:
        """Take the code generator away; needs a recent sign-in. Raises `NoGenerator`, `LastFactor`."""
        parts, user_id = self._parts, actor.user_id
        parts.identity.check_recent_sign_in(actor)
        is_needed = await parts.is_needed(user_id, anyway=anyway)
        act = auth.Act(user_id, Action.SECOND_FACTOR_REMOVED)
        async with parts.database.write() as tx:
            await store.lock_person(tx.connection, user_id)
            if not await store.delete_generator(tx.connection, user_id):
                raise NoGenerator
            await parts.removed(tx, user_id, _KIND, "", act=act, is_needed=is_needed)
