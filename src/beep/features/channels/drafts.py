"""What channels are made from and how they are to be moved."""

from collections.abc import Sequence
from dataclasses import dataclass

from beep.kit.ids import ChannelId
from beep.kit.permissions import Override


@dataclass(frozen=True, slots=True)
class ChannelDraft:
    """Without a position a channel comes last; without `overrides` it takes its category's."""

    name: str
    topic: str | None = None
    type: int = 0
    position: int | None = None
    parent_id: ChannelId | None = None
    slow_mode_s: int = 0
    is_nsfw: bool = False
    overrides: Sequence[Override] | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """Where one channel is to stand. `parent_id` counts only with `moves_parent`; `None` is no category.

    `syncs` gives it the exceptions of the category it comes to.
    """

    channel_id: ChannelId
    position: int | None = None
    moves_parent: bool = False
    parent_id: ChannelId | None = None
    syncs: bool = False
