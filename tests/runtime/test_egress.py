"""Fetching what strangers link to: only the internet at large is reached, and only so much taken (S-09)."""

import asyncio
import contextlib
import gzip
import ipaddress
import socket
import threading
import zlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpcore2
import pytest
from tests.worlds.authority import Authority
from tests.worlds.pages import Names, Site, answer, html, moved, on_loopback, pages

from beep.runtime.egress import PICTURE, REDIRECTS, SIZE, Egress, Policy, Refused, is_public, is_reachable
from beep.runtime.lookups import Lookups

pytestmark = [pytest.mark.anyio, pytest.mark.req("S-09")]

PRIVATE = [
    "0.0.0.0",  # noqa: S104 - never bound
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.1.2.3",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::ffff:169.254.169.254",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b::808:808",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:0:7f00:1::",
    "2001:db8::1",
    "2001:20::1",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
]
PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "93.184.215.14",
    "168.63.129.15",
    "2606:4700::1111",
    "2a00:1450:4007::200e",
    "2001:4860::8888",
]


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with pages() as running:
        yield running


async def refusal(egress: Egress, address: str) -> str:
    with pytest.raises(Refused) as refused:
        await egress.fetch(address)
    return str(refused.value)


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_public_is_told_from_it(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_public_may_be_reached(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", PRIVATE)
async def test_a_name_that_leads_inside_is_not_followed(address: str) -> None:
    egress = Egress(Policy(resolve=Names(inside_test=[address]).resolve))
    assert await refusal(egress, "http://inside.test/") == "not a public address"
    assert await refusal(egress, "https://inside.test/") == "not a public address"


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "0", "2130706433", "0x7f000001", "017700000001", "0177.0.0.1", "0x7f.1", "127.1",
        "localhost", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]", "169.254.169.254", "[fd00:ec2::254]", "10.0.0.1",
        "\uff11\uff12\uff17.0.0.1", "127\u30020\u30020\u30021",
    ],
)  # fmt: skip
async def test_every_way_to_write_this_machine_is_refused_by_the_real_resolver(host: str, site: Site) -> None:
    egress = Egress(Policy(ports=None))
    await refusal(egress, f"http://{host}:{site.port}/")
    assert site.requests == []


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("gopher://8.8.8.8/", "neither http nor https"),
        ("file:///etc/passwd", "neither http nor https"),
        ("ftp://8.8.8.8/", "neither http nor https"),
        ("unix:///run/socket", "neither http nor https"),
        ("//8.8.8.8/", "neither http nor https"),
        ("http://", "neither http nor https"),
        ("http://ana:secret@8.8.8.8/", "credentials in the address"),
        ("http://8.8.8.8@127.0.0.1/", "credentials in the address"),
        ("http://8.8.8.8:22/", "another port"),
        ("https://8.8.8.8:6379/", "another port"),
        ("http://8.8.8.8:99999/", "another port"),
        ("http://8.8.8.8:a/", "no address"),
        ("http://[::1/", "no address"),
        ("http://8.8.8.8/" + "a" * 2048, "too long"),
    ],
)
async def test_only_plain_addresses_of_the_web_are_fetched(address: str, reason: str) -> None:
    assert await refusal(Egress(), address) == reason


async def test_the_connection_goes_to_the_address_that_was_looked_at(site: Site) -> None:
    """The name gives this machine once, which is allowed here, and another address from then on."""
    names = Names(moving_test=["127.0.0.1", "169.254.169.254"])
    site.put("/", html("Une"))
    page = await Egress(on_loopback(names)).fetch(site.url("/", "moving.test"))
    assert b"Une" in page.content
    assert names.asked == ["moving.test"]
    # It is asked for by its name, though reached by its address.
    assert f"Host: moving.test:{site.port}\r\n" in site.requests[0]


async def test_a_name_that_turns_inside_later_is_refused_then(site: Site) -> None:
    names = Names(moving_test=["127.0.0.1", "10.0.0.1"])
    site.put("/", moved("/again"))
    egress = Egress(on_loopback(names))
    assert await refusal(egress, site.url("/", "moving.test")) == "not a public address"
    assert (len(site.requests), names.asked) == (1, ["moving.test", "moving.test"])


