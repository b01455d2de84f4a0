"""Every answer, good or bad, leaves by one door: ids, traces, statuses, bodies, nothing of our own."""

import json
import logging
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from http_lab import MAX_BODY, Lab
from prometheus_client import REGISTRY

pytestmark = [pytest.mark.anyio, pytest.mark.req("API-05")]

TRACE = "0af7651916cd43dd8448eb211c80319c"
SECRET = "tulipes-et-secrets"


def count_of(route: str, status: int, method: str = "GET") -> float:
    labels = {"method": method, "route": route, "status": str(status)}
    return REGISTRY.get_sample_value("beep_http_requests_total", labels) or 0


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/open"), ("GET", "/actors"), ("GET", "/nowhere"), ("PUT", "/open"), ("DELETE", "/broken")],
)
async def test_every_answer_carries_a_request_id_and_a_trace(lab: Lab, method: str, path: str) -> None:
    answer = await lab.ask(method, path)
    assert re.fullmatch(r"[0-9a-f]{16}", answer.headers["x-request-id"])
    assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-01", answer.headers["traceparent"])
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_request_id_is_echoed_in_header_and_error(lab: Lab) -> None:
    answer = await lab.ask("GET", "/nowhere", headers={"x-request-id": "from-my_proxy-7"})
    assert answer.headers["x-request-id"] == answer.json()["request_id"] == "from-my_proxy-7"


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "é", '"}', "a\tb"])
async def test_a_request_id_that_could_forge_a_log_line_is_replaced(lab: Lab, given: str) -> None:
    answer = await lab.ask("GET", "/open", headers={"x-request-id": given.encode()})
    assert re.fullmatch(r"[0-9a-f]{16}", answer.headers["x-request-id"])


async def test_a_trace_is_joined_with_a_span_of_our_own(lab: Lab) -> None:
    answer = await lab.ask("GET", "/open", headers={"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"})
    _, trace, span, _ = answer.headers["traceparent"].split("-")
    assert trace == TRACE
    assert span != "b7ad6b7169203331"


@pytest.mark.parametrize(
    "given", ["", "nonsense", f"01-{TRACE}-b7ad6b7169203331-01", f"00-{'0' * 32}-b7ad6b7169203331-01"]
)
async def test_a_trace_that_is_none_begins_a_new_one(lab: Lab, given: str) -> None:
    answer = await lab.ask("GET", "/open", headers={"traceparent": given})
    trace = answer.headers["traceparent"].split("-")[1]
    assert trace not in {TRACE, "0" * 32}


async def test_no_such_address_is_a_404_in_the_errors_shape(lab: Lab) -> None:
    answer = await lab.ask("GET", "/nowhere")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == {
        "code": 0,
        "message": "There is nothing at this address.",
        "key": "not_found",
        "request_id": answer.headers["x-request-id"],
    }


async def test_a_method_an_address_does_not_answer_is_a_405(lab: Lab) -> None:
    answer = await lab.ask("PUT", "/open")
    assert (answer.status_code, answer.json()["key"]) == (405, "method_not_allowed")


@pytest.mark.parametrize(
    ("path", "status", "key"),
    [
        ("/refused/conflict", 409, "conflict"),
        ("/refused/many", 429, "too_many"),
        ("/refused/soon", 503, "unavailable"),
        ("/away", 503, "unavailable"),
        ("/actors", 401, "unauthenticated"),
        ("/channels/x/codes/y", 400, "invalid"),
        ("/bodies", 405, "method_not_allowed"),
    ],
)
async def test_each_kind_of_refusal_has_one_status(lab: Lab, path: str, status: int, key: str) -> None:
    answer = await lab.ask("GET", path)
    assert (answer.status_code, answer.json()["key"]) == (status, key)


async def test_an_invalid_field_is_shown_as_a_tree_and_in_words(lab: Lab) -> None:
    answer = await lab.ask("POST", "/bodies", json={"name": "a", "parts": [{"id": "x"}]})
    body = answer.json()
    assert answer.status_code == 400
    assert body["code"] == 50035
    assert body["errors"]["parts"]["0"]["id"]["_errors"][0]["code"] == "BAD_VALUE"
    assert body["message"].startswith("parts.0.id: ")


async def test_too_many_requests_say_when_to_come_back(lab: Lab) -> None:
    answer = await lab.ask("GET", "/refused/many")
    assert answer.json()["retry_after"] == 2.25
    assert answer.json()["global"] is True
    assert answer.headers["retry-after"] == "3"
    assert answer.headers["via"] == "1.1 beep"
    assert answer.headers["x-ratelimit-scope"] == "global"


async def test_an_unavailable_service_says_when_to_come_back(lab: Lab) -> None:
    assert (await lab.ask("GET", "/refused/soon")).headers["retry-after"] == "7"


