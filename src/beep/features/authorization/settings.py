"""Settings of authorization."""

from typing import Annotated

from msgspec import Meta

from beep.runtime.feature import Section


class AuthorizationSettings(Section, frozen=True):
    denials_kept: Annotated[
        int, Meta(ge=0, le=100_000, description="Refusals kept for each server; 0 keeps none.")
    ] = 1000
    denials_write_s: Annotated[
        float, Meta(ge=0.1, le=60, description="Seconds refusals are collected before they are written.")
    ] = 2.0
