"""HTTP of users."""

import msgspec

from beep.features.users.contract import Users
from beep.features.users.schemas import ChosenStatus, EditOwnUser
from beep.features.users.wire import OwnUserObject, UserObject, own_user_object, user_object
from beep.kit.ids import UserId
from beep.kit.languages import language_of
from beep.runtime.http import Call, get, patch


class UserRoutes:
    def __init__(self, users: Users) -> None:
        self._users = users

    @get("/users/@me")
    async def me(self, call: Call) -> OwnUserObject:
        """Return oneself, with what only oneself may see."""
        view = await self._users.get(call.actor.user_id)
        details = None if view.is_bot else await self._users.private_details.details_of(view.id)
        return own_user_object(view, call.actor, details)

    @patch("/users/@me", per_10_s=10)
    async def edit_me(self, call: Call, body: EditOwnUser) -> OwnUserObject:
        """Change one's names, picture and language.

        A username given up stays reserved for its former owner for 30 days.
        """
        username = None if body.username is msgspec.UNSET else body.username
        display_name = None if body.global_name is msgspec.UNSET else body.global_name or ""
        view = await self._users.rename(call.actor.user_id, username=username, display_name=display_name)
        if not isinstance(body.locale, msgspec.UnsetType):
            view = await self._users.choose_language(view.id, language_of(body.locale))
        if not isinstance(body.avatar, msgspec.UnsetType):
            view = await self._users.show_picture(view.id, body.avatar)
        details = None if view.is_bot else await self._users.private_details.details_of(view.id)
        return own_user_object(view, call.actor, details)

    @patch("/users/@me/status", access="person", per_10_s=10)
    async def choose_status(self, call: Call, body: ChosenStatus) -> ChosenStatus:
        """Choose what one is seen as while connected, on every device and from now on."""
        return ChosenStatus(status=await self._users.choose_status(call.actor.user_id, body.status))

    @get("/users/{user_id}")
    async def user(self, call: Call, user_id: UserId) -> UserObject:
        """Return a person or a bot."""
        del call
        return user_object(await self._users.get(user_id))
