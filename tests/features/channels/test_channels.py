"""Channels: made, changed, deleted, and seen by whom."""

import asyncio

import httpx2
import pytest
from tests.worlds.communities import Community, jobs_done, ok, refused, server
from tests.worlds.people import Person, sign_up

from beep.app.program import Program
from beep.features import channels, servers
from beep.features.channels.drafts import ChannelDraft
from beep.kit.actor import Actor
from beep.kit.ids import ChannelId, ServerId, UserId
from beep.kit.permissions import DEFAULT_ROLE, Permission

pytestmark = pytest.mark.anyio


async def _salon(api: httpx2.AsyncClient, *names: str) -> tuple[Community, list[Person]]:
    ana, *others = [await sign_up(api, name) for name in ("ana", *names)]
    salon = await server(ana)
    await salon.member(*others)
    return salon, others


async def _override(salon: Community, channel_id: int, target_id: int, kind: int, **bits: Permission) -> None:
    body = {"type": kind, **{name: str(int(one)) for name, one in bits.items()}}
    await ok(salon.owner, "PUT", f"/channels/{channel_id}/permissions/{target_id}", body)


@pytest.mark.req("CHAN-01", "ENT-03", "ENT-09")
async def test_a_channel_is_created_changed_and_deleted(api: httpx2.AsyncClient) -> None:
    salon, [bob] = await _salon(api, "bob")

    made = await ok(salon.owner, "POST", f"{salon.path}/channels", {"name": "atelier", "topic": "Outils"})
    path = f"/channels/{made['id']}"
    assert (made["type"], made["guild_id"], made["position"]) == (0, str(salon.id), 1)
    assert (made["name"], made["topic"], made["permission_overwrites"]) == ("atelier", "Outils", [])
    assert {"last_message_id", "parent_id", "nsfw", "rate_limit_per_user", "flags"} <= set(made)
    assert await ok(bob, "GET", path) == made

    changed = await ok(salon.owner, "PATCH", path, {"name": "Cabane", "topic": None, "position": 0})
    assert (changed["name"], changed["topic"], changed["position"]) == ("Cabane", None, 0)
    assert await ok(bob, "GET", path) == changed
    listed = await ok(bob, "GET", f"{salon.path}/channels")
    assert [(one["name"], one["position"]) for one in listed] == [("Cabane", 0), ("général", 1)]

    assert (await ok(salon.owner, "DELETE", path))["id"] == made["id"]
    await refused(bob, "GET", path, status=404, code=10003)
    await refused(salon.owner, "DELETE", path, status=404, code=10003)


@pytest.mark.req("CHAN-06")
@pytest.mark.parametrize("name", ["a", "a b", "a.b", "a😀", "a\u200bb", "x" * 51])
async def test_a_channel_name_of_other_signs_or_lengths_is_refused(
    shared_salon: Community, name: str
) -> None:
    salon = shared_salon
    await refused(salon.owner, "POST", f"{salon.path}/channels", {"name": name}, status=400, code=50035)
    path = f"/channels/{salon.first_channel}"
    await refused(salon.owner, "PATCH", path, {"name": name}, status=400, code=50035)


@pytest.mark.req("CHAN-06")
async def test_a_channel_name_may_have_accents(api: httpx2.AsyncClient) -> None:
    salon, _ = await _salon(api)
    made = await ok(salon.owner, "POST", f"{salon.path}/channels", {"name": "e\u0301te\u0301-2026_ça"})
    assert made["name"] == "été-2026_ça"


@pytest.mark.parametrize("bad", [{"topic": "x" * 1025}, {"type": 99}, {"position": -1}])
async def test_what_a_channel_cannot_be_is_refused(api: httpx2.AsyncClient, bad: dict[str, object]) -> None:
    salon, _ = await _salon(api)
    body = {"name": "atelier", **bad}
    error = await refused(salon.owner, "POST", f"{salon.path}/channels", body, status=400, code=50035)
    assert set(error["errors"]) == set(bad)


