"""Friend requests: who may send them to whom, what they become, and what nobody can learn from them."""

import asyncio
import json
from typing import Any

import httpx2
import psycopg
import pytest
from tests.fakes.clock import FakeClock
from tests.worlds.communities import bot, ok, refused, server
from tests.worlds.friendships import (
    BLOCKED,
    FRIEND,
    INCOMING,
    MINE,
    OUTGOING,
    ask,
    befriend,
    relations,
    with_,
)
from tests.worlds.people import Person, log_in, sign_up

from beep.app.program import Program
from beep.kit.ids import UserId

pytestmark = pytest.mark.anyio


class TestAsking:
    @pytest.mark.req("FRND-01", "ENT-06", "USER-04", "AMB-15")
    @pytest.mark.parametrize("name", ["bob", "BOB", "\uff42\uff4f\uff42"])
    async def test_a_request_finds_a_username_whatever_its_case_and_width(
        self, api: httpx2.AsyncClient, name: str
    ) -> None:
        ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
        answer = await ana.post(MINE, {"username": name})
        assert answer.status_code == 201
        sent = answer.json()
        assert (sent["id"], sent["type"], sent["nickname"]) == (str(bob.id), OUTGOING, None)
        assert sent["user"]["username"] == "bob"
        assert await relations(ana) == {"bob": OUTGOING}
        assert await relations(bob) == {"ana": INCOMING}

    @pytest.mark.req("FRND-01", "USER-04")
    async def test_a_request_finds_an_id(self, api: httpx2.AsyncClient) -> None:
        ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
        assert (await ok(ana, "PUT", with_(bob), {}))["type"] == OUTGOING
        assert await relations(bob) == {"ana": INCOMING}

    async def test_asking_twice_changes_nothing(self, api: httpx2.AsyncClient, program: Program) -> None:
        ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
        first = await ok(ana, "PUT", with_(bob), {})
        assert await ok(ana, "PUT", with_(bob), {}) == first
        assert await ok(ana, "POST", MINE, {"username": "bob"}) == first
        assert await told(program) == ["friend_request.sent"]

    @pytest.mark.req("FRND-04")
    @pytest.mark.parametrize("name", ["ana", "ANA", "\uff21na", "\u0430na", "anna"])
    async def test_oneself_is_refused_whatever_the_name_looks_like(
        self, api: httpx2.AsyncClient, name: str
    ) -> None:
        # `anna` was hers until a moment ago and is still held for her.
        ana = await sign_up(api, "anna")
        await ok(ana, "PATCH", "/users/@me", {"username": "ana"})
        error = await refused(ana, "POST", MINE, {"username": name}, status=400, code=50035)
        assert error["errors"]["username"]["_errors"][0]["code"] == "ONESELF"

    @pytest.mark.req("FRND-04")
    async def test_ones_own_id_is_refused(self, api: httpx2.AsyncClient) -> None:
        ana = await sign_up(api, "ana")
        error = await refused(ana, "PUT", with_(ana), {}, status=400, code=50035)
        assert error["errors"]["user_id"]["_errors"][0]["code"] == "ONESELF"

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({}, "username"),
            ({"username": ""}, "username"),
            ({"username": "x" * 101}, "username"),
            ({"username": 7}, "username"),
            ({"username": {"$ne": ""}}, "username"),
            ({"username": "a\0b"}, "username"),
        ],
    )
    async def test_what_is_no_name_is_refused_by_field(
        self, api: httpx2.AsyncClient, body: object, field: str
    ) -> None:
        ana = await sign_up(api, "ana")
        error = await refused(ana, "POST", MINE, body, status=400, code=50035)
        assert list(error["errors"]) == [field]

    async def test_whom_one_blocks_cannot_be_asked(self, api: httpx2.AsyncClient) -> None:
        ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
        await ok(ana, "PUT", with_(bob), {"type": BLOCKED})
        error = await refused(ana, "PUT", with_(bob), {}, status=409)
        assert error["key"] == "friends.you_block_them"
        assert await relations(ana) == {"bob": BLOCKED}
        assert await relations(bob) == {}

    async def test_bots_have_no_friends(self, api: httpx2.AsyncClient) -> None:
        ana = await sign_up(api, "ana")
        helper = await bot(ana, "aide")
        await refused(helper, "GET", MINE, status=403, code=20001)
        await refused(helper, "POST", MINE, {"username": "ana"}, status=403, code=20001)
        await refused(helper, "PUT", with_(ana), {}, status=403, code=20001)
        await refused(ana, "POST", MINE, {"username": "aide"}, status=404, code=10013)
        await refused(ana, "PUT", f"{MINE}/{helper.id}", {}, status=404, code=10013)


