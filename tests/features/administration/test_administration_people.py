"""Administrators find people and act on their accounts; for everybody else none of it exists."""

from typing import Any

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.features.auth.rows import rows
from tests.worlds.administration import logged
from tests.worlds.factors import set_up_app
from tests.worlds.people import PASSWORD, Person, log_in, sign_up

from beep.app.program import Program
from beep.features import audit, auth
from beep.kit.ids import UserId

pytestmark = pytest.mark.anyio
GRANT = auth.Act(UserId(0), audit.Action.ROLE_GRANTED)


async def administrator(program: Program, api: httpx2.AsyncClient, name: str) -> Person:
    person = await sign_up(api, name)
    await program.face("auth").accounts.change_roles(UserId(person.id), frozenset({"admin"}), GRANT)
    return person


@pytest.fixture
async def root(program: Program, api: httpx2.AsyncClient) -> Person:
    return await administrator(program, api, "root-admin")


@pytest.fixture
async def ana(api: httpx2.AsyncClient) -> Person:
    return await sign_up(api, "ana")


async def _names(root: Person, query: str) -> list[str]:
    found = await root.get("/admin/people", params={"query": query})
    assert found.status_code == 200, found.text
    return [one["user"]["username"] for one in found.json()]


_ROUTES: tuple[tuple[str, str, dict[str, Any] | None], ...] = (
    ("GET", "/admin/people", None),
    ("GET", "/admin/people/{id}", None),
    ("POST", "/admin/people/{id}/suspension", {}),
    ("DELETE", "/admin/people/{id}/suspension", None),
    ("DELETE", "/admin/people/{id}/sessions", None),
    ("POST", "/admin/people/{id}/password-reset", {}),
    ("DELETE", "/admin/people/{id}/factors", None),
    ("GET", "/admin/administrators", None),
    ("DELETE", "/admin/administrators/@me", None),
    ("GET", "/admin/proposals", None),
    ("POST", "/admin/proposals", {"user_id": "{id}", "kind": "grant"}),
    ("POST", "/admin/proposals/1/approval", {}),
    ("DELETE", "/admin/proposals/1", None),
)


@pytest.mark.req("GROL-02", "GROL-03")
@pytest.mark.parametrize(("method", "path", "body"), _ROUTES)
async def test_what_administrators_do_does_not_exist_for_others(
    api: httpx2.AsyncClient, ana: Person, method: str, path: str, body: dict[str, Any] | None
) -> None:
    ben = await sign_up(api, "ben")
    given = {key: value.replace("{id}", str(ben.id)) for key, value in body.items()} if body else body
    answer = await ana.call(method, path.replace("{id}", str(ben.id)), given)
    assert (answer.status_code, answer.json()["key"]) == (404, "administration.not_for_you")
    assert (await ben.get("/users/@me")).status_code == 200


@pytest.mark.req("GROL-01", "GROL-03")
async def test_people_are_found_by_name_id_and_whole_email(root: Person, ana: Person) -> None:
    for query in ("an", "ANA", str(ana.id), ana.email.upper()):
        assert await _names(root, query) == ["ana"]
    assert await _names(root, "") == ["ana", "root-admin"]
    for query in ("na", "ana@example", "%", "_na"):
        assert await _names(root, query) == []


async def test_people_are_listed_in_pages(api: httpx2.AsyncClient, root: Person) -> None:
    for name in ("ana", "ben", "cleo"):
        await sign_up(api, name)
    first = (await root.get("/admin/people", params={"limit": 2})).json()
    rest = await root.get("/admin/people", params={"limit": 2, "before": first[-1]["user"]["id"]})
    seen = [one["user"]["username"] for one in first + rest.json()]
    assert seen == ["cleo", "ben", "ana", "root-admin"]


async def test_a_person_is_shown_with_account_and_sessions(
    api: httpx2.AsyncClient, root: Person, ana: Person
) -> None:
    await log_in(api, ana)
    shown = (await root.get(f"/admin/people/{ana.id}")).json()
    assert (shown["email"], shown["global_roles"], shown["suspended_at"]) == (ana.email, ["user"], None)
    assert [one["methods"] for one in shown["sessions"]] == [["password"]] * 2
    assert "password_hash" not in str(shown)


