"""Who asks: `X-Forwarded-For` is believed from trusted proxies only, however it is forged."""

import pytest
from http_lab import Lab

pytestmark = [pytest.mark.anyio, pytest.mark.req("AUTH-12")]

PROXIES = ("10.0.0.0/8", "127.0.0.1", "fd00::/8")
PERSON, FORGED = "203.0.113.9", "198.51.100.1"


async def seen(peer: str, *forwarded: str, trusted: tuple[str, ...] = PROXIES) -> str:
    headers = [("x-forwarded-for", one) for one in forwarded]
    answer = await Lab(trusted=trusted).ask("GET", "/open", peer=peer, headers=headers)
    return str(answer.json()["client_ip"])


async def test_a_stranger_cannot_pass_for_somebody_else() -> None:
    assert await seen(PERSON, FORGED) == PERSON


async def test_nobody_is_believed_where_no_proxy_is_trusted() -> None:
    assert await seen("127.0.0.1", FORGED, trusted=()) == "127.0.0.1"


async def test_a_trusted_proxy_tells_who_asks() -> None:
    assert await seen("10.1.2.3", PERSON) == PERSON


async def test_what_a_client_wrote_before_its_proxy_is_not_believed() -> None:
    assert await seen("10.1.2.3", f"{FORGED}, {PERSON}") == PERSON
    assert await seen("10.1.2.3", f"10.9.9.9, {FORGED}, {PERSON}, 10.1.1.1") == PERSON


async def test_a_chain_of_trusted_proxies_alone_ends_at_its_first() -> None:
    assert await seen("10.1.2.3", "10.0.0.7, 10.0.0.8") == "10.0.0.7"


async def test_each_proxy_may_add_a_line_of_its_own() -> None:
    assert await seen("10.1.2.3", PERSON, "10.0.0.8") == PERSON
    assert await seen("10.1.2.3", FORGED, PERSON) == PERSON


@pytest.mark.parametrize("garbage", ["unknown", "<script>", "1.2.3.4:80", "999.1.1.1", "a" * 500])
async def test_an_address_that_is_none_counts_as_one_and_the_same(garbage: str) -> None:
    assert await seen("10.1.2.3", garbage) == "unknown"


@pytest.mark.parametrize("empty", ["", " ", ",", ", ,"])
async def test_an_empty_chain_leaves_the_proxy(empty: str) -> None:
    assert await seen("10.1.2.3", empty) == "10.1.2.3"


async def test_proxies_and_people_may_use_ipv6() -> None:
    assert await seen("fd00::1", "2001:DB8::0:1") == "2001:db8::1"
    assert await seen("2001:db8::2", FORGED) == "2001:db8::2"
    assert await seen("fd00::1", f"2001:db8::9, {PERSON}, fd00::2") == PERSON


async def test_an_ipv4_proxy_on_an_ipv6_socket_is_the_same_proxy() -> None:
    assert await seen("::ffff:10.1.2.3", PERSON) == PERSON
    assert await seen("10.1.2.3", f"::ffff:{PERSON}") == PERSON


async def test_one_person_written_in_two_ways_is_one_for_the_limits() -> None:
    assert await seen("10.1.2.3", "2001:db8:0:0::1") == await seen("10.1.2.3", "2001:DB8::1")
