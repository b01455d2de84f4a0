"""Settings of the gateway."""

from typing import Annotated

from msgspec import Meta

from beep.runtime.feature import Section


class GatewaySettings(Section, frozen=True):
    heartbeat_interval_ms: Annotated[
        int, Meta(ge=1000, le=120_000, description="How often clients must show they are alive.")
    ] = 41_250
    resume_s: Annotated[
        int, Meta(ge=0, le=3600, description="How long a lost session waits to be resumed.")
    ] = 180
    ring_events: Annotated[
        int, Meta(ge=16, le=100_000, description="Events kept per session for resuming.")
    ] = 1024
    frames_per_minute: Annotated[
        int, Meta(ge=10, le=100_000, description="Client frames in a minute before close 4008.")
    ] = 120
    merge_ms: Annotated[
        int, Meta(ge=0, le=250, description="Longest wait that merges events into one write while busy.")
    ] = 25
    presence_grace_s: Annotated[
        float, Meta(ge=0, le=600, description="Seconds a lost connection counts as present, to come back in.")
    ] = 15
    presence_merge_ms: Annotated[
        int, Meta(ge=100, le=60_000, description="Changes of presence are told this often at most.")
    ] = 1000
    max_sessions: Annotated[
        int, Meta(ge=1, le=1_000_000, description="Sessions this process holds before it answers 503.")
    ] = 20_000
    sessions_per_user: Annotated[
        int, Meta(ge=1, le=10_000, description="Sessions of one person or bot; the oldest is closed beyond.")
    ] = 50
    privileged_intents: Annotated[
        bool, Meta(description="Whether bots may ask for members, presences and message content.")
    ] = True
