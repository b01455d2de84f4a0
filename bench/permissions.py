"""What a permission check costs, warm and alone in a process: the evaluator, and `channels.access` whole."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from beep.features import channels, servers
from beep.features.channels import rules
from beep.features.channels.service import ChannelsService
from beep.kit.actor import Actor
from beep.kit.ids import ChannelId, RoleId, ServerId, UserId
from beep.kit.permissions import DEFAULT_ROLE, Override, Permission
from bench.stats import middle

_SERVER, _CHANNEL, _ME = ServerId(1), ChannelId(2), UserId(3)
_ROUNDS, _CHECKS = 9, 5000


def measure() -> dict[str, Any]:
    """Return microseconds of CPU a check, for few and many overrides and roles."""
    cases = {
        f"overrides_{overrides}_roles_{roles}": _world(overrides, roles)
        for overrides in (0, 3, 20)
        for roles in (1, 5, 20)
    }
    decided = {name: _decided(*world) for name, world in cases.items()}
    accessed = {name: asyncio.run(_accessed(*world)) for name, world in cases.items()}
    return {
        "decision_us": decided,
        "access_us": accessed,
        "decision_middle_us": middle(list(decided.values())),
        "access_middle_us": middle(list(accessed.values())),
        "access_worst_us": max(accessed.values()),
    }


def _world(overrides: int, roles: int) -> tuple[servers.Snapshot, channels.ChannelView]:
    held = [RoleId(100 + number) for number in range(roles)]
    known = {
        one: servers.RoleView(
            one,
            _SERVER,
            f"role {one}",
            "custom",
            int(DEFAULT_ROLE),
            1,
            0,
            is_hoisted=False,
            is_mentionable=False,
        )
        for one in (RoleId(_SERVER), *held)
    }
    view = servers.ServerView(_SERVER, "Salon", None, is_public=False, owner_id=UserId(99), member_count=1)
    given = {
        target: Override(target, "role", int(Permission.ATTACH_FILES), int(Permission.EMBED_LINKS))
        for target in (_SERVER, *(100 + number for number in range(overrides - 1)))
        if overrides
    }
    channel = channels.ChannelView(_CHANNEL, _SERVER, 0, "jardin", None, 0, given)
    return servers.Snapshot(view, known, {_ME: tuple(held)}), channel


def _decided(snapshot: servers.Snapshot, channel: channels.ChannelView) -> float:
    def check() -> None:
        for _ in range(_CHECKS):
            held = snapshot.limited(rules.permissions_in(channel, snapshot, _ME), _ME, _now)
            assert Permission.SEND_MESSAGES & held

    return middle([_timed(check) for _ in range(_ROUNDS)])


async def _accessed(snapshot: servers.Snapshot, channel: channels.ChannelView) -> float:
    service: Any = ChannelsService.__new__(ChannelsService)
    service.cache = SimpleNamespace(peek=lambda _: channel)
    service.database = SimpleNamespace(places=SimpleNamespace(place=lambda _: 1))
    service.servers = SimpleNamespace(cached_snapshot=lambda _: snapshot)
    service.clock = SimpleNamespace(now=_now)
    actor, needed = Actor(_ME), Permission.SEND_MESSAGES | Permission.VIEW_CHANNEL
    found: list[float] = []
    for _ in range(_ROUNDS):
        begun = time.thread_time()
        for _ in range(_CHECKS):
            await service.access(actor, _CHANNEL, needed)
        found.append((time.thread_time() - begun) / _CHECKS * 1e6)
    return middle(found)


def _timed(check: Callable[[], None]) -> float:
    begun = time.thread_time()
    check()
    return (time.thread_time() - begun) / _CHECKS * 1e6


def _now() -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC)