class TestAnswering:
    @pytest.mark.req("FRND-02", "FRND-03", "FRND-07", "ENT-07")
    async def test_only_a_yes_makes_friends_of_both(self, api: httpx2.AsyncClient, program: Program) -> None:
        friends = program.face("friends")
        ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
        await ask(ana, bob)
        assert not await friends.are_friends(UserId(ana.id), UserId(bob.id))
        made = await ok(bob, "PUT", with_(ana), {"only_accept": True})
        assert made["type"] == FRIEND
        assert (await relations(ana), await relations(bob)) == ({"bob": FRIEND}, {"ana": FRIEND})
        assert await friends.are_friends(UserId(ana.id), UserId(bob.id))
        assert await friends.friends_of(UserId(bob.id)) == {ana.id}

    @pytest.mark.req("FRND-02")
    async def test_only_the_addressee_may_accept(self, api: httpx2.AsyncClient) -> None:
        ana, bob, eve = [await sign_up(api, name) for name in ("ana", "bob", "eve")]
        await ask(ana, bob)
        for who, whom in ((ana, bob), (eve, ana), (eve, bob)):
            error = await refused(who, "PUT", with_(whom), {"only_accept": True}, status=404)
            assert error["key"] == "friends.not_asked"
        assert await relations(bob) == {"ana": INCOMING}
        assert await relations(eve) == {}

    @pytest.mark.req("FRND-02")
    async def test_accepting_twice_changes_nothing(self, api: httpx2.AsyncClient, program: Program) -> None:
        ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
        await ask(ana, bob)
        first = await ok(bob, "PUT", with_(ana), {"only_accept": True})
        assert await ok(bob, "PUT", with_(ana), {"only_accept": True}) == first
        assert await ok(bob, "PUT", with_(ana), {}) == first
        assert await told(program) == ["friend_request.sent", "friend_request.accepted"]

    @pytest.mark.req("FRND-02")
    async def test_a_refused_request_may_be_sent_again_after_a_week(
        self, api: httpx2.AsyncClient, clock: FakeClock
    ) -> None:
        ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
        await ask(ana, bob)
        for _ in range(2):
            await ok(bob, "DELETE", f"{with_(ana)}?type={INCOMING}")
        assert (await relations(ana), await relations(bob)) == ({}, {})
        clock.move(days=7, seconds=-1)
        ana, bob = await log_in(api, ana), await log_in(api, bob)
        await refused(ana, "PUT", with_(bob), {}, status=404, code=10013)
        clock.move(seconds=1)
        await ask(ana, bob)
        assert await relations(bob) == {"ana": INCOMING}

    async def test_who_refused_may_ask_and_is_answered_at_once(self, api: httpx2.AsyncClient) -> None:
        ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
        await ask(ana, bob)
        await ok(bob, "DELETE", with_(ana))
        await ask(bob, ana)
        await ok(bob, "DELETE", f"{with_(ana)}?type={OUTGOING}")
        await ask(ana, bob)
        assert await relations(bob) == {"ana": INCOMING}

    async def test_a_withdrawn_request_is_gone_for_both(self, api: httpx2.AsyncClient) -> None:
        ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
        await ask(ana, bob)
        for _ in range(2):
            await ok(ana, "DELETE", f"{with_(bob)}?type={OUTGOING}")
        assert (await relations(ana), await relations(bob)) == ({}, {})
        await refused(bob, "PUT", with_(ana), {"only_accept": True}, status=404)
        await ask(ana, bob)
        assert await relations(bob) == {"ana": INCOMING}

    @pytest.mark.req("FRND-06")
    async def test_removing_a_friend_ends_it_for_both(
        self, api: httpx2.AsyncClient, program: Program
    ) -> None:
        friends = program.face("friends")
        ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
        await befriend(ana, bob)
        assert await friends.are_friends(UserId(ana.id), UserId(bob.id))
        for _ in range(2):
            await ok(bob, "DELETE", f"{with_(ana)}?type={FRIEND}")
        assert (await relations(ana), await relations(bob)) == ({}, {})
        assert not await friends.are_friends(UserId(ana.id), UserId(bob.id))
        assert await friends.friends_of(UserId(bob.id)) == frozenset()
        await ask(bob, ana)
        assert await relations(ana) == {"bob": INCOMING}

    async def test_what_became_something_else_meanwhile_is_not_ended(self, api: httpx2.AsyncClient) -> None:
        ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
        await befriend(ana, bob)
        error = await refused(bob, "DELETE", f"{with_(ana)}?type={OUTGOING}", status=409)
        assert error["key"] == "friends.relation_changed"
        assert await relations(ana) == {"bob": FRIEND}
        await refused(bob, "DELETE", f"{with_(ana)}?type=9", status=400, code=50035)


