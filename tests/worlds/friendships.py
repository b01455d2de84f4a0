"""Friends for tests: `await befriend(ana, bob)`, `await relations(ana) == {"bob": FRIEND}`."""

from tests.worlds.communities import ok
from tests.worlds.people import Person

FRIEND, BLOCKED, INCOMING, OUTGOING = 1, 2, 3, 4
MINE = "/users/@me/relationships"


def with_(other: Person) -> str:
    """Return the path of what somebody is to oneself."""
    return f"{MINE}/{other.id}"


async def ask(who: Person, whom: Person) -> None:
    await ok(who, "PUT", with_(whom), {})


async def befriend(one: Person, *others: Person) -> None:
    """Let people ask and one person say yes."""
    for other in others:
        await ask(other, one)
        await ok(one, "PUT", with_(other), {"only_accept": True})


async def relations(who: Person) -> dict[str, int]:
    """Return what others are to somebody, by username."""
    return {one["user"]["username"]: one["type"] for one in await ok(who, "GET", MINE)}