async def test_who_does_not_exist_is_not_found(root: Person) -> None:
    assert (await root.get("/admin/people/4040404040404040")).json()[
        "key"
    ] == "administration.person_not_found"


@pytest.mark.req("MOD-06", "AUD-01")
async def test_a_person_is_suspended_restored_and_the_log_says_who_and_why(
    api: httpx2.AsyncClient, program: Program, root: Person, ana: Person
) -> None:
    path = f"/admin/people/{ana.id}/suspension"
    assert (await root.post(path, {"reason": "spam"})).status_code == 204
    assert (await ana.get("/users/@me")).status_code == 401
    assert (await root.get(f"/admin/people/{ana.id}")).json()["suspended_at"]
    assert (await root.delete(path)).status_code == 204
    assert (await (await log_in(api, ana)).get("/users/@me")).status_code == 200
    await logged(program)
    entries = (await root.get("/audit-logs", params={"target_id": str(ana.id)})).json()["audit_log_entries"]
    acts = [(one["user_id"], one["action_type"], one.get("reason")) for one in entries]
    assert (str(root.id), audit.Action.ACCOUNT_SUSPENDED, "spam") in acts
    assert (str(root.id), audit.Action.ACCOUNT_RESTORED, None) in acts


async def test_a_person_is_signed_out_everywhere(api: httpx2.AsyncClient, root: Person, ana: Person) -> None:
    other = await log_in(api, ana)
    assert (await root.delete(f"/admin/people/{ana.id}/sessions")).status_code == 204
    assert [(await one.get("/users/@me")).status_code for one in (ana, other)] == [401, 401]
    assert (await (await log_in(api, ana)).get("/users/@me")).status_code == 200


async def test_a_forced_reset_makes_the_password_worthless(
    api: httpx2.AsyncClient, root: Person, ana: Person
) -> None:
    assert (await root.post(f"/admin/people/{ana.id}/password-reset", {})).status_code == 204
    assert (await ana.get("/users/@me")).status_code == 401
    answer = await api.post("/auth/login", json={"email": ana.email, "password": ana.password})
    assert answer.json()["key"] == "auth.wrong_credentials"


@pytest.mark.req("AUTH-19")
async def test_who_lost_their_second_factors_comes_in_without_them(
    api: httpx2.AsyncClient, program: Program, root: Person, ana: Person, clock: FakeClock
) -> None:
    await set_up_app(ana, clock)
    path = f"/admin/people/{ana.id}/factors"
    answer = await root.delete(path, headers={"X-Audit-Log-Reason": "telephone%20lost"})
    assert answer.status_code == 204
    await log_in(api, ana)
    await logged(program)
    newest = "SELECT action, actor_id, target_id, reason FROM audit.entry WHERE action = 2015"
    assert await rows(program, newest) == [(2015, root.id, str(ana.id), "telephone lost")]


async def test_dangerous_acts_need_a_recent_sign_in(root: Person, ana: Person, clock: FakeClock) -> None:
    clock.move(minutes=11)
    answer = await root.post(f"/admin/people/{ana.id}/suspension", {})
    assert answer.json()["key"] == "auth.recent_sign_in_required"
    await root.post("/auth/reauthenticate", {"password": PASSWORD})
    assert (await root.post(f"/admin/people/{ana.id}/suspension", {})).status_code == 204


async def test_nobody_acts_on_their_own_account_or_on_another_administrator(
    api: httpx2.AsyncClient, program: Program, root: Person
) -> None:
    other = await administrator(program, api, "second-admin")
    keys = [
        (await root.post(f"/admin/people/{one.id}/suspension", {})).json()["key"] for one in (root, other)
    ]
    assert keys == ["administration.oneself_acted_on", "administration.acts_on_administrator"]


async def test_a_reason_has_512_characters_at_most(root: Person, ana: Person) -> None:
    answer = await root.post(f"/admin/people/{ana.id}/suspension", {"reason": "x" * 513})
    assert (answer.status_code, "reason" in answer.json()["errors"]) == (400, True)
    assert (await ana.get("/users/@me")).status_code == 200
