"""Bodies and answers of factors."""

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from beep.features.factors.contract import FactorsView, PasskeyView
from beep.runtime.http import stamp

Code = Annotated[str, Meta(max_length=64)]
Ticket = Annotated[str, Meta(max_length=128)]
# In the shape of WebAuthn's JSON: options for the browser, and what it answers.
Options = dict[str, Any]
Credential = dict[str, Any]


class PasskeyObject(Struct, frozen=True, kw_only=True):
    """`synced`: kept elsewhere too. `suspected_at`: its counter went backwards, as that of a copy would."""

    id: str
    name: str
    synced: bool
    created_at: str
    last_used_at: str | None
    suspected_at: str | None


class GeneratorObject(Struct, frozen=True, kw_only=True):
    created_at: str
    last_used_at: str | None


class RecoveryObject(Struct, frozen=True, kw_only=True):
    left: int
    created_at: str


class FactorsObject(Struct, frozen=True, kw_only=True):
    """What one has set up; `passkeys_at` is the site passkeys work at, if they can be had.

    `needed`: what one may do as an administrator asks for a second factor.
    """

    totp: GeneratorObject | None
    passkeys: list[PasskeyObject]
    recovery_codes: RecoveryObject | None
    passkeys_at: str | None
    needed: bool


class OfferObject(Struct, frozen=True, kw_only=True):
    """A secret for an app that makes codes: to be typed, or shown as a QR code of `uri`."""

    secret: str
    uri: str


class Confirm(Struct, frozen=True, kw_only=True):
    code: Code


class Added(Struct, frozen=True, kw_only=True):
    """`recovery_codes` come with a first factor, and are shown this once."""

    recovery_codes: list[str] | None


class AddPasskey(Struct, frozen=True, kw_only=True):
    name: str
    credential: Credential


class PasskeyAdded(Struct, frozen=True, kw_only=True):
    """`recovery_codes` come with a first factor, and are shown this once."""

    passkey: PasskeyObject
    recovery_codes: list[str] | None


class RenamePasskey(Struct, frozen=True, kw_only=True):
    name: str


class Removing(Struct, frozen=True, kw_only=True):
    """`anyway`: an administrator's last second factor too."""

    anyway: bool = False


class RecoveryCodes(Struct, frozen=True, kw_only=True):
    codes: list[str]


class SecondStep(Struct, frozen=True, kw_only=True):
    ticket: Ticket
    kind: Literal["totp", "recovery"]
    code: Code


class AskSecondStep(Struct, frozen=True, kw_only=True):
    ticket: Ticket


class PasskeyStep(Struct, frozen=True, kw_only=True):
    ticket: Ticket
    credential: Credential


class Enter(Struct, frozen=True, kw_only=True):
    credential: Credential


def passkey_object(view: PasskeyView) -> PasskeyObject:
    return PasskeyObject(
        id=str(view.id),
        name=view.name,
        synced=view.is_synced,
        created_at=stamp(view.created_at),
        last_used_at=stamp(view.last_used_at) if view.last_used_at else None,
        suspected_at=stamp(view.suspected_at) if view.suspected_at else None,
    )


def factors_object(view: FactorsView, *, passkeys_at: str | None, is_needed: bool) -> FactorsObject:
    generator, recovery = view.generator, view.recovery
    return FactorsObject(
        totp=GeneratorObject(
            created_at=stamp(generator.created_at),
            last_used_at=stamp(generator.last_used_at) if generator.last_used_at else None,
        )
        if generator
        else None,
        passkeys=[passkey_object(one) for one in view.passkeys],
        recovery_codes=RecoveryObject(left=recovery.left, created_at=stamp(recovery.created_at))
        if recovery
        else None,
        passkeys_at=passkeys_at,
        needed=is_needed,
    )
