"""One running process: features built on a runtime, mounted on a relay, an edge and sockets."""

import asyncio
import importlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from starlette.types import ASGIApp

from beep.app import ports, web
from beep.app.authenticator import SchemeAuthenticator
from beep.app.features import FEATURES
from beep.app.settings import Settings
from beep.app.system import system_routes
from beep.features import media
from beep.kit.facts import Fact
from beep.kit.ids import Snowflakes
from beep.runtime.bus import Bus, InProcessBus, Live, bus_key
from beep.runtime.clock import Clock, SystemClock
from beep.runtime.database import Database
from beep.runtime.feature import Built, Runtime, in_build_order
from beep.runtime.health import Health
from beep.runtime.http.addresses import Addresses
from beep.runtime.http.call import current_trace
from beep.runtime.http.edge import Edge
from beep.runtime.http.limits import RateLimits
from beep.runtime.http.mount import Bodies, mounted
from beep.runtime.http.routing import check_unique
from beep.runtime.jobs import Jobs
from beep.runtime.process import Claim
from beep.runtime.relay import FACTS, Relay, Subscriptions
from beep.runtime.sockets import Acceptor
from beep.runtime.tasks import BackgroundTasks


@dataclass(slots=True)
class _Parts:
    database: Database
    bus: Bus
    jobs: Jobs
    tasks: BackgroundTasks
    claim: Claim
    built: dict[str, Built]
    relay: Relay
    health: Health


class Program:
    """Beep in one process. `only` names the features it serves; what they need is built as a library."""

    def __init__(self, settings: Settings, parts: _Parts, asgi: ASGIApp, ids: Snowflakes) -> None:
        self.settings = settings
        self.asgi = asgi
        self.ids = ids
        self._parts = parts
        self.health = parts.health

    @classmethod
    async def start(
        cls,
        settings: Settings,
        database_url: str,
        *,
        only: Sequence[str] = (),
        clock: Clock | None = None,
        works: bool = True,
        opened: Callable[..., Database] = Database,
    ) -> "Program":
        """Build and start everything but the listening port; `works=False` leaves jobs to others.

        `opened` gives the database in place of a `Database` just made; it is closed with the program.
        """
        clock = clock or SystemClock()
        wanted = list(only or FEATURES)
        order = in_build_order(FEATURES, wanted)
        database = opened(
            database_url,
            pool_size=settings.process.database_pool,
            timeout_s=settings.process.database_timeout_s,
        )
        database.trace = current_trace
        ids = Snowflakes(clock.now)
        claim = Claim(database, ids)
        await claim.take()
        bus = await _bus(settings, database)
        live = Live(bus)
        tasks = BackgroundTasks()
        runtime = Runtime(
            database=database,
            clock=clock,
            ids=ids,
            live=live,
            tasks=tasks,
            home=settings.home,
            public_url=public_url(settings),
            allowed_origins=settings.process.allowed_origins,
        )
        built = _build(runtime, settings, order)
        jobs = Jobs(database)
        for feature in built.values():
            for name, work in feature.work.items():
                jobs.register(name, work)
        relay = Relay(database, bus, jobs, clock, _subscriptions(built, wanted, settings))
        relay.orderer.on_hole = lambda stream: _forget(built, stream)
        parts = _Parts(database, bus, jobs, tasks, claim, built, relay, Health())
        asgi = _asgi(parts, settings, wanted, clock)
        program = cls(settings, parts, asgi, ids)
        await program._begin(live, wanted if works else ())
        return program

    async def _begin(self, live: Live, working: Sequence[str]) -> None:
        parts = self._parts

        def receive(topic: str, payload: bytes) -> None:
            if topic == FACTS:
                parts.relay.receive(payload)
            else:
                live.receive(topic, payload)

        parts.tasks.spawn(parts.database.watch.run(), name="database.watch")
        await parts.relay.start()
        await parts.bus.start(receive)
        for feature in parts.built.values():
            if feature.start:
                await feature.start()
        for name in working:
            if tend := parts.built[name].tend:
                await tend()
        if working:
            places = {name: one.job_places for name, one in parts.built.items() if one.job_places}
            await parts.jobs.work(working, apart=places)
            parts.relay.start_dispatching()
        parts.tasks.spawn(parts.claim.keep(), name="process.claim")

    @property
    def acceptor(self) -> Acceptor | None:
        return next((one.sockets for one in self._parts.built.values() if one.sockets), None)

    @property
    def database(self) -> Database:
        return self._parts.database

    @property
    def relay(self) -> Relay:
        return self._parts.relay

    def face(self, name: str) -> Any:
        """Return a feature's face, for commands and tests."""
        return self._parts.built[name].face

    async def leave(self) -> None:
        """Send clients away and take no more work of one's own; requests are still answered meanwhile.

        With a bus there are others to go to: requests are taken until proxies have had time to notice.
        """
        parts, process = self._parts, self.settings.process
        self.health.leave()
        parts.relay.stop_dispatching()
        parts.tasks.spawn(parts.jobs.finish(), name="jobs.finish")
        leaving = [one.leave(process.leave_s) for one in parts.built.values() if one.leave]
        if process.bus_url:
            leaving.append(asyncio.sleep(process.leave_s))
        await asyncio.gather(*leaving)

    async def stop(self, *, is_urgent: bool = False) -> None:
        """Stop in the reverse order of starting; safe to call once."""
        parts = self._parts
        for feature in reversed(list(parts.built.values())):
            if feature.stop:
                await feature.stop()
        await parts.tasks.close()
        await parts.jobs.close(is_urgent=is_urgent)
        await parts.relay.close()
        await parts.bus.close()
        await parts.claim.close()
        await parts.database.close()


