"""Features are built after their needs; a process serves those it was asked for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.worlds.communities import Bot, Community, ok, server
from tests.worlds.people import Person, sign_up

from beep.app.features import FEATURES
from beep.app.program import Program
from beep.app.settings import Settings
from beep.features.messaging import MessageSent
from beep.runtime.feature import Built, Feature, in_build_order

pytestmark = pytest.mark.anyio


def _nothing() -> Built:
    return Built(face=None)


def feature(name: str, *needs: str) -> Feature:
    return Feature(name=name, build=_nothing, needs=needs)


def declared(*features: Feature) -> dict[str, Feature]:
    return {one.name: one for one in features}


def test_each_feature_comes_after_its_needs_and_once() -> None:
    known = declared(
        feature("top", "left", "right"), feature("left", "low"), feature("right", "low"), feature("low")
    )
    assert in_build_order(known, ["top", "left"]) == ["low", "left", "right", "top"]


def test_what_nobody_wants_is_not_built() -> None:
    assert in_build_order(declared(feature("one"), feature("other")), ["one"]) == ["one"]


def test_who_fills_a_port_is_built_wherever_the_port_is() -> None:
    low = Feature(name="low", build=_nothing, filled_by=("high",))
    known = declared(feature("top", "low"), feature("high", "low", "other"), low, feature("other"))
    assert in_build_order(known, ["top"]) == ["low", "other", "high", "top"]


def test_a_circle_is_refused_and_shown() -> None:
    known = declared(feature("a", "b"), feature("b", "c"), feature("c", "a"))
    with pytest.raises(ValueError, match="a -> b -> c -> a"):
        in_build_order(known, ["a"])


def test_an_unknown_name_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match=r"no feature called 'mesaging'; there are .*messaging"):
        in_build_order(FEATURES, ["mesaging"])


def test_an_unknown_need_is_refused() -> None:
    with pytest.raises(ValueError, match="no feature called 'ghost'"):
        in_build_order(declared(feature("a", "ghost")), ["a"])


@asynccontextmanager
async def serving(
    settings: Settings, url: str, *only: str
) -> AsyncIterator[tuple[Program, httpx2.AsyncClient]]:
    program = await Program.start(settings, url, only=only, clock=FakeClock())
    try:
        transport = httpx2.ASGITransport(program.asgi)
        async with httpx2.AsyncClient(transport=transport, base_url="http://beep.test/api/v10") as api:
            yield program, api
    finally:
        await program.stop()


async def described(api: httpx2.AsyncClient) -> set[str]:
    document = (await api.get("/openapi.json")).json()
    return {tag for item in document["paths"].values() for one in item.values() for tag in one["tags"]}


def at(api: httpx2.AsyncClient, person: Person) -> Person:
    """Return the same person, calling another process."""
    return Person(api, person.id, person.username, person.email, person.password, person.token, "")


async def test_a_process_serves_only_the_features_it_was_asked_for(
    settings: Settings, database_url: str
) -> None:
    async with serving(settings, database_url, "messaging", "gateway") as (_, api):
        assert await described(api) == {"messaging", "gateway"}
        assert (await api.get("/gateway")).status_code == 200
        assert (await api.get("/channels/1/messages")).status_code == 401
        for elsewhere in ("/users/@me", "/guilds/1", "/channels/1"):
            answer = await api.get(elsewhere)
            assert (answer.status_code, answer.json()["key"]) == (404, "not_found")
        assert (await api.post("/auth/signup", json={})).status_code == 404


async def test_two_processes_share_the_features_and_serve_one_community(
    settings: Settings, database_url: str
) -> None:
    people = ("users", "auth", "servers", "channels", "applications")
    async with (
        serving(settings, database_url, *people) as (_, front),
        serving(settings, database_url, "messaging", "gateway") as (talk_program, talk),
    ):
        heard: list[Any] = []
        listeners: Any = talk_program.relay._told.live
        listeners.setdefault(MessageSent, []).append(heard.append)
        ana = await sign_up(front, "ana")
        salon: Community = await server(ana)
        bot: Bot = await salon.bot()
        path = f"/channels/{salon.first_channel}/messages"
        sent = await ok(at(talk, ana), "POST", path, {"content": "bonjour"})
        answered = await ok(Bot(talk, bot.id, bot.name, bot.token), "POST", path, {"content": "salut"})
        listed = await ok(at(talk, ana), "GET", path)
        assert [one["id"] for one in listed] == [answered["id"], sent["id"]]
        assert [str(one.fact.message_id) for one in heard] == [sent["id"], answered["id"]]


async def test_two_processes_have_different_numbers(settings: Settings, database_url: str) -> None:
    async with (
        serving(settings, database_url, "users") as (one, _),
        serving(settings, database_url, "users") as (other, _),
    ):
        assert one.ids.process != other.ids.process
