"""Access tokens: what is accepted, what never is, and how keys change."""

import asyncio
import base64
import hmac
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import msgspec
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from tests.conftest import running
from tests.fakes.clock import FakeClock
from tests.features.auth.rows import rows
from tests.worlds.people import Person, log_in, sign_up

from beep.app.program import Program
from beep.app.settings import Settings
from beep.features.auth.contract import TOKEN_LIFE
from beep.features.auth.errors import OtherKeyFile
from beep.features.auth.keys import KeyRing
from beep.features.auth.service import AuthService
from beep.kit.ids import Snowflakes
from beep.runtime.database import Database
from beep.runtime.process import Claim, is_alone

pytestmark = pytest.mark.anyio
Forge = Callable[..., str]


@pytest.fixture
async def ana(api: httpx2.AsyncClient) -> Person:
    return await sign_up(api, "ana")


@pytest.fixture
def service(program: Program) -> AuthService:
    return program.face("auth")


def _parts(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    header, claims, _ = (part + "=" * (-len(part) % 4) for part in token.split("."))
    return json.loads(base64.urlsafe_b64decode(header)), json.loads(base64.urlsafe_b64decode(claims))


def _signed(key: RSAKey, header: dict[str, Any], claims: dict[str, Any]) -> str:
    return jwt.encode(header, claims, key, algorithms=["RS256"])


async def _status(api: httpx2.AsyncClient, token: str) -> int:
    return (await api.get("/users/@me", headers={"Authorization": f"Bearer {token}"})).status_code


def _private(service: AuthService) -> RSAKey:
    key = service._parts.keys.current.private
    assert key is not None
    return key


@pytest.mark.req("AUTH-16")
async def test_a_token_says_who_which_session_and_until_when(ana: Person, clock: FakeClock) -> None:
    header, claims = _parts(ana.token)
    assert header["alg"] == "RS256"
    assert set(claims) == {"iss", "aud", "sub", "sid", "iat", "exp", "roles"}
    assert (claims["sub"], claims["roles"], claims["aud"]) == (str(ana.id), ["user"], "beep")
    assert claims["exp"] - claims["iat"] == 3600
    assert claims["iat"] == int(clock.now().timestamp())


@pytest.mark.req("AUTH-16")
async def test_the_published_keys_verify_tokens(api: httpx2.AsyncClient, ana: Person) -> None:
    published = (await api.get("/auth/jwks.json")).json()
    root = (await api.get("http://beep.test/.well-known/jwks.json")).json()
    assert published == root
    header, claims = _parts(ana.token)
    key = next(one for one in published["keys"] if one["kid"] == header["kid"])
    assert set(key) == {"kid", "n", "e", "kty", "use", "alg"}
    assert jwt.decode(ana.token, RSAKey.import_key(key), algorithms=["RS256"]).claims == claims


@pytest.mark.req("AUTH-16")
async def test_a_token_expires_after_an_hour(api: httpx2.AsyncClient, ana: Person, clock: FakeClock) -> None:
    clock.move(minutes=59, seconds=59)
    assert await _status(api, ana.token) == 200
    clock.move(seconds=1)
    assert await _status(api, ana.token) == 401


@pytest.mark.req("AUTH-16")
@pytest.mark.parametrize(
    "change",
    [
        {"aud": "somebody-else"},
        {"aud": None},
        {"iss": "http://evil.example"},
        {"exp": 1},
        {"exp": "soon"},
        {"sub": "1"},
        {"sub": "x"},
        {"sid": "1"},
        {"iat": 99999999999},
    ],
)
async def test_a_token_with_a_wrong_claim_is_refused(
    api: httpx2.AsyncClient, ana: Person, service: AuthService, change: dict[str, Any]
) -> None:
    header, claims = _parts(ana.token)
    assert await _status(api, _signed(_private(service), header, {**claims, **change})) == 401


@pytest.mark.req("AUTH-16")
async def test_claims_of_a_token_do_not_make_an_administrator(
    api: httpx2.AsyncClient, ana: Person, service: AuthService
) -> None:
    header, claims = _parts(ana.token)
    token = _signed(_private(service), header, {**claims, "roles": ["admin"], "admin": True})
    own = await api.get("/users/@me", headers={"Authorization": f"Bearer {token}"})
    assert own.json()["global_roles"] == ["user"]


@pytest.mark.req("AUTH-16")
async def test_another_key_under_our_name_is_refused(api: httpx2.AsyncClient, ana: Person) -> None:
    header, claims = _parts(ana.token)
    stranger = RSAKey.generate_key(2048)
    assert await _status(api, _signed(stranger, header, claims)) == 401
    own_key = {**header, "jwk": stranger.as_dict(private=False)}
    assert await _status(api, _signed(stranger, own_key, claims)) == 401


@pytest.mark.req("AUTH-16")
@pytest.mark.parametrize("kid", ["unknown", "", 7, None])
async def test_an_unknown_kid_is_refused(
    api: httpx2.AsyncClient, ana: Person, service: AuthService, kid: object
) -> None:
    header, claims = _parts(ana.token)
    raw = base64.urlsafe_b64encode(json.dumps({**header, "kid": kid}).encode()).rstrip(b"=").decode()
    good = _signed(_private(service), header, claims).split(".")
    assert await _status(api, ".".join([raw, *good[1:]])) == 401


@pytest.mark.req("AUTH-16")
async def test_a_token_without_a_signature_is_refused(api: httpx2.AsyncClient, ana: Person) -> None:
    header, _ = _parts(ana.token)
    for alg in ("none", "None", "NONE"):
        raw = base64.urlsafe_b64encode(json.dumps({**header, "alg": alg}).encode()).rstrip(b"=").decode()
        assert await _status(api, f"{raw}.{ana.token.split('.')[1]}.") == 401


@pytest.mark.req("AUTH-16")
async def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(
    api: httpx2.AsyncClient, ana: Person, service: AuthService
) -> None:
    header, _ = _parts(ana.token)
    secret = service._parts.keys.current.public.as_pem(private=False)
    raw = base64.urlsafe_b64encode(json.dumps({**header, "alg": "HS256"}).encode()).rstrip(b"=")
    signed = raw + b"." + ana.token.split(".")[1].encode()
    seal = base64.urlsafe_b64encode(hmac.digest(signed, secret, "sha256")).rstrip(b"=")
    assert await _status(api, (signed + b"." + seal).decode()) == 401


@pytest.mark.req("AUTH-16")
@pytest.mark.parametrize(
    "token", ["", "x", "a.b.c", "....", "é.é.é", "x" * 5000, "eyJhbGciOiJSUzI1NiJ9.e30.AA", "null.null.null"]
)
async def test_what_is_no_token_is_refused(shared_api: httpx2.AsyncClient, token: str) -> None:
    headers = {"Authorization": b"Bearer " + token.encode()}
    answer = await shared_api.get("/users/@me", headers=headers)
    assert answer.status_code == 401


@pytest.mark.req("AUTH-16")
async def test_a_changed_signature_is_refused(api: httpx2.AsyncClient, ana: Person) -> None:
    head, claims, signature = ana.token.split(".")
    changed = signature[:10] + ("A" if signature[10] != "A" else "B") + signature[11:]
    assert await _status(api, f"{head}.{claims}.{changed}") == 401
    assert await _status(api, ana.token) == 200


@pytest.mark.req("S-12")
async def test_a_token_in_the_address_is_no_token(api: httpx2.AsyncClient, ana: Person) -> None:
    assert (await api.get(f"/users/@me?access_token={ana.token}&token={ana.token}")).status_code == 401


# -- keys -------------------------------------------------------------------------------------


@pytest.mark.req("S-31")
async def test_after_a_rotation_old_tokens_live_on_and_new_ones_use_the_new_key(
    api: httpx2.AsyncClient, ana: Person, service: AuthService
) -> None:
    await service.rotate_keys()
    again = await log_in(api, ana)
    assert _parts(again.token)[0]["kid"] != _parts(ana.token)[0]["kid"]
    assert (await _status(api, ana.token), await _status(api, again.token)) == (200, 200)
    assert len((await api.get("/auth/jwks.json")).json()["keys"]) == 2


@pytest.mark.req("S-31")
async def test_a_retired_key_is_refused_once_its_tokens_have_expired(
    api: httpx2.AsyncClient, ana: Person, service: AuthService, clock: FakeClock
) -> None:
    old = _private(service)
    header, claims = _parts(ana.token)
    forever = _signed(old, header, {**claims, "exp": claims["exp"] + 86_400})
    await service.rotate_keys()
    assert await _status(api, forever) == 200
    clock.move(hours=1, minutes=2)
    assert await _status(api, forever) == 401
    assert len((await api.get("/auth/jwks.json")).json()["keys"]) == 1


@pytest.mark.req("S-31", "F-16")
@pytest.mark.parametrize("step_s", [0, -3600])
async def test_a_rotation_reaches_other_processes_whatever_the_clock_does(
    database_url: str,
    api: httpx2.AsyncClient,
    ana: Person,
    program: Program,
    clock: FakeClock,
    step_s: int,
) -> None:
    async with running(program.settings, database_url, clock) as other:
        clock.move(seconds=step_s)
        await program.face("auth").rotate_keys()
        clock.move(seconds=2)
        again = await log_in(api, ana)
        actor = await other.face("auth").authenticate(again.token, counts_as_activity=True)
    assert actor.user_id == ana.id


async def test_processes_that_start_together_share_one_key(
    settings: Settings, database_url: str, clock: FakeClock
) -> None:
    async with (
        running(settings, database_url, clock) as one,
        running(settings, database_url, clock) as other,
    ):
        await one.face("auth").rotate_keys()
        await other.face("auth").rotate_keys()
        found = await rows(one, "SELECT count(*) FROM auth.signing_key WHERE retired_at IS NULL")
        assert found == [(1,)]
        keys = [(await each.face("auth").published_keys()).keys for each in (one, other)]
        assert {key.kid for key in keys[0]} <= {key.kid for key in keys[1]}


async def test_a_restart_keeps_the_key(settings: Settings, database_url: str, clock: FakeClock) -> None:
    kids: list[str] = []
    for _ in range(2):
        async with running(settings, database_url, clock) as program:
            kids.append(program.face("auth")._parts.keys.current.kid)
    assert kids[0] == kids[1]


async def test_a_lost_key_file_makes_a_new_key_and_keeps_old_tokens_good(
    settings: Settings, database_url: str, clock: FakeClock, tmp_path: Path
) -> None:
    async with running(settings, database_url, clock) as program:
        transport = httpx2.ASGITransport(program.asgi)
        async with httpx2.AsyncClient(transport=transport, base_url="http://beep.test/api/v10") as api:
            ana = await sign_up(api, "ana")
    await _all_left(database_url)
    process = msgspec.structs.replace(settings.process, home=str(tmp_path))
    async with running(replace(settings, process=process), database_url, clock) as restored:
        face: AuthService = restored.face("auth")
        assert (await face.authenticate(ana.token, counts_as_activity=True)).user_id == ana.id
        assert face._parts.keys.current.private is not None


async def _all_left(database_url: str) -> None:
    """Wait until PostgreSQL has let go of what stopped processes held."""
    database = Database(database_url)
    async with asyncio.timeout(10):
        while not await is_alone(database):  # noqa: ASYNC110 - there is no event for it
            await asyncio.sleep(0)
    await database.close()


async def test_a_process_with_another_key_file_does_not_start_beside_others(
    service: AuthService, database_url: str, clock: FakeClock, tmp_path: Path
) -> None:
    database = Database(database_url)
    claim = Claim(database, Snowflakes(clock.now))
    await claim.take()
    try:
        with pytest.raises(OtherKeyFile, match="Copy"):
            await KeyRing(database, clock, tmp_path, token_life=TOKEN_LIFE).start()
    finally:
        await claim.close()
        await database.close()
    before = service._parts.keys.current.kid
    await service._parts.keys._look()
    assert service._parts.keys.current.kid == before


async def test_private_keys_are_sealed_in_the_database(program: Program) -> None:
    sealed = (await rows(program, "SELECT sealed_private FROM auth.signing_key"))[0][0]
    assert b"PRIVATE" not in bytes(sealed)
    assert (Path(program.settings.home) / "auth.key").stat().st_mode & 0o777 == 0o600
