"""What a channel is created from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChannelDraft:
    """Without a position a channel comes last; type 0 is text."""

    name: str
    topic: str | None = None
    type: int = 0
    position: int | None = None