class TestBlocking:
    async def test_a_block_ends_a_friendship(self, api: httpx2.AsyncClient, program: Program) -> None:
        ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
        await befriend(ana, bob)
        await ok(ana, "PUT", with_(bob), {"type": BLOCKED})
        assert (await relations(ana), await relations(bob)) == ({"bob": BLOCKED}, {})
        assert not await program.face("friends").are_friends(UserId(bob.id), UserId(ana.id))

    @pytest.mark.parametrize("path", ["/users/@me/blocks", MINE])
    async def test_a_block_ends_requests_either_way(self, api: httpx2.AsyncClient, path: str) -> None:
        ana, bob, eve = [await sign_up(api, name) for name in ("ana", "bob", "eve")]
        await ask(ana, bob)
        await ask(eve, ana)
        for other in (bob, eve):
            await ok(ana, "PUT", f"{path}/{other.id}", {"type": BLOCKED})
        assert await relations(ana) == {"bob": BLOCKED, "eve": BLOCKED}
        assert (await relations(bob), await relations(eve)) == ({}, {})

    async def test_an_unblocked_person_is_a_stranger(self, api: httpx2.AsyncClient) -> None:
        ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
        await befriend(ana, bob)
        await ok(ana, "PUT", with_(bob), {"type": BLOCKED})
        for _ in range(2):
            await ok(ana, "DELETE", f"{with_(bob)}?type={BLOCKED}")
        assert await relations(ana) == {}
        await ask(bob, ana)
        assert await relations(ana) == {"bob": INCOMING}

    async def test_two_may_block_each_other_and_each_sees_their_own(self, api: httpx2.AsyncClient) -> None:
        ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
        await ok(ana, "PUT", with_(bob), {"type": BLOCKED})
        await ok(bob, "PUT", with_(ana), {"type": BLOCKED})
        await ok(bob, "DELETE", with_(ana))
        assert (await relations(ana), await relations(bob)) == ({"bob": BLOCKED}, {})


class TestPrivacy:
    async def chosen(self, who: Person, whose: str) -> None:
        body = {"friend_requests": whose}
        assert await ok(who, "PATCH", f"{MINE}/settings", body) == body
        assert await ok(who, "GET", f"{MINE}/settings") == body

    async def test_everyone_may_ask_at_first(self, api: httpx2.AsyncClient) -> None:
        ana = await sign_up(api, "ana")
        assert await ok(ana, "GET", f"{MINE}/settings") == {"friend_requests": "everyone"}
        error = await refused(
            ana, "PATCH", f"{MINE}/settings", {"friend_requests": "all"}, status=400, code=50035
        )
        assert list(error["errors"]) == ["friend_requests"]

    async def test_members_of_a_server_in_common(self, api: httpx2.AsyncClient) -> None:
        ana, bob, eve = [await sign_up(api, name) for name in ("ana", "bob", "eve")]
        salon = await server(eve)
        await salon.member(bob)
        await self.chosen(bob, "servers")
        await refused(ana, "PUT", with_(bob), {}, status=404, code=10013)
        await ask(eve, bob)
        assert await relations(bob) == {"eve": INCOMING}
        await salon.member(ana)
        await ask(ana, bob)
        assert await relations(bob) == {"eve": INCOMING, "ana": INCOMING}

    async def test_friends_of_friends(self, api: httpx2.AsyncClient) -> None:
        ana, bob, eve = [await sign_up(api, name) for name in ("ana", "bob", "eve")]
        await befriend(eve, bob)
        await self.chosen(bob, "friends_of_friends")
        await refused(ana, "PUT", with_(bob), {}, status=404, code=10013)
        await befriend(eve, ana)
        await ask(ana, bob)
        assert await relations(bob) == {"eve": FRIEND, "ana": INCOMING}

    async def test_nobody_but_who_was_asked(self, api: httpx2.AsyncClient) -> None:
        ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
        await self.chosen(bob, "nobody")
        await refused(ana, "PUT", with_(bob), {}, status=404, code=10013)
        await ask(bob, ana)
        await ask(ana, bob)
        assert await relations(bob) == {"ana": FRIEND}


