"""Settings of messaging."""

from typing import Annotated

from msgspec import Meta

from beep.runtime.feature import Section


class MessagingSettings(Section, frozen=True):
    max_length: Annotated[int, Meta(ge=1, le=16_000, description="Longest message, in code points.")] = 2000
    pins: Annotated[int, Meta(ge=1, le=1000, description="Most pinned messages of a channel.")] = 250
    writers: Annotated[
        int, Meta(ge=1, le=8, description="Connections that store messages; two keep a disk busy.")
    ] = 2
    batch: Annotated[int, Meta(ge=1, le=1000, description="Most messages stored in one transaction.")] = 200
    waiting: Annotated[
        int, Meta(ge=10, le=100_000, description="Most messages that wait to be stored before 503.")
    ] = 5000
