"""Help for who lost everything, administrators who need a second factor, and what is written down."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2
import pytest
from sqlalchemy import func, select
from tests.conftest import CHEAP, running
from tests.fakes.clock import FakeClock
from tests.features.auth.rows import audit, rows
from tests.worlds.communities import settled
from tests.worlds.factors import MINE, Device, add_passkey, code_of, first_step, second_step, set_up_app
from tests.worlds.people import Person, log_in, sign_up

from beep.app.program import Program
from beep.app.settings import Settings, load
from beep.features import auth, factors, users
from beep.features.audit import Action
from beep.features.factors.tables import metadata
from beep.features.factors.upkeep import Upkeep
from beep.kit.ids import UserId

pytestmark = pytest.mark.anyio
GRANT = auth.Act(UserId(0), Action.ROLE_GRANTED)


@pytest.fixture
def face(program: Program) -> factors.Factors:
    return program.face("factors")


async def _facts(program: Program) -> list[tuple[str, str]]:
    found = "SELECT name, payload::jsonb ->> 'kind' FROM outbox.fact ORDER BY txid, seq"
    told = [(row[0], row[1]) for row in await rows(program, found)]
    return [one for one in told if one[0].startswith(("second_factor", "recovery"))]


async def _left(program: Program) -> int:
    """Return how many rows there are of anybody's factors."""
    counts = [select(func.count()).select_from(table) for table in metadata.sorted_tables]
    async with program.database.read() as connection:
        return sum([(await connection.execute(one)).scalar_one() for one in counts])


# -- help -------------------------------------------------------------------------------------


@pytest.mark.req("AUTH-19")
async def test_an_administrator_takes_everything_from_who_lost_it(
    api: httpx2.AsyncClient, program: Program, face: factors.Factors, ana: Person, clock: FakeClock
) -> None:
    helper = await sign_up(api, "zoe")
    act = auth.Act(UserId(helper.id), Action.SECOND_FACTOR_REMOVED)
    await set_up_app(ana, clock)
    await add_passkey(ana, Device())
    assert await face.has_second_factor(UserId(ana.id))
    for kinds in (["passkey", "totp"], []):
        assert list(await face.reset(UserId(ana.id), act)) == kinds
    assert not await face.has_second_factor(UserId(ana.id))
    await log_in(api, ana)
    taken = "SELECT payload::jsonb ->> 'actorId' FROM outbox.fact WHERE name = 'second_factor.removed'"
    assert await rows(program, taken) == [(str(helper.id),)] * 2
    assert (await audit(program)).count("second_factor_removed") == 2


async def test_a_forgotten_account_leaves_nothing(
    program: Program, face: factors.Factors, ana: Person, clock: FakeClock
) -> None:
    await set_up_app(ana, clock)
    await add_passkey(ana, Device())
    await ana.post(f"{MINE}/totp")
    for _ in range(2):
        await face.forget(UserId(ana.id))
    assert await _left(program) == 0


async def test_who_leaves_for_good_leaves_nothing_here_and_takes_a_copy_without_secrets(
    program: Program, ana: Person, clock: FakeClock
) -> None:
    app = await set_up_app(ana, clock)
    await add_passkey(ana, Device(), "Portable")
    [(kind, own)] = [one async for one in program.face("factors").export_person(UserId(ana.id))]
    assert (kind, [one["kind"] for one in own]) == ("second_factors", ["passkey", "totp", "recovery"])
    assert app.secret not in str(own)
    async with program.database.write() as tx:
        tx.record(users.PersonErased(UserId(ana.id), keeps_messages=False))
    await settled(program)
    assert await _left(program) == 0


# -- administrators ---------------------------------------------------------------------------


