"""The audit log as it is pushed: to whom may read it, and asked for it."""

import httpx2
import pytest
from tests.worlds.administration import act
from tests.worlds.communities import ok, server
from tests.worlds.conversations import BOT_INTENTS, Served
from tests.worlds.people import sign_up

from beep.features.audit import Action, Change
from beep.kit.permissions import Permission

pytestmark = pytest.mark.anyio
MODERATION = 1 << 2


@pytest.mark.req("AUD-01")
async def test_an_act_is_told_to_who_may_read_the_log_and_to_nobody_else(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana, bob, eve = [await sign_up(api, name) for name in ("ana", "bob", "eve")]
    salon = await server(ana)
    await salon.member(bob, eve)
    await salon.role("greffe", Permission.VIEW_AUDIT_LOG, bob)
    reads, does_not = await served.person(bob), await served.person(eve)
    entry = await act(
        served.program,
        salon.id,
        ana.id,
        Action.MEMBER_UPDATE,
        target_id=str(eve.id),
        reason="demandé",
        changes=[Change("nick", new_value="Ève")],
    )
    assert await reads.event("GUILD_AUDIT_LOG_ENTRY_CREATE", id=str(entry)) == {
        "id": str(entry),
        "guild_id": str(salon.id),
        "user_id": str(ana.id),
        "target_id": str(eve.id),
        "action_type": 24,
        "changes": [{"key": "nick", "new_value": "Ève"}],
        "reason": "demandé",
    }
    await ok(ana, "PATCH", salon.path, {"name": "Jardin"})
    await does_not.event("GUILD_UPDATE")
    assert does_not.events("GUILD_AUDIT_LOG_ENTRY_CREATE") == []


async def test_bots_ask_for_it_and_see_what_is_beeps_own_as_a_change_of_the_server(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    asks, asks_not = await salon.bot("aide"), await salon.bot("autre")
    await salon.everyone_may(Permission.VIEW_AUDIT_LOG | Permission.VIEW_CHANNEL)
    hears, deaf = await served.connect(), await served.connect()
    await hears.identify(asks.token, intents=BOT_INTENTS | MODERATION)
    await deaf.identify(asks_not.token, intents=BOT_INTENTS)
    entry = await act(served.program, salon.id, ana.id, Action.OWNERSHIP_TRANSFERRED)
    told = await hears.event("GUILD_AUDIT_LOG_ENTRY_CREATE", id=str(entry))
    assert told["action_type"] == 1
    await ok(ana, "PATCH", salon.path, {"name": "Jardin"})
    await deaf.event("GUILD_UPDATE")
    assert deaf.events("GUILD_AUDIT_LOG_ENTRY_CREATE") == []
