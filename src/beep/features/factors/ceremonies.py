"""WebAuthn, as far as Beep needs it: what browsers are asked, and whether what they answer is right.

Passkeys only: kept by the device (discoverable), and opened by its owner's PIN, finger or face.
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import webauthn
from cryptography.exceptions import UnsupportedAlgorithm
from webauthn.helpers import base64url_to_bytes, options_to_json_dict, parse_client_data_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AttestationConveyancePreference,
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from beep.features.factors.rules import Site
from beep.kit.ids import UserId

_SITE_NAME = "Beep"
_TIMEOUT_MS = 300_000
_USER_BYTES = 8
_TRANSPORTS = frozenset(one.value for one in AuthenticatorTransport)
# What parsers say of bytes that are not what they should be.
_MALFORMED = (
    WebAuthnException,
    UnsupportedAlgorithm,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    struct.error,
)
Credential = Mapping[str, Any]
Options = dict[str, Any]


class Malformed(Exception):  # noqa: N818 - turned into a refusal by whoever asked
    """An answer that is not right, for whatever reason."""


@dataclass(frozen=True, slots=True)
class Known:
    """A passkey browsers are told of: to be used, or not to be made again."""

    credential_id: bytes
    transports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Registered:
    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: tuple[str, ...]
    is_synced: bool


@dataclass(frozen=True, slots=True)
class Asserted:
    sign_count: int
    is_synced: bool


@dataclass(frozen=True, slots=True)
class Owner:
    """Whom a new passkey is for, as devices show it."""

    user_id: UserId
    username: str
    display_name: str


def creation_options(site: Site, owner: Owner, challenge: bytes, *, known: Sequence[Known]) -> Options:
    options = webauthn.generate_registration_options(
        rp_id=site.name,
        rp_name=_SITE_NAME,
        user_id=_handle(owner.user_id),
        user_name=owner.username,
        user_display_name=owner.display_name,
        challenge=challenge,
        timeout=_TIMEOUT_MS,
        attestation=AttestationConveyancePreference.NONE,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_descriptors(known),
    )
    return options_to_json_dict(options)


def request_options(site: Site, challenge: bytes, *, known: Sequence[Known] = ()) -> Options:
    """Return what to ask a browser; with none `known`, any passkey it has for this site."""
    options = webauthn.generate_authentication_options(
        rp_id=site.name,
        challenge=challenge,
        timeout=_TIMEOUT_MS,
        allow_credentials=_descriptors(known),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json_dict(options)


def credential_id_of(credential: Credential) -> bytes:
    """Return which passkey answers, or says it does; raises `Malformed`."""
    try:
        return base64url_to_bytes(credential["rawId"])
    except _MALFORMED:
        raise Malformed from None


def challenge_of(credential: Credential) -> bytes:
    """Return what an answer says it was asked; raises `Malformed`."""
    try:
        told = parse_client_data_json(base64url_to_bytes(credential["response"]["clientDataJSON"]))
        is_framed = told.cross_origin
    except _MALFORMED:
        raise Malformed from None
    if is_framed:
        # Beep is never shown inside another site's page.
        raise Malformed
    return told.challenge


def registered(site: Site, credential: Credential, challenge: bytes) -> Registered:
    """Return the passkey somebody made; raises `Malformed`."""
    try:
        found = webauthn.verify_registration_response(
            credential=dict(credential),
            expected_challenge=challenge,
            expected_rp_id=site.name,
            expected_origin=site.origin,
            require_user_verification=True,
        )
        told = credential["response"].get("transports") or ()
        transports = tuple(one for one in told if one in _TRANSPORTS)
    except _MALFORMED:
        raise Malformed from None
    return Registered(
        found.credential_id,
        found.credential_public_key,
        found.sign_count,
        transports,
        found.credential_backed_up,
    )


def asserted(
    site: Site, credential: Credential, challenge: bytes, *, user_id: UserId, public_key: bytes
) -> Asserted:
    """Return what a right answer of this person's passkey says; raises `Malformed`.

    How often it says it was used is for the caller to compare.
    """
    try:
        found = webauthn.verify_authentication_response(
            credential=dict(credential),
            expected_challenge=challenge,
            expected_rp_id=site.name,
            expected_origin=site.origin,
            credential_public_key=public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
        handle = credential["response"].get("userHandle")
        is_theirs = not handle or base64url_to_bytes(handle) == _handle(user_id)
    except _MALFORMED:
        raise Malformed from None
    if not is_theirs:
        raise Malformed
    return Asserted(found.new_sign_count, found.credential_backed_up)


def _handle(user_id: UserId) -> bytes:
    """Return whom devices keep a passkey for: the id everybody may see, and nothing more."""
    return user_id.to_bytes(_USER_BYTES, "big")


def _descriptors(known: Sequence[Known]) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            id=one.credential_id, transports=[AuthenticatorTransport(name) for name in one.transports]
        )
        for one in known
    ]
