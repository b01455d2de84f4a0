"""The wiring of auth."""

from typing import Literal

import msgspec

from beep.features import mail, users
from beep.features.auth.attempts import Attempts
from beep.features.auth.challenges import Challenges
from beep.features.auth.contract import TOKEN_LIFE
from beep.features.auth.facts import (
    AccountChanged,
    AccountClaimed,
    ChallengeIssued,
    DeviceAdded,
    PasswordChanged,
    ResetAsked,
    SecondStepFailed,
    SessionEnded,
    SessionProved,
    SessionStarted,
)
from beep.features.auth.jobs import (
    ANSWER_RESET,
    TELL_DEVICE,
    TELL_SECOND_STEP,
    WRITE_LETTER,
    WRITE_NOTICE,
    AuthJobs,
)
from beep.features.auth.keys import KeyRing
from beep.features.auth.passwords import Passwords
from beep.features.auth.places import Places
from beep.features.auth.routes import AddressRoutes, AuthRoutes
from beep.features.auth.service import AuthService, Parts
from beep.features.auth.service.writing import Writing
from beep.features.auth.sessions import Sessions
from beep.features.auth.settings import AuthSettings
from beep.features.auth.tokens import Tokens
from beep.features.auth.upkeep import Upkeep
from beep.runtime.feature import Built, Feature, Reaction, Runtime
from beep.runtime.http import routes_of


def _decided(settings: AuthSettings, post: mail.Mail) -> AuthSettings:
    """Return settings in which it stands whether e-mails must be confirmed (decision 0034)."""
    if settings.email_verification != "auto":
        return settings
    decided: Literal["required", "off"] = "required" if post.is_sending else "off"
    return msgspec.structs.replace(settings, email_verification=decided)


def _parts(runtime: Runtime, settings: AuthSettings, users: users.Users, post: mail.Mail) -> Parts:
    keys = KeyRing(runtime.database, runtime.clock, runtime.home, token_life=TOKEN_LIFE)
    tokens = Tokens(
        keys,
        runtime.clock,
        issuer=runtime.public_url,
        audience=settings.audience,
        remembered=settings.cached_sessions,
    )
    return Parts(
        database=runtime.database,
        clock=runtime.clock,
        ids=runtime.ids,
        settings=settings,
        users=users,
        keys=keys,
        tokens=tokens,
        passwords=Passwords(settings),
        attempts=Attempts(runtime.database, runtime.clock, settings),
        sessions=Sessions(runtime.database, runtime.clock, runtime.ids, settings),
        challenges=Challenges(runtime.database, runtime.clock, runtime.ids, keys, settings),
        mail=post,
        places=Places(settings.places_database, runtime.clock),
    )


def build(runtime: Runtime, settings: AuthSettings, users: users.Users, mail: mail.Mail) -> Built:
    parts = _parts(runtime, _decided(settings, mail), users, mail)
    service = AuthService(parts, Writing(parts, runtime.public_url))
    jobs = AuthJobs(service.notices, service.passwords)
    upkeep = Upkeep(parts, service.accounts)

    async def start() -> None:
        await parts.keys.start()
        await parts.passwords.start()
        runtime.tasks.spawn(upkeep.run(), name="auth.upkeep")

    async def stop() -> None:
        await parts.sessions.write_activity(everything=True)
        parts.passwords.stop()

    return Built(
        face=service,
        routes=(*routes_of(AuthRoutes(service)), *routes_of(AddressRoutes(service))),
        caches={
            SessionEnded: parts.sessions.on_ended,
            SessionProved: parts.sessions.on_proved,
            AccountChanged: parts.sessions.on_account_changed,
        },
        work={
            ANSWER_RESET: jobs.answer_reset,
            WRITE_LETTER: jobs.write_letter,
            WRITE_NOTICE: jobs.write_notice,
            TELL_DEVICE: jobs.tell_device,
            TELL_SECOND_STEP: jobs.tell_second_step,
        },
        start=start,
        stop=stop,
    )


FEATURE = Feature(
    name="auth",
    build=build,
    needs=("users", "mail"),
    filled_by=("factors", "identities"),
    settings=AuthSettings,
    facts=(
        SessionStarted,
        DeviceAdded,
        SecondStepFailed,
        SessionProved,
        SessionEnded,
        AccountChanged,
        AccountClaimed,
        ChallengeIssued,
        PasswordChanged,
        ResetAsked,
    ),
    reactions=(
        Reaction(ResetAsked, ANSWER_RESET),
        Reaction(ChallengeIssued, WRITE_LETTER),
        Reaction(PasswordChanged, WRITE_NOTICE),
        Reaction(DeviceAdded, TELL_DEVICE),
        Reaction(SecondStepFailed, TELL_SECOND_STEP),
    ),
)
