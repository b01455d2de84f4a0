"""What an administrator may change about accounts and sessions."""

from typing import Annotated, Literal

import msgspec

from beep.runtime.feature import Section


class AuthSettings(Section, frozen=True, kw_only=True):
    email_verification: Annotated[
        Literal["auto", "required", "off"],
        msgspec.Meta(
            description="Whether an e-mail must be confirmed before servers and friends: `required`, `off`,"
            " or `auto`: where an SMTP server is configured."
        ),
    ] = "auto"
    administrators_need_second_factor: Annotated[
        bool,
        msgspec.Meta(description="Give the administrator's role only to sessions with a second factor."),
    ] = False
    session_idle_s: Annotated[
        int, msgspec.Meta(description="Seconds without activity that end a session.", ge=60)
    ] = 86_400
    session_absolute_s: Annotated[
        int, msgspec.Meta(description="Seconds after which every session ends, active or not.", ge=60)
    ] = 30 * 86_400
    recent_sign_in_s: Annotated[
        int,
        msgspec.Meta(description="Seconds a proof of who one is opens dangerous acts for.", ge=60, le=3600),
    ] = 600
    refresh_retry_s: Annotated[
        int,
        msgspec.Meta(description="Seconds a used refresh token may be retried in.", ge=0, le=60),
    ] = 10
    failures_per_minute: Annotated[
        int, msgspec.Meta(description="Failed sign-ins per minute and address.", ge=1, le=10_000)
    ] = 5
    account_failures: Annotated[
        int, msgspec.Meta(description="Failed sign-ins of one account in 15 minutes.", ge=1, le=10_000)
    ] = 50
    hash_queue: Annotated[
        int, msgspec.Meta(description="Passwords that may wait to be checked; more get 503.", ge=1, le=1000)
    ] = 64
    argon2_memory_kib: Annotated[
        int, msgspec.Meta(description="Memory of one Argon2id hash; below 19456 only for tests.", ge=8)
    ] = 65_536
    argon2_time_cost: Annotated[
        int, msgspec.Meta(description="Passes of one Argon2id hash.", ge=1, le=100)
    ] = 3
    argon2_lanes: Annotated[int, msgspec.Meta(description="Lanes of one Argon2id hash.", ge=1, le=64)] = 4
    places_database: Annotated[
        str,
        msgspec.Meta(description="An MMDB file that says where addresses are, for the list of sessions."),
    ] = ""
    cached_sessions: Annotated[
        int,
        msgspec.Meta(description="Sessions and tokens each process keeps in memory.", ge=100, le=1_000_000),
    ] = 20_000
    audience: Annotated[str, msgspec.Meta(description="The `aud` claim of access tokens.", min_length=1)] = (
        "beep"
    )