async def test_one_address_inside_refuses_all_of_a_host(site: Site) -> None:
    async def both(host: str, port: int) -> list[str]:
        del host, port
        return ["127.0.0.1", "10.0.0.1"]

    policy = Policy(resolve=both, is_allowed=on_loopback().is_allowed, ports=None)
    assert await refusal(Egress(policy), site.url("/", "both.test")) == "not a public address"
    assert site.requests == []


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        ("http://169.254.169.254/latest/meta-data/", "not a public address"),
        ("//10.0.0.1/", "not a public address"),
        ("file:///etc/passwd", "neither http nor https"),
        ("gopher://127.0.0.1:6379/_FLUSHALL", "neither http nor https"),
        ("http://ana:secret@127.0.0.1/", "credentials in the address"),
    ],
)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_each_redirect_is_looked_at_like_the_first_address(
    site: Site, to: str, reason: str, status: int
) -> None:
    assert await refusal(Egress(on_loopback()), site.put("/", moved(to, status))) == reason
    assert len(site.requests) == 1


async def test_redirects_end(site: Site) -> None:
    for number in range(REDIRECTS + 1):
        site.put(f"/{number}", moved(f"/{number + 1}"))
    site.put(f"/{REDIRECTS + 1}", html("Loin"))
    egress = Egress(on_loopback())
    assert await refusal(egress, site.url("/0")) == "too many redirects"
    assert len(site.requests) == REDIRECTS + 1
    assert (await egress.fetch(site.url("/1"))).url == site.url(f"/{REDIRECTS + 1}")


