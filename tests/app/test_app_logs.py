"""What a running Beep writes to its log: JSON lines that say who and what, and no secret."""

import json
import logging

import httpx2
import pytest
from app_lab import Log
from tests.worlds.communities import ok, server
from tests.worlds.people import PASSWORD, sign_up

pytestmark = pytest.mark.anyio

WORDS = "rendez-vous-sous-le-chêne"


@pytest.mark.req("OBS-01")
async def test_every_line_of_a_conversation_is_json_and_says_who_what_and_where(
    api: httpx2.AsyncClient, log: Log
) -> None:
    log.set_up(level="debug")
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    channel = salon.first_channel
    message = await ok(ana, "POST", f"/channels/{channel}/messages", {"content": WORDS})
    await ok(ana, "PATCH", f"/channels/{channel}/messages/{message['id']}", {"content": "autre"})
    await ok(ana, "GET", f"{salon.path}/roles")
    written = log.lines
    for line in written:
        assert {"time", "level", "logger", "event", "environment", "version"} <= line.keys()
        assert (line["environment"], line["version"]) == ("staging", "9.9.9")
    requests = {f"{one['method']} {one['route']}": one for one in written if one["event"] == "request"}
    for line in requests.values():
        assert len(line["trace_id"]) == 32
        assert len(line["span_id"]) == 16
        assert line["request_id"]
    edit = requests["PATCH /channels/{channel_id}/messages/{message_id}"]
    assert edit["user"] == str(ana.id)
    assert (edit["channel"], edit["message"]) == (str(channel), str(message["id"]))
    assert requests["GET /guilds/{server_id}/roles"]["server"] == str(salon.id)
    assert "user" not in requests["POST /auth/signup"]


@pytest.mark.req("OBS-10")
async def test_no_secret_and_no_word_of_a_message_is_written(api: httpx2.AsyncClient, log: Log) -> None:
    log.set_up(level="debug")
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    await ok(ana, "POST", f"/channels/{salon.first_channel}/messages", {"content": WORDS})
    bot = await salon.bot()
    await ok(bot, "POST", f"/channels/{salon.first_channel}/messages", {"content": WORDS})
    await api.post("/auth/login", json={"email": ana.email, "password": "wrong" + PASSWORD})
    await api.post("/auth/refresh", json={"refreshToken": ana.refresh_token})
    await ana.post(f"/channels/{salon.first_channel}/messages", {"content": [WORDS]})
    written = log.text
    assert len(written.splitlines()) > 5
    for secret in (WORDS, PASSWORD, ana.token, ana.refresh_token, bot.token, ana.email):
        assert secret not in written
        assert json.dumps(secret)[1:-1] not in written


@pytest.mark.req("OBS-10")
@pytest.mark.parametrize(
    "name",
    ["password", "new_password", "accessToken", "secret", "Authorization", "cookie", "content", "body"],
)
def test_a_field_named_like_a_secret_is_hidden(log: Log, name: str) -> None:
    log.set_up()
    logging.getLogger("beep.test").info("something", extra={name: "tulipes", "channel": "7"})
    [line] = log.lines
    assert line[name] == "[hidden]"
    assert line["channel"] == "7"


@pytest.mark.req("OBS-01")
def test_a_fault_is_one_line_with_its_trace_inside(log: Log) -> None:
    log.set_up()
    fault = RuntimeError("one\ntwo")
    logging.getLogger("beep.test").error("it broke", exc_info=fault)
    [line] = log.lines
    assert line["level"] == "error"
    assert "RuntimeError: one\ntwo" in line["exception"]


def test_a_value_json_does_not_know_does_not_lose_the_line(log: Log) -> None:
    log.set_up()
    logging.getLogger("beep.test").info("seen", extra={"what": object(), "who": {1, 2}})
    assert log.lines[0]["event"] == "seen"


def test_a_line_break_in_a_value_makes_no_second_line(log: Log) -> None:
    log.set_up()
    logging.getLogger("beep.test").info("seen %s", "a\n{}", extra={"agent": "b\nc"})
    assert len(log.lines) == 1


def test_lines_below_the_level_are_not_written(log: Log) -> None:
    log.set_up(level="warning")
    logging.getLogger("beep.test").info("quiet")
    assert log.text == ""


def test_people_may_read_text_instead(log: Log) -> None:
    log.set_up(human=True)
    logging.getLogger("beep.test").info("seen", extra={"password": "tulipes"})
    assert "seen" in log.text
    assert "tulipes" not in log.text
