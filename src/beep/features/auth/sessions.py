"""Sessions: who is signed in, since when, and until when (AMB-9)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from beep.features.auth import devices, rules, store
from beep.features.auth.contract import Origin, SessionView
from beep.features.auth.errors import SessionOver
from beep.features.auth.facts import AccountChanged, DeviceAdded, SessionEnded, SessionProved, SessionStarted
from beep.features.auth.memory import Living, SessionMemory
from beep.features.auth.settings import AuthSettings
from beep.kit.actor import Actor
from beep.kit.ids import SessionId, Snowflakes, UserId
from beep.runtime.clock import Clock
from beep.runtime.database import Database, Transaction
from beep.runtime.outbox import Recorded

_FORGET_AFTER = timedelta(days=30)
# Devices of one person that are known again.
_DEVICES = 50


class Sessions:
    def __init__(self, database: Database, clock: Clock, ids: Snowflakes, settings: AuthSettings) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._settings = settings
        self._memory = SessionMemory(settings.cached_sessions)

    async def alive(self, session_id: SessionId) -> Living:
        """Return a session that is alive, usually from memory; raises `SessionOver`."""
        living = self._memory.find(session_id)
        if living is None or self._is_over(living):
            living = await self._load(session_id)
        return living

    def touch(self, session_id: SessionId) -> None:
        self._memory.touch(session_id, self._clock.now())

    def is_over(self, found: store.Session) -> bool:
        """Tell whether a session has ended, or is about to by itself."""
        return found.ended_at is not None or self._is_over(self._living(found))

    async def list_alive(self, user_id: UserId) -> Sequence[SessionView]:
        async with self._database.read() as connection:
            found = await store.list_sessions(connection, user_id)
        views = [
            replace(view, last_active_at=self._memory.last_active(view.id, view.last_active_at))
            for view in found
        ]
        return [view for view in views if not self._is_over(view)]

    async def last_active_of(self, user_ids: Sequence[UserId]) -> Mapping[UserId, datetime]:
        async with self._database.read() as connection:
            return await store.last_active_of(connection, user_ids)

    async def _load(self, session_id: SessionId) -> Living:
        if self._memory.has_ended(session_id):
            raise SessionOver
        epoch = self._memory.epoch
        async with self._database.read() as connection:
            found = await store.find_session(connection, session_id)
        if found is None or found.ended_at is not None:
            self._memory.end(session_id)
        elif self._is_over(living := self._living(found)):
            await self.end_overdue(only=session_id)
        elif not self._memory.has_ended(session_id):
            self._memory.keep(session_id, living, read_at=epoch)
            return living
        raise SessionOver

    def _living(self, found: store.Session) -> Living:
        view = found.view
        actor = Actor(
            view.user_id,
            view.id,
            global_roles=rules.roles_in(view.client, self.roles_of(found.global_roles, view.methods)),
            proved_at=found.proved_at if view.client is None else None,
            is_verified=found.verified_at is not None or self._settings.email_verification == "off",
            client=view.client,
        )
        last_active_at = self._memory.last_active(view.id, view.last_active_at)
        return Living(actor, view.created_at, last_active_at, view.last_active_at)

    def roles_of(self, roles: frozenset[str], methods: Iterable[str]) -> frozenset[str]:
        """Return the global roles a session opened by these ways in has of those its account has."""
        is_needed = self._settings.administrators_need_second_factor
        return rules.effective_roles(roles, methods, is_second_factor_needed=is_needed)

    def _is_over(self, one: Living | SessionView) -> bool:
        return rules.is_over(
            created_at=one.created_at,
            last_active_at=one.last_active_at,
            now=self._clock.now(),
            settings=self._settings,
        )

    # -- changes ------------------------------------------------------------------------------

    async def open(
        self,
        tx: Transaction,
        user_id: UserId,
        origin: Origin,
        *,
        methods: frozenset[str],
        client: str | None = None,
        is_new_device: bool = False,
    ) -> SessionView:
        now = self._clock.now()
        view = SessionView(
            SessionId(self._ids.next()),
            user_id,
            created_at=now,
            last_active_at=now,
            user_agent=origin.user_agent,
            ip=origin.ip,
            methods=tuple(sorted(methods)),
            client=client,
            is_new_device=is_new_device,
        )
        await store.insert_session(tx.connection, view)
        tx.record(SessionStarted(user_id, view.id))
        return view

    async def open_on_device(
        self, tx: Transaction, user_id: UserId, origin: Origin, *, methods: frozenset[str]
    ) -> SessionView:
        """Open a session of the person themself, and tell of it where they had not used the device before."""
        device, now = devices.device_of(origin.user_agent), self._clock.now()
        key = devices.key_of(user_id, device, origin.ip)
        is_new = await store.see_device(tx.connection, user_id, key, at=now, most=_DEVICES)
        view = await self.open(tx, user_id, origin, methods=methods, is_new_device=is_new)
        if is_new:
            tx.record(DeviceAdded(user_id, view.id, device.browser, device.system))
        return view

    async def end(
        self,
        tx: Transaction,
        user_id: UserId,
        session_id: SessionId | None = None,
        *,
        reason: str,
        but: SessionId | None = None,
    ) -> list[SessionId]:
        """End one session of a person, or all (`but` one), in a transaction; `forget` them afterwards."""
        ended = await store.end_sessions(
            tx.connection, user_id, session_id, at=self._clock.now(), reason=reason, but=but
        )
        for one in ended:
            tx.record(SessionEnded(user_id, one, reason))
        return ended

    def forget(self, ended: Sequence[SessionId]) -> None:
        """Refuse ended sessions in this process at once; others hear of it by the fact."""
        for one in ended:
            self._memory.end(one)

    async def prove(self, tx: Transaction, user_id: UserId, session_id: SessionId, *, method: str) -> None:
        """Count a session as just opened, with one more way in."""
        await store.prove(tx.connection, session_id, method=method, at=self._clock.now())
        tx.record(SessionProved(user_id, session_id))

    def read_again(self, session_id: SessionId) -> None:
        self._memory.forget(session_id)

    def forget_person(self, user_id: UserId) -> None:
        """Read a person's sessions again in this process at once; others hear of it by the fact."""
        self._memory.forget_person(user_id)

    def on_ended(self, recorded: Recorded) -> None:
        if isinstance(recorded.fact, SessionEnded):
            self._memory.end(recorded.fact.session_id)

    def on_account_changed(self, recorded: Recorded) -> None:
        if isinstance(recorded.fact, AccountChanged):
            self._memory.forget_person(recorded.fact.user_id)

    def on_proved(self, recorded: Recorded) -> None:
        if isinstance(recorded.fact, SessionProved):
            self._memory.forget(recorded.fact.session_id)

    # -- time ---------------------------------------------------------------------------------

    async def end_overdue(self, *, only: SessionId | None = None) -> int:
        """End what is idle or too old, one batch; return how many that were."""
        now = self._clock.now()
        async with self._database.write() as tx:
            ended = await store.end_overdue(
                tx.connection,
                idle_before=now - timedelta(seconds=self._settings.session_idle_s),
                created_before=now - timedelta(seconds=self._settings.session_absolute_s),
                at=now,
                only=only,
            )
            for view, reason in ended:
                tx.record(SessionEnded(view.user_id, view.id, reason))
        self.forget([view.id for view, _ in ended])
        return len(ended)

    async def write_activity(self, *, everything: bool = False) -> None:
        """Write down activity, at most once a minute for each session."""
        if due := self._memory.due(self._clock.now(), everything=everything):
            async with self._database.write() as tx:
                await store.write_activity(tx.connection, due)
            self._memory.written(due)

    async def forget_old(self, tx: Transaction) -> None:
        await store.forget_ended(tx.connection, before=self._clock.now() - _FORGET_AFTER)
