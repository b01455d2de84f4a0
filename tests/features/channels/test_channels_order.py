"""The order of channels: whoever moves what when, all are there once and everybody sees the same."""

import asyncio
import random
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.thorough import IS_THOROUGH
from tests.worlds.communities import Community, ok, refused, server
from tests.worlds.conversations import Served
from tests.worlds.mirror import Mirror
from tests.worlds.people import Person, sign_up

from beep.features.channels import ChannelView, rules
from beep.features.channels.drafts import Move
from beep.kit.ids import ChannelId, ServerId
from beep.kit.permissions import Permission

pytestmark = pytest.mark.anyio
_CATEGORIES, _OTHERS = (1, 2, 3), tuple(range(4, 12))
_places = st.none() | st.integers(0, 20)
_moves = st.builds(
    Move,
    st.sampled_from((*_CATEGORIES, *_OTHERS)).map(ChannelId),
    _places,
    st.booleans(),
    st.none() | st.sampled_from(_CATEGORIES).map(ChannelId),
)


def _view(number: int, place: int, parent: int | None = None) -> ChannelView:
    kind = 4 if number in _CATEGORIES else 0
    parent_id = None if parent is None else ChannelId(parent)
    return ChannelView(ChannelId(number), ServerId(99), kind, "n", None, place, {}, parent_id)


@pytest.mark.req("CHAN-03")
@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.none() | st.sampled_from((*_CATEGORIES, 77))), min_size=8, max_size=8
    ),
    st.lists(_moves, max_size=12),
)
def test_any_moves_leave_every_channel_once_without_holes(
    start: list[tuple[int, int | None]], moves: list[Move]
) -> None:
    listed = [_view(one, 0) for one in _CATEGORIES]
    listed += [_view(one, place, parent) for one, (place, parent) in zip(_OTHERS, start, strict=True)]
    moves = [one for one in moves if one.channel_id not in _CATEGORIES or not one.moves_parent]
    after = rules.arranged(listed, moves)
    assert sorted(one.id for one in after) == sorted(one.id for one in listed)
    places: dict[rules.Group, list[int]] = {}
    for one in after:
        assert one.parent_id is None or one.parent_id in _CATEGORIES
        places.setdefault(rules.group(one), []).append(one.position)
    for taken in places.values():
        assert sorted(taken) == list(range(len(taken)))
    assert rules.arranged(after) == rules.arranged(rules.arranged(after))


@pytest.mark.parametrize(
    ("moved", "place", "expected"),
    [(5, 0, [5, 4, 6, 7]), (4, 2, [5, 6, 4, 7]), (7, 1, [4, 7, 5, 6]), (4, 99, [5, 6, 7, 4])],
)
def test_a_moved_channel_stands_where_it_was_put(moved: int, place: int, expected: list[int]) -> None:
    listed = [_view(one, n) for n, one in enumerate((4, 5, 6, 7))]
    after = rules.arranged(listed, [Move(ChannelId(moved), place)])
    assert [one.id for one in sorted(after, key=rules.order)] == expected


async def _salon(api: httpx2.AsyncClient) -> tuple[Community, list[Person]]:
    ana, bob = [await sign_up(api, name) for name in ("ana", "bob")]
    salon = await server(ana)
    await salon.member(bob)
    await salon.role("salles", Permission.MANAGE_CHANNELS, bob)
    return salon, [ana, bob]


async def _order(who: Person, salon: Community) -> list[tuple[str | None, int, str]]:
    listed = await ok(who, "GET", f"{salon.path}/channels")
    return sorted((one["parent_id"] or "", one["position"], one["name"]) for one in listed)


@pytest.mark.req("CHAN-03")
async def test_an_order_is_given_in_one_call(api: httpx2.AsyncClient) -> None:
    salon, [ana, bob] = await _salon(api)
    category = await salon.channel("Jeux", type=4)
    first, a, b = salon.first_channel, await salon.channel("aa"), await salon.channel("bb")
    order: list[dict[str, Any]] = [
        {"id": str(b), "position": 0},
        {"id": str(first), "position": 1},
        {"id": str(a), "position": 0, "parent_id": str(category)},
    ]
    await ok(bob, "PATCH", f"{salon.path}/channels", order)
    assert await _order(ana, salon) == [
        ("", 0, "Jeux"),
        ("", 0, "bb"),
        ("", 1, "général"),
        (str(category), 0, "aa"),
    ]
    await ok(bob, "PATCH", f"{salon.path}/channels", [{"id": str(a), "parent_id": None}])
    assert await _order(ana, salon) == [("", 0, "Jeux"), ("", 0, "bb"), ("", 1, "général"), ("", 2, "aa")]


