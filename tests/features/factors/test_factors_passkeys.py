"""Passkeys: made, used to come in and to prove who one is, and refused whenever something is not right."""

import asyncio
from typing import Any

import httpx2
import pytest
from fido2.utils import websafe_decode, websafe_encode
from tests.fakes.clock import FakeClock
from tests.features.auth.rows import rows
from tests.worlds.factors import MINE, Device, Json, add_passkey, first_step, set_up_app
from tests.worlds.people import Person, log_in, sign_up

from beep.app.program import Program
from beep.features import audit, auth
from beep.kit.ids import UserId

pytestmark = pytest.mark.anyio


@pytest.fixture
def device() -> Device:
    return Device()


async def _asked(api: httpx2.AsyncClient) -> Json:
    answer = await api.post("/auth/passkeys/options")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def _enter(api: httpx2.AsyncClient, credential: Json) -> httpx2.Response:
    return await api.post("/auth/passkeys/sign-in", json={"credential": credential})


def _refusal(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["errors"]["credential"]["_errors"][0]["code"]


WRONG = (400, "PASSKEY_DOES_NOT_MATCH")


# -- making -----------------------------------------------------------------------------------


@pytest.mark.req("AUTH-19")
async def test_a_passkey_is_asked_for_kept_by_the_device_and_opened_by_its_owner(ana: Person) -> None:
    options = (await ana.post(f"{MINE}/passkeys/options")).json()
    assert options["rp"] == {"name": "Beep", "id": "beep.test"}
    assert options["user"]["name"] == "ana"
    chosen = options["authenticatorSelection"]
    assert (chosen["residentKey"], chosen["userVerification"]) == ("required", "required")
    assert options["attestation"] == "none"


async def test_a_first_passkey_brings_recovery_codes_and_a_second_one_none(
    ana: Person, device: Device
) -> None:
    first = await add_passkey(ana, device, " Mon  portable ")
    assert (first["passkey"]["name"], len(first["recovery_codes"])) == ("Mon portable", 10)
    second = await add_passkey(ana, Device(), "Clé")
    assert second["recovery_codes"] is None
    found = (await ana.get(MINE)).json()
    assert [one["name"] for one in found["passkeys"]] == ["Mon portable", "Clé"]
    assert found["passkeys_at"] == "beep.test"


async def test_a_device_that_has_a_passkey_is_told_not_to_make_another(ana: Person, device: Device) -> None:
    await add_passkey(ana, device)
    options = (await ana.post(f"{MINE}/passkeys/options")).json()
    (known,) = options["excludeCredentials"]
    assert websafe_decode(known["id"]) in device.kept


async def test_the_same_passkey_is_kept_once(ana: Person, device: Device) -> None:
    await add_passkey(ana, device)
    options = (await ana.post(f"{MINE}/passkeys/options")).json()
    (credential_id,) = device.kept
    again = device.create(options, which=credential_id)
    answer = await ana.post(f"{MINE}/passkeys", {"name": "Encore", "credential": again})
    assert (answer.status_code, answer.json()["key"]) == (409, "factors.passkey_known")


@pytest.mark.parametrize(
    ("what", "said"),
    [
        pytest.param("origin", "https://beep.test.example", id="origin"),
        pytest.param("origin", "http://beep.test", id="scheme"),
        pytest.param("is_unlocked", False, id="not unlocked"),
        pytest.param("site", "other.test", id="site"),
        pytest.param("is_framed", True, id="framed"),
    ],
)
async def test_a_passkey_made_wrongly_is_not_kept(
    ana: Person, device: Device, what: str, said: object
) -> None:
    options = (await ana.post(f"{MINE}/passkeys/options")).json()
    setattr(device, what, said)
    answer = await ana.post(f"{MINE}/passkeys", {"name": "X", "credential": device.create(options)})
    assert _refusal(answer) == WRONG
    assert (await ana.get(MINE)).json()["passkeys"] == []


async def test_what_one_was_asked_another_does_not_answer(
    api: httpx2.AsyncClient, ana: Person, device: Device
) -> None:
    ben = await sign_up(api, "ben")
    options = (await ana.post(f"{MINE}/passkeys/options")).json()
    body = {"name": "X", "credential": device.create(options)}
    assert _refusal(await ben.post(f"{MINE}/passkeys", body)) == WRONG


async def test_what_was_asked_is_answered_once_and_within_five_minutes(
    ana: Person, device: Device, clock: FakeClock
) -> None:
    options = (await ana.post(f"{MINE}/passkeys/options")).json()
    body = {"name": "X", "credential": device.create(options)}
    assert (await ana.post(f"{MINE}/passkeys", body)).status_code == 201
    assert _refusal(await ana.post(f"{MINE}/passkeys", body)) == WRONG
    options = (await ana.post(f"{MINE}/passkeys/options")).json()
    clock.move(minutes=5)
    body = {"name": "X", "credential": device.create(options)}
    assert _refusal(await ana.post(f"{MINE}/passkeys", body)) == WRONG


# -- coming in --------------------------------------------------------------------------------


@pytest.mark.req("AUTH-19")
async def test_a_passkey_alone_lets_its_owner_in(
    api: httpx2.AsyncClient, ana: Person, device: Device
) -> None:
    await add_passkey(ana, device)
    options = await _asked(api)
    assert (options["rpId"], options["userVerification"], options["allowCredentials"]) == (
        "beep.test",
        "required",
        [],
    )
    answer = await _enter(api, device.get(options))
    assert answer.status_code == 200, answer.text
    headers = {"Authorization": f"Bearer {answer.json()['accessToken']}"}
    assert (await api.get("/users/@me", headers=headers)).json()["username"] == "ana"
    assert (await ana.get("/auth/sessions")).json()[0]["methods"] == ["passkey"]


@pytest.mark.req("AUTH-19")
async def test_a_passkey_is_a_second_step_after_the_password(
    api: httpx2.AsyncClient, ana: Person, device: Device
) -> None:
    await add_passkey(ana, device)
    ticket = await first_step(api, ana)
    options = (await api.post("/auth/second-factor/passkey/options", json={"ticket": ticket})).json()
    assert len(options["allowCredentials"]) == 1
    body = {"ticket": ticket, "credential": device.get(options)}
    assert (await api.post("/auth/second-factor/passkey", json=body)).status_code == 200
    assert (await ana.get("/auth/sessions")).json()[0]["methods"] == ["passkey", "password"]


@pytest.mark.parametrize(
    ("what", "said"),
    [
        pytest.param("origin", "https://beep.test.example", id="origin"),
        pytest.param("is_unlocked", False, id="not unlocked"),
        pytest.param("site", "other.test", id="site"),
        pytest.param("is_framed", True, id="framed"),
        pytest.param("user", bytes(8), id="user"),
    ],
)
async def test_a_passkey_used_wrongly_lets_nobody_in(
    api: httpx2.AsyncClient, ana: Person, device: Device, what: str, said: object
) -> None:
    await add_passkey(ana, device)
    setattr(device, what, said)
    assert _refusal(await _enter(api, device.get(await _asked(api)))) == WRONG


async def test_what_a_passkey_signed_is_good_once(
    api: httpx2.AsyncClient, ana: Person, device: Device
) -> None:
    await add_passkey(ana, device)
    signed = device.get(await _asked(api))
    answers = await asyncio.gather(*(_enter(api, signed) for _ in range(4)))
    assert sorted(one.status_code for one in answers) == [200, 400, 400, 400]


async def test_what_a_passkey_signed_is_good_for_five_minutes(
    api: httpx2.AsyncClient, ana: Person, device: Device, clock: FakeClock
) -> None:
    await add_passkey(ana, device)
    options = await _asked(api)
    clock.move(minutes=5)
    assert _refusal(await _enter(api, device.get(options))) == WRONG


async def test_a_challenge_nobody_gave_is_not_answered(
    api: httpx2.AsyncClient, ana: Person, device: Device
) -> None:
    await add_passkey(ana, device)
    options = {**await _asked(api), "challenge": websafe_encode(bytes(32))}
    assert _refusal(await _enter(api, device.get(options))) == WRONG


async def test_a_challenge_to_prove_who_one_is_lets_nobody_in(
    api: httpx2.AsyncClient, ana: Person, device: Device
) -> None:
    await add_passkey(ana, device)
    options = (await ana.post("/auth/reauthenticate/options")).json()
    assert _refusal(await _enter(api, device.get(options))) == WRONG


async def test_an_unknown_passkey_lets_nobody_in(
    api: httpx2.AsyncClient, ana: Person, device: Device
) -> None:
    await add_passkey(ana, device)
    stranger = Device()
    stranger.create((await ana.post(f"{MINE}/passkeys/options")).json())
    assert _refusal(await _enter(api, stranger.get(await _asked(api)))) == WRONG


@pytest.mark.req("S-13")
async def test_wrong_passkeys_count_as_failures_of_their_address(
    api: httpx2.AsyncClient, ana: Person, device: Device
) -> None:
    await add_passkey(ana, device)
    stranger = Device()
    stranger.create((await ana.post(f"{MINE}/passkeys/options")).json())
    statuses = [(await _enter(api, stranger.get(await _asked(api)))).status_code for _ in range(6)]
    assert statuses == [400] * 5 + [429]


async def test_another_persons_passkey_is_no_second_step_of_mine(
    api: httpx2.AsyncClient, ana: Person, device: Device
) -> None:
    ben = await sign_up(api, "ben")
    theirs = Device()
    await add_passkey(ana, device)
    await add_passkey(ben, theirs)
    ticket = await first_step(api, ana)
    options = (await api.post("/auth/second-factor/passkey/options", json={"ticket": ticket})).json()
    (credential_id,) = theirs.kept
    body = {"ticket": ticket, "credential": theirs.get(options, which=credential_id)}
    assert _refusal(await api.post("/auth/second-factor/passkey", json=body)) == WRONG


async def test_who_is_suspended_does_not_come_in_by_passkey(
    api: httpx2.AsyncClient, program: Program, ana: Person, device: Device
) -> None:
    await add_passkey(ana, device)
    act = auth.Act(UserId(0), audit.Action.ACCOUNT_SUSPENDED)
    await program.face("auth").accounts.suspend(UserId(ana.id), act)
    answer = await _enter(api, device.get(await _asked(api)))
    assert (answer.status_code, answer.json()["key"]) == (403, "auth.account_suspended")


async def test_a_count_that_goes_backwards_is_refused_and_noted(
    api: httpx2.AsyncClient, program: Program, ana: Person, device: Device
) -> None:
    await add_passkey(ana, device)
    for count, status in ((7, 200), (7, 400), (3, 400), (8, 200)):
        assert (await _enter(api, device.get(await _asked(api), count=count))).status_code == status
    (passkey,) = (await ana.get(MINE)).json()["passkeys"]
    assert passkey["suspected_at"] is not None
    told = "SELECT count(*) FROM outbox.fact WHERE name = 'passkey.suspected'"
    assert await rows(program, told) == [(2,)]


async def test_a_device_that_does_not_count_is_taken_at_its_word(
    api: httpx2.AsyncClient, ana: Person, device: Device
) -> None:
    device.counts = False
    await add_passkey(ana, device)
    for _ in range(2):
        assert (await _enter(api, device.get(await _asked(api)))).status_code == 200


_SPOILT: list[Any] = [
    {},
    {"id": "x"},
    {"id": "x", "rawId": "x", "type": "public-key", "response": {}},
    {"id": 1, "rawId": 1, "type": 1, "response": []},
    {"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "e30"}},
    {"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "!!!"}},
    {"response": {"clientDataJSON": websafe_encode(b"[" * 5000)}},
    {"response": {"clientDataJSON": websafe_encode(b'{"type": 1, "challenge": 2, "origin": null}')}},
]


@pytest.mark.parametrize("credential", _SPOILT)
async def test_nonsense_is_refused_as_what_it_is(api: httpx2.AsyncClient, credential: Any) -> None:
    assert _refusal(await _enter(api, credential)) == WRONG


@pytest.mark.parametrize("part", ["authenticatorData", "signature", "clientDataJSON", "userHandle"])
async def test_a_bit_that_is_changed_spoils_what_was_signed(
    api: httpx2.AsyncClient, ana: Person, device: Device, part: str
) -> None:
    await add_passkey(ana, device)
    signed = device.get(await _asked(api))
    raw = bytearray(websafe_decode(signed["response"][part]))
    raw[len(raw) // 2] ^= 1
    signed["response"][part] = websafe_encode(bytes(raw))
    assert _refusal(await _enter(api, signed)) == WRONG


# -- once more, renaming and removing ---------------------------------------------------------


async def test_a_passkey_proves_again_who_one_is(ana: Person, device: Device, clock: FakeClock) -> None:
    await add_passkey(ana, device)
    clock.move(minutes=10)
    assert (await ana.get("/auth/reauthenticate")).json()["kinds"] == ["password", "passkey"]
    options = (await ana.post("/auth/reauthenticate/options")).json()
    body = {"kind": "passkey", "credential": device.get(options)}
    assert (await ana.post("/auth/reauthenticate", body)).status_code == 204
    assert (await ana.get("/auth/reauthenticate")).json()["is_recent"] is True
    assert _refusal(await ana.post("/auth/reauthenticate", body)) == WRONG


async def test_who_has_no_passkey_is_asked_for_none(ana: Person) -> None:
    answer = await ana.post("/auth/reauthenticate/options")
    assert (answer.status_code, answer.json()["key"]) == (404, "factors.passkey_not_found")


async def test_a_passkey_is_renamed_and_removed_by_its_owner_only(
    api: httpx2.AsyncClient, ana: Person, device: Device
) -> None:
    ben = await sign_up(api, "ben")
    path = f"{MINE}/passkeys/{(await add_passkey(ana, device))['passkey']['id']}"
    assert (await ben.patch(path, {"name": "Mine"})).status_code == 404
    assert (await ben.delete(path)).status_code == 404
    assert (await ana.patch(path, {"name": "Téléphone"})).json()["name"] == "Téléphone"
    assert (await ana.patch(path, {"name": " "})).status_code == 400
    assert (await ana.delete(path)).status_code == 204
    assert (await ana.delete(path)).status_code == 404
    await log_in(api, ana)


async def test_a_removed_passkey_lets_nobody_in(api: httpx2.AsyncClient, ana: Person, device: Device) -> None:
    made = await add_passkey(ana, device)
    await ana.delete(f"{MINE}/passkeys/{made['passkey']['id']}")
    assert _refusal(await _enter(api, device.get(await _asked(api)))) == WRONG


class _Elsewhere:
    """Everybody has an identity elsewhere, or nobody."""

    def __init__(self, *, has_way_in: bool) -> None:
        self._has_way_in = has_way_in

    async def has_way_in(self, user_id: UserId) -> bool:
        del user_id
        return self._has_way_in


@pytest.mark.parametrize(("has_way_in", "status"), [(False, 409), (True, 204)])
async def test_the_last_way_in_is_not_removed(
    api: httpx2.AsyncClient, program: Program, ana: Person, device: Device, *, has_way_in: bool, status: int
) -> None:
    made = await add_passkey(ana, device)
    act = auth.Act(UserId(0), audit.Action.PASSWORD_RESET_FORCED)
    await program.face("auth").accounts.drop_password(UserId(ana.id), act)
    program.face("factors").other_ways = _Elsewhere(has_way_in=has_way_in)
    ana.token = (await _enter(api, device.get(await _asked(api)))).json()["accessToken"]
    answer = await ana.delete(f"{MINE}/passkeys/{made['passkey']['id']}")
    assert answer.status_code == status
    if status == 409:
        assert answer.json()["key"] == "factors.last_way_in"


@pytest.mark.req("S-30")
async def test_of_two_last_ways_in_that_are_removed_at_once_one_stays(
    api: httpx2.AsyncClient, program: Program, ana: Person, device: Device
) -> None:
    made = [await add_passkey(ana, one) for one in (device, Device())]
    act = auth.Act(UserId(0), audit.Action.PASSWORD_RESET_FORCED)
    await program.face("auth").accounts.drop_password(UserId(ana.id), act)
    ana.token = (await _enter(api, device.get(await _asked(api)))).json()["accessToken"]
    paths = [f"{MINE}/passkeys/{one['passkey']['id']}" for one in made]
    answers = await asyncio.gather(*(ana.delete(path) for path in paths))
    assert sorted(one.status_code for one in answers) == [204, 409]


async def test_recovery_codes_stay_while_another_factor_does(
    ana: Person, device: Device, clock: FakeClock
) -> None:
    await set_up_app(ana, clock)
    made = await add_passkey(ana, device)
    await ana.delete(f"{MINE}/passkeys/{made['passkey']['id']}")
    assert (await ana.get(MINE)).json()["recovery_codes"]["left"] == 10
    await ana.delete(f"{MINE}/totp")
    assert (await ana.get(MINE)).json()["recovery_codes"] is None


class TestFewPasskeys:
    @pytest.fixture
    def environment(self) -> dict[str, str]:
        return {"BEEP_PUBLIC_URL": "https://beep.test", "BEEP_FACTORS__PASSKEYS": "2"}

    @pytest.mark.req("S-30")
    async def test_one_has_as_many_passkeys_as_one_may(self, ana: Person) -> None:
        options = [(await ana.post(f"{MINE}/passkeys/options")).json() for _ in range(4)]
        bodies = [{"name": "X", "credential": Device().create(one)} for one in options]
        answers = await asyncio.gather(*(ana.post(f"{MINE}/passkeys", body) for body in bodies))
        assert sorted(one.status_code for one in answers) == [201, 201, 409, 409]
        answer = await ana.post(f"{MINE}/passkeys/options")
        assert (answer.status_code, answer.json()["key"]) == (409, "factors.too_many_passkeys")


class TestAnAddressWithoutAName:
    @pytest.fixture
    def environment(self) -> dict[str, str]:
        return {"BEEP_PUBLIC_URL": "https://192.0.2.7"}

    async def test_there_are_no_passkeys(self, api: httpx2.AsyncClient, ana: Person) -> None:
        assert (await ana.get(MINE)).json()["passkeys_at"] is None
        for answer in (await ana.post(f"{MINE}/passkeys/options"), await api.post("/auth/passkeys/options")):
            assert (answer.status_code, answer.json()["key"]) == (409, "factors.passkeys_unavailable")
