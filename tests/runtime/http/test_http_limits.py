"""Rate limits: a bucket each for actor, route and main resource, told in the usual headers."""

import pytest
from http_lab import Lab
from tests.fakes.clock import FakeClock

from beep.kit.errors import TooMany
from beep.runtime.http import limits as limits_module
from beep.runtime.http.limits import RateLimits

pytestmark = pytest.mark.anyio


async def test_headers_tell_what_is_left_and_when_it_is_full_again(lab: Lab) -> None:
    answer = await lab.ask("GET", "/few/1")
    assert answer.headers["x-ratelimit-limit"] == "2"
    assert answer.headers["x-ratelimit-remaining"] == "1"
    assert answer.headers["x-ratelimit-reset-after"] == "5.000"
    assert float(answer.headers["x-ratelimit-reset"]) == lab.clock.now().timestamp() + 5
    assert len(answer.headers["x-ratelimit-bucket"]) == 16


async def test_beyond_the_limit_is_429_with_all_a_bot_library_reads(lab: Lab) -> None:
    for _ in range(2):
        assert (await lab.ask("GET", "/few/1")).status_code == 204
    refused = await lab.ask("GET", "/few/1")
    assert refused.status_code == 429
    assert refused.json()["retry_after"] == 5.0
    assert refused.json()["global"] is False
    assert int(refused.headers["retry-after"]) >= 5
    assert refused.headers["via"]
    assert refused.headers["x-ratelimit-scope"] == "user"


async def test_waiting_as_told_is_enough(lab: Lab) -> None:
    for _ in range(3):
        refused = await lab.ask("GET", "/few/1")
    lab.clock.move(seconds=refused.json()["retry_after"])
    assert (await lab.ask("GET", "/few/1")).status_code == 204
    assert (await lab.ask("GET", "/few/1")).status_code == 429


async def test_another_channel_and_another_person_have_their_own(lab: Lab) -> None:
    for _ in range(2):
        await lab.ask("GET", "/few/1")
    assert (await lab.ask("GET", "/few/2")).status_code == 204
    assert (await lab.ask("GET", "/few/1", peer="203.0.113.9")).status_code == 204
    assert (await lab.ask("GET", "/few/1")).status_code == 429


async def test_the_same_address_under_another_prefix_is_not_a_second_bucket(lab: Lab) -> None:
    for prefix in ("/api/v10", "/api/v9"):
        await lab.ask("GET", f"http://beep.test{prefix}/few/1")
    assert (await lab.ask("GET", "http://beep.test/api/few/1")).status_code == 429


async def test_factor_zero_switches_limits_off() -> None:
    lab = Lab(factor=0)
    answers = [await lab.ask("GET", "/few/1") for _ in range(5)]
    assert {one.status_code for one in answers} == {204}
    assert "x-ratelimit-limit" not in answers[0].headers


async def test_a_factor_scales_every_limit_but_never_to_nothing() -> None:
    assert (await Lab(factor=3).ask("GET", "/few/1")).headers["x-ratelimit-limit"] == "6"
    assert (await Lab(factor=0.001).ask("GET", "/few/1")).headers["x-ratelimit-limit"] == "1"


async def test_memory_is_bounded_by_forgetting_the_least_used() -> None:
    limits = RateLimits(FakeClock())
    for who in range(limits_module._BUCKETS + 10):
        limits.take(str(who), "GET /", 1)
    assert len(limits._buckets) == limits_module._BUCKETS
    with pytest.raises(TooMany):
        limits.take(str(limits_module._BUCKETS + 9), "GET /", 1)
    limits.take("0", "GET /", 1)
