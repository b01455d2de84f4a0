"""What who asks cannot learn: why nobody was asked, from the answer or from how long it took."""

import statistics
import time
from collections.abc import Awaitable, Callable

import httpx2
import pytest
from tests.worlds.communities import ok, server
from tests.worlds.friendships import BLOCKED, MINE, ask, with_
from tests.worlds.people import Person, sign_up

from beep.app.program import Program

pytestmark = pytest.mark.anyio
_WHY = ("unknown", "blocked", "private", "servers", "refused")


async def reasons(program: Program, api: httpx2.AsyncClient, ana: Person) -> dict[str, tuple[str, int]]:
    """Return, by why nobody is asked, the name and the id ana asks."""
    people = {why: await sign_up(api, why) for why in _WHY[1:]}
    # What there is to look through is there for one of them.
    async with program.database.write() as tx:
        await tx.driver.execute(
            "INSERT INTO friends.friendship SELECT g, %s, now() FROM generate_series(1, 1000) AS g",
            (people["blocked"].id,),
        )
    salon = await server(people["private"])
    await salon.member(ana, people["blocked"])
    await ok(people["blocked"], "PUT", with_(ana), {"type": BLOCKED})
    for why, whose in (("private", "nobody"), ("servers", "servers")):
        await ok(people[why], "PATCH", f"{MINE}/settings", {"friend_requests": whose})
    await ask(ana, people["refused"])
    await ok(people["refused"], "DELETE", with_(ana))
    return {"unknown": ("nobody-here", 123), **{why: (why, one.id) for why, one in people.items()}}


@pytest.mark.req("FRND-01", "S-14")
async def test_every_reason_gets_the_same_answer(program: Program, api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana")
    answers = [
        answer
        for name, user_id in (await reasons(program, api, ana)).values()
        for answer in (await ana.post(MINE, {"username": name}), await ana.put(f"{MINE}/{user_id}", {}))
    ]
    bodies = [{key: value for key, value in one.json().items() if key != "request_id"} for one in answers]
    assert {one.status_code for one in answers} == {404}
    assert all(one == bodies[0] for one in bodies)
    assert bodies[0]["key"] == "friends.cannot_ask"
    kept = {"content-type", "content-length"}
    assert all({one.headers[name] for one in answers} for name in kept)


@pytest.mark.req("S-14")
@pytest.mark.parametrize("way", ["name", "id"])
async def test_every_reason_takes_as_long(program: Program, api: httpx2.AsyncClient, way: str) -> None:
    ana = await sign_up(api, "ana")
    asked = await reasons(program, api, ana)

    def call(why: str) -> Callable[[], Awaitable[httpx2.Response]]:
        name, user_id = asked[why]
        if way == "name":
            return lambda: ana.post(MINE, {"username": name})
        return lambda: ana.put(f"{MINE}/{user_id}", {})

    async def took(why: str) -> float:
        started = time.perf_counter()
        answer = await call(why)()
        assert answer.status_code == 404
        return time.perf_counter() - started

    # Taken in turns, so that a busy moment of the machine hits all of them alike.
    rounds = [[await took(why) for why in _WHY] for _ in range(120)][20:]
    medians = dict(zip(_WHY, (statistics.median(times) for times in zip(*rounds, strict=True)), strict=True))
    slowest, fastest = max(medians.values()), min(medians.values())
    assert slowest / fastest < 1.3, medians