class TestAdministrators:
    @pytest.fixture
    def environment(self) -> dict[str, str]:
        return {
            "BEEP_PUBLIC_URL": "https://beep.test",
            "BEEP_AUTH__ADMINISTRATORS_NEED_SECOND_FACTOR": "true",
        }

    @pytest.fixture
    async def admin(self, program: Program, ana: Person) -> Person:
        await program.face("auth").accounts.change_roles(UserId(ana.id), frozenset({"admin"}), GRANT)
        return ana

    @staticmethod
    async def _roles(person: Person) -> list[str]:
        return (await person.get("/users/@me")).json()["global_roles"]

    @pytest.mark.req("AUTH-19")
    async def test_setting_a_factor_up_gives_the_role_in_the_same_session(
        self, admin: Person, clock: FakeClock
    ) -> None:
        assert (await admin.get(MINE)).json()["needed"] is True
        assert await self._roles(admin) == ["user"]
        await set_up_app(admin, clock)
        assert await self._roles(admin) == ["admin", "user"]

    async def test_so_does_a_passkey(self, admin: Person) -> None:
        await add_passkey(admin, Device())
        assert await self._roles(admin) == ["admin", "user"]

    @pytest.mark.req("AUTH-19")
    async def test_removing_the_last_factor_warns_first(self, admin: Person, clock: FakeClock) -> None:
        made = await add_passkey(admin, Device())
        await set_up_app(admin, clock)
        path = f"{MINE}/passkeys/{made['passkey']['id']}"
        assert (await admin.delete(path)).status_code == 204
        answer = await admin.delete(f"{MINE}/totp")
        assert (answer.status_code, answer.json()["key"]) == (409, "factors.last_factor")
        assert (await admin.get(MINE)).json()["totp"] is not None
        assert (await admin.delete(f"{MINE}/totp?anyway=true")).status_code == 204

    async def test_the_last_passkey_warns_as_well(self, admin: Person) -> None:
        made = await add_passkey(admin, Device())
        path = f"{MINE}/passkeys/{made['passkey']['id']}"
        assert (await admin.delete(path)).json()["key"] == "factors.last_factor"
        assert (await admin.delete(f"{path}?anyway=true")).status_code == 204

    async def test_others_are_not_warned(self, api: httpx2.AsyncClient, clock: FakeClock) -> None:
        ben = await sign_up(api, "ben")
        await set_up_app(ben, clock)
        assert (await ben.get(MINE)).json()["needed"] is False
        assert (await ben.delete(f"{MINE}/totp")).status_code == 204


# -- what is written down ---------------------------------------------------------------------


@pytest.mark.req("AUTH-15", "AUD-01")
async def test_every_change_is_in_the_log_and_told(
    api: httpx2.AsyncClient, program: Program, ana: Person, clock: FakeClock
) -> None:
    app = await set_up_app(ana, clock)
    await second_step(api, await first_step(api, ana), app.recovery[0], kind="recovery")
    await ana.post(f"{MINE}/recovery-codes")
    await ana.delete(f"{MINE}/totp")
    assert [one for one in await audit(program) if "factor" in one or "recovery" in one] == [
        "second_factor_added",
        "recovery_codes_made",
        "recovery_codes_made",
        "second_factor_removed",
    ]
    assert await _facts(program) == [
        ("second_factor.added", "totp"),
        ("recovery_code.used", None),
        ("recovery_codes.made", None),
        ("second_factor.removed", "totp"),
    ]


# -- the key file -----------------------------------------------------------------------------


@pytest.fixture
def keyless(home: Path, environment: dict[str, str]) -> Iterator[Settings]:
    """Give settings of a Beep whose home has every key but that of the codes."""
    with TemporaryDirectory() as folder:
        shutil.copytree(home, folder, ignore=shutil.ignore_patterns("factors.key"), dirs_exist_ok=True)
        yield load({**CHEAP, **environment, "BEEP_HOME": folder})


async def test_without_the_key_file_recovery_codes_and_passkeys_still_work(
    database_url: str, ana: Person, clock: FakeClock, keyless: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    app, device = await set_up_app(ana, clock), Device()
    await add_passkey(ana, device)
    async with running(keyless, database_url, clock) as other:
        assert "codes are sealed with another key file" in caplog.text
        transport = httpx2.ASGITransport(other.asgi)
        async with httpx2.AsyncClient(transport=transport, base_url=str(ana.api.base_url)) as there:
            code = code_of(app.secret, clock.now())
            answer = await second_step(there, await first_step(there, ana), code)
            assert (answer.status_code, answer.json()["key"]) == (503, "factors.key_locked")
            ticket = await first_step(there, ana)
            answer = await second_step(there, ticket, app.recovery[0], kind="recovery")
            assert answer.status_code == 200
            options = (await there.post("/auth/passkeys/options")).json()
            body = {"credential": device.get(options)}
            assert (await there.post("/auth/passkeys/sign-in", json=body)).status_code == 200


async def test_what_nobody_answered_is_forgotten(
    api: httpx2.AsyncClient, program: Program, ana: Person, clock: FakeClock
) -> None:
    await ana.post(f"{MINE}/totp")
    await ana.post(f"{MINE}/passkeys/options")
    await api.post("/auth/passkeys/options")
    assert await _left(program) == 3
    clock.move(hours=1, seconds=1)
    await Upkeep(program.database, clock).clean()
    assert await _left(program) == 0


# -- processes --------------------------------------------------------------------------------


async def test_a_process_that_serves_sign_ins_alone_asks_for_second_factors_too(
    database_url: str, settings: Settings, ana: Person, clock: FakeClock
) -> None:
    await set_up_app(ana, clock)
    alone = await Program.start(settings, database_url, only=["auth"], clock=clock)
    try:
        transport = httpx2.ASGITransport(alone.asgi)
        async with httpx2.AsyncClient(transport=transport, base_url=str(ana.api.base_url)) as there:
            await first_step(there, ana)
    finally:
        await alone.stop()
