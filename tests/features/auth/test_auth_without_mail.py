"""Accounts of a Beep without a mail server: nobody must confirm anything, and nothing is stuck."""

import httpx2
import pytest
from tests.worlds.administration import administrator
from tests.worlds.communities import ok
from tests.worlds.letters import letters_written
from tests.worlds.people import Person, log_in, sign_up

from beep.app.program import Program

pytestmark = pytest.mark.anyio
OTHER = "des-violettes-en-mars"


async def read_last(zoe: Person) -> tuple[str, str]:
    """Return whom the newest letter is to, and the token in it, as an administrator finds them."""
    newest = (await ok(zoe, "GET", "/admin/letters"))["letters"][0]
    text = (await ok(zoe, "GET", f"/admin/letters/{newest['id']}"))["text"]
    return newest["to"], text.split("#")[1].split()[0]


async def test_nobody_is_written_to_or_kept_from_anything(api: httpx2.AsyncClient, program: Program) -> None:
    ana = await sign_up(api, "ana")
    assert (await ana.post("/guilds", {"name": "jardin"})).status_code == 201
    found = await ok(ana, "GET", "/auth/account")
    assert (found["verification"], found["sending"], found["verified"]) == (False, False, False)
    await letters_written(program)
    zoe = await administrator(api, program)
    assert (await ok(zoe, "GET", "/admin/letters"))["letters"] == []


async def test_an_administrator_hands_over_the_link_to_a_new_password_which_proves_no_address(
    api: httpx2.AsyncClient, program: Program
) -> None:
    ana = await sign_up(api, "ana")
    zoe = await administrator(api, program)
    await api.post("/auth/reset", json={"email": "ana@example.org"})
    await letters_written(program)
    to, token = await read_last(zoe)
    assert to == ana.email
    answer = await api.post("/auth/reset/confirm", json={"token": token, "password": OTHER})
    assert answer.status_code == 204
    ana.password = OTHER
    ana = await log_in(api, ana)
    assert not (await ok(ana, "GET", "/users/@me"))["verified"]
    await letters_written(program)
    # What only tells is not written where somebody would have to carry it.
    assert len((await ok(zoe, "GET", "/admin/letters"))["letters"]) == 1


async def test_an_administrator_hands_over_the_link_to_another_address(
    api: httpx2.AsyncClient, program: Program
) -> None:
    ana = await sign_up(api, "ana")
    zoe = await administrator(api, program)
    await ana.put("/auth/email", {"email": "neu@exemple.example"})
    await letters_written(program)
    to, token = await read_last(zoe)
    assert to == "neu@exemple.example"
    assert (await api.post("/auth/email/confirm", json={"token": token})).status_code == 200
    assert (await ok(ana, "GET", "/users/@me"))["email"] == "neu@exemple.example"
