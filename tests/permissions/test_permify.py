"""Permify as the engine: told of every change, asked for every decision, and never guessed for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

import httpx2
import pytest
import uvicorn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import CHEAP, running
from tests.fakes.clock import FakeClock
from tests.fakes.permify import FakePermify, Schema
from tests.thorough import examples
from tests.worlds.communities import Community, jobs_done, ok, refused, server
from tests.worlds.conversations import eventually, say
from tests.worlds.people import log_in, sign_up

from beep.app.program import Program
from beep.app.settings import load
from beep.features import authorization, channels, servers
from beep.features.authorization import wire
from beep.features.channels import rules
from beep.kit.actor import Actor
from beep.kit.ids import ChannelId, RoleId, ServerId, UserId
from beep.kit.permissions import (
    DEFAULT_ROLE,
    NONE,
    Override,
    Permission,
)
from beep.runtime import metrics

pytestmark = pytest.mark.anyio
BASE = "http://beep.test/api/v10"


@pytest.fixture
async def permify() -> AsyncIterator[tuple[FakePermify, str]]:
    fake = FakePermify()
    config = uvicorn.Config(
        fake.asgi, host="127.0.0.1", port=0, loop="none", lifespan="off", log_config=None, ws="none"
    )
    config.load()
    listening = uvicorn.Server(config)
    listening.lifespan = config.lifespan_class(config)
    await listening.startup()
    [listener] = listening.servers
    yield fake, f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    await listening.shutdown()


@asynccontextmanager
async def beep(home: Path, database_url: str, **authorization: str) -> AsyncIterator[Program]:
    chosen = {f"BEEP_AUTHORIZATION__{name.upper()}": value for name, value in authorization.items()}
    settings = load({**CHEAP, "BEEP_HOME": str(home), **chosen})
    async with running(settings, database_url, FakeClock()) as program:
        yield program


def client(program: Program) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(program.asgi, client=("127.0.0.1", 40000))
    return httpx2.AsyncClient(transport=transport, base_url=BASE)


@pytest.mark.req("PERM-05", "PERM-04", "PERM-06")
async def test_permify_decides_and_hears_of_a_change_before_the_next_decision(
    home: Path, database_url: str, permify: tuple[FakePermify, str]
) -> None:
    fake, url = permify
    async with beep(home, database_url, engine="permify", permify_url=url) as program, client(program) as api:
        ana, bob, eve = [await sign_up(api, name) for name in ("ana", "bob", "eve")]
        salon = await server(ana)
        await salon.member(bob)
        path = f"/channels/{salon.first_channel}/messages"

        await say(bob, salon.first_channel)
        await refused(eve, "POST", path, {"content": "Salut"}, status=404)
        await salon.everyone_may(DEFAULT_ROLE & ~Permission.SEND_MESSAGES)
        await refused(bob, "POST", path, {"content": "Salut"}, status=403)
        opened = {"type": 1, "allow": str(int(Permission.SEND_MESSAGES))}
        await ok(ana, "PUT", f"/channels/{salon.first_channel}/permissions/{bob.id}", opened)
        await say(bob, salon.first_channel)
        await refused(bob, "PATCH", salon.path, {"name": "Jardin"}, status=403)
        await ok(ana, "DELETE", f"{salon.path}/members/{bob.id}")
        await refused(bob, "GET", path, status=404)

    assert "subject-permission" in fake.calls


@pytest.mark.req("PERM-05")
async def test_without_an_answer_from_permify_nobody_may_anything(
    home: Path, database_url: str, permify: tuple[FakePermify, str]
) -> None:
    fake, url = permify
    async with beep(home, database_url, engine="permify", permify_url=url) as program, client(program) as api:
        ana = await sign_up(api, "ana")
        salon = await server(ana)
        await say(ana, salon.first_channel)
        fake.is_away = True
        answer = await ana.post(f"/channels/{salon.first_channel}/messages", {"content": "Salut"})
        fake.is_away = False
        assert (answer.status_code, answer.json()["key"]) == (503, "authorization.engine_away")
        await say(ana, salon.first_channel)


@pytest.mark.req("PERM-05")
async def test_in_the_shadow_permify_is_compared_and_differences_are_counted(
    home: Path, database_url: str, permify: tuple[FakePermify, str]
) -> None:
    fake, url = permify

    def counted(outcome: str) -> float:
        return metrics.SHADOW.labels(outcome)._value.get()

    async with beep(home, database_url, shadow="true", permify_url=url) as program, client(program) as api:
        ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
        salon = await server(ana)
        await salon.member(bob)
        shadow = program.face("authorization").engine
        compare = shadow._compare
        place = (ServerId(salon.id), Permission(NONE), ChannelId(salon.first_channel))
        access = await program.face("channels").access(Actor(UserId(bob.id)), place[2], NONE)
        await eventually(lambda: shadow._under_way == 0)
        equal, different, failed = (counted(one) for one in ("equal", "different", "failed"))

        await compare(UserId(bob.id), place[0], access.permissions, place[2])
        assert counted("equal") == equal + 1
        fake.engine.relations.clear()
        await compare(UserId(bob.id), place[0], access.permissions, place[2])
        assert counted("different") == different + 1
        fake.is_away = True
        await compare(UserId(bob.id), place[0], access.permissions, place[2])
        assert counted("failed") == failed + 1
        # Whatever Permify says, Beep decides by itself.
        await say(bob, salon.first_channel)


@pytest.mark.req("PERM-05")
async def test_projecting_afresh_mends_what_permify_lost(
    home: Path, database_url: str, permify: tuple[FakePermify, str]
) -> None:
    fake, url = permify
    async with beep(home, database_url, engine="permify", permify_url=url) as program, client(program) as api:
        ana = await sign_up(api, "ana")
        salons = [await server(ana) for _ in range(2)]
        await say(ana, salons[0].first_channel)
        fake.engine.relations.clear()
        told: list[tuple[int, int]] = []

        done = await program.face("authorization").project_all(lambda *progress: told.append(progress))

        assert done == 2
        assert told == [(1, 2), (2, 2)]
        await say(ana, salons[1].first_channel)


async def test_the_built_in_engine_makes_no_work_of_changes(home: Path, database_url: str) -> None:
    async with beep(home, database_url) as program, client(program) as api:
        ana = await sign_up(api, "ana")
        salon = await server(ana)
        await salon.role("jardin", Permission.MANAGE_CHANNELS)
        await salon.channel("potager")
        assert "role.created" not in program.database.durable
        await jobs_done(program, "SELECT count(*) FROM outbox.fact WHERE pending")
        async with program.database.read() as connection:
            events = (
                "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'authorization.project_server'"
            )
            assert (await connection.exec_driver_sql(events)).scalar_one() == 0


@pytest.mark.req("PERM-05", "PERM-06")
async def test_permify_catches_up_with_what_changed_while_it_was_not_told(
    home: Path, database_url: str, permify: tuple[FakePermify, str]
) -> None:
    fake, url = permify
    chosen = {"engine": "permify", "permify_url": url}
    async with beep(home, database_url, **chosen) as program, client(program) as api:
        ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
        salon, gone = await server(ana), await server(ana, "Bref")
        await salon.member(bob)
        await say(bob, salon.first_channel)
        await say(ana, gone.first_channel)
    async with beep(home, database_url) as program, client(program) as api:
        ana, bob = await log_in(api, ana), await log_in(api, bob)
        salon = Community(ana, salon.object)
        await salon.everyone_may(DEFAULT_ROLE & ~Permission.SEND_MESSAGES)
        await ok(ana, "DELETE", gone.path)
    async with beep(home, database_url, **chosen) as program, client(program) as api:
        assert any(str(gone.id) in one for one in fake.engine.relations)
        await program.face("authorization").project_all(lambda *_: None)
        assert not any(str(gone.id) in one for one in fake.engine.relations)
        bob = await log_in(api, bob)
        path = f"/channels/{salon.first_channel}/messages"
        await refused(bob, "POST", path, {"content": "Salut"}, status=403)


# -- the schema beside the built-in evaluator -------------------------------------------------

ME, OWNER, CHANNEL, SERVER = 10, 11, 7, 1
FEW = (
    Permission.VIEW_CHANNEL,
    Permission.SEND_MESSAGES,
    Permission.MANAGE_ROLES,
    Permission.KICK_MEMBERS,
    Permission.ADMINISTRATOR,
)
masks = st.lists(st.sampled_from(FEW), max_size=4).map(lambda found: sum(set(found)))
exceptions = st.dictionaries(st.sampled_from([SERVER, 2, 3, ME]), st.tuples(masks, masks), max_size=4)


@pytest.mark.req("PERM-05", "PERM-07")
@settings(
    deadline=None, max_examples=examples(150), suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(masks, min_size=3, max_size=3),
    st.sets(st.sampled_from([2, 3])),
    exceptions,
    st.sampled_from([ME, OWNER, 12]),
)
def test_the_schema_decides_as_the_built_in_evaluator(
    granted: list[int], held: set[int], found: dict[int, tuple[int, int]], user: int
) -> None:
    overrides = {
        target: Override(target, "member" if target == ME else "role", allow, deny)
        for target, (allow, deny) in found.items()
    }
    snapshot = servers.Snapshot(
        servers.ServerView(ServerId(SERVER), "Salon", None, False, UserId(OWNER), 2),
        {
            RoleId(one): servers.RoleView(
                RoleId(one), ServerId(SERVER), "r", "custom", mask, 1, 0, False, False
            )
            for one, mask in zip((SERVER, 2, 3), granted, strict=True)
        },
        {UserId(ME): tuple(RoleId(one) for one in held), UserId(OWNER): ()},
    )
    channel = channels.ChannelView(ChannelId(CHANNEL), ServerId(SERVER), 0, "jardin", None, 0, overrides)
    fake = FakePermify()
    fake.engine.schema = _schema()
    fake.engine.relations = {_taken_apart(one) for one in wire.relations(snapshot, [channel])}

    def asked(kind: str, entity: int, mask: Permission) -> Permission:
        return Permission(
            sum(
                permission
                for name, permission in wire.ASKED_BY_NAME.items()
                if permission & mask and fake.engine.may(kind, str(entity), name, str(user))
            )
        )

    everywhere = snapshot.permissions_of(UserId(user)) or NONE
    here = rules.permissions_in(channel, snapshot, UserId(user))
    assert asked("server", SERVER, wire.SERVER_ASKED) == everywhere & wire.SERVER_ASKED
    assert asked("channel", CHANNEL, wire.CHANNEL_ASKED) == here & wire.CHANNEL_ASKED


@cache
def _schema() -> Schema:
    return Schema(authorization.schema_text())


def _taken_apart(relation: str) -> tuple[str, str, str, str, str, str]:
    entity, _, rest = relation.partition("#")
    name, _, subject = rest.partition("@")
    whom, _, through = subject.partition("#")
    kind, _, number = entity.partition(":")
    other, _, other_number = whom.partition(":")
    return kind, number, name, other, other_number, through
