"""The door of a whole Beep: who may come in without a token, and what the description says."""

import json
from pathlib import Path
from typing import Any

import httpx2
import pytest
from app_lab import Shared
from openapi_spec_validator import OpenAPIV31SpecValidator
from tests.conftest import CHEAP
from tests.fakes.clock import FakeClock
from tests.worlds.communities import server
from tests.worlds.people import sign_up

from beep.app.features import FEATURES
from beep.app.program import Program
from beep.app.settings import load

pytestmark = pytest.mark.anyio

ANYONE = {
    "POST /auth/signup",
    "POST /auth/login",
    "POST /auth/refresh",
    "POST /auth/reset",
    "POST /auth/email/confirm",
    "POST /auth/email/undo",
    "POST /auth/second-factor",
    "POST /auth/second-factor/passkey/options",
    "POST /auth/second-factor/passkey",
    "POST /auth/passkeys/options",
    "POST /auth/passkeys/sign-in",
    "GET /auth/jwks.json",
    "GET /auth/providers",
    "POST /auth/providers/{name}/signup",
    "GET /gateway",
    "GET /invites/{code}",
    "POST /authorizations/end",
}
# Somebody who is not signed in learns who asks them to be, has a letter's secret, or signs in elsewhere.
WHOEVER = {
    "POST /authorizations",
    "POST /auth/reset/confirm",
    "POST /auth/providers/{name}/start",
    "POST /auth/providers/{name}/finish",
    "POST /auth/providers/{name}/login",
}
OF_THE_PROCESS = {
    "/health/live",
    "/health/ready",
    "/metrics",
    "/api/v10/openapi.json",
    "/.well-known/jwks.json",
}
# A good signature, or a hash nobody guesses, stands in a token's place; a wrong one is told 404.
OF_FILES = {
    "/attachments/{channel_id}/{file_id}/{filename}",
    "/cdn/avatars/{user_id}/{file}",
    "/cdn/icons/{server_id}/{file}",
    "/cdn/emojis/{file}",
    "/cdn/embed/avatars/{file}",
}
# Clients prove who they are in OAuth's own ways, or ask where everything is.
OF_CLIENTS = {
    "/.well-known/openid-configuration",
    "/.well-known/oauth-authorization-server",
    "/oauth2/authorize",
    "/oauth2/end-session",
    "/oauth2/token",
    "/oauth2/revoke",
    "/oauth2/userinfo",
}
OTHERWISE = OF_THE_PROCESS | OF_FILES | OF_CLIENTS
# Signed by nobody: `{"alg":"none"}`.
FORGED = "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0."
PREFIXES = ("/api/v10", "/api/v9", "/api", "")


def served(shared: Shared) -> list[tuple[str, str]]:
    """Return every (method, path template) that answers, whatever its prefix."""
    routes: Any = shared.program.asgi
    return [(address.method, address.path) for address in routes._app.all]


def bare(path: str) -> str:
    """Return a path without its prefix."""
    return path.removeprefix(next(prefix for prefix in PREFIXES if path.startswith(prefix)))


def filled(path: str) -> str:
    return "/".join("1" if part.startswith("{") else part for part in path.split("/"))


@pytest.mark.req("API-02")
async def test_every_route_but_the_public_ones_asks_for_a_token(shared: Shared) -> None:
    open_to_all: list[str] = []
    for method, path in served(shared):
        if path in OTHERWISE or f"{method} {bare(path)}" in ANYONE | WHOEVER:
            continue
        for headers in (
            {},
            {"authorization": "Bearer x"},
            {"authorization": "Bot x"},
            {"authorization": "x"},
        ):
            answer = await shared.api.request(method, filled(path), headers=headers)
            if answer.status_code != 401 or answer.json()["request_id"] == "":
                open_to_all.append(f"{method} {path} {headers}: {answer.status_code}")
    assert open_to_all == []


