"""HTTP of leaving."""

from starlette.responses import Response

from beep.features.leaving.schemas import (
    AskToLeave,
    ChooseMode,
    DepartureObject,
    ExportQuery,
    ModeObject,
    departure_object,
)
from beep.features.leaving.service import LeavingService
from beep.runtime.http import Call, delete, get, put
from beep.runtime.http.files import Served, answer


class LeavingRoutes:
    def __init__(self, service: LeavingService) -> None:
        self._service = service

    @get("/users/@me/leaving", access="oneself")
    async def departure(self, call: Call) -> DepartureObject | None:
        """Return when one's account will be deleted, and what becomes of one's servers; else 204."""
        found = await self._service.find(call.actor)
        return departure_object(found) if found else None

    @put("/users/@me/leaving", access="oneself", per_10_s=5)
    async def ask(self, call: Call, body: AskToLeave) -> DepartureObject:
        """Ask for one's account to be deleted; needs a recent sign-in.

        It can be taken back until `due_at`. Named heirs are offered their servers at once; a server that has
        no owner by then goes to its highest-ranked, then oldest member, or is deleted where there is none.
        """
        return departure_object(await self._service.ask(call.actor, body.mode, body.fates()))

    @delete("/users/@me/leaving", access="oneself", per_10_s=5)
    async def take_back(self, call: Call) -> None:
        """Keep one's account after all."""
        await self._service.take_back(call.actor)

    @get("/users/@me/leaving/mode", access="oneself")
    async def mode(self, call: Call) -> ModeObject:
        """Return what happens to one's messages should one leave."""
        return ModeObject(await self._service.chosen(call.actor))

    @put("/users/@me/leaving/mode", access="oneself", per_10_s=5)
    async def choose(self, call: Call, body: ChooseMode) -> ModeObject:
        """Choose whether one's messages are deleted, or stay under no name, should one leave."""
        return ModeObject(await self._service.choose(call.actor, body.mode))

    @get("/users/@me/export", access="oneself", per_10_s=2)
    async def export(self, call: Call, query: ExportQuery) -> Response:
        """Return a ZIP of all Beep holds of oneself, with a page to read it by; needs a recent sign-in."""
        package = await self._service.export(call.actor, query.language)
        served = Served(
            filename=package.filename,
            content_type="application/zip",
            size_bytes=package.size_bytes,
            etag="",
            is_shown=False,
            cache="no-store",
            read=package.read,
        )
        return await answer(served, call.method, {})
