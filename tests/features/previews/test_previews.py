"""Previews end to end: a link in a message, a page on this machine, a box under the message."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import httpx2
import psycopg
import pytest
from tests.worlds.authority import Authority
from tests.worlds.communities import Community, jobs_done, ok, server
from tests.worlds.conversations import Served, eventually, history, say
from tests.worlds.files import image, local, opened, pixel_flood
from tests.worlds.pages import Names, Site, answer, html, moved, on_loopback, pages
from tests.worlds.people import Person, sign_up

from beep.app.program import Program
from beep.features.messaging import Embed, with_picture
from beep.features.previews.service import PreviewsService
from beep.kit.permissions import DEFAULT_ROLE, Permission
from beep.runtime.database import conninfo
from beep.runtime.egress import Egress

pytestmark = pytest.mark.anyio
HEAD = (
    '<meta property="og:description" content="Un texte"><meta property="og:site_name" content="Jardin">'
    '<meta name="theme-color" content="#00ff00"><meta property="og:image" content="http://10.0.0.1/a.png">'
)


@pytest.fixture
def environment() -> dict[str, str]:
    return {"BEEP_PREVIEWS__ENABLED": "true"}


@pytest.fixture
async def ana(api: httpx2.AsyncClient) -> Person:
    return await sign_up(api, "ana")


@pytest.fixture
async def salon(ana: Person) -> Community:
    return await server(ana)


@pytest.fixture
async def site(program: Program) -> AsyncIterator[Site]:
    """Give a site previews may reach."""
    cast("PreviewsService", program.face("previews")).egress = Egress(on_loopback())
    async with pages() as running:
        yield running


async def settled(program: Program) -> None:
    """Wait until every fact has its jobs, and every job is done."""
    await jobs_done(program, "SELECT count(*) FROM outbox.fact WHERE pending")
    await jobs_done(program, "SELECT count(*) FROM public.procrastinate_jobs WHERE status <> 'succeeded'")


@contextmanager
def blocked(folder: Path) -> Iterator[None]:
    """Let nothing be stored in a folder: a file stands where it would be."""
    aside = folder.with_name("aside")
    if folder.exists():
        folder.rename(aside)
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_bytes(b"")
    try:
        yield
    finally:
        folder.unlink()
        if aside.exists():
            aside.rename(folder)


async def embeds(who: Person, message: dict[str, Any]) -> list[dict[str, Any]]:
    found = await ok(who, "GET", f"/channels/{message['channel_id']}/messages/{message['id']}")
    return list(found["embeds"])


async def edit(who: Person, message: dict[str, Any], **change: Any) -> dict[str, Any]:
    path = f"/channels/{message['channel_id']}/messages/{message['id']}"
    return dict(await ok(who, "PATCH", path, change))


def jobs_ever(database_url: str) -> int:
    """Count the jobs there ever were."""
    with psycopg.connect(conninfo(database_url)) as connection:
        row = connection.execute("SELECT last_value, is_called FROM procrastinate_jobs_id_seq").fetchone()
    assert row is not None
    return int(row[0]) if row[1] else 0


async def test_a_link_is_previewed_for_everybody_who_looks(
    ana: Person, salon: Community, site: Site, served: Served
) -> None:
    link = site.put("/a", html("Titre", HEAD))
    client = await served.person(ana)
    message = await say(ana, salon.first_channel, f"voir {link}")
    assert message["embeds"] == []
    updated = await client.event("MESSAGE_UPDATE", id=message["id"])
    assert updated["embeds"] == [
        {
            "type": "link",
            "title": "Titre",
            "description": "Un texte",
            "url": link,
            "color": 0x00FF00,
            "provider": {"name": "Jardin"},
        }
    ]
    assert updated["edited_timestamp"] is None
    assert updated["content"] == message["content"]
    assert [one["embeds"] for one in await history(ana, salon.first_channel)] == [updated["embeds"]]
    await settled(served.program)
    assert len(client.events("MESSAGE_UPDATE")) == 1


async def test_a_plain_message_asks_for_no_work(
    ana: Person, salon: Community, site: Site, program: Program, database_url: str
) -> None:
    await settled(program)
    before = jobs_ever(database_url)
    message = await say(ana, salon.first_channel, "sans lien: rien // à voir")
    await edit(ana, message, content="toujours rien")
    await say(ana, salon.first_channel, site.put("/a", html("T")), flags=4)
    await settled(program)
    assert (jobs_ever(database_url), site.requests) == (before, [])
    await say(ana, salon.first_channel, site.url("/a"))
    await settled(program)
    assert (jobs_ever(database_url), len(site.requests)) == (before + 1, 1)


async def test_previews_that_are_removed_stay_removed(
    ana: Person, salon: Community, site: Site, program: Program
) -> None:
    message = await say(ana, salon.first_channel, site.put("/a", html("T")))
    await settled(program)
    assert len(await embeds(ana, message)) == 1
    assert (await edit(ana, message, flags=4))["embeds"] == []
    await edit(ana, message, content=site.put("/b", html("U")))
    await settled(program)
    assert await embeds(ana, message) == []
    assert len(site.requests) == 1


async def test_who_may_not_embed_links_has_no_previews(
    ana: Person, salon: Community, site: Site, program: Program, api: httpx2.AsyncClient
) -> None:
    bob = await sign_up(api, "bob")
    await salon.member(bob)
    await salon.everyone_may(DEFAULT_ROLE & ~Permission.EMBED_LINKS)
    message = await say(bob, salon.first_channel, site.put("/a", html("T")))
    await edit(bob, message, content=site.url("/a") + " encore")
    await ok(ana, "PUT", f"/channels/{salon.first_channel}/messages/pins/{message['id']}")
    await settled(program)
    assert (await embeds(bob, message), site.requests) == ([], [])


async def test_an_edit_previews_the_links_there_are_then(
    ana: Person, salon: Community, site: Site, program: Program
) -> None:
    message = await say(ana, salon.first_channel, site.put("/a", html("Une")))
    await settled(program)
    assert (await edit(ana, message, content=site.put("/b", html("Autre"))))["embeds"] == []
    await settled(program)
    assert [one["title"] for one in await embeds(ana, message)] == ["Autre"]
    await edit(ana, message, content="plus de lien")
    await settled(program)
    assert await embeds(ana, message) == []


async def test_what_was_made_of_another_text_is_not_shown(
    ana: Person, salon: Community, site: Site, program: Program
) -> None:
    """A page that comes after the edit: the face is called as the job would."""
    service = cast("PreviewsService", program.face("previews"))
    messaging: Any = program.face("messaging")
    link = site.put("/a", html("Une"))
    message = await say(ana, salon.first_channel, link)
    await settled(program)
    made = (await messaging.list_by_ids([int(message["id"])]))[0].embeds
    await edit(ana, message, content="rien")
    await messaging.set_previews(int(message["id"]), made, link)
    assert await embeds(ana, message) == []
    # Erased meanwhile: nothing to do.
    await ok(ana, "DELETE", f"/channels/{salon.first_channel}/messages/{message['id']}")
    await messaging.set_previews(int(message["id"]), made, "rien")
    await service.make(int(message["id"]))  # type: ignore[arg-type]


async def test_the_same_job_twice_changes_nothing(
    ana: Person, salon: Community, site: Site, served: Served
) -> None:
    client = await served.person(ana)
    message = await say(ana, salon.first_channel, site.put("/a", html("Une")))
    await client.event("MESSAGE_UPDATE", id=message["id"])
    service: Any = served.program.face("previews")
    await service.make(int(message["id"]))
    await client.reached()
    assert len(client.events("MESSAGE_UPDATE")) == 1


async def test_a_page_is_fetched_once_in_ten_minutes(
    ana: Person, salon: Community, site: Site, program: Program, clock: Any
) -> None:
    good, bad = site.put("/a", html("Une")), site.url("/none")
    for _ in range(3):
        await say(ana, salon.first_channel, f"{good} {bad}")
        await settled(program)
    assert len(site.requests) == 2
    clock.move(seconds=600)
    await say(ana, salon.first_channel, f"{good} {bad}")
    await settled(program)
    assert len(site.requests) == 4


async def test_pages_that_do_not_answer_break_nothing(
    ana: Person, salon: Community, site: Site, program: Program
) -> None:
    good = site.put("/a", html("Une"))
    text = f"http://127.0.0.1:1/ {good} gopher://a http://169.254.169.254/ http://[::1 "
    message = await say(ana, salon.first_channel, text)
    await settled(program)
    assert [one["title"] for one in await embeds(ana, message)] == ["Une"]


async def test_a_bots_own_embeds_stay_in_front(
    ana: Person, salon: Community, site: Site, program: Program
) -> None:
    bot = await salon.bot()
    own = [{"title": "à moi", "type": "link"}]
    message = await say(bot, salon.first_channel, site.put("/a", html("Une")), embeds=own)
    await settled(program)
    assert [(one["type"], one["title"]) for one in await embeds(ana, message)] == [
        ("rich", "à moi"),
        ("link", "Une"),
    ]


async def test_pages_that_do_not_answer_hold_up_no_other_work(
    ana: Person, salon: Community, site: Site, program: Program, served: Served
) -> None:
    """More of them than there are places for any work, all at once."""
    service = cast("PreviewsService", program.face("previews"))
    service.egress = Egress(on_loopback(), timeout_s=60)
    client = await served.person(ana)
    for number in range(20):
        await say(ana, salon.first_channel, site.put(f"/{number}", b"", is_endless=True))
    await eventually(lambda: len(site.requests) >= 8)
    pinned = await say(ana, salon.first_channel, "à lire")
    await ok(ana, "PUT", f"/channels/{salon.first_channel}/messages/pins/{pinned['id']}")
    # The notice is the work of a job.
    await client.event("MESSAGE_CREATE", type=6)
    assert len(site.requests) == 8
    site.stopping.set()
    await settled(program)
    assert len(site.requests) == 20


async def test_a_page_over_tls_is_previewed(
    ana: Person, salon: Community, program: Program, tmp_path: Path
) -> None:
    authority = Authority(tmp_path)
    service = cast("PreviewsService", program.face("previews"))
    names = Names(site_test=["127.0.0.1"])
    service.egress = Egress(on_loopback(names), tls=authority.trust())
    async with pages(tls=authority.server("site.test")) as site:
        site.put("/", html("Sûre"))
        message = await say(ana, salon.first_channel, site.url("/", "site.test"))
        await settled(program)
    assert [one["title"] for one in await embeds(ana, message)] == ["Sûre"]


# -- the picture a page names -------------------------------------------------------------------


def pictured(address: str = "/logo.jpg", title: str = "Une") -> bytes:
    return html(title, f'<meta property="og:image" content="{address}">')


async def files(program: Program) -> list[tuple[str, str]]:
    async with program.database.read() as connection:
        rows = await connection.exec_driver_sql("SELECT state, filename FROM media.file ORDER BY id")
        return [(row.state, row.filename) for row in rows]


async def stored(program: Program) -> list[str]:
    return list(await program.face("media")._storage.list_under("attachments"))


@pytest.fixture
async def shelf(program: Program) -> Program:
    """Give a program whose store of files is empty: other tests share it."""
    await program.face("media")._storage.delete(await stored(program))
    return program


@pytest.mark.req("S-09", "S-17")
async def test_the_picture_a_page_names_is_fetched_made_small_and_kept_with_the_message(
    ana: Person, salon: Community, site: Site, shelf: Program
) -> None:
    exif = opened(image("JPEG")).getexif()
    exif[0x010F] = "Appareil"
    site.put("/logo.jpg", answer(image("JPEG", 1280, 800, exif=exif), kind="image/jpeg"))
    message = await say(ana, salon.first_channel, site.put("/a/b", pictured()))
    await settled(shelf)
    [shown] = await embeds(ana, message)
    thumbnail = shown["thumbnail"]
    assert (thumbnail["width"], thumbnail["height"]) == (640, 400)
    # At Beep's own address: the page learns nothing of who reads.
    assert thumbnail["url"] == thumbnail["proxy_url"]
    assert thumbnail["url"].startswith(f"http://127.0.0.1:8000/attachments/{salon.first_channel}/")
    found = await ana.api.get(local(thumbnail["url"]))
    assert (found.headers["content-type"], opened(found.content).size) == ("image/webp", (640, 400))
    assert b"Appareil" not in found.content
    assert len(site.requests) == 2
    assert await files(shelf) == [("kept", "preview.webp")]
    assert (await ana.api.get(local(thumbnail["url"]).split("?")[0])).status_code == 404


@pytest.mark.req("FILE-03", "MSG-07")
@pytest.mark.parametrize("end", ["erased", "erased with others", "edited", "channel deleted"])
async def test_the_picture_goes_with_the_message_and_with_the_link(
    ana: Person, salon: Community, site: Site, shelf: Program, end: str
) -> None:
    site.put("/logo.jpg", answer(image("JPEG"), kind="image/jpeg"))
    channel = await salon.channel("liens")
    message, other = await say(ana, channel, site.put("/a", pictured())), await say(ana, channel, "rien")
    await settled(shelf)
    assert len(await stored(shelf)) == 1
    path = f"/channels/{channel}/messages"
    if end == "erased":
        await ok(ana, "DELETE", f"{path}/{message['id']}")
    elif end == "edited":
        await edit(ana, message, content="plus rien")
    elif end == "channel deleted":
        await ok(ana, "DELETE", f"/channels/{channel}")
    else:
        await ok(ana, "POST", f"{path}/bulk-delete", {"messages": [message["id"], other["id"]]})
    await settled(shelf)
    assert (await files(shelf), await stored(shelf)) == ([], [])


@pytest.mark.req("S-09", "S-17", "S-18")
async def test_what_is_no_picture_leaves_the_preview_without_one(
    ana: Person, salon: Community, site: Site, shelf: Program
) -> None:
    given = {
        "flood": answer(pixel_flood(), kind="image/png"),
        "text": answer(b"<svg onload='alert(1)'/>", kind="image/png"),
        "svg": answer(b"<svg/>", kind="image/svg+xml"),
        "page": html("Page"),
        "large": answer(b"x" * (4 << 20), kind="image/png"),
        "inside": moved("http://169.254.169.254/logo.png"),
    }
    for name, content in given.items():
        site.put(f"/{name}.png", content)
        site.put(f"/{name}", pictured(f"/{name}.png", name))
    addresses = [*(site.url(f"/{name}") for name in given)]
    for n, bad in enumerate(
        ("http://10.0.0.1/a.png", "file:///etc/passwd", "data:image/png;base64,AA==", "//[")
    ):
        addresses.append(site.put(f"/bad{n}", pictured(bad, f"bad{n}")))
    for start in range(0, len(addresses), 5):
        message = await say(ana, salon.first_channel, " ".join(addresses[start : start + 5]))
        await settled(shelf)
        shown = await embeds(ana, message)
        assert len(shown) == 5
        assert all("thumbnail" not in one for one in shown)
    assert (await files(shelf), await stored(shelf)) == ([], [])


async def test_a_picture_is_fetched_once_in_ten_minutes_and_each_message_has_its_own(
    ana: Person, salon: Community, site: Site, shelf: Program
) -> None:
    site.put("/logo.jpg", answer(image("JPEG"), kind="image/jpeg"))
    link = site.put("/a", pictured())
    first = await say(ana, salon.first_channel, link)
    await settled(shelf)
    second = await say(ana, salon.first_channel, link)
    await settled(shelf)
    assert (len(site.requests), len(await stored(shelf))) == (2, 2)
    await ok(ana, "DELETE", f"/channels/{salon.first_channel}/messages/{first['id']}")
    await settled(shelf)
    [shown] = await embeds(ana, second)
    assert (await ana.api.get(local(shown["thumbnail"]["url"]))).status_code == 200


async def test_a_picture_nobody_shows_is_swept_and_one_that_is_shown_is_kept(
    ana: Person, salon: Community, shelf: Program, clock: Any
) -> None:
    """As when the process ends before the message shows it, or right after."""
    media, messaging = shelf.face("media"), shelf.face("messaging")
    message = await say(ana, salon.first_channel, "http://127.0.0.1:1/")
    await settled(shelf)
    picture = await media.page_picture(image("PNG"))
    where = salon.first_channel, ana.id, int(message["id"])
    never, shown = [await media.store_page_picture(picture, *where) for _ in range(2)]
    embed = with_picture(Embed(type="link", title="Une"), shown, 40, 30)
    await messaging.previewing._set(int(message["id"]), [embed], message["content"])
    assert [state for state, _ in await files(shelf)] == ["claimed", "claimed"]
    clock.move(days=1, minutes=1)
    await media.sweep()
    assert [state for state, _ in await files(shelf)] == ["kept"]
    assert [str(shown) in name for name in await stored(shelf)] == [True]
    assert never != shown


async def test_without_the_store_a_preview_has_no_picture(
    ana: Person, salon: Community, site: Site, shelf: Program
) -> None:
    site.put("/logo.jpg", answer(image("JPEG"), kind="image/jpeg"))
    folder = shelf.settings.home / "files" / "attachments"
    with blocked(folder):
        message = await say(ana, salon.first_channel, site.put("/a", pictured()))
        await settled(shelf)
    [shown] = await embeds(ana, message)
    assert (shown["title"], "thumbnail" in shown) == ("Une", False)


class TestWithoutPictures:
    @pytest.fixture
    def environment(self) -> dict[str, str]:
        return {"BEEP_PREVIEWS__ENABLED": "true", "BEEP_PREVIEWS__PICTURES": "false"}

    async def test_only_what_pages_say_is_shown(
        self, ana: Person, salon: Community, site: Site, program: Program
    ) -> None:
        message = await say(ana, salon.first_channel, site.put("/a", pictured()))
        await settled(program)
        assert [one.get("thumbnail") for one in await embeds(ana, message)] == [None]
        assert len(site.requests) == 1


class TestSwitchedOff:
    @pytest.fixture
    def environment(self) -> dict[str, str]:
        return {"BEEP_PREVIEWS__ENABLED": "false"}

    async def test_nothing_is_fetched(
        self, ana: Person, salon: Community, site: Site, program: Program
    ) -> None:
        message = await say(ana, salon.first_channel, site.put("/a", html("Une")))
        await settled(program)
        assert (await embeds(ana, message), site.requests) == ([], [])
