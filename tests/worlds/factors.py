"""Second factors for tests: an app that makes codes, and a device that keeps passkeys.

The device is made of `fido2`'s data types, a library Beep itself does not use.
"""

import base64
import hashlib
import hmac
import secrets
import struct
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

import httpx2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from tests.fakes.clock import FakeClock
from tests.worlds.people import Person

MINE = "/users/@me/factors"
SITE = "beep.test"
ORIGIN = "https://beep.test"
Json = dict[str, Any]
Flag = AuthenticatorData.FLAG
# Whose types the library leaves open.
_data = cast("Any", AuthenticatorData).create
_client_data = cast("Any", CollectedClientData).create


def code_of(secret: str, at: datetime, *, steps: int = 0) -> str:
    """Return the code of a secret as RFC 6238 makes it, so many steps from a moment."""
    counter = int(at.timestamp()) // 30 + steps
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", counter), hashlib.sha1)
    start = digest[-1] & 15
    (number,) = struct.unpack(">I", digest[start : start + 4])
    return f"{(number & 0x7FFFFFFF) % 1_000_000:06}"


@dataclass(frozen=True, slots=True)
class App:
    """An app that makes codes, set up by somebody, and the recovery codes that came with it."""

    secret: str
    recovery: list[str]


async def set_up_app(person: Person, clock: FakeClock) -> App:
    """Set an app up, and move on to codes that were not used yet."""
    offer = (await person.post(f"{MINE}/totp")).json()
    answer = await person.post(f"{MINE}/totp/confirm", {"code": code_of(offer["secret"], clock.now())})
    assert answer.status_code == 200, answer.text
    clock.move(seconds=60)
    return App(offer["secret"], answer.json()["recovery_codes"] or [])


async def first_step(api: httpx2.AsyncClient, person: Person) -> str:
    """Give the password and return the ticket one gets for it."""
    answer = await api.post("/auth/login", json={"email": person.email, "password": person.password})
    assert answer.status_code == 401, answer.text
    return answer.json()["ticket"]


async def second_step(
    api: httpx2.AsyncClient, ticket: str, code: str, *, kind: str = "totp"
) -> httpx2.Response:
    return await api.post("/auth/second-factor", json={"ticket": ticket, "kind": kind, "code": code})


@dataclass(slots=True)
class Kept:
    key: ec.EllipticCurvePrivateKey
    user: bytes
    count: int = 0


@dataclass(slots=True)
class Device:
    """Keeps passkeys and signs with them, as a browser at `origin` asks it to.

    `site` and `user` are what it says instead of what it was asked for.
    """

    origin: str = ORIGIN
    is_unlocked: bool = True
    is_framed: bool = False
    counts: bool = True
    site: str | None = None
    user: bytes | None = None
    kept: dict[bytes, Kept] = field(default_factory=dict[bytes, Kept])

    def create(self, options: Json, *, which: bytes | None = None) -> Json:
        """Answer `navigator.credentials.create()`."""
        site, credential_id = options["rp"]["id"], which or secrets.token_bytes(16)
        kept = Kept(ec.generate_private_key(ec.SECP256R1()), websafe_decode(options["user"]["id"]))
        self.kept[credential_id] = kept
        public = ES256.from_cryptography_key(kept.key.public_key())
        attested = AttestedCredentialData.create(Aaguid(bytes(16)), credential_id, public)
        data = _data(self._site_hash(site), self._flags | Flag.AT, 0, bytes(attested))
        told = self._told(CollectedClientData.TYPE.CREATE, options["challenge"])
        response = {
            "clientDataJSON": websafe_encode(told),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
            "transports": ["internal", "hybrid"],
        }
        return self._answer(credential_id, response)

    def get(self, options: Json, *, which: bytes | None = None, count: int | None = None) -> Json:
        """Answer `navigator.credentials.get()`."""
        allowed = [websafe_decode(one["id"]) for one in options.get("allowCredentials", [])]
        credential_id = which or next(one for one in self.kept if not allowed or one in allowed)
        kept = self.kept[credential_id]
        kept.count = count if count is not None else kept.count + int(self.counts)
        data = _data(self._site_hash(options["rpId"]), self._flags, kept.count)
        told = self._told(CollectedClientData.TYPE.GET, options["challenge"])
        signature = kept.key.sign(data + told.hash, ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": websafe_encode(told),
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signature),
            "userHandle": websafe_encode(self.user or kept.user),
        }
        return self._answer(credential_id, response)

    @property
    def _flags(self) -> Flag:
        return Flag.UP | Flag.UV if self.is_unlocked else Flag.UP

    def _told(self, kind: str, challenge: str) -> CollectedClientData:
        return _client_data(kind, websafe_decode(challenge), self.origin, cross_origin=self.is_framed)

    def _site_hash(self, site: str) -> bytes:
        return hashlib.sha256((self.site or site).encode()).digest()

    @staticmethod
    def _answer(credential_id: bytes, response: Json) -> Json:
        name = websafe_encode(credential_id)
        return {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
            "authenticatorAttachment": "platform",
        }


async def add_passkey(person: Person, device: Device, name: str = "Portable") -> Json:
    """Make a passkey on a device; return what the server answers: the passkey, and recovery codes."""
    options = (await person.post(f"{MINE}/passkeys/options")).json()
    answer = await person.post(f"{MINE}/passkeys", {"name": name, "credential": device.create(options)})
    assert answer.status_code == 201, answer.text
    return answer.json()
