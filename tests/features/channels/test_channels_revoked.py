"""Rights taken away while a channel is changed: who loses them first changes nothing (decision 0016)."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import httpx2
import psycopg
import pytest
from tests.fakes.clock import FakeClock
from tests.worlds.communities import Community, ok, refused, server, settled
from tests.worlds.people import Person, sign_up

from beep.app.program import Program
from beep.kit.permissions import Permission
from beep.runtime.database import conninfo

pytestmark = [pytest.mark.anyio, pytest.mark.req("S-03")]

DEADLINE_S = 20
MANAGE = Permission.MANAGE_CHANNELS | Permission.MANAGE_ROLES | Permission.MANAGE_THREADS
# What whoever changes a server's channels takes first.
HOLD = "SELECT pg_advisory_xact_lock(hashtextextended('channels.of ' || %s, 0))"
ARE_WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


@contextmanager
def _holding(url: str, salon: Community) -> Iterator[None]:
    with psycopg.connect(conninfo(url)) as connection:
        connection.execute(HOLD, (str(salon.id),))
        yield


async def _sees_waiting(url: str) -> None:
    with psycopg.connect(conninfo(url), autocommit=True) as connection:
        async with asyncio.timeout(DEADLINE_S):
            while connection.execute(ARE_WAITING).fetchone() != (1,):  # noqa: ASYNC110 - its state
                await asyncio.sleep(0.01)


class Scene:
    """Ana's server, and Bob, who manages its channels by a role."""

    def __init__(self, salon: Community, bob: Person, role: int) -> None:
        self.salon, self.bob, self.role = salon, bob, role
        self.category = self.channel = self.thread = 0

    async def set_up(self) -> None:
        self.category = await self.salon.channel("Rayon", type=4)
        self.channel = await self.salon.channel("jardin")
        await ok(
            self.salon.owner,
            "PUT",
            f"{self._channel}/permissions/{self.salon.id}",
            {"type": 0, "allow": "64"},
        )
        opened = {"name": "fil", "type": 11}
        self.thread = int((await ok(self.salon.owner, "POST", f"{self._channel}/threads", opened))["id"])

    @property
    def _channel(self) -> str:
        return f"/channels/{self.channel}"

    def act(self, way: str) -> tuple[str, str, object | None]:
        guild, channel, thread = self.salon.path, self._channel, f"/channels/{self.thread}"
        acts: dict[str, tuple[str, str, object | None]] = {
            "create": ("POST", f"{guild}/channels", {"name": "neuf"}),
            "create inside": ("POST", f"{guild}/channels", {"name": "neuf", "parent_id": self.category}),
            "update": ("PATCH", channel, {"topic": "neuf"}),
            "file away": ("PATCH", channel, {"parent_id": self.category}),
            "delete": ("DELETE", channel, None),
            "move": ("PATCH", f"{guild}/channels", [{"id": self.channel, "position": 0}]),
            "allow": (
                "PUT",
                f"{channel}/permissions/{self.salon.id}",
                {"type": 0, "allow": "64", "deny": "2048"},
            ),
            "disallow": ("DELETE", f"{channel}/permissions/{self.salon.id}", None),
            "lock a thread": ("PATCH", thread, {"locked": True}),
            "delete a thread": ("DELETE", thread, None),
        }
        return acts[way]

    async def seen(self) -> list[Any]:
        """Return everything of the server's channels that the acts could change."""
        owner = self.salon.owner
        channels = await ok(owner, "GET", f"{self.salon.path}/channels")
        return [channels, await ok(owner, "GET", f"{self.salon.path}/threads/active")]


WAYS = (
    "create",
    "create inside",
    "update",
    "file away",
    "delete",
    "move",
    "allow",
    "disallow",
    "lock a thread",
    "delete a thread",
)


@pytest.fixture
async def scene(api: httpx2.AsyncClient, program: Program) -> Scene:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    scene = Scene(salon, bob, await salon.role("régie", MANAGE, bob))
    await scene.set_up()
    # The message that tells of the thread comes after it.
    await settled(program)
    return scene


@pytest.mark.parametrize("way", WAYS)
async def test_who_is_demoted_first_changes_nothing(scene: Scene, database_url: str, way: str) -> None:
    ana, bob, salon = scene.salon.owner, scene.bob, scene.salon
    before = await scene.seen()
    with _holding(database_url, salon):
        late = asyncio.get_running_loop().create_task(bob.call(*scene.act(way)))
        await _sees_waiting(database_url)
        await ok(ana, "DELETE", f"{salon.path}/members/{bob.id}/roles/{scene.role}")
    answer = await late
    assert (answer.status_code, answer.json()["code"]) == (403, 50013)
    assert await scene.seen() == before
    # The same act is one that works.
    await ok(ana, *scene.act(way))
    assert await scene.seen() != before


async def test_who_is_removed_first_opens_no_thread(scene: Scene, database_url: str) -> None:
    ana, bob, salon = scene.salon.owner, scene.bob, scene.salon
    before = await scene.seen()
    body = {"name": "tard", "type": 11}
    with _holding(database_url, salon):
        path = f"/channels/{scene.channel}/threads"
        late = asyncio.get_running_loop().create_task(bob.call("POST", path, body))
        await _sees_waiting(database_url)
        await ok(ana, "DELETE", f"{salon.path}/members/{bob.id}")
    assert (await late).status_code == 404
    assert await scene.seen() == before


@pytest.mark.req("SERV-12")
async def test_a_time_out_and_an_archive_say_so_in_channels(scene: Scene, clock: FakeClock) -> None:
    ana, bob, salon = scene.salon.owner, scene.bob, scene.salon
    message = ("POST", f"/channels/{scene.channel}/messages", {"content": "?"})

    async def keys(*acts: tuple[str, str, object | None]) -> list[str]:
        return [(await refused(bob, *act, status=403, code=50013))["key"] for act in acts]

    until = (clock.now() + timedelta(minutes=2)).isoformat()
    await ok(ana, "PATCH", f"{salon.path}/members/{bob.id}", {"communication_disabled_until": until})
    acts = [message, *(scene.act(way) for way in WAYS)]
    assert set(await keys(*acts)) == {"servers.timed_out"}
    # What one could not do anyway is not the time-out's doing.
    erase = ("POST", f"/channels/{scene.channel}/messages/bulk-delete", {"messages": ["1", "2"]})
    assert await keys(erase) == ["servers.missing_permission"]
    clock.move(minutes=3)
    await ok(ana, "PUT", f"{salon.path}/archive")
    assert set(await keys(*acts)) == {"servers.server_archived"}