OF_ACCOUNTS = (
    "/auth/",
    "/admin/",
    *(f"/users/@me/{part}" for part in ("consents", "export", "factors", "identities", "leaving")),
)


async def test_what_manages_an_account_is_for_oneself(shared: Shared) -> None:
    """No application that acts for a person comes near; leaving is all it may do of it."""
    routes = [route for built in shared.program._parts.built.values() for route in built.routes]
    open_to_applications = {
        f"{route.method} {route.path}"
        for route in routes
        if route.path.startswith(OF_ACCOUNTS) and route.access in {"actor", "person"}
    }
    assert open_to_applications == {"POST /auth/logout"}


@pytest.mark.req("AUTH-17")
async def test_a_process_that_serves_one_feature_checks_tokens_itself(
    shared: Shared, home: Path, database_url: str
) -> None:
    """Whoever reaches it past the front gets no further than at the front."""
    mounted = [name for name, built in shared.program._parts.built.items() if built.routes]
    settings = load({**CHEAP, "BEEP_HOME": str(home)})
    asked: set[str] = set()
    open_to_all: list[str] = []
    for name in mounted:
        program = await Program.start(settings, database_url, only=[name], clock=FakeClock(), works=False)
        try:
            transport = httpx2.ASGITransport(program.asgi, client=("127.0.0.1", 40000))
            async with httpx2.AsyncClient(transport=transport, base_url="http://beep.test") as api:
                alone = Shared(program, api)
                tried = [
                    (method, path)
                    for method, path in served(alone)
                    if path not in OTHERWISE and f"{method} {bare(path)}" not in ANYONE | WHOEVER
                ]
                asked.update(f"{method} {path}" for method, path in tried)
                for method, path in tried:
                    for headers in ({}, {"authorization": f"Bearer {FORGED}"}):
                        answer = await api.request(method, filled(path), headers=headers)
                        if answer.status_code != 401:
                            open_to_all.append(f"{name}: {method} {path}: {answer.status_code}")
        finally:
            await program.stop()
    assert open_to_all == []
    # Together they are all there is.
    everything = {f"{method} {path}" for method, path in served(shared) if path not in OTHERWISE}
    public = {one for one in everything if f"{one.split()[0]} {bare(one.split()[1])}" in ANYONE | WHOEVER}
    assert asked == everything - public


@pytest.mark.req("API-02", "FILE-06")
async def test_an_address_of_a_file_gives_nothing_without_its_secret(shared: Shared) -> None:
    for path in OF_FILES:
        assert (await shared.api.get(filled(path))).status_code == 404, path


@pytest.mark.req("API-02")
async def test_the_public_routes_are_those_and_no_others(shared: Shared) -> None:
    without = [
        f"{method} {bare(path)}"
        for method, path in served(shared)
        if path not in OTHERWISE and (await shared.api.request(method, filled(path))).status_code != 401
    ]
    # Signing in with nothing is refused for its body, not for a missing token.
    assert set(without) == ANYONE | WHOEVER


@pytest.mark.req("API-02")
async def test_an_address_of_clients_gives_nothing_to_nobody(shared: Shared) -> None:
    for path in ("/oauth2/token", "/oauth2/revoke", "/oauth2/userinfo"):
        answer = await shared.api.post(path, data={"client_id": "1", "token": "x"})
        assert (answer.status_code, "error" in answer.json()) == (401, True), path
    for path in ("/oauth2/authorize", "/oauth2/end-session"):
        assert (await shared.api.get(path)).status_code == 303
        assert (await shared.api.post(path)).status_code == 400


@pytest.mark.req("API-03")
async def test_the_description_is_valid_openapi(shared: Shared) -> None:
    document = (await shared.api.get("/api/v10/openapi.json")).json()
    OpenAPIV31SpecValidator(document).validate()


