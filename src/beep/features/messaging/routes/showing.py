"""Shows messages to somebody: with their people, what they answer, and reactions as that person sees them."""

from collections.abc import Sequence
from typing import TypeVar

from msgspec import UNSET

from beep.features import users
from beep.features.messaging.contract import MessageView
from beep.features.messaging.service import MessagingService
from beep.features.messaging.wire import (
    NO_THREADS,
    MessageObject,
    message_object,
    people_in,
    reaction_object,
    threads_in,
)
from beep.kit.actor import Actor
from beep.kit.ids import UserId

M = TypeVar("M", bound=MessageObject)


class Showing:
    def __init__(self, service: MessagingService, users: users.Users) -> None:
        self._service = service
        self._users = users

    async def new(self, actor: Actor, view: MessageView, shape: type[M]) -> M:
        """Show a message that was just posted: it has no reactions."""
        [shown] = await self._shown(actor, [view], shape)
        return shown

    async def all(self, actor: Actor, views: Sequence[MessageView]) -> list[MessageObject]:
        """Show messages to `actor`."""
        shown = await self._shown(actor, views, MessageObject)
        given = await self._service.reactions.list_of(actor.user_id, views)
        for view, one in zip(views, shown, strict=True):
            one.reactions = [reaction_object(each) for each in given.get(view.id, ())]
        return shown

    async def one(self, actor: Actor, view: MessageView) -> MessageObject:
        [shown] = await self.all(actor, [view])
        return shown

    async def people(self, user_ids: Sequence[UserId]) -> list[users.UserObject]:
        """Show people in the order they are given."""
        found = {one.id: users.user_object(one) for one in await self._users.list_by_ids(user_ids)}
        return [found[one] for one in user_ids if one in found]

    async def _shown(self, actor: Actor, views: Sequence[MessageView], shape: type[M]) -> list[M]:
        wanted = [view.reply_to for view in views if view.reply_to is not None]
        replied = {one.id: one for one in await self._service.list_by_ids(wanted)} if wanted else {}
        people = await self._users.list_by_ids(people_in([*views, *replied.values()]))
        shown = {one.id: users.user_object(one) for one in people}
        started = threads_in([*views, *replied.values()])
        threads = await self._service.threads.shown(started, actor.user_id) if started else NO_THREADS
        return [
            message_object(
                shape,
                view,
                shown,
                url_of=self._service.url_of,
                referenced=UNSET if view.reply_to is None else replied.get(view.reply_to),
                threads=threads,
            )
            for view in views
        ]
