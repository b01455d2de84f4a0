"""Profiles and names, through HTTP and the service."""

import asyncio

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.worlds.communities import ok
from tests.worlds.people import PASSWORD, log_in, sign_up

from beep.app.program import Program
from beep.features import users
from beep.features.users import MAX_IDS, UsernameTaken, UserNotFound, UserObject
from beep.kit.errors import TooMany
from beep.kit.ids import UserId

pytestmark = pytest.mark.anyio


@pytest.fixture
def face(program: Program) -> users.Users:
    return program.face("users")


async def test_oneself_is_shown_with_what_only_oneself_sees(api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana")
    own = (await ana.get("/users/@me")).json()
    assert (own["id"], own["username"], own["global_name"], own["bot"]) == (str(ana.id), "ana", None, False)
    assert (own["email"], own["global_roles"], own["discriminator"]) == ("ana@example.org", ["user"], "0")


@pytest.mark.req("USER-04")
async def test_a_profile_is_found_by_id_without_its_private_part(api: httpx2.AsyncClient) -> None:
    ana, ben = await sign_up(api, "ana"), await sign_up(api, "ben")
    seen = (await ben.get(f"/users/{ana.id}")).json()
    assert seen["username"] == "ana"
    assert set(seen) == set(UserObject.__struct_fields__)


@pytest.mark.req("USER-06")
async def test_what_somebody_chose_and_whom_they_know_is_found_again_on_another_device(
    api: httpx2.AsyncClient,
) -> None:
    ana, ben = await sign_up(api, "ana"), await sign_up(api, "ben")
    await ok(ana, "PATCH", "/users/@me", {"global_name": "Anaïs", "locale": "en-GB"})
    await ok(ana, "PATCH", "/users/@me/relationships/settings", {"friend_requests": "nobody"})
    await ok(ana, "POST", "/users/@me/relationships", {"username": "ben"})
    await ok(ben, "PUT", f"/users/@me/relationships/{ana.id}", {})
    there = await log_in(api, ana)
    own = (await there.get("/users/@me")).json()
    assert (own["global_name"], own["locale"]) == ("Anaïs", "en-GB")
    assert (await there.get("/users/@me/relationships/settings")).json()["friend_requests"] == "nobody"
    [friend] = (await there.get("/users/@me/relationships")).json()
    assert (friend["id"], friend["user"]["username"], friend["type"]) == (str(ben.id), "ben", 1)


async def test_at_me_means_oneself_to_the_documented_address(api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana")
    assert (await ana.get("/users/%40me")).json()["email"] == "ana@example.org"


async def test_an_unknown_id_is_not_found(api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana")
    answer = await ana.get("/users/1")
    assert (answer.status_code, answer.json()["key"], answer.json()["code"]) == (
        404,
        "users.user_not_found",
        10013,
    )


async def test_profiles_ask_for_a_token(api: httpx2.AsyncClient) -> None:
    assert (await api.get("/users/@me")).status_code == 401


@pytest.mark.req("USER-04")
async def test_a_profile_is_found_by_username_in_any_case(api: httpx2.AsyncClient, face: users.Users) -> None:
    ana = await sign_up(api, "Ana")
    found = await face.find_by_username("aNA")
    assert found is not None
    assert found.id == ana.id


@pytest.mark.req("USER-04")
async def test_a_look_alike_finds_nobody(api: httpx2.AsyncClient, face: users.Users) -> None:
    await sign_up(api, "paul")
    assert await face.find_by_username("pau1") is None


@pytest.mark.req("USER-04")
@pytest.mark.parametrize(
    ("first", "second"), [("ana", "ANA"), ("pope", "\u0440\u043e\u0440\u0435"), ("paul", "PauI")]
)
async def test_a_name_that_looks_like_anothers_is_taken(
    api: httpx2.AsyncClient, first: str, second: str
) -> None:
    await sign_up(api, first)
    body = {"email": "other@example.org", "password": PASSWORD, "username": second}
    answer = await api.post("/auth/signup", json=body)
    assert (answer.status_code, answer.json()["key"]) == (409, "users.username_taken")


@pytest.mark.req("USER-02", "USER-03")
@pytest.mark.parametrize("name", ["ab", "x" * 33, "a b c", "ab😀"])
async def test_a_bad_username_names_the_field(api: httpx2.AsyncClient, name: str) -> None:
    body = {"email": "ana@example.org", "password": PASSWORD, "username": name}
    answer = await api.post("/auth/signup", json=body)
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["username"]


async def test_names_are_changed_and_a_null_display_name_is_removed(api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana")
    named = await ana.patch("/users/@me", {"username": "anna", "global_name": "Anna B"})
    assert (named.json()["username"], named.json()["global_name"]) == ("anna", "Anna B")
    kept = await ana.patch("/users/@me", {"username": "anna-2"})
    assert kept.json()["global_name"] == "Anna B"
    assert (await ana.patch("/users/@me", {"global_name": None})).json()["global_name"] is None


async def test_a_rename_is_seen_by_others_at_once(api: httpx2.AsyncClient) -> None:
    ana, ben = await sign_up(api, "ana"), await sign_up(api, "ben")
    await ben.get(f"/users/{ana.id}")
    await ana.patch("/users/@me", {"username": "anna"})
    assert (await ben.get(f"/users/{ana.id}")).json()["username"] == "anna"


async def test_changing_only_the_case_of_ones_name_is_allowed(api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana")
    assert (await ana.patch("/users/@me", {"username": "Ana"})).json()["username"] == "Ana"


async def test_a_former_name_is_held_for_thirty_days(api: httpx2.AsyncClient, clock: FakeClock) -> None:
    ana = await sign_up(api, "ana")
    await ana.patch("/users/@me", {"username": "anna"})
    clock.move(days=29)
    taken = {"email": "eve@example.org", "password": PASSWORD, "username": "ana"}
    assert (await api.post("/auth/signup", json=taken)).status_code == 409
    clock.move(days=1, seconds=1)
    assert (await api.post("/auth/signup", json=taken)).status_code == 201


async def test_a_former_name_may_be_taken_back(api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana")
    await ana.patch("/users/@me", {"username": "anna"})
    assert (await ana.patch("/users/@me", {"username": "ana"})).status_code == 200


async def test_nobody_hoards_names(api: httpx2.AsyncClient, face: users.Users) -> None:
    ana = await sign_up(api, "ana")
    for number in range(5):
        await face.rename(UserId(ana.id), username=f"anna-{number}", display_name=None)
    with pytest.raises(TooMany):
        await face.rename(UserId(ana.id), username="annabelle", display_name=None)
    assert (await face.get(UserId(ana.id))).username == "anna-4"


@pytest.mark.req("USER-04")
async def test_one_of_many_concurrent_claims_of_a_name_wins(face: users.Users) -> None:
    async def claim(number: int) -> bool:
        try:
            await face.create(UserId(number), "ana", None)
        except UsernameTaken:
            return False
        return True

    assert sum(await asyncio.gather(*(claim(number) for number in range(1, 21)))) == 1


async def test_a_profile_counts_only_once_activated(face: users.Users) -> None:
    await face.create(UserId(7), "ana", None)
    assert await face.list_by_ids([UserId(7)]) == []
    await face.activate(UserId(7))
    await face.activate(UserId(7))
    assert (await face.get(UserId(7))).username == "ana"


async def test_a_profile_never_activated_frees_its_name(face: users.Users, clock: FakeClock) -> None:
    await face.create(UserId(7), "ana", None)
    clock.move(minutes=9)
    with pytest.raises(UsernameTaken):
        await face.create(UserId(8), "ana", None)
    clock.move(minutes=1)
    await face.create(UserId(8), "ana", None)


async def test_who_activates_too_late_gets_a_name_of_their_own(face: users.Users, clock: FakeClock) -> None:
    await face.create(UserId(7), "ana", None)
    clock.move(minutes=11)
    await face.create(UserId(8), "ana", None)
    await face.activate(UserId(8))
    await face.activate(UserId(7))
    assert (await face.get(UserId(7))).username == "user-7"


async def test_a_discarded_profile_is_gone_and_its_name_free(face: users.Users) -> None:
    await face.create(UserId(7), "ana", None)
    await face.discard(UserId(7))
    await face.discard(UserId(7))
    await face.create(UserId(8), "ana", None)


async def test_discarding_leaves_an_active_profile_alone(face: users.Users) -> None:
    await face.create(UserId(7), "ana", None)
    await face.activate(UserId(7))
    await face.discard(UserId(7))
    assert (await face.get(UserId(7))).username == "ana"


async def test_a_deleted_bot_keeps_its_id_and_frees_its_name(face: users.Users) -> None:
    await face.create(UserId(7), "robot", "Robot", is_bot=True)
    await face.discard_bot(UserId(7))
    await face.discard_bot(UserId(7))
    gone = await face.get(UserId(7))
    assert (gone.username, gone.display_name, gone.is_bot) == ("deleted-7", None, True)
    await face.create(UserId(8), "robot", None, is_bot=True)


async def test_a_deleted_bot_cannot_be_renamed(face: users.Users) -> None:
    await face.create(UserId(7), "robot", None, is_bot=True)
    await face.discard_bot(UserId(7))
    with pytest.raises(UserNotFound):
        await face.rename(UserId(7), username="robot", display_name=None)


async def test_many_profiles_are_asked_for_at_once_and_remembered(face: users.Users) -> None:
    for number in (1, 2, 3):
        await face.create(UserId(number), f"robot-{number}", None, is_bot=True)
    assert face.cached(UserId(1)) is None
    found = await face.list_by_ids([UserId(1), UserId(2), UserId(2), UserId(99)])
    assert sorted(view.id for view in found) == [1, 2]
    assert face.cached(UserId(1)) is not None
    again = await face.list_by_ids([UserId(1), UserId(3)])
    assert sorted(view.id for view in again) == [1, 3]


async def test_more_than_a_thousand_profiles_at_once_is_a_fault(face: users.Users) -> None:
    with pytest.raises(ValueError, match="1000"):
        await face.list_by_ids([UserId(number) for number in range(MAX_IDS + 1)])


async def test_one_chooses_the_language_one_is_written_to_in(api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana")
    assert (await ana.get("/users/@me")).json()["locale"] == "fr"
    assert (await ana.patch("/users/@me", {"locale": "en-US"})).json()["locale"] == "en-GB"
    assert (await ana.get("/users/@me")).json()["locale"] == "en-GB"
    assert (await ana.patch("/users/@me", {"global_name": "Ana"})).json()["locale"] == "en-GB"
    assert (await ana.patch("/users/@me", {"locale": "x" * 36})).status_code == 400
