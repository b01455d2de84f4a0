"""What an operator may change about signing in to other programs with Beep."""

from typing import Annotated

from msgspec import Meta

from beep.runtime.feature import Section


class ProviderSettings(Section, frozen=True, kw_only=True):
    code_life_s: Annotated[
        int, Meta(ge=10, le=600, description="Seconds in which an application must redeem its code.")
    ] = 60
    access_life_s: Annotated[
        int,
        Meta(ge=60, le=86_400, description="Seconds an access token for a person's details is good for."),
    ] = 3600
    refresh_retry_s: Annotated[
        int,
        Meta(ge=0, le=60, description="Seconds in which an application may repeat a refresh it lost."),
    ] = 10
    fresh_sign_in_s: Annotated[
        int,
        Meta(
            ge=30,
            le=3600,
            description="How recent a sign-in is when an application asks for a new one (`prompt=login`).",
        ),
    ] = 300
    max_clients: Annotated[int, Meta(ge=1, le=10_000, description="Applications that may be registered.")] = (
        200
    )
