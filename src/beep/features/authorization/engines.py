"""Who decides besides the built-in evaluator: Permify, or Permify watched from the shadow."""

import asyncio
import logging

from beep.features.authorization.errors import EngineAway
from beep.features.authorization.permify import Permify
from beep.features.authorization.projection import Projection
from beep.features.authorization.wire import ASKED_BY_NAME, CHANNEL_ASKED, SERVER_ASKED
from beep.kit.errors import Unavailable
from beep.kit.ids import ChannelId, ServerId, UserId
from beep.kit.permissions import NONE, Permission, wire_names
from beep.runtime import metrics
from beep.runtime.database import Database
from beep.runtime.tasks import BackgroundTasks

_log = logging.getLogger(__name__)
# Comparisons under way at once; further ones are skipped, and counted.
_COMPARED = 64


class PermifyEngine:
    """Implements `servers.Engine`: Permify decides; whatever goes wrong is a refusal (503), never a yes."""

    def __init__(
        self, database: Database, permify: Permify, projection: Projection, *, behind_s: float
    ) -> None:
        self._database = database
        self._permify = permify
        self._projection = projection
        self._behind_s = behind_s
        self._tokens: dict[ServerId, tuple[int, str]] = {}

    async def held(
        self, user_id: UserId, server_id: ServerId, held: Permission, channel_id: ChannelId | None = None
    ) -> Permission:
        token = await self._current(server_id)
        entity = ("server", int(server_id)) if channel_id is None else ("channel", int(channel_id))
        allowed = await self._permify.allowed(entity, user_id, token=token)
        asked = SERVER_ASKED if channel_id is None else CHANNEL_ASKED
        found = NONE
        for name in allowed & ASKED_BY_NAME.keys():
            found |= ASKED_BY_NAME[name]
        return found & asked | held & ~asked

    async def _current(self, server_id: ServerId) -> str:
        """See to it that Permify has heard all this process has of a server, and return its snap token."""
        places = self._database.places
        wanted = places.place(server_id)
        if wanted is None:
            wanted = await places.reach(server_id)
        seq, token = self._tokens.get(server_id, (-1, ""))
        try:
            async with asyncio.timeout(self._behind_s):
                if seq < wanted:
                    seq, token = await self._projection.reach(server_id, wanted)
        except TimeoutError:
            raise EngineAway("Permissions are being brought up to date; try again in a moment.") from None
        self._tokens[server_id] = (seq, token)
        return token


class Shadow:
    """Implements `servers.Engine`: the built-in evaluator decides at once, Permify is compared later."""

    def __init__(self, engine: PermifyEngine, tasks: BackgroundTasks) -> None:
        self._engine = engine
        self._tasks = tasks
        self._under_way = 0

    async def held(
        self, user_id: UserId, server_id: ServerId, held: Permission, channel_id: ChannelId | None = None
    ) -> Permission:
        if self._under_way < _COMPARED:
            self._under_way += 1
            self._tasks.spawn(
                self._compare(user_id, server_id, held, channel_id), name="authorization.compare"
            )
        else:
            metrics.SHADOW.labels("skipped").inc()
        return held

    async def _compare(
        self, user_id: UserId, server_id: ServerId, held: Permission, channel_id: ChannelId | None
    ) -> None:
        try:
            theirs = await self._engine.held(user_id, server_id, held, channel_id)
        except Unavailable:
            metrics.SHADOW.labels("failed").inc()
            return
        finally:
            self._under_way -= 1
        differing = theirs ^ held
        metrics.SHADOW.labels("different" if differing else "equal").inc()
        if differing:
            where = {"server": str(server_id), "channel": str(channel_id or ""), "user": str(user_id)}
            _log.warning("engines differ", extra={"permissions": wire_names(differing), **where})
