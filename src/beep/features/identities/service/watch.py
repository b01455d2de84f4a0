"""Which providers answer, as far as is known: asked when it matters, never in anybody's way (F-29)."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager

from beep.features.identities.contract import Provider
from beep.features.identities.errors import ProviderAway, ProviderBusy, WronglySet
from beep.runtime.clock import Clock
from beep.runtime.tasks import BackgroundTasks

_log = logging.getLogger("beep.features.identities.watch")
# How long it counts that somebody answered or did not.
_FRESH_S = 30.0
# How long a page waits to be told.
_PATIENCE_S = 1.0


class Watch:
    """Of one process. Who was never asked counts as answering."""

    def __init__(self, providers: Mapping[str, Provider], clock: Clock, tasks: BackgroundTasks) -> None:
        self._providers = providers
        self._clock = clock
        self._tasks = tasks
        self._is_up: dict[str, bool] = {}
        self._seen_at: dict[str, float] = {}
        self._asking: dict[str, asyncio.Task[None]] = {}

    async def look(self) -> Mapping[str, bool]:
        """Return who answers; waits a second at most for those not asked lately."""
        due = [name for name in self._providers if self._is_due(name)]
        if due:
            await asyncio.wait([self._ask(name) for name in due], timeout=_PATIENCE_S)
        return {name: self._is_up.get(name, True) for name in self._providers}

    @asynccontextmanager
    async def asking(self, name: str) -> AsyncGenerator[None]:
        """Learn from what becomes of asking a provider something."""
        try:
            yield
        except ProviderBusy:
            raise
        except ProviderAway as error:
            self._saw(name, error)
            raise
        self._saw(name, None)

    def ask_all(self) -> None:
        """Ask everybody, without waiting: what is wrong stands in the log."""
        for name in self._providers:
            self._ask(name)

    def _is_due(self, name: str) -> bool:
        seen_at = self._seen_at.get(name)
        return seen_at is None or self._clock.monotonic() - seen_at >= _FRESH_S

    def _ask(self, name: str) -> asyncio.Task[None]:
        if name not in self._asking:
            task = self._tasks.spawn(self._probe(name), name=f"identities.probe {name}")
            self._asking[name] = task
            task.add_done_callback(lambda _: self._asking.pop(name, None))
        return self._asking[name]

    async def _probe(self, name: str) -> None:
        try:
            await self._providers[name].probe()
        except ProviderAway as error:
            self._saw(name, error)
        else:
            self._saw(name, None)

    def _saw(self, name: str, error: ProviderAway | None) -> None:
        was_up = self._is_up.get(name, True)
        self._is_up[name] = error is None
        self._seen_at[name] = self._clock.monotonic()
        if error is not None and was_up and not isinstance(error, WronglySet):
            reason = str(error.__cause__ or "it does not answer")
            _log.warning("a provider is away", extra={"provider": name, "reason": reason})
        if error is None and not was_up:
            _log.info("a provider answers again", extra={"provider": name})