@pytest.mark.req("PERM-01", "PERM-03", "CHAN-01")
async def test_channels_are_managed_by_who_may_and_hidden_from_strangers(api: httpx2.AsyncClient) -> None:
    salon, [bob, cleo] = await _salon(api, "bob", "cleo")
    eve = await sign_up(api, "eve")
    await salon.role("salles", Permission.MANAGE_CHANNELS, bob)
    path = f"/channels/{salon.first_channel}"
    create = f"{salon.path}/channels"

    await refused(eve, "GET", path, status=404, code=10003)
    await refused(eve, "PATCH", path, {"name": "autre"}, status=404, code=10003)
    await refused(eve, "DELETE", path, status=404, code=10003)
    await refused(eve, "POST", create, {"name": "autre"}, status=404, code=10004)
    await refused(cleo, "PATCH", path, {"name": "autre"}, status=403, code=50013)
    await refused(cleo, "DELETE", path, status=403, code=50013)
    await refused(cleo, "POST", create, {"name": "autre"}, status=403, code=50013)
    await ok(bob, "POST", create, {"name": "autre"})
    await ok(bob, "PATCH", path, {"name": "entree"})
    await ok(bob, "DELETE", path)


@pytest.mark.req("CHAN-02", "CHAN-07", "PERM-02")
async def test_a_channel_closed_to_a_role_does_not_exist_for_it(
    api: httpx2.AsyncClient, program: Program
) -> None:
    salon, [bob, cleo] = await _salon(api, "bob", "cleo")
    role = await salon.role("bureau", Permission(0), cleo)
    secret = await salon.channel("secret")
    await _override(salon, secret, salon.id, 0, deny=Permission.VIEW_CHANNEL)

    await refused(bob, "GET", f"/channels/{secret}", status=404, code=10003)
    assert [one["name"] for one in await ok(bob, "GET", f"{salon.path}/channels")] == ["général"]
    assert len(await ok(salon.owner, "GET", f"{salon.path}/channels")) == 2
    await _override(salon, secret, role, 0, allow=Permission.VIEW_CHANNEL)
    await ok(salon.owner, "DELETE", f"/channels/{secret}/permissions/{salon.id}")
    await salon.everyone_may(DEFAULT_ROLE & ~Permission.VIEW_CHANNEL)
    shown = await ok(cleo, "GET", f"/channels/{secret}")
    overwrites = [{"id": str(role), "type": 0, "allow": "1024", "deny": "0"}]
    assert shown["permission_overwrites"] == overwrites
    viewers = await program.face("channels").viewers(ChannelId(secret))
    assert viewers == {salon.owner.id, cleo.id}


@pytest.mark.req("PERM-02")
async def test_a_right_taken_in_one_channel_is_kept_in_others(
    api: httpx2.AsyncClient, program: Program
) -> None:
    salon, [bob] = await _salon(api, "bob")
    quiet = ChannelId(await salon.channel("calme"))
    await _override(salon, quiet, bob.id, 1, deny=Permission.SEND_MESSAGES)
    face, actor = program.face("channels"), Actor(UserId(bob.id))

    with pytest.raises(servers.MissingPermission):
        await face.access(actor, quiet, Permission.SEND_MESSAGES)
    found = await face.access(actor, quiet, Permission.READ_MESSAGE_HISTORY)
    assert found.permissions == DEFAULT_ROLE & ~Permission.SEND_MESSAGES
    await face.access(actor, ChannelId(salon.first_channel), Permission.SEND_MESSAGES)


@pytest.mark.req("PERM-06")
async def test_a_right_given_or_taken_counts_for_the_next_call(
    api: httpx2.AsyncClient, program: Program
) -> None:
    salon, [bob] = await _salon(api, "bob")
    face, actor = program.face("channels"), Actor(UserId(bob.id))
    first = ChannelId(salon.first_channel)
    for _ in range(3):
        await face.access(actor, first, Permission.SEND_MESSAGES)
        await salon.everyone_may(DEFAULT_ROLE & ~Permission.SEND_MESSAGES)
        with pytest.raises(servers.MissingPermission):
            await face.access(actor, first, Permission.SEND_MESSAGES)
        await salon.everyone_may(DEFAULT_ROLE)
    await ok(salon.owner, "DELETE", f"{salon.path}/members/{bob.id}")
    with pytest.raises(channels.ChannelNotFound):
        await face.access(actor, first, Permission(0))


