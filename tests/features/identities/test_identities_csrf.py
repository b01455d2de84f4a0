"""Only the browser that began finishes, and only for the account it began for (S-11)."""

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.fakes.openid import OpenIdFake
from tests.worlds.identities import finish, leave, prove, sign_up_there
from tests.worlds.people import log_in, sign_up

pytestmark = [pytest.mark.anyio, pytest.mark.req("S-11")]


def _is_over(answer: httpx2.Response) -> bool:
    return (answer.status_code, answer.json().get("key")) == (403, "identities.flow_over")


async def test_an_answer_brought_to_another_browser_is_refused(api: httpx2.AsyncClient) -> None:
    """Nobody is signed in to an attacker's account by a link."""
    attackers = await prove(await leave(api))
    mine = await leave(api)
    for secret in (mine.body["browser_secret"], "", "guessed"):
        assert _is_over(await finish(api, {**attackers, "browser_secret": secret}))
    assert (await finish(api, attackers)).status_code == 200


@pytest.mark.parametrize("state", ["", "guessed"])
async def test_an_answer_without_the_state_is_refused(api: httpx2.AsyncClient, state: str) -> None:
    back = await prove(await leave(api))
    assert _is_over(await finish(api, {**back, "state": state}))


async def test_an_answer_counts_once(api: httpx2.AsyncClient, school: OpenIdFake) -> None:
    back = await prove(await leave(api))
    assert (await finish(api, back)).status_code == 200
    assert _is_over(await finish(api, back))
    assert len(school.forms) == 1


async def test_an_answer_counts_for_ten_minutes(api: httpx2.AsyncClient, clock: FakeClock) -> None:
    back = await prove(await leave(api))
    clock.move(minutes=10)
    assert _is_over(await finish(api, back))


async def test_an_answer_to_a_link_counts_only_for_who_began_it(api: httpx2.AsyncClient) -> None:
    """Nobody's identity is laid into an attacker's account, nor an attacker's into theirs."""
    ana, eve = await sign_up(api, "ana"), await sign_up(api, "eve")
    for who in (eve, None, await log_in(api, ana)):
        back = await prove(await leave(api, who=ana, purpose="link"))
        assert _is_over(await finish(api, back, who=who))
    for who in (ana, eve):
        assert (await who.get("/users/@me/identities")).json() == []


async def test_an_answer_to_a_sign_in_links_nothing(api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana")
    back = await prove(await leave(api))
    assert (await finish(api, back, who=ana)).json()["outcome"] == "newcomer"
    assert (await ana.get("/users/@me/identities")).json() == []


async def test_what_concerns_an_account_needs_somebody_signed_in(api: httpx2.AsyncClient) -> None:
    for purpose in ("link", "prove"):
        answer = await api.post("/auth/providers/school/start", json={"purpose": purpose})
        assert answer.status_code == 401


async def test_one_may_be_away_in_several_windows(api: httpx2.AsyncClient) -> None:
    await sign_up_there(api, "lea")
    backs = [await prove(await leave(api)) for _ in range(2)]
    answers = [await finish(api, back) for back in backs]
    assert [one.json()["outcome"] for one in answers] == ["signed_in", "signed_in"]