async def test_nothing_of_one_fetch_reaches_the_next(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    site.put("/", answer(b"", status=302, Location="/next", Set_Cookie="a=b; Path=/"))
    site.put("/next", html("Suite"))
    await Egress(on_loopback()).fetch(site.url("/"))
    heads = "".join(site.requests).lower()
    assert "cookie" not in heads
    assert "referer" not in heads
    assert "beep-preview" in heads


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 X\r\nContent-Type: text/html\r\n\r\n<title>"])
async def test_a_page_that_does_not_come_is_given_up(site: Site, start: bytes) -> None:
    address = site.put("/", start, is_endless=True)
    assert await refusal(Egress(on_loopback(), timeout_s=0.2), address) == "too slow"


async def test_a_page_that_never_ends_is_cut(site: Site) -> None:
    endless = b"HTTP/1.1 200 X\r\nContent-Type: text/html\r\n\r\n" + b"a" * (SIZE + 1)
    page = await Egress(on_loopback()).fetch(site.put("/", endless, is_endless=True))
    assert len(page.content) == SIZE


@pytest.mark.req("S-18")
async def test_what_is_packed_is_unpacked_no_further_than_the_limit(site: Site) -> None:
    bomb = gzip.compress(b"\0" * (64 << 20))
    assert len(bomb) < SIZE
    page = await Egress(on_loopback()).fetch(site.put("/", answer(bomb, Content_Encoding="gzip")))
    assert len(page.content) == SIZE
    small = site.put("/small", answer(gzip.compress(b"<title>Petit"), Content_Encoding="gzip"))
    assert (await Egress(on_loopback()).fetch(small)).content == b"<title>Petit"


@pytest.mark.parametrize(
    "given",
    [
        answer(b"{}", kind="application/json"),
        answer(b"x", kind="image/png"),
        answer(b"x", kind="text/htmlx"),
        answer(b"<title>x", status=404),
        answer(b"<title>x", status=204),
        answer(b"not packed", Content_Encoding="gzip"),
        answer(zlib.compress(b"x"), Content_Encoding="deflate"),
        answer(b"x", Content_Encoding="gzip, gzip"),
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 200 X\r\nContent-Type: text/html\r\n" + b"a: " + b"b" * 200_000 + b"\r\n\r\n",
        moved("http://[::1"),
        moved("http://\udcff".encode("utf-8", "surrogateescape").decode("latin-1")),
        b"",
    ],
)
async def test_what_is_not_a_page_is_refused(site: Site, given: bytes) -> None:
    await refusal(Egress(on_loopback()), site.put("/", given))


async def test_nobody_there_is_a_refusal_too() -> None:
    async with pages() as gone:
        address = gone.url("/")
    await refusal(Egress(on_loopback()), address)


def test_the_library_still_connects_only_through_the_backend() -> None:
    """What all of this stands on: the pool takes a backend of ours."""
    assert "network_backend" in httpcore2.AsyncConnectionPool.__init__.__annotations__


# -- pages over TLS -----------------------------------------------------------------------------


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


NAMES = Names(site_test=["127.0.0.1"], other_test=["127.0.0.1"])


async def test_a_page_over_tls_is_fetched_and_asked_for_by_its_name(authority: Authority) -> None:
    egress = Egress(on_loopback(NAMES), tls=authority.trust())
    async with pages(tls=authority.server("site.test")) as site:
        site.put("/", html("Sûre"))
        page = await egress.fetch(site.url("/", "site.test"))
        assert b"S\xc3\xbbre" in page.content
        assert f"Host: site.test:{site.port}\r\n" in site.requests[0]


async def test_whoever_answers_for_another_name_is_not_believed(authority: Authority, tmp_path: Path) -> None:
    strangers = Authority(tmp_path)
    egress = Egress(on_loopback(NAMES), tls=authority.trust())
    for wrong, host in (
        (authority.server("site.test"), "other.test"),
        (authority.server("site.test", days=-1), "site.test"),
        (strangers.server("site.test"), "site.test"),
        # Reached by its address, it is still asked for by its name.
        (authority.server("localhost"), "site.test"),
    ):
        async with pages(tls=wrong) as site:
            site.put("/", html("Fausse"))
            assert await refusal(egress, site.url("/", host)) == "away: ConnectError"
            assert site.requests == []


async def test_what_everybody_trusts_is_what_is_trusted_here(authority: Authority) -> None:
    async with pages(tls=authority.server("site.test")) as site:
        site.put("/", html("Inconnue"))
        assert await refusal(Egress(on_loopback(NAMES)), site.url("/", "site.test")) == "away: ConnectError"


async def test_a_redirect_to_a_page_over_tls_is_looked_at_like_any_other(authority: Authority) -> None:
    egress = Egress(on_loopback(NAMES), tls=authority.trust())
    async with pages() as plain, pages(tls=authority.server("site.test")) as site:
        site.put("/", html("Sûre"))
        plain.put("/", moved(site.url("/", "site.test")))
        assert (await egress.fetch(plain.url("/"))).url == site.url("/", "site.test")
        plain.put("/", moved(site.url("/", "other.test")))
        assert await refusal(egress, plain.url("/")) == "away: ConnectError"


async def test_who_speaks_no_tls_where_it_is_expected_is_refused(authority: Authority) -> None:
    async def speak_plainly(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(html("Claire"))
        writer.close()

    egress = Egress(on_loopback(NAMES), tls=authority.trust())
    async with await asyncio.start_server(speak_plainly, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        assert await refusal(egress, f"https://site.test:{port}/") == "away: ConnectError"


# -- pictures -----------------------------------------------------------------------------------


async def test_a_picture_is_fetched_whole_or_not_at_all(site: Site) -> None:
    egress = Egress(on_loopback())
    found = await egress.fetch(site.put("/a", answer(b"x" * 5000, kind="image/png")), PICTURE)
    assert (found.content_type, found.content) == ("image/png", b"x" * 5000)
    assert "accept: image/gif, image/jpeg, image/png, image/webp\r\n" in site.requests[0].lower()
    large = answer(b"x" * (PICTURE.size + 1), kind="image/png")
    packed = answer(gzip.compress(b"\0" * (64 << 20)), kind="image/png", Content_Encoding="gzip")
    for number, (given, reason) in enumerate(
        [
            (large, "too large"),
            (packed, "too large"),
            (answer(b"<svg/>", kind="image/svg+xml"), "another kind"),
            (html("Page"), "another kind"),
        ]
    ):
        with pytest.raises(Refused, match=reason):
            await egress.fetch(site.put(f"/{number}", given), PICTURE)


async def test_a_picture_is_no_way_inside(site: Site) -> None:
    moving = site.put("/a", moved("http://169.254.169.254/latest/meta-data/logo.png"))
    for address in ("http://10.0.0.1/a.png", "file:///etc/passwd", moving):
        with pytest.raises(Refused):
            await Egress(on_loopback()).fetch(address, PICTURE)


# -- names --------------------------------------------------------------------------------------


async def test_a_resolver_that_hangs_holds_up_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not the loop's own look-ups, nor its threads; those that wait for it are refused beyond so many."""
    answers, real = threading.Event(), socket.getaddrinfo

    def slow(host: str, *rest: Any, **more: Any) -> Any:
        if host == "hanging.test":
            answers.wait(30)
            return real("127.0.0.1", *rest, **more)
        return real(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    lookups = Lookups(at_once=3)
    waiting = [asyncio.ensure_future(lookups.resolve("hanging.test", 80)) for _ in range(3)]  # noqa: TID251 - awaited below
    await asyncio.sleep(0)
    try:
        with pytest.raises(OSError, match="too many"):
            await lookups.resolve("hanging.test", 80)
        async with asyncio.timeout(5):
            assert await asyncio.to_thread(int, "7") == 7
            assert await asyncio.get_running_loop().getaddrinfo("127.0.0.1", 80)
            # Whoever gives up waiting leaves the look-up to its end.
            waiting[0].cancel()
            with pytest.raises(OSError, match="too many"):
                await lookups.resolve("127.0.0.1", 80)
    finally:
        answers.set()
    assert await asyncio.gather(*waiting[1:]) == [["127.0.0.1"]] * 2
    async with asyncio.timeout(5):
        while True:
            with contextlib.suppress(OSError):
                assert await lookups.resolve("127.0.0.1", 80) == ["127.0.0.1"]
                return
            await asyncio.sleep(0)


# -- exchanges --------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [200, 400, 404, 503])
async def test_an_exchange_gives_the_answer_whatever_it_is(site: Site, status: int) -> None:
    address = site.put("/token", answer(b'{"a": 1}', status=status, kind="application/json"))
    found = await Egress(on_loopback()).exchange("POST", address, headers=[(b"X-Beep", b"1")], content=b"a=b")
    assert (found.status, found.content_type, found.content) == (status, "application/json", b'{"a": 1}')
    head = site.requests[-1].lower()
    assert head.startswith("post /token ")
    assert "x-beep: 1" in head
    assert "content-length: 3" in head


async def test_an_exchange_follows_no_redirect(site: Site) -> None:
    address = site.put("/token", moved(site.put("/elsewhere", html("Here"))))
    assert (await Egress(on_loopback()).exchange("GET", address)).status == 302
    assert len(site.requests) == 1


@pytest.mark.parametrize("address", ["http://127.0.0.1:{port}/", "file:///etc/passwd", "http://a:b@host/"])
async def test_an_exchange_is_guarded_as_a_page_is(site: Site, address: str) -> None:
    with pytest.raises(Refused):
        await Egress(Policy(ports=None)).exchange("GET", address.format(port=site.port))
    assert site.requests == []


@pytest.mark.parametrize(
    "address", ["169.254.169.254", "::ffff:169.254.169.254", "fe80::1", "::", "224.0.0.1"]
)
def test_even_an_operator_does_not_reach_what_is_of_a_link_or_of_all(address: str) -> None:
    assert not is_reachable(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "192.168.1.1", "fd00::1", "8.8.8.8", "::1"])
def test_an_operator_may_reach_the_inside(address: str) -> None:
    assert is_reachable(ipaddress.ip_address(address))