@pytest.mark.req("OBS-10")
async def test_an_unexpected_fault_is_a_500_without_details_and_is_logged(
    lab: Lab, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await lab.ask("DELETE", "/broken")
    assert answer.status_code == 500
    assert answer.json()["key"] == "fault"
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert SECRET not in answer.text
    assert "RuntimeError" not in answer.text
    [record] = [one for one in caplog.records if one.message == "a request failed"]
    assert record.exc_info is not None
    assert SECRET in str(record.exc_info[1])


async def test_a_database_that_is_away_is_told_without_its_words(lab: Lab) -> None:
    assert SECRET not in (await lab.ask("GET", "/away")).text


async def test_a_client_that_left_is_no_fault_of_ours(lab: Lab) -> None:
    ours, theirs = count_of("/refused/{code}", 500), count_of("/refused/{code}", 499)
    messages: list[Any] = []

    async def send(message: Any) -> None:
        messages.append(message)

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    scope = {"type": "http", "method": "GET", "path": "/api/refused/left", "headers": [], "query_string": b""}
    await lab.edge(scope, receive, send)
    assert messages == []
    assert (count_of("/refused/{code}", 500), count_of("/refused/{code}", 499)) == (ours, theirs + 1)


@pytest.mark.req("OBS-04")
async def test_requests_are_counted_by_route_and_never_by_address(lab: Lab) -> None:
    route = "/channels/{channel_id}/codes/{code}"
    before, others = count_of(route, 200), count_of("other", 404)
    await lab.ask("GET", "/channels/1/codes/a")
    await lab.ask("GET", "/channels/2/codes/b")
    await lab.ask("GET", "/nowhere/1")
    assert count_of(route, 200) == before + 2
    assert count_of("other", 404) == others + 1


@pytest.mark.req("OBS-10")
async def test_the_log_line_of_a_request_holds_no_address_body_or_query(
    lab: Lab, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="beep")
    await lab.ask("GET", f"/queries?text={SECRET}")
    await lab.ask("POST", "/bodies", json={"name": SECRET, "count": "x"})
    await lab.ask("GET", f"/channels/1/codes/{SECRET}", headers={"authorization": f"Bearer {SECRET}"})
    lines = [str(vars(one)) for one in caplog.records if one.name.startswith("beep")]
    assert len(lines) == 3
    assert SECRET not in "".join(lines)


async def test_a_body_longer_than_announced_as_allowed_is_refused_unread(lab: Lab) -> None:
    answer = await lab.ask("POST", "/bodies", content=b"x" * (MAX_BODY + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, 40005)


async def test_a_body_without_a_length_is_refused_at_the_first_byte_too_many(lab: Lab) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(1000):
            sent += 512
            yield b"x" * 512

    answer = await lab.ask("POST", "/bodies", content=endless())
    assert answer.status_code == 413
    assert "content-length" not in answer.request.headers
    assert sent <= MAX_BODY + 1024


async def test_a_body_of_the_largest_size_is_read(lab: Lab) -> None:
    body = json.dumps({"name": "a", "x": ""}).encode()
    padded = body[:-2] + b"x" * (MAX_BODY - len(body)) + b'"}'
    assert len(padded) == MAX_BODY
    assert (await lab.ask("POST", "/bodies", content=padded)).status_code == 201


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded"])
async def test_a_form_is_told_to_be_json(lab: Lab, kind: str) -> None:
    answer = await lab.ask("POST", "/bodies", content=b"name=a", headers={"content-type": kind})
    assert answer.json()["errors"]["_errors"][0]["code"] == "CONTENT_TYPE"


async def test_no_body_is_an_empty_one_where_nothing_is_required(lab: Lab) -> None:
    assert (await lab.ask("PATCH", "/bodies")).status_code == 204
    assert (await lab.ask("POST", "/bodies")).json()["errors"]["_errors"][0]["code"] == "BODY_REQUIRED"


@pytest.mark.parametrize("prefix", ["/api/v10", "/api/v9", "/api"])
async def test_every_route_answers_under_each_prefix(lab: Lab, prefix: str) -> None:
    assert (await lab.ask("GET", f"http://beep.test{prefix}/open")).status_code == 200


async def test_a_route_at_the_root_answers_there_with_its_own_status(lab: Lab) -> None:
    assert (await lab.ask("POST", "http://beep.test/login")).status_code == 202
    assert (await lab.ask("POST", "/login")).status_code == 200
    assert (await lab.ask("GET", "http://beep.test/open")).status_code == 404


async def test_an_answer_already_encoded_is_sent_as_it_is(lab: Lab) -> None:
    answer = await lab.ask("GET", "/whole")
    assert (answer.content, answer.headers["content-type"]) == (b'{"ready":true}', "application/json")


async def test_a_reason_is_decoded_and_cut(lab: Lab) -> None:
    async def reason(given: str) -> str:
        answer = await lab.ask("GET", "/channels/1/codes/a", headers={"x-audit-log-reason": given})
        return str(answer.json()["seen"][2])

    assert await reason("trop%20de%20bruit%C3%A9") == "trop de bruité"
    assert len(await reason("x" * 2000)) == 512


async def test_a_word_in_the_path_that_names_nothing_is_not_found(lab: Lab) -> None:
    assert (await lab.ask("GET", f"/channels/1/codes/{'x' * 257}")).status_code == 404
    assert (await lab.ask("GET", "/channels/1/codes/%00")).status_code == 404


async def test_bots_are_told_that_a_route_is_for_people(lab: Lab) -> None:
    async def as_(token: str, path: str) -> httpx2.Response:
        return await lab.ask("GET", path, headers={"authorization": token})

    assert (await as_("Bot bot", "/actors")).status_code == 200
    assert (await as_("Bearer person", "/people")).status_code == 200
    refused = await as_("Bot bot", "/people")
    assert (refused.status_code, refused.json()["code"]) == (403, 20001)
    assert (await as_("Bearer wrong", "/actors")).status_code == 401
