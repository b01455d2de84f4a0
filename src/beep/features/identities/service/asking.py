"""Proofs by a name and a password that Beep shows a directory."""

from typing import cast

from beep.features import auth
from beep.features.identities.contract import Asking, Outcome, Proof, Purpose
from beep.features.identities.errors import ProviderNotFound, WrongDirectoryCredentials
from beep.features.identities.service.entering import Entering
from beep.features.identities.service.parts import Parts
from beep.kit.actor import Actor
from beep.kit.errors import invalid

_USERNAME_MAX = 128
_PASSWORD_MAX_BYTES = 1024


class AskingDirectories:
    def __init__(self, parts: Parts, entering: Entering) -> None:
        self._parts = parts
        self._entering = entering

    async def log_in(
        self,
        name: str,
        username: str,
        password: str,
        *,
        purpose: Purpose,
        actor: Actor | None,
        origin: auth.Origin,
    ) -> Outcome:
        """Return what becomes of who knows a password.

        One attempt of the address and the name, whatever the purpose: Beep is no way to try out passwords
        of a directory (S-13). Raises `Invalid`, `WrongDirectoryCredentials`, `TooManyFailures`,
        `ProviderAway`, and what `enter` does.
        """
        self._entering.check_may(purpose, actor)
        provider = self._asking(name)
        _check(username, password)
        proofs: list[Proof] = []

        async def is_right() -> bool:
            async with self._parts.watch.asking(name):
                found = await provider.check(username, password)
            proofs.extend([found] if found else [])
            return found is not None

        who = f"{provider.issuer} {username}"
        if not await self._parts.auth.signing_in.judge_stranger(who, origin, is_right):
            raise _refusal(actor if purpose != "sign_in" else None)
        return await self._entering.enter(provider, proofs[0], purpose, actor, origin)

    def _asking(self, name: str) -> Asking:
        provider = self._parts.provider(name)
        if provider.kind != "ldap":
            raise ProviderNotFound
        return cast("Asking", provider)


def _check(username: str, password: str) -> None:
    """Refuse what no directory is to be asked."""
    if not username.strip() or len(username) > _USERNAME_MAX or not username.isprintable():
        raise invalid("username", "BAD_LENGTH", "Give your user name there, as elsewhere.")
    if not password:
        raise invalid("password", "BASE_TYPE_REQUIRED", "Give your password there.")
    if len(password.encode()) > _PASSWORD_MAX_BYTES or "\0" in password:
        raise invalid("password", "BAD_LENGTH", "That is no password of a directory. Check it and try again.")


def _refusal(actor: Actor | None) -> Exception:
    if actor is None:
        return WrongDirectoryCredentials()
    return invalid("password", "PASSWORD_DOES_NOT_MATCH", "The two do not go together there. Try again.")
