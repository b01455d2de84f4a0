"""The bus between two nodes is killed, frozen, emptied, reset or cut off: messages flow all the same."""

import asyncio
from collections.abc import Callable

import httpx2
import pytest
from tests.faults.lab import Lab, start_two
from tests.faults.machines import Valkey
from tests.faults.proxy import FaultProxy
from tests.faults.workload import Manner

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

DEADLINE_S = 20


@pytest.mark.req("F-08", "F-09", "REL-02")
async def test_a_bus_that_fails_in_any_way_costs_nobody_a_message(lab: Lab, valkey: Valkey) -> None:
    """Receivers of each node hear what is sent on the other, in one order, whether or not there is a bus."""
    one, other = await start_two(lab, valkey.url, valkey.url)
    workload = await lab.workload(one.address, other.address)
    ways: list[tuple[Callable[[], None], Callable[[], None]]] = [
        (valkey.kill, valkey.start),
        (valkey.freeze, valkey.thaw),
        (valkey.flush, _nothing),
        (valkey.reset_connections, _nothing),
    ]
    rounds = lab.rounds(1)
    for _ in range(rounds):
        for fail, mend in ways:
            async with workload.running():
                await workload.acknowledged(lab.chance.randrange(20, 60))
                fail()
                await workload.acknowledged(20)
                # The sweep alone serves the other node's receivers.
                assert await workload.converged(within_s=DEADLINE_S)
                mend()
                await workload.acknowledged(20)
            await workload.settle()
    # Nothing that was lost on the way was felt by a sender.
    assert workload.refusals == {}
    await lab.judge(workload, rounds=rounds * len(ways))


@pytest.mark.req("F-22")
async def test_a_node_cut_off_from_the_bus_one_way_never_diverges(lab: Lab, valkey: Valkey) -> None:
    async with FaultProxy(valkey.url) as proxy:
        one, other = await start_two(lab, proxy.url, valkey.url)
        workload = await lab.workload(one.address, other.address)
        rounds = lab.rounds(1)
        for _ in range(rounds):
            for way in ("up", "down"):
                async with workload.running():
                    await workload.acknowledged(lab.chance.randrange(20, 60))
                    proxy.drop("up" if way == "up" else "down")
                    await workload.acknowledged(40)
                    assert await workload.converged(within_s=DEADLINE_S)
                    proxy.mend()
                    await workload.acknowledged(20)
                await workload.settle()
        assert workload.refusals == {}
        await lab.judge(workload, rounds=rounds * 2)


@pytest.mark.req("F-08")
@pytest.mark.parametrize("is_frozen", [False, True], ids=["killed", "frozen"])
async def test_who_signs_out_on_one_node_is_out_on_the_other_without_a_bus(
    lab: Lab, valkey: Valkey, is_frozen: bool
) -> None:
    one, other = await start_two(lab, valkey.url, valkey.url, BEEP_RATE_LIMIT_FACTOR="1")
    workload = await lab.workload(one.address, manner=Manner(senders=1, receivers=1))
    person = workload.crowd.people[0]
    async with _api(one.address) as here, _api(other.address) as there:
        assert (await there.get("/users/@me", headers=person.headers)).status_code == 200
        if is_frozen:
            valkey.freeze()
        else:
            valkey.kill()
        (await here.post("/auth/logout", headers=person.headers)).raise_for_status()
        assert (await here.get("/users/@me", headers=person.headers)).status_code == 401
        async with asyncio.timeout(DEADLINE_S):
            while (await there.get("/users/@me", headers=person.headers)).status_code != 401:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        # Limits are each process's own: no bus, no less of them.
        answers = [await there.post("/auth/login", json=_WRONG) for _ in range(40)]
        assert 429 in {one.status_code for one in answers}
    valkey.thaw()


_WRONG = {"email": "nobody@example.org", "password": "wrong-password-here"}


def _api(address: str) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(base_url=f"{address}/api/v10", timeout=30, trust_env=False)


def _nothing() -> None:
    return
