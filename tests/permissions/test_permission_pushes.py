"""The same decisions over the socket: what a session must get, and what it must never get."""

import json
from collections.abc import AsyncIterator

import pytest
from tests.permissions.acts import ACTS, Act, Scene
from tests.permissions.cast import GROUND, Cast
from tests.permissions.test_permission_matrix import is_mounted, mounted
from tests.worlds.conversations import Client, Served, say, serve

from beep.app.program import Program
from beep.kit.permissions import NONE, Permission

pytestmark = pytest.mark.anyio
VIEW = Permission.VIEW_CHANNEL
# A file is told of with its message; a time-out nobody has is lifted without a word.
_SILENT = (Permission.ATTACH_FILES, Permission.MODERATE_MEMBERS)
_NAMES = ("owner", "admin", "holder", "quiet", "plain", "outsider")


@pytest.fixture(scope="module")
async def served(shared_program: Program) -> AsyncIterator[Served]:
    async with serve(shared_program) as running:
        yield running


@pytest.fixture(scope="module")
async def sessions(cast: Cast, served: Served) -> dict[str, Client]:
    found = {name: await served.person(getattr(cast, name)) for name in _NAMES}
    return {**found, "bot": await served.bot(cast.bot), "plain_bot": await served.bot(cast.plain_bot)}


async def news(served: Served, sessions: dict[str, Client], since: dict[str, int]) -> dict[str, list[str]]:
    """Return what each session received since, once all that was on its way is there."""
    await served.settled()
    return {
        name: [json.dumps(one) for one in client.frames[since[name] :] if one["op"] == 0]
        for name, client in sessions.items()
    }


async def now(served: Served, sessions: dict[str, Client]) -> dict[str, int]:
    await served.settled()
    return {name: len(client.frames) for name, client in sessions.items()}


@pytest.mark.req("PERM-06", "S-03")
@pytest.mark.parametrize(
    "case",
    [
        (VIEW, NONE, None, "", "plain plain_bot quiet holder bot"),
        (NONE, NONE, None, "", ""),
        (NONE, VIEW, None, "", "quiet holder bot"),
        (VIEW, NONE, "everyone", "deny", ""),
        (NONE, NONE, "everyone", "allow", "plain plain_bot quiet holder bot"),
        (VIEW, VIEW, "role", "deny", "plain plain_bot"),
        (NONE, NONE, "role", "allow", "quiet holder bot"),
        (VIEW, VIEW, "member", "deny", "plain plain_bot quiet bot"),
        (NONE, NONE, "member", "allow", "holder"),
    ],
)
async def test_a_message_reaches_who_sees_the_channel_and_nobody_else(
    cast: Cast,
    served: Served,
    sessions: dict[str, Client],
    case: tuple[Permission, Permission, str | None, str, str],
) -> None:
    everyone, role, target, effect, seers = case
    await cast.clear()
    await cast.grant(everyone=everyone, role=role)
    if target is not None:
        ids = {"everyone": cast.salon.id, "role": cast.role, "member": cast.holder.id}
        allow, deny = (VIEW, NONE) if effect == "allow" else (NONE, VIEW)
        await cast.override(cast.seen, ids[target], is_member=target == "member", allow=allow, deny=deny)
    since = await now(served, sessions)

    message = await say(cast.owner, cast.seen)

    received = await news(served, sessions, since)
    found = {name for name, frames in received.items() if any(message["id"] in one for one in frames)}
    assert found == {"owner", "admin", *seers.split()}


@pytest.mark.req("PERM-06", "S-03")
@pytest.mark.parametrize("act", ACTS.values(), ids=lambda act: act.permission.name)
async def test_what_is_done_in_a_hidden_channel_is_pushed_to_none_it_is_hidden_from(
    cast: Cast, served: Served, sessions: dict[str, Client], shared_program: Program, act: Act
) -> None:
    if not is_mounted(act, mounted(shared_program)):
        pytest.skip(f"nothing answers {act.method} {act.path} yet")
    await cast.clear()
    await cast.grant(everyone=GROUND | Permission.SEND_MESSAGES | Permission.READ_MESSAGE_HISTORY, role=NONE)
    await cast.override(cast.seen, cast.holder.id, is_member=True, allow=NONE, deny=VIEW)
    since = await now(served, sessions)

    answer = await act.perform(Scene(cast, cast.admin, cast.seen))

    assert act.outcome(answer) == "allowed"
    received = await news(served, sessions, since)
    assert received["outsider"] == []
    assert not [one for one in received["holder"] if str(cast.seen) in one]
    if act.method != "GET" and act.permission not in _SILENT:
        assert received["owner"]
