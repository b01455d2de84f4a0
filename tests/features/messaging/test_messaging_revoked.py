"""Rights taken away while a message is on its way: it is stored before the answer to that, or not at all."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx2
import psycopg
import pytest
from tests.conftest import running
from tests.fakes.clock import FakeClock
from tests.worlds.communities import Community, ok, refused, server
from tests.worlds.conversations import Served, history, say, serve
from tests.worlds.people import Person, sign_up

from beep.app.program import Program
from beep.app.settings import Settings
from beep.kit.permissions import Permission
from beep.runtime.database import conninfo

pytestmark = [pytest.mark.anyio, pytest.mark.req("F-39", "S-02", "S-03")]

DEADLINE_S = 20
HOLD = "SELECT FROM outbox.stream WHERE stream = %s FOR UPDATE"
PIN = "SELECT outbox.pin(%s)"
ARE_WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


class Observer:
    """A connection of the test's own that holds what writers need, and sees who waits for it."""

    def __init__(self, url: str) -> None:
        self._url = url

    @contextmanager
    def holding(self, statement: str, stream: int) -> Iterator[None]:
        with psycopg.connect(conninfo(self._url)) as connection:
            connection.execute(statement, (stream,))
            yield

    async def sees_waiting(self, count: int = 1) -> None:
        with psycopg.connect(conninfo(self._url), autocommit=True) as connection:
            async with asyncio.timeout(DEADLINE_S):
                while connection.execute(ARE_WAITING).fetchone() != (count,):  # noqa: ASYNC110 - its state
                    await asyncio.sleep(0.01)


@pytest.fixture
def observer(database_url: str) -> Observer:
    return Observer(database_url)


async def _salon(api: httpx2.AsyncClient) -> tuple[Community, Person, Person]:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    await say(ana, salon.first_channel, "before")
    return salon, ana, bob


def _post(who: Person, channel: int) -> asyncio.Task[httpx2.Response]:
    body = {"content": "late", "nonce": "n1"}
    return asyncio.get_running_loop().create_task(who.post(f"/channels/{channel}/messages", body))


async def test_who_is_removed_while_sending_is_refused(api: httpx2.AsyncClient, observer: Observer) -> None:
    salon, ana, bob = await _salon(api)
    with observer.holding(HOLD, salon.first_channel):
        late = _post(bob, salon.first_channel)
        await observer.sees_waiting()
        await ok(ana, "DELETE", f"{salon.path}/members/{bob.id}")
    assert (await late).status_code == 404
    assert [one["content"] for one in await history(ana, salon.first_channel)] == ["before"]


async def test_who_loses_the_right_to_post_while_sending_is_refused(
    api: httpx2.AsyncClient, observer: Observer
) -> None:
    salon, ana, bob = await _salon(api)
    with observer.holding(HOLD, salon.first_channel):
        late = _post(bob, salon.first_channel)
        await observer.sees_waiting()
        only_read = {"permissions": str(int(Permission.VIEW_CHANNEL))}
        await ok(ana, "PATCH", f"{salon.path}/roles/{salon.id}", only_read)
    assert (await late).status_code == 403
    assert [one["content"] for one in await history(ana, salon.first_channel)] == ["before"]


async def test_who_keeps_their_rights_hardly_notices_a_change(
    api: httpx2.AsyncClient, observer: Observer
) -> None:
    salon, ana, bob = await _salon(api)
    with observer.holding(HOLD, salon.first_channel):
        late = _post(bob, salon.first_channel)
        await observer.sees_waiting()
        await salon.member(await sign_up(api, "cleo"))
    assert (await late).status_code == 200
    assert [one["content"] for one in await history(ana, salon.first_channel)] == ["late", "before"]


