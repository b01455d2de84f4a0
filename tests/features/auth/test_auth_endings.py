"""However a sign-in ends: within a second nothing of it is good any more, in any process."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from tests.conftest import CHEAP, running
from tests.fakes.clock import FakeClock
from tests.worlds.buses import Bus, running_bus
from tests.worlds.conversations import Client, Served, serve
from tests.worlds.people import Person, log_in, sign_up

from beep.app.program import Program
from beep.app.settings import Settings, load
from beep.features import auth
from beep.features.audit import Action
from beep.kit.ids import UserId

pytestmark = [pytest.mark.anyio, pytest.mark.req("S-02", "AUTH-10", "AUTH-22")]

# What the catalogue promises.
WITHIN_S = 1.0


@dataclass
class Process:
    program: Program
    served: Served
    api: httpx2.AsyncClient


@dataclass
class Two:
    """Two whole programs on one database; `here` is where things are ended."""

    here: Process
    there: Process
    bus: Bus


@asynccontextmanager
async def _process(settings: Settings, url: str, clock: FakeClock) -> AsyncGenerator[Process]:
    async with running(settings, url, clock) as program, serve(program) as served:
        transport = httpx2.ASGITransport(program.asgi, client=("127.0.0.1", 40000))
        async with httpx2.AsyncClient(transport=transport, base_url="http://beep.test/api/v10") as api:
            yield Process(program, served, api)


@pytest.fixture
async def two(database_url: str, clock: FakeClock, tmp_path: Path) -> AsyncIterator[Two]:
    async with AsyncExitStack() as stack:
        bus = await stack.enter_async_context(running_bus(tmp_path))
        settings = load({**CHEAP, "BEEP_HOME": str(tmp_path), "BEEP_BUS_URL": bus.url})
        both = [await stack.enter_async_context(_process(settings, database_url, clock)) for _ in "12"]
        yield Two(both[0], both[1], bus)


@dataclass
class SignedIn:
    """A sign-in that is in use everywhere: its token is known to both processes, and each holds a socket."""

    person: Person
    sockets: list[Client]

    async def is_alive(self, api: httpx2.AsyncClient) -> bool:
        answer = await api.get("/users/@me", headers=self.person.headers)
        assert answer.status_code in {200, 401}
        return answer.status_code == 200


async def _used_everywhere(two: Two, person: Person) -> SignedIn:
    sockets = [await process.served.person(person) for process in (two.here, two.there)]
    used = SignedIn(person, sockets)
    assert [await used.is_alive(process.api) for process in (two.here, two.there)] == [True, True]
    return used


async def _until_dead(used: SignedIn, api: httpx2.AsyncClient) -> None:
    while await used.is_alive(api):  # noqa: ASYNC110 - there is no event for it
        await asyncio.sleep(0.01)


async def _check_over(two: Two, used: SignedIn, *, within_s: float = WITHIN_S) -> None:
    began = time.monotonic()
    assert not await used.is_alive(two.here.api)
    async with asyncio.timeout(within_s):
        await _until_dead(used, two.there.api)
    for socket in used.sockets:
        left = max(0.001, began + within_s - time.monotonic())
        assert await socket.close_code(patience_s=left) == 4004
    for process in (two.here, two.there):
        answer = await process.api.post("/auth/refresh", json={"refreshToken": used.person.refresh_token})
        assert answer.status_code == 401


async def _id_of(person: Person) -> str:
    (session,) = [one for one in (await person.get("/auth/sessions")).json() if one["current"]]
    return session["id"]


def _act(action: Action) -> auth.Act:
    return auth.Act(UserId(0), action)


async def _log_out(two: Two, one: Person, other: Person) -> None:
    del two, other
    assert (await one.post("/auth/logout")).status_code == 204


async def _log_out_everywhere(two: Two, one: Person, other: Person) -> None:
    del two, one
    assert (await other.post("/auth/logout-all")).status_code == 204


async def _end_it(two: Two, one: Person, other: Person) -> None:
    del two
    assert (await other.delete(f"/auth/sessions/{await _id_of(one)}")).status_code == 204


async def _end_all_others(two: Two, one: Person, other: Person) -> None:
    del two, one
    assert (await other.delete("/auth/sessions")).status_code == 204


async def _suspend(two: Two, one: Person, other: Person) -> None:
    del other
    accounts: auth.Accounts = two.here.program.face("auth").accounts
    await accounts.suspend(UserId(one.id), _act(Action.ACCOUNT_SUSPENDED))


async def _reset_password(two: Two, one: Person, other: Person) -> None:
    del other
    accounts: auth.Accounts = two.here.program.face("auth").accounts
    await accounts.drop_password(UserId(one.id), _act(Action.PASSWORD_RESET_FORCED))


async def _close(two: Two, one: Person, other: Person) -> None:
    del other
    await two.here.program.face("auth").accounts.close(UserId(one.id))


async def _use_an_old_token(two: Two, one: Person, other: Person) -> None:
    del other
    old = one.refresh_token
    for _ in range(2):
        await one.renew()
    answer = await two.here.api.post("/auth/refresh", json={"refreshToken": old})
    assert answer.status_code == 401


_ENDINGS: list[Callable[[Two, Person, Person], Awaitable[None]]] = [
    _log_out,
    _log_out_everywhere,
    _end_it,
    _end_all_others,
    _suspend,
    _reset_password,
    _close,
    _use_an_old_token,
]


@pytest.mark.parametrize("end", _ENDINGS, ids=[one.__name__.lstrip("_") for one in _ENDINGS])
async def test_nothing_of_a_sign_in_is_good_a_second_after_it_ended(
    two: Two, end: Callable[[Two, Person, Person], Awaitable[None]]
) -> None:
    ana = await sign_up(two.here.api, "ana")
    ended = await log_in(two.there.api, ana)
    ended.api = two.here.api
    used = await _used_everywhere(two, ended)
    await end(two, ended, ana)
    await _check_over(two, used)


async def test_the_session_that_ends_all_others_goes_on_everywhere(two: Two) -> None:
    ana = await sign_up(two.here.api, "ana")
    kept = await _used_everywhere(two, ana)
    others = [await _used_everywhere(two, await log_in(two.there.api, ana)) for _ in range(2)]
    assert (await ana.delete("/auth/sessions")).status_code == 204
    for one in others:
        await _check_over(two, one)
    assert [await kept.is_alive(process.api) for process in (two.here, two.there)] == [True, True]
    for socket in kept.sockets:
        await socket.reached()
    assert len((await ana.get("/auth/sessions")).json()) == 1


async def test_without_the_bus_what_ended_is_refused_all_the_same(two: Two) -> None:
    ana = await sign_up(two.here.api, "ana")
    used = await _used_everywhere(two, await log_in(two.there.api, ana))
    await two.bus.kill()
    assert (await ana.delete("/auth/sessions")).status_code == 204
    # The log is looked at every second; whoever comes for the first time is looked up at once.
    await _check_over(two, used, within_s=5)
    assert not await used.is_alive(two.there.api)


async def test_who_signed_in_at_one_process_is_known_to_the_other_at_once(two: Two) -> None:
    ana = await sign_up(two.here.api, "ana")
    answer = await two.there.api.get("/users/@me", headers=ana.headers)
    assert answer.json()["username"] == "ana"


# -- devices ----------------------------------------------------------------------------------


async def test_a_new_device_is_told_to_the_others_and_not_to_itself(two: Two) -> None:
    ana = await sign_up(two.here.api, "ana")
    known = await two.there.served.person(ana)
    two.here.api.headers["User-Agent"] = "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/152.0"
    new = await log_in(two.here.api, ana)
    told = await known.event("BEEP_NEW_DEVICE")
    assert told == {"session_id": await _id_of(new), "browser": "Firefox", "system": "Windows"}
    mine = await two.here.served.person(new)
    await mine.reached()
    assert mine.events("BEEP_NEW_DEVICE") == []
