"""When and how somebody leaves: pure functions."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from beep.features.leaving.contract import Fate, Mode
from beep.features.leaving.settings import LeavingSettings
from beep.kit.errors import invalid
from beep.kit.ids import ServerId


def mode_of(asked: Mode | None, chosen: Mode, settings: LeavingSettings) -> Mode:
    """Return what happens to messages: what the installation says, what was asked for, what was chosen."""
    return asked or chosen if settings.mode == "chosen" else settings.mode


def due_at(now: datetime, settings: LeavingSettings) -> datetime:
    return now + timedelta(days=settings.grace_days)


def check_fates(fates: Sequence[Fate], owned: Collection[ServerId]) -> tuple[Fate, ...]:
    """Return what was chosen for servers; raises `Invalid` for one that is not owned, or named twice."""
    named = [one.server_id for one in fates]
    for place, server_id in enumerate(named):
        if server_id not in owned:
            raise invalid(f"servers.{place}.guild_id", "NOT_YOURS", "You do not own this server.")
        if server_id in named[:place]:
            raise invalid(f"servers.{place}.guild_id", "TWICE", "This server is named already.")
    return tuple(fates)
