"""What becomes of a file: claimed once, kept, dropped with what carried it, swept when nobody comes."""

from collections.abc import Collection, Sequence
from typing import Any

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.features.media.conftest import Room
from tests.worlds.files import local, png, upload

from beep.app.program import Program
from beep.features.media import FileId, ListedAttachment
from beep.kit.actor import Actor
from beep.kit.errors import Invalid
from beep.kit.ids import ChannelId, UserId
from beep.runtime.http import Snowflake
from beep.runtime.storage import ObjectStorage, StorageAway

pytestmark = pytest.mark.anyio


class Desk:
    """Stands where messaging would: claims files for messages, and says which are used."""

    def __init__(self, program: Program, room: Room) -> None:
        self.media: Any = program.face("media")
        self.storage: ObjectStorage = self.media._storage
        self.channel = ChannelId(room.channel)
        self.actor = Actor(UserId(room.ana.id))
        self.used: set[FileId] = set()
        self.media.uses = self

    async def files_in_use(
        self, _channel: ChannelId, file_ids: Sequence[FileId], _until: object
    ) -> Collection[FileId]:
        return self.used & set(file_ids)

    async def claim(self, *file_ids: str, key: str | None = None, **more: Any) -> list[Any]:
        listed = [ListedAttachment(id=Snowflake(one), **more) for one in file_ids]
        return list(await self.media.attach(self.actor, self.channel, listed, key=key))

    async def stored(self) -> list[str]:
        """Return what lies in the store."""
        return await self.storage.list_under("attachments")


@pytest.fixture
async def desk(program: Program, room: Room) -> Desk:
    """Give a desk over an empty store: tests of one worker share theirs."""
    desk = Desk(program, room)
    await desk.storage.delete(await desk.stored())
    return desk


async def _is_there(api: httpx2.AsyncClient, file: dict[str, Any]) -> bool:
    return (await api.get(local(file["url"]))).status_code == 200


@pytest.mark.req("FILE-01")
async def test_a_file_belongs_to_one_message_only(room: Room, desk: Desk) -> None:
    one = await upload(room.ana, room.channel, "a.txt", b"x")
    [view] = await desk.claim(one["id"], key="n1", description="un", filename="../b.txt", is_spoiler=True)
    assert (view.description, view.filename, view.is_spoiler) == ("un", "b.txt", True)
    # The same message sent again, by its nonce.
    assert [view.id for view in await desk.claim(one["id"], key="n1")] == [int(one["id"])]
    for key in ("n2", None):
        with pytest.raises(Invalid):
            await desk.claim(one["id"], key=key)


@pytest.mark.req("S-04")
async def test_nobody_sends_anothers_file(room: Room, desk: Desk) -> None:
    bobs = await upload(room.bob, room.channel, "a.txt", b"x")
    with pytest.raises(Invalid):
        await desk.claim(bobs["id"])
    other = await room.salon.channel("ailleurs")
    elsewhere = await upload(room.ana, other, "a.txt", b"x")
    with pytest.raises(Invalid):
        await desk.claim(elsewhere["id"])


@pytest.mark.req("AMB-28")
async def test_a_message_carries_ten_files(room: Room, desk: Desk) -> None:
    files = [(await upload(room.ana, room.channel, f"{n}.txt", b"x"))["id"] for n in range(11)]
    with pytest.raises(Invalid):
        await desk.claim(*files)
    assert [str(one.id) for one in await desk.claim(*reversed(files[:10]))] == files[:10][::-1]


async def test_a_claim_that_fails_claims_nothing(room: Room, desk: Desk) -> None:
    good = await upload(room.ana, room.channel, "a.txt", b"x")
    with pytest.raises(Invalid):
        await desk.claim(good["id"], "12345")
    assert len(await desk.claim(good["id"])) == 1


async def test_a_released_file_may_be_sent_again(room: Room, desk: Desk) -> None:
    one = await upload(room.ana, room.channel, "a.txt", b"x")
    await desk.claim(one["id"])
    await desk.media.release([FileId(int(one["id"]))])
    assert len(await desk.claim(one["id"])) == 1


@pytest.mark.req("FILE-03")
async def test_what_is_deleted_is_gone_from_the_store_with_its_thumbnails(room: Room, desk: Desk) -> None:
    one = await upload(room.ana, room.channel, "a.png", png(300, 300))
    await desk.claim(one["id"])
    assert (await room.ana.api.get(f"{local(one['url'])}&width=64")).status_code == 200
    assert len(await desk.stored()) == 2

    for _ in range(2):
        await desk.media.delete([FileId(int(one["id"]))])
    assert await desk.stored() == []
    assert not await _is_there(room.ana.api, one)


@pytest.mark.req("FILE-03")
async def test_a_channels_files_go_with_it(room: Room, desk: Desk) -> None:
    other = await room.salon.channel("ailleurs")
    kept = await upload(room.ana, room.channel, "a.txt", b"x")
    gone = [await upload(room.ana, other, f"{n}.txt", b"x") for n in range(3)]
    await desk.media.delete_of_channel(ChannelId(other))
    assert await _is_there(room.ana.api, kept)
    assert [await _is_there(room.ana.api, one) for one in gone] == [False] * 3
    assert [int(key.split("/")[2]) for key in await desk.stored()] == [int(kept["id"])]


@pytest.mark.req("FILE-03")
async def test_files_nobody_sent_are_swept_after_a_day_and_never_one_in_use(
    room: Room, desk: Desk, clock: FakeClock
) -> None:
    waiting = await upload(room.ana, room.channel, "attend.txt", b"x")
    used = await upload(room.ana, room.channel, "envoye.txt", b"x")
    lost = await upload(room.ana, room.channel, "perdu.txt", b"x")
    await desk.claim(used["id"])
    await desk.claim(lost["id"])
    desk.used.add(FileId(int(used["id"])))

    clock.move(hours=23, minutes=59)
    await desk.media.sweep()
    assert len(await desk.stored()) == 3
    clock.move(minutes=2)
    await desk.media.sweep()
    assert [int(key.split("/")[2]) for key in await desk.stored()] == [int(used["id"])]
    # Settled for good: it is not asked about again.
    desk.used.clear()
    clock.move(days=30)
    await desk.media.sweep()
    assert [int(key.split("/")[2]) for key in await desk.stored()] == [int(used["id"])]
    assert not await _is_there(room.ana.api, waiting)


@pytest.mark.req("FILE-03")
async def test_a_store_that_is_away_is_asked_again(
    room: Room, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = await upload(room.ana, room.channel, "a.txt", b"x")

    async def away(keys: Sequence[str]) -> None:
        raise StorageAway(str(keys))

    with monkeypatch.context() as outage:
        outage.setattr(desk.storage, "delete", away)
        await desk.media.delete([FileId(int(one["id"]))])
        await desk.media.sweep()
        # Nobody reads it although its bytes are still there.
        assert len(await desk.stored()) == 1
        assert not await _is_there(room.ana.api, one)
    await desk.media.sweep()
    assert await desk.stored() == []