async def test_an_edit_by_who_is_removed_meanwhile_is_refused(
    api: httpx2.AsyncClient, observer: Observer
) -> None:
    salon, ana, bob = await _salon(api)
    said = await say(bob, salon.first_channel, "mine")
    path = f"/channels/{salon.first_channel}/messages/{said['id']}"
    with observer.holding(HOLD, salon.first_channel):
        late = asyncio.get_running_loop().create_task(bob.call("PATCH", path, {"content": "changed"}))
        await observer.sees_waiting()
        await ok(ana, "DELETE", f"{salon.path}/members/{bob.id}")
    assert (await late).status_code == 404
    assert (await history(ana, salon.first_channel))[0]["content"] == "mine"


async def test_a_removal_is_answered_only_when_messages_being_stored_are_stored(
    api: httpx2.AsyncClient, observer: Observer
) -> None:
    salon, ana, bob = await _salon(api)
    with observer.holding(PIN, salon.id):
        path = f"{salon.path}/members/{bob.id}"
        removal = asyncio.get_running_loop().create_task(ana.call("DELETE", path))
        await observer.sees_waiting()
        assert not removal.done()
    assert (await removal).status_code == 204


# -- between processes that hear nothing of each other but by the database --------------------------


@dataclass(frozen=True)
class Deaf:
    """A second process without a bus or a sweep: it hears only what it asks for."""

    program: Program
    served: Served
    api: httpx2.AsyncClient


@pytest.fixture
async def deaf(database_url: str, settings: Settings) -> AsyncIterator[Deaf]:
    async with running(settings, database_url, FakeClock()) as other, serve(other) as served:
        await other.relay.close()
        transport = httpx2.ASGITransport(other.asgi, client=("127.0.0.1", 40001))
        async with httpx2.AsyncClient(transport=transport, base_url="http://beep.test/api/v10") as there:
            yield Deaf(other, served, there)


@pytest.mark.parametrize("way", ["send", "edit", "read"])
async def test_no_way_is_open_to_who_was_removed_elsewhere(
    api: httpx2.AsyncClient, deaf: Deaf, way: str
) -> None:
    salon, ana, bob = await _salon(api)
    bob_there = replace(bob, api=deaf.api)
    said = await say(bob_there, salon.first_channel, "still here")
    await ok(ana, "DELETE", f"{salon.path}/members/{bob.id}")

    channel = f"/channels/{salon.first_channel}/messages"
    seen = deaf.program.database.places.place(salon.id)
    if way == "send":
        await refused(bob_there, "POST", channel, {"content": "late"}, status=404)
    elif way == "edit":
        await refused(bob_there, "PATCH", f"{channel}/{said['id']}", {"content": "late"}, status=404)
    else:
        await refused(bob_there, "GET", channel, status=404)
    # It had not heard of the removal, and asked.
    assert deaf.program.database.places.place(salon.id) != seen
    assert [one["content"] for one in await history(ana, salon.first_channel)] == ["still here", "before"]


async def test_a_session_elsewhere_gets_nothing_that_was_sent_after_the_removal(
    api: httpx2.AsyncClient, deaf: Deaf, program: Program
) -> None:
    salon, ana, bob = await _salon(api)
    cleo = await sign_up(api, "cleo")
    await salon.member(cleo)
    await deaf.program.relay._sweep()
    removed, stays = await deaf.served.person(bob), await deaf.served.person(cleo)
    await ok(ana, "DELETE", f"{salon.path}/members/{bob.id}")
    message = await say(ana, salon.first_channel, "not for bob")

    # The message alone is heard there, as when the bus lost the removal.
    [sent] = [one for one in await _facts(program, salon.first_channel) if one.fact_id.endswith("-2")]
    deaf.program.relay.orderer.offer(sent)
    await stays.event("MESSAGE_CREATE", id=message["id"])
    await removed.event("GUILD_DELETE", id=str(salon.id))
    assert message["id"] not in [one["id"] for one in removed.events("MESSAGE_CREATE")]


async def _facts(program: Program, stream: int) -> list[Any]:
    return list(await program.relay._between(stream, 0, 1000))