class TestVerification:
    @pytest.fixture
    def environment(self) -> dict[str, str]:
        return {"BEEP_AUTH__EMAIL_VERIFICATION": "required"}

    @pytest.mark.req("AUTH-01")
    async def test_who_did_not_confirm_their_email_neither_asks_nor_accepts(
        self, api: httpx2.AsyncClient
    ) -> None:
        ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
        for method, path, body in (
            ("POST", MINE, {"username": "bob"}),
            ("POST", MINE, {"username": "nobody-here"}),
            ("PUT", with_(bob), {}),
            ("PUT", with_(bob), {"only_accept": True}),
        ):
            error = await refused(ana, method, path, body, status=403, code=40002)
            assert error["key"] == "auth.email_not_verified"
        await ok(ana, "PUT", with_(bob), {"type": BLOCKED})
        await ok(ana, "DELETE", with_(bob))


class TestLimits:
    @pytest.fixture
    def environment(self) -> dict[str, str]:
        return {
            "BEEP_FRIENDS__REQUESTS_SENT": "3",
            "BEEP_FRIENDS__REQUESTS_RECEIVED": "4",
            "BEEP_FRIENDS__FRIENDS": "2",
        }

    @pytest.mark.req("S-30")
    async def test_requests_sent_are_as_many_as_the_limit_however_many_at_once(
        self, api: httpx2.AsyncClient
    ) -> None:
        ana = await sign_up(api, "ana")
        others = [await sign_up(api, f"person-{n}") for n in range(8)]
        answers = await asyncio.gather(*(ana.put(with_(one), {}) for one in others))
        assert sorted(one.status_code for one in answers) == [200] * 3 + [409] * 5
        assert {one.json()["key"] for one in answers if one.status_code == 409} == {
            "friends.too_many_requests"
        }
        assert len(await relations(ana)) == 3
        # The limit hides who exists: nobody is looked at any more.
        await refused(ana, "POST", MINE, {"username": "nobody-here"}, status=409)

    @pytest.mark.req("S-30")
    async def test_requests_received_are_as_many_as_the_limit(self, api: httpx2.AsyncClient) -> None:
        ana = await sign_up(api, "ana")
        others = [await sign_up(api, f"person-{n}") for n in range(7)]
        answers = await asyncio.gather(*(one.put(with_(ana), {}) for one in others))
        assert sorted(one.status_code for one in answers) == [200] * 4 + [404] * 3
        assert len(await relations(ana)) == 4

    @pytest.mark.req("S-30")
    async def test_friends_are_as_many_as_the_limit_on_both_sides(self, api: httpx2.AsyncClient) -> None:
        ana = await sign_up(api, "ana")
        others = [await sign_up(api, f"person-{n}") for n in range(4)]
        for one in others:
            await ask(one, ana)
        answers = await asyncio.gather(*(ana.put(with_(one), {"only_accept": True}) for one in others))
        assert sorted(one.status_code for one in answers) == [200] * 2 + [409] * 2
        assert sorted((await relations(ana)).values()) == [FRIEND] * 2 + [INCOMING] * 2
        late = await sign_up(api, "late")
        await ask(ana, late)
        error = await refused(late, "PUT", with_(ana), {}, status=409)
        assert error["key"] == "friends.too_many_friends"
        assert await relations(late) == {"ana": INCOMING}