def public_url(settings: Settings) -> str:
    given = settings.process.public_url.rstrip("/")
    scheme = "https" if settings.process.tls_certificate else "http"
    return given or f"{scheme}://{settings.process.host}:{settings.process.port}"


async def _bus(settings: Settings, database: Database) -> Bus:
    if settings.process.bus_url:
        # Loaded only here: its client takes megabytes that one process does without.
        bus = importlib.import_module("beep.runtime.redis_bus").RedisBus
        key = await bus_key(database)
        return cast("Bus", bus(settings.process.bus_url, process=secrets.randbits(32), key=key))
    return InProcessBus()


def _build(runtime: Runtime, settings: Settings, order: Sequence[str]) -> dict[str, Built]:
    built: dict[str, Built] = {}
    for name in order:
        feature = FEATURES[name]
        faces = {need: built[need].face for need in feature.needs}
        own = settings.sections.get(name)
        built[name] = (
            feature.build(runtime, own, **faces) if feature.settings else feature.build(runtime, **faces)
        )
    ports.fill(built)
    return built


def _subscriptions(built: dict[str, Built], wanted: Sequence[str], settings: Settings) -> Subscriptions:
    live: dict[type[Fact], list[Any]] = {}
    # Every cache first, so that whoever reacts sees what is current.
    for listeners in [one.caches for one in built.values()] + [built[name].live for name in wanted]:
        for fact, listener in listeners.items():
            live.setdefault(fact, []).append(listener)
    durable: dict[type[Fact], list[str]] = {}
    for feature in FEATURES.values():
        for reaction in feature.reactions:
            if reaction.is_wanted is None or reaction.is_wanted(settings.sections[feature.name]):
                durable.setdefault(reaction.fact, []).append(reaction.job)
    facts = [fact for feature in FEATURES.values() for fact in feature.facts]
    return Subscriptions(facts, live, durable)


def _asgi(parts: _Parts, settings: Settings, wanted: Sequence[str], clock: Clock) -> ASGIApp:
    routes = [route for name in wanted for route in parts.built[name].routes]
    check_unique(routes)
    authenticator = SchemeAuthenticator(people=_face(parts, "auth"), bots=_face(parts, "applications"))
    limits = RateLimits(clock, factor=settings.process.rate_limit_factor)
    files = cast("media.MediaSettings", settings.sections["media"])
    bodies = Bodies(settings.process.max_body_bytes, files.max_file_bytes, settings.home / "incoming")
    served = mounted(routes, authenticator, limits, bodies=bodies)
    own = system_routes(routes, parts.database, parts.built, parts.health)
    addresses = Addresses([*own, *served], default=web.client(files_origin=files.origin))
    return Edge(addresses, clock, trusted_proxies=settings.process.trusted_proxies)


def _face(parts: _Parts, name: str) -> Any:
    return parts.built[name].face if name in parts.built else None


def _forget(built: dict[str, Built], stream: int) -> None:
    for feature in built.values():
        if feature.forget:
            feature.forget(stream)