async def test_access_is_answered_from_memory(api: httpx2.AsyncClient, program: Program) -> None:
    salon, [bob] = await _salon(api, "bob")
    face, actor = program.face("channels"), Actor(UserId(bob.id))
    first = ChannelId(salon.first_channel)
    await face.access(actor, first, Permission.SEND_MESSAGES)
    assert face.cached(first) is not None
    assert program.face("servers").cached_snapshot(ServerId(salon.id)) is not None

    # Work under way would miss the database, and nobody asks about that here.
    await jobs_done(program, "SELECT count(*) FROM outbox.fact WHERE pending")
    await jobs_done(program, "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')")
    await program.database.close()
    question = face.access(actor, first, Permission.SEND_MESSAGES)
    with pytest.raises(StopIteration):
        question.send(None)


@pytest.mark.req("CHAN-04")
async def test_a_channel_is_not_created_in_a_server_that_just_ended(
    api: httpx2.AsyncClient, program: Program
) -> None:
    salon, _ = await _salon(api)
    face = program.face("channels")
    # As if the deletion's consequences overtook a creation that had already been allowed.
    await face.life.delete_of_server(ServerId(salon.id))
    await face.life.delete_of_server(ServerId(salon.id))
    with pytest.raises(servers.ServerNotFound):
        await face.life.create(Actor(UserId(salon.owner.id)), ServerId(salon.id), ChannelDraft("tard"))
    await jobs_done(program, "SELECT count(*) FROM channels.channel")


async def test_invites_to_a_deleted_channel_end(api: httpx2.AsyncClient, program: Program) -> None:
    salon, _ = await _salon(api)
    kept = await salon.invite()
    doomed = await salon.channel()
    gone = (await ok(salon.owner, "POST", f"/channels/{doomed}/invites", {}))["code"]
    await ok(salon.owner, "DELETE", f"/channels/{doomed}")
    await jobs_done(program, f"SELECT count(*) FROM servers.invite WHERE code = '{gone}'")  # noqa: S608
    assert (await api.get(f"/invites/{kept}")).status_code == 200


async def test_a_server_may_lose_its_last_channel(api: httpx2.AsyncClient) -> None:
    salon, _ = await _salon(api)
    await ok(salon.owner, "DELETE", f"/channels/{salon.first_channel}")
    assert await ok(salon.owner, "GET", f"{salon.path}/channels") == []
    await salon.channel()


class TestSettings:
    """A lower limit, another first name."""

    @pytest.fixture
    def environment(self) -> dict[str, str]:
        return {"BEEP_CHANNELS__PER_SERVER": "5", "BEEP_CHANNELS__FIRST_NAME": "general"}

    @pytest.mark.req("SERV-06", "S-30")
    async def test_channels_created_at_once_never_exceed_the_limit(self, api: httpx2.AsyncClient) -> None:
        salon, _ = await _salon(api)
        assert salon.object["channels"][0]["name"] == "general"
        answers = await asyncio.gather(
            *(salon.owner.call("POST", f"{salon.path}/channels", {"name": f"c-{n}"}) for n in range(30))
        )
        assert sorted(answer.status_code for answer in answers) == [201] * 4 + [409] * 26
        assert len(await ok(salon.owner, "GET", f"{salon.path}/channels")) == 5


@pytest.mark.slow
@pytest.mark.slow
@pytest.mark.req("SERV-06", "S-30")
async def test_of_a_hundred_channels_created_at_once_only_the_last_free_place_is_taken(
    api: httpx2.AsyncClient,
) -> None:
    salon, _ = await _salon(api)
    for number in range(98):
        await salon.channel(f"salle-{number}")
    assert len(await ok(salon.owner, "GET", f"{salon.path}/channels")) == 99
    answers = await asyncio.gather(
        *(salon.owner.call("POST", f"{salon.path}/channels", {"name": f"c-{n}"}) for n in range(100))
    )
    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 99]
    assert len(await ok(salon.owner, "GET", f"{salon.path}/channels")) == 100


@pytest.mark.slow
@pytest.mark.req("SERV-06")
async def test_the_hundred_and_first_channel_is_refused(api: httpx2.AsyncClient) -> None:
    salon, _ = await _salon(api)
    for number in range(99):
        await salon.channel(f"salle-{number}")
    create = f"{salon.path}/channels"
    await refused(salon.owner, "POST", create, {"name": "trop"}, status=409, code=30013)
    await ok(salon.owner, "DELETE", f"/channels/{salon.first_channel}")
    await salon.channel("place")
