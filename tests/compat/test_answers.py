"""Every answer a bot gets over HTTP, against the published schemas and against what libraries need."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from tests.compat import life, needs
from tests.compat.documented import Documented, nameless
from tests.compat.life import Answer, Cast

from beep.app.program import Program

pytestmark = pytest.mark.anyio

KINDS = {
    "user": needs.USER,
    "own user": needs.OWN_USER,
    "member": needs.MEMBER,
    "role": needs.ROLE,
    "guild": needs.GUILD,
    "channel": needs.CHANNEL,
    "message": needs.MESSAGE,
    "reacted message": needs.REACTED,
    "reply": needs.REPLY,
    "invite": needs.INVITE,
    "own invite": needs.OWN_INVITE,
    "application": needs.APPLICATION,
    "gateway bot": needs.GATEWAY_BOT,
    "ban": needs.BAN,
    "thread": needs.THREAD,
    "start message": needs.START_MESSAGE,
    "thread starter": needs.THREAD_STARTER,
    "thread member": needs.THREAD_MEMBER,
    "emoji": needs.EMOJI,
    "audit log": needs.AUDIT_LOG,
}
_PREFIX = "/api/v10"
GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "bots.md"
GATEWAY = Path(__file__).parents[2] / "src" / "beep" / "features" / "gateway"
_TABLE = "## What is answered now"


@pytest.fixture
def answers() -> list[Answer]:
    return []


@pytest.fixture
async def api(program: Program, answers: list[Answer]) -> AsyncIterator[httpx2.AsyncClient]:
    """Give a client that keeps every answer."""

    async def keep(response: httpx2.Response) -> None:
        raw = await response.aread()
        request = response.request
        path = request.url.path.removeprefix(_PREFIX)
        body = response.json() if raw else None
        answers.append(Answer(request.method, path, response.status_code, body))

    transport = httpx2.ASGITransport(program.asgi, client=("127.0.0.1", 40000))
    base, hooks = f"http://beep.test{_PREFIX}", {"response": [keep]}
    async with httpx2.AsyncClient(transport=transport, base_url=base, event_hooks=hooks) as client:
        yield client


@pytest.fixture
async def cast(api: httpx2.AsyncClient) -> Cast:
    """Give those who take part, after the bot's whole life."""
    found = await life.people(api)
    await life.live(found)
    return found


async def test_every_documented_route_that_beep_answers_fits_the_published_schema(
    cast: Cast, api: httpx2.AsyncClient, answers: list[Answer], documented: Documented
) -> None:
    await life.refusals(cast, api)
    ours = await _offered(api)
    checked: set[tuple[str, str]] = set()
    problems: list[str] = []
    for one in answers:
        template = documented.template(one.method, one.path)
        if template is None:
            continue
        problems += documented.problems(one.method, template, one.status, one.body)
        if one.status < 400:
            checked.add((one.method, nameless(template)))
    assert not problems, "\n".join(sorted(set(problems)))
    assert ours & documented.operations - checked == set(), "documented routes nothing here has called"


async def test_leaving_out_any_key_the_published_schema_requires_is_noticed(
    cast: Cast, documented: Documented
) -> None:
    assert cast.objects.keys() == KINDS.keys()
    for kind, (method, path, status, body) in cast.objects.items():
        template = documented.template(method, path.partition("?")[0])
        assert template is not None
        required = documented.required(method, template, status, body)
        assert len(required) > 1, kind
        for key in required:
            assert documented.problems(method, template, status, needs.without(body, (key,))), (kind, key)


async def test_every_object_holds_what_libraries_need_and_leaving_any_of_it_out_is_noticed(
    cast: Cast,
) -> None:
    for kind, shape in KINDS.items():
        body = cast.objects[kind][-1]
        assert needs.problems(body, shape) == [], kind
        for path in needs.needed(body, shape):
            assert needs.problems(needs.without(body, path), shape), (kind, path)


async def test_ids_in_answers_are_always_strings(answers: list[Answer], cast: Cast) -> None:
    del cast
    assert [found for one in answers for found in _numeric_ids(one.body)] == []


def _numeric_ids(body: object, path: str = "") -> list[str]:
    if isinstance(body, list):
        return [found for entry in body for found in _numeric_ids(entry, path)]
    if not isinstance(body, dict):
        return []
    found = [f"{path}.{key}" for key, value in body.items() if key.endswith("id") and isinstance(value, int)]
    return found + [one for key, value in body.items() for one in _numeric_ids(value, f"{path}.{key}")]


async def test_what_libraries_ask_while_they_start_is_answered_before_beep_has_any(
    api: httpx2.AsyncClient,
) -> None:
    cast = await life.people(api)
    application = f"/applications/{cast.bot.id}"
    asked = (
        "/soundboard-default-sounds",
        f"{application}/commands?with_localizations=true",
        f"{application}/guilds/{cast.salon.id}/commands",
    )
    for path in asked:
        answer = await cast.bot.call("GET", path)
        assert (answer.status_code, answer.content) == (200, b"[]"), path


async def test_the_guide_lists_exactly_the_documented_routes_that_beep_answers(
    api: httpx2.AsyncClient, documented: Documented
) -> None:
    told = re.findall(
        r"`(GET|POST|PUT|PATCH|DELETE) (/[^` ]*)`", GUIDE.read_text("utf-8").partition(_TABLE)[2]
    )
    assert {(method, nameless(path)) for method, path in told} == await _offered(api) & documented.operations


def test_the_guide_lists_exactly_the_documented_events_that_beep_tells() -> None:
    known = re.compile(r'"((?:[A-Z]+_)+[A-Z]+|READY|RESUMED)"')
    sources = [file.read_text("utf-8") for file in sorted(GATEWAY.rglob("*.py"))]
    tells = {name for text in sources for name in known.findall(text)}
    line = GUIDE.read_text("utf-8").partition("and these events:")[2].partition("\n\n")[0]
    told: set[str] = set()
    for group in re.findall(r"`([A-Z_/]+)`", line):
        first, *others = group.split("/")
        told |= {first, *(f"{first.rpartition('_')[0]}_{one}" for one in others)}
    assert told == {one for one in tells if not one.startswith("BEEP_") and not one.endswith("_COERCE")}


async def _offered(api: httpx2.AsyncClient) -> set[tuple[str, str]]:
    paths = (await api.get("/openapi.json")).json()["paths"]
    return {
        (method.upper(), nameless(path.removeprefix(_PREFIX))) for path in paths for method in paths[path]
    }
