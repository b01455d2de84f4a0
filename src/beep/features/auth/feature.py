"""The wiring of auth."""

from beep.features import users
from beep.features.auth.attempts import Attempts
from beep.features.auth.contract import TOKEN_LIFE
from beep.features.auth.facts import AccountChanged, SessionEnded, SessionProved, SessionStarted
from beep.features.auth.keys import KeyRing
from beep.features.auth.passwords import Passwords
from beep.features.auth.routes import AuthRoutes
from beep.features.auth.service import AuthService, Parts
from beep.features.auth.sessions import Sessions
from beep.features.auth.settings import AuthSettings
from beep.features.auth.tokens import Tokens
from beep.features.auth.upkeep import Upkeep
from beep.runtime.feature import Built, Feature, Runtime
from beep.runtime.http import routes_of


def _parts(runtime: Runtime, settings: AuthSettings, users: users.Users) -> Parts:
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
    )


def build(runtime: Runtime, settings: AuthSettings, users: users.Users) -> Built:
    parts = _parts(runtime, settings, users)
    service = AuthService(parts)
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
        routes=routes_of(AuthRoutes(service)),
        caches={
            SessionEnded: parts.sessions.on_ended,
            SessionProved: parts.sessions.on_proved,
            AccountChanged: parts.sessions.on_account_changed,
        },
        start=start,
        stop=stop,
    )


FEATURE = Feature(
    name="auth",
    build=build,
    needs=("users",),
    filled_by=("factors",),
    settings=AuthSettings,
    facts=(SessionStarted, SessionProved, SessionEnded, AccountChanged),
)