@pytest.mark.req("CHAN-03", "PERM-03")
async def test_an_order_is_given_by_who_manages_the_channels_in_it(api: httpx2.AsyncClient) -> None:
    salon, [ana, bob] = await _salon(api)
    cleo, eve = [await sign_up(api, name) for name in ("cleo", "eve")]
    await salon.member(cleo)
    a = await salon.channel("aa")
    order = [{"id": str(a), "position": 0}]
    await refused(cleo, "PATCH", f"{salon.path}/channels", order, status=403, code=50013)
    await refused(eve, "PATCH", f"{salon.path}/channels", order, status=404, code=10004)
    # What one does not see is passed over, exactly as what is gone.
    hide = {"type": 1, "deny": str(int(Permission.VIEW_CHANNEL))}
    await ok(ana, "PUT", f"/channels/{a}/permissions/{bob.id}", hide)
    await ok(bob, "PATCH", f"{salon.path}/channels", [*order, {"id": "7", "position": 1}])
    assert await _order(ana, salon) == [("", 0, "général"), ("", 1, "aa")]


@pytest.mark.req("CHAN-03")
async def test_moves_at_once_from_old_pictures_lose_nothing_and_all_sessions_agree(
    api: httpx2.AsyncClient, served: Served
) -> None:
    salon, people = await _salon(api)
    categories = [await salon.channel(f"Groupe {n}", type=4) for n in range(3)]
    others = [salon.first_channel, *[await salon.channel(f"salle-{n}") for n in range(6)]]
    mirrors = [Mirror(await served.person(one)) for one in people]
    chance = random.Random(random.random())  # noqa: S311 - the seed is pytest-randomly's

    def moves() -> list[dict[str, Any]]:
        some = chance.sample(others, 3)
        parents = [None, *map(str, categories)]
        return [
            {"id": str(one), "position": chance.randrange(6), "parent_id": chance.choice(parents)}
            for one in some
        ] + [{"id": str(chance.choice(categories)), "position": chance.randrange(3)}]

    rounds = 4 if IS_THOROUGH else 2
    for _ in range(rounds):
        await asyncio.gather(
            *(ok(who, "PATCH", f"{salon.path}/channels", moves()) for who in people * 3),
            salon.channel("venu"),
        )
        await served.settled()
        fresh = Mirror(await served.person(people[0])).picture()["servers"][str(salon.id)]["channels"]
        for mirror in mirrors:
            assert mirror.picture()["servers"][str(salon.id)]["channels"] == fresh
        places: dict[tuple[str | None, bool], list[int]] = {}
        for one in fresh.values():
            places.setdefault((one["parent_id"], one["type"] == 4), []).append(one["position"])
        for taken in places.values():
            assert sorted(taken) == list(range(len(taken)))
    assert {int(one) for one in fresh} >= {*categories, *others}
    assert len(fresh) == 3 + 7 + rounds


@pytest.mark.req("CHAN-03")
async def test_only_what_really_moved_is_told(api: httpx2.AsyncClient, served: Served) -> None:
    salon, [ana, _] = await _salon(api)
    a, b, c = [await salon.channel(name) for name in ("aa", "bb", "cc")]
    client = await served.person(ana)
    order = [{"id": str(one), "position": place} for place, one in enumerate((salon.first_channel, b, a, c))]
    await ok(ana, "PATCH", f"{salon.path}/channels", order)
    await ok(ana, "PATCH", f"{salon.path}/channels", order)
    await served.settled()
    told = [frame["d"]["id"] for frame in client.frames if frame.get("t") == "CHANNEL_UPDATE"]
    assert sorted(map(int, told)) == sorted((a, b))