class TestAtOnce:
    @pytest.mark.req("FRND-07")
    async def test_crossed_requests_make_one_friendship(
        self, api: httpx2.AsyncClient, program: Program
    ) -> None:
        for round_ in range(8):
            ana = await sign_up(api, f"ana-{round_}")
            bob = await sign_up(api, f"bob-{round_}")
            answers = await asyncio.gather(
                *(one.put(with_(other), {}) for one, other in [(ana, bob), (bob, ana)] * 4)
            )
            assert {one.status_code for one in answers} == {200}
            assert await relations(ana) == {bob.username: FRIEND}
            assert await relations(bob) == {ana.username: FRIEND}
        async with program.database.read() as connection:
            rows = await connection.exec_driver_sql(
                "SELECT (SELECT count(*) FROM friends.friendship), (SELECT count(*) FROM friends.request)"
            )
            assert tuple(rows.one()) == (8, 0)
        assert sorted(await told(program)) == ["friend_request.accepted"] * 8 + ["friend_request.sent"] * 8

    async def test_a_yes_and_a_withdrawal_at_once_leave_both_sides_alike(
        self, api: httpx2.AsyncClient
    ) -> None:
        for round_ in range(8):
            ana = await sign_up(api, f"ana-{round_}")
            bob = await sign_up(api, f"bob-{round_}")
            await ask(ana, bob)
            yes, gone = await asyncio.gather(
                bob.put(with_(ana), {"only_accept": True}), ana.delete(f"{with_(bob)}?type={OUTGOING}")
            )
            assert (yes.status_code, gone.status_code) in {(200, 409), (404, 204)}
            expected = {bob.username: FRIEND} if yes.status_code == 200 else {}
            assert await relations(ana) == expected
            assert list((await relations(bob)).values()) == list(expected.values())

    async def test_a_block_and_a_yes_at_once_leave_no_friendship(self, api: httpx2.AsyncClient) -> None:
        for round_ in range(8):
            ana = await sign_up(api, f"ana-{round_}")
            bob = await sign_up(api, f"bob-{round_}")
            await ask(ana, bob)
            await asyncio.gather(ana.put(f"/users/@me/blocks/{bob.id}"), bob.put(with_(ana), {}))
            assert await relations(ana) == {bob.username: BLOCKED}
            assert await relations(bob) == {}


class TestTelling:
    @pytest.mark.req("FRND-09", "AMB-18")
    async def test_the_bus_hears_who_accepted_whom_and_when_once_it_is_stored(
        self, api: httpx2.AsyncClient, program: Program
    ) -> None:
        ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
        heard: list[tuple[dict[str, Any], int]] = []
        deliver = program.relay.orderer._deliver

        def listen(recorded: Any) -> None:
            if recorded.fact.NAME == "friend_request.accepted":
                # Another connection already sees the row: it was committed before anybody was told.
                with psycopg.connect(program.database.conninfo) as beside:
                    [count] = beside.execute("SELECT count(*) FROM friends.friendship").fetchone() or (0,)
                heard.append((json.loads(recorded.fact.payload()), count))
            deliver(recorded)

        program.relay.orderer._deliver = listen
        await ask(ana, bob)
        await ok(bob, "PUT", with_(ana), {})
        # The clock of tests stands at noon.
        expected = {"userId": str(bob.id), "friendId": str(ana.id), "timestamp": "2026-03-01T12:00:00Z"}
        assert heard == [(expected, 1)]
        assert list(heard[0][0]) == ["userId", "friendId", "timestamp"]

    async def test_each_act_is_told_once_by_who_acted(
        self, api: httpx2.AsyncClient, program: Program
    ) -> None:
        ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
        for whose, path in ((ana, with_(bob)), (bob, with_(ana)), (ana, with_(bob))):
            await ok(whose, "PUT", path, {})
        await ok(ana, "DELETE", with_(bob))
        await ask(ana, bob)
        await ok(ana, "DELETE", with_(bob))
        await ask(bob, ana)
        await ok(ana, "DELETE", with_(bob))
        assert await told(program) == [
            "friend_request.sent",
            "friend_request.accepted",
            "friend.removed",
            "friend_request.sent",
            "friend_request.withdrawn",
            "friend_request.sent",
            "friend_request.refused",
        ]


async def told(program: Program) -> list[str]:
    """Return the names of the facts of friends so far."""
    async with program.database.read() as connection:
        rows = await connection.exec_driver_sql(
            "SELECT name FROM outbox.fact WHERE starts_with(name, 'friend') ORDER BY txid, stream, seq"
        )
        return [row[0] for row in rows]
