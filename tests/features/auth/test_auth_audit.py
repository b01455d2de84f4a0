"""What is written down about sign-ins, and what never is."""

import logging

import httpx2
import pytest
from tests.features.auth.rows import audit, rows
from tests.worlds.administration import logged
from tests.worlds.people import PASSWORD, log_in, sign_up

from beep.app.program import Program

pytestmark = pytest.mark.anyio


@pytest.mark.req("AUTH-15")
async def test_sign_ups_sign_ins_failures_and_log_outs_leave_a_trail(
    api: httpx2.AsyncClient, program: Program
) -> None:
    ana = await sign_up(api, "ana")
    again = await log_in(api, ana)
    await api.post("/auth/login", json={"email": ana.email, "password": "wrong"})
    await api.post("/auth/login", json={"email": "nobody@example.org", "password": "wrong"})
    await again.post("/auth/reauthenticate", {"password": PASSWORD})
    await again.post("/auth/logout")
    await ana.post("/auth/logout-all")
    assert await audit(program) == [
        "signed_up",
        "signed_in",
        "sign_in_failed",
        "sign_in_failed",
        "reauthenticated",
        "signed_out",
        "signed_out_everywhere",
    ]


@pytest.mark.req("AUTH-15", "AUD-01")
async def test_an_entry_names_who_from_where_and_in_which_request(
    api: httpx2.AsyncClient, program: Program
) -> None:
    trace = "0af7651916cd43dd8448eb211c80319c"
    ana = await sign_up(api, "ana")
    headers = {"traceparent": f"00-{trace}-b7ad6b7169203331-01"}
    await ana.post("/auth/logout", headers=headers)
    await logged(program)
    newest = "SELECT actor_id, target_id, ip, trace_id FROM audit.entry ORDER BY id DESC LIMIT 1"
    assert (await rows(program, newest))[0] == (ana.id, str(ana.id), "127.0.0.1", trace)


@pytest.mark.req("S-12")
async def test_no_log_line_carries_a_password_or_a_token(
    api: httpx2.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ana = await sign_up(api, "ana")
    await api.post("/auth/login", json={"email": ana.email, "password": "a-wrong-password"})
    fresh = (await api.post("/auth/refresh", json={"refreshToken": ana.refresh_token})).json()
    await ana.post("/auth/reauthenticate", {"password": PASSWORD})
    await ana.post("/auth/logout")
    secrets = [PASSWORD, "a-wrong-password", ana.token, ana.refresh_token]
    secrets += [fresh["accessToken"], fresh["refreshToken"]]
    written = "\n".join(str(record.__dict__) for record in caplog.records)
    assert [secret for secret in secrets if secret in written] == []


@pytest.mark.req("S-12")
async def test_answers_forbid_referrers(api: httpx2.AsyncClient) -> None:
    assert (await api.get("/auth/jwks.json")).headers["referrer-policy"] == "no-referrer"
