"""Settings of media."""

from typing import Annotated

from msgspec import Meta

from beep.runtime.feature import Section


class MediaSettings(Section, frozen=True):
    max_file_bytes: Annotated[
        int, Meta(ge=1024, le=1 << 31, description="Largest file, in bytes; exactly this many still pass.")
    ] = 50 * 1024 * 1024
    waiting_files: Annotated[
        int, Meta(ge=10, le=10_000, description="Most files of one person that wait for their message.")
    ] = 100
    waiting_bytes: Annotated[
        int, Meta(ge=1 << 20, le=1 << 40, description="Most bytes of one person that wait for their message.")
    ] = 1 << 30
    address_hours: Annotated[
        int, Meta(ge=1, le=168, description="Hours an address of a file is good for, at least.")
    ] = 6
