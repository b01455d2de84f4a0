"""What can be done with passkeys: add, rename, remove, and sign with them."""

import secrets
from datetime import timedelta

from beep.features import auth
from beep.features.factors import ceremonies, rules, store
from beep.features.factors.ceremonies import Credential, Known, Malformed, Options, Owner
from beep.features.factors.contract import OtherWays, PasskeyId, PasskeyView
from beep.features.factors.errors import (
    LastWayIn,
    PasskeyKnown,
    PasskeyNotFound,
    PasskeysUnavailable,
    TooManyPasskeys,
)
from beep.features.factors.facts import PasskeySuspected
from beep.features.factors.rules import Site
from beep.features.factors.service.parts import Action, Parts
from beep.kit.actor import Actor
from beep.kit.ids import UserId
from beep.runtime import security
from beep.runtime.database import Transaction

_KIND = "passkey"
_CHALLENGE_BYTES = 32
_CHALLENGE_LIFE = timedelta(minutes=5)
_NOBODY = UserId(0)
_ADD, _PROVE, _ENTER = "add", "prove", "enter"


class _NoOtherWay:
    async def has_way_in(self, user_id: UserId) -> bool:
        del user_id
        return False


class Passkeys:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.other_ways: OtherWays = _NoOtherWay()

    # -- adding and removing ------------------------------------------------------------------

    async def begin(self, actor: Actor) -> Options:
        """Return what to ask the browser for a new passkey; needs a recent sign-in."""
        parts, site = self._parts, self._site
        parts.identity.check_recent_sign_in(actor)
        person = await parts.people.get(actor.user_id)
        known = await self._known(actor.user_id)
        self._check_room(len(known))
        owner = Owner(actor.user_id, person.username, person.display_name or person.username)
        challenge = await self._new_challenge(_ADD, actor.user_id)
        return ceremonies.creation_options(site, owner, challenge, known=known)

    async def add(
        self, actor: Actor, name: str, credential: Credential, origin: auth.Origin
    ) -> tuple[PasskeyView, tuple[str, ...]]:
        """Keep a passkey; return it, and the recovery codes of a first factor.

        Raises `Invalid`, `PasskeyKnown`, `TooManyPasskeys`.
        """
        parts, user_id = self._parts, actor.user_id
        parts.identity.check_recent_sign_in(actor)
        made = await self._made(user_id, rules.passkey_name(name), credential)
        sheet = await parts.first_sheet(user_id)
        async with parts.database.write() as tx:
            await store.lock_person(tx.connection, user_id)
            self._check_room(len(await store.list_passkeys(tx.connection, user_id)))
            if not await store.add_passkey(tx.connection, made):
                raise PasskeyKnown
            texts = await parts.added(tx, user_id, _KIND, made.view.name, sheet)
        await parts.identity.signing_in.prove(actor, origin, method=_KIND)
        return made.view, texts

    async def _made(self, user_id: UserId, name: str, credential: Credential) -> store.Passkey:
        parts = self._parts
        try:
            challenge = ceremonies.challenge_of(credential)
            await self._take_challenge(challenge, _ADD, user_id)
            new = ceremonies.registered(self._site, credential, challenge)
        except Malformed:
            raise auth.wrong_proof(_KIND) from None
        passkey_id, now = PasskeyId(parts.ids.next()), parts.clock.now()
        view = PasskeyView(passkey_id, user_id, name, new.is_synced, now, None, None)
        return store.Passkey(view, new.credential_id, new.public_key, new.sign_count, new.transports)

    async def rename(self, actor: Actor, passkey_id: PasskeyId, name: str) -> PasskeyView:
        """Call one of one's passkeys otherwise; raises `PasskeyNotFound`, `Invalid`."""
        chosen = rules.passkey_name(name)
        async with self._parts.database.write() as tx:
            found = await store.rename_passkey(tx.connection, actor.user_id, passkey_id, chosen)
        if found is None:
            raise PasskeyNotFound
        return found

    async def remove(self, actor: Actor, passkey_id: PasskeyId, *, anyway: bool) -> None:
        """Take a passkey away; needs a recent sign-in.

        Raises `PasskeyNotFound`, `LastWayIn` and `LastFactor`.
        """
        parts, user_id = self._parts, actor.user_id
        parts.identity.check_recent_sign_in(actor)
        has_other_way = await self._has_other_way(user_id)
        is_needed = await parts.is_needed(user_id, anyway=anyway)
        act = auth.Act(user_id, Action.SECOND_FACTOR_REMOVED)
        async with parts.database.write() as tx:
            await store.lock_person(tx.connection, user_id)
            names = await store.delete_passkeys(tx.connection, user_id, passkey_id)
            if not names:
                raise PasskeyNotFound
            # Looked at under the lock: of two removals at once, one sees that it is the last.
            if not has_other_way and not await store.list_passkeys(tx.connection, user_id):
                raise LastWayIn
            await parts.removed(tx, user_id, _KIND, names[0], act=act, is_needed=is_needed)

    async def _has_other_way(self, user_id: UserId) -> bool:
        """Tell whether somebody comes in without any passkey: by a password, or an identity elsewhere."""
        account = await self._parts.identity.accounts.find(user_id)
        by_password = account is not None and account.opens_by_password
        return by_password or await self.other_ways.has_way_in(user_id)

    # -- signing ------------------------------------------------------------------------------

    async def ask_to_prove(self, user_id: UserId) -> Options:
        """Return what to ask the browser of somebody who has said who they are."""
        site, known = self._site, await self._known(user_id)
        if not known:
            raise PasskeyNotFound
        return ceremonies.request_options(site, await self._new_challenge(_PROVE, user_id), known=known)

    async def ask_to_enter(self) -> Options:
        """Return what to ask the browser of whoever comes."""
        return ceremonies.request_options(self._site, await self._new_challenge(_ENTER, _NOBODY))

    async def is_signed_by(self, user_id: UserId, credential: Credential) -> bool:
        """Tell whether this person's passkey signed what it was asked to."""
        return await self._is_signed(user_id, credential, _PROVE, asked=user_id)

    async def is_key_to(self, user_id: UserId, credential: Credential) -> bool:
        """Tell whether this person's passkey lets them in; they had not said who they are."""
        return await self._is_signed(user_id, credential, _ENTER, asked=_NOBODY)

    async def find_owner(self, credential: Credential) -> UserId | None:
        """Return whose passkey an answer says it is of; whether that is true is not asked."""
        try:
            credential_id = ceremonies.credential_id_of(credential)
        except Malformed:
            return None
        async with self._parts.database.read() as connection:
            found = await store.find_passkey(connection, credential_id)
        return found.view.user_id if found else None

    async def _is_signed(self, user_id: UserId, credential: Credential, purpose: str, asked: UserId) -> bool:
        try:
            challenge = ceremonies.challenge_of(credential)
            credential_id = ceremonies.credential_id_of(credential)
            # First, whatever comes of the rest: a challenge is answered once.
            await self._take_challenge(challenge, purpose, asked)
            async with self._parts.database.write() as tx:
                found = await store.find_passkey(tx.connection, credential_id, is_locked=True)
                if found is None or found.view.user_id != user_id:
                    return False
                key = found.public_key
                said = ceremonies.asserted(self._site, credential, challenge, user_id=user_id, public_key=key)
                return await self._is_used(tx, found, said)
        except Malformed:
            return False

    async def _is_used(self, tx: Transaction, found: store.Passkey, said: ceremonies.Asserted) -> bool:
        """Write a use down; refuse one whose count went backwards, as that of a copy would."""
        now, view = self._parts.clock.now(), found.view
        counts = said.sign_count > 0 or found.sign_count > 0
        if counts and said.sign_count <= found.sign_count:
            await store.suspect_passkey(tx.connection, view.id, at=now)
            tx.record(PasskeySuspected(view.user_id, view.name))
            security.tell("passkey.suspected", is_alarming=True, user=str(view.user_id))
            return False
        await store.use_passkey(
            tx.connection, view.id, sign_count=said.sign_count, is_synced=said.is_synced, at=now
        )
        return True

    # -- challenges ---------------------------------------------------------------------------

    async def _new_challenge(self, purpose: str, user_id: UserId) -> bytes:
        value = secrets.token_bytes(_CHALLENGE_BYTES)
        async with self._parts.database.write() as tx:
            at = self._parts.clock.now()
            await store.add_challenge(tx.connection, value, purpose=purpose, user_id=user_id, at=at)
        return value

    async def _take_challenge(self, value: bytes, purpose: str, user_id: UserId) -> None:
        """Use a challenge up; raises `Malformed` where it was not this that was asked, of them, just now."""
        since = self._parts.clock.now() - _CHALLENGE_LIFE
        async with self._parts.database.write() as tx:
            is_theirs = await store.take_challenge(
                tx.connection, value, purpose=purpose, user_id=user_id, since=since
            )
        if not is_theirs:
            raise Malformed

    async def _known(self, user_id: UserId) -> list[Known]:
        async with self._parts.database.read() as connection:
            found = await store.list_passkeys(connection, user_id)
        return [Known(one.credential_id, one.transports) for one in found]

    def _check_room(self, count: int) -> None:
        if count >= self._parts.settings.passkeys:
            raise TooManyPasskeys

    @property
    def _site(self) -> Site:
        if self._parts.site is None:
            raise PasskeysUnavailable
        return self._parts.site
