"""Bodies and answers of leaving."""

from collections.abc import Sequence
from typing import Annotated, Literal

from msgspec import Meta, Struct

from beep.features.leaving.contract import DepartureView, Fate, Mode
from beep.kit.errors import invalid
from beep.kit.ids import ServerId, UserId
from beep.runtime.http import Snowflake, stamp


class ServerFate(Struct, kw_only=True):
    """`fate` transfer needs `to`, a member who then accepts; otherwise the server is deleted."""

    guild_id: Snowflake
    fate: Literal["transfer", "delete"]
    to: Snowflake | None = None


class AskToLeave(Struct, kw_only=True):
    mode: Mode | None = None
    servers: Annotated[list[ServerFate], Meta(max_length=100)] = []

    def fates(self) -> list[Fate]:
        return [_fate(place, one) for place, one in enumerate(self.servers)]


class ChooseMode(Struct):
    mode: Mode


class ExportQuery(Struct):
    language: Literal["fr", "en"] = "en"


class ModeObject(Struct, frozen=True):
    mode: Mode


class FateObject(Struct, frozen=True, kw_only=True):
    guild_id: str
    fate: str
    to: str | None


class DepartureObject(Struct, frozen=True, kw_only=True):
    mode: Mode
    asked_at: str
    due_at: str
    servers: Sequence[FateObject]


def departure_object(view: DepartureView) -> DepartureObject:
    return DepartureObject(
        mode=view.mode,
        asked_at=stamp(view.asked_at),
        due_at=stamp(view.due_at),
        servers=[
            FateObject(
                guild_id=str(one.server_id),
                fate="delete" if one.heir_id is None else "transfer",
                to=str(one.heir_id) if one.heir_id else None,
            )
            for one in view.fates
        ],
    )


def _fate(place: int, one: ServerFate) -> Fate:
    if (one.to is not None) != (one.fate == "transfer"):
        why = "Name in `to` the member who shall own the server, or let it be deleted."
        raise invalid(f"servers.{place}.to", "BASE_TYPE_REQUIRED", why)
    return Fate(ServerId(int(one.guild_id)), UserId(int(one.to)) if one.to is not None else None)