@pytest.mark.req("API-03")
async def test_the_description_holds_every_mounted_route_and_no_other(shared: Shared) -> None:
    document = (await shared.api.get("/api/v10/openapi.json")).json()
    described = {(verb.upper(), path) for path, item in document["paths"].items() for verb in item}
    mounted = {
        (method, path.removeprefix("/api/v10"))
        for method, path in served(shared)
        if path.startswith("/api/v10/") and path not in OF_THE_PROCESS
    }
    assert described == mounted


@pytest.mark.req("API-03")
async def test_each_operation_has_a_name_of_its_own_and_says_who_may_call_it(shared: Shared) -> None:
    document = (await shared.api.get("/api/v10/openapi.json")).json()
    operations = {
        f"{verb.upper()} {path}": one
        for path, item in document["paths"].items()
        for verb, one in item.items()
    }
    names = [one["operationId"] for one in operations.values()]
    assert len(set(names)) == len(names)
    assert {name for name, one in operations.items() if one["security"] == []} == ANYONE
    assert all(one["summary"] for one in operations.values())


@pytest.mark.req("API-01", "API-05")
async def test_one_door_serves_every_feature(shared: Shared) -> None:
    document = (await shared.api.get("/api/v10/openapi.json")).json()
    tags = {tag for item in document["paths"].values() for one in item.values() for tag in one["tags"]}
    # Previews are asked by nobody: they follow from messages.
    assert tags == set(FEATURES) - {"previews"}


@pytest.mark.parametrize(("method", "status"), [("GET", 404), ("POST", 404), ("DELETE", 404)])
async def test_an_unknown_address_of_the_api_is_404_whatever_is_asked(
    shared: Shared, method: str, status: int
) -> None:
    answer = await shared.api.request(method, "/api/v10/nowhere")
    assert (answer.status_code, answer.json()["key"]) == (status, "not_found")


async def test_a_known_address_asked_in_another_way_is_405(shared: Shared) -> None:
    for method, path in (
        ("GET", "/api/v10/auth/login"),
        ("DELETE", "/api/v10/users/@me"),
        ("POST", "/metrics"),
    ):
        answer = await shared.api.request(method, path)
        assert (answer.status_code, answer.json()["key"]) == (405, "method_not_allowed")


async def test_health_says_that_it_lives_and_is_ready(shared: Shared) -> None:
    assert (await shared.api.get("/health/live")).text == "live"
    assert (await shared.api.get("/health/ready")).text == "ready"


@pytest.mark.req("OBS-04")
async def test_metrics_have_the_documented_names(shared: Shared) -> None:
    await shared.api.get("/api/v10/gateway")
    answer = await shared.api.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    names = {line.split()[2] for line in answer.text.splitlines() if line.startswith("# TYPE")}
    documented = {
        "process_resident_memory_bytes",
        "process_cpu_seconds_total",
        "beep_http_requests_total",
        "beep_http_request_seconds",
        "beep_loop_lag_seconds",
        "beep_connections_refused_total",
        "beep_tls_certificate_ends_seconds",
        "beep_facts_delivered_total",
        "beep_facts_parked_total",
        "beep_jobs_total",
        "beep_gateway_sessions",
        "beep_gateway_pushes_total",
        "beep_gateway_resyncs_total",
        "beep_servers_created_total",
        "beep_messages_sent_total",
        "beep_accounts_created_total",
        "beep_letters",
        "beep_letters_tried_total",
    }
    assert documented <= names
    route = 'beep_http_request_seconds_count{method="GET",route="/gateway"}'
    assert any(line.startswith(route) for line in answer.text.splitlines())


async def test_published_keys_are_the_same_at_both_addresses(shared: Shared) -> None:
    known = (await shared.api.get("/.well-known/jwks.json")).json()
    assert known == (await shared.api.get("/api/v10/auth/jwks.json")).json()
    assert "d" not in json.dumps([list(key) for key in known["keys"]]).split('"')


async def test_a_search_for_nul_is_refused_and_not_a_fault(api: Any) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    answer = await ana.get(f"{salon.path}/members/search?query=%00")
    assert answer.status_code == 400
