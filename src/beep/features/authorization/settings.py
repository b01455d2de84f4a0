"""Settings of authorization."""

from typing import Annotated, Literal

from msgspec import Meta

from beep.runtime.feature import Section


class AuthorizationSettings(Section, frozen=True):
    engine: Annotated[Literal["builtin", "permify"], Meta(description="Who decides what members may do.")] = (
        "builtin"
    )
    shadow: Annotated[
        bool, Meta(description="Compare the built-in decisions with Permify's, and count what differs.")
    ] = False
    permify_url: Annotated[str, Meta(description="Where Permify's REST interface answers.")] = (
        "http://127.0.0.1:3476"
    )
    permify_tenant: Annotated[str, Meta(min_length=1, max_length=64, description="Permify's tenant.")] = "t1"
    permify_secret: Annotated[str, Meta(description="Permify's preshared key, if it wants one.")] = ""
    permify_timeout_s: Annotated[
        float, Meta(ge=0.05, le=30, description="Seconds Permify has for an answer before 503.")
    ] = 1.0
    permify_behind_s: Annotated[
        float, Meta(ge=0, le=30, description="Seconds a decision waits for changes to reach Permify.")
    ] = 2.0
    denials_kept: Annotated[
        int, Meta(ge=0, le=100_000, description="Refusals kept for each server; 0 keeps none.")
    ] = 1000
    denials_write_s: Annotated[
        float, Meta(ge=0.1, le=60, description="Seconds refusals are collected before they are written.")
    ] = 2.0

    def has_other(self) -> bool:
        """Tell whether another engine decides, or is compared with the built-in one."""
        return self.engine != "builtin" or self.shadow
