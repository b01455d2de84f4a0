"""The face of users: profiles of people and bots, and unique usernames."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from beep.kit.ids import UserId
from beep.kit.languages import DEFAULT, Language

# The most profiles one question may ask for.
MAX_IDS = 1000
# What a person chose to be seen as while connected; only they know of "invisible".
Status = Literal["online", "idle", "dnd", "invisible"]


@dataclass(frozen=True, slots=True)
class UserView:
    """A person or a bot as others see them. `display_name` is `None` when it is the username.

    `avatar` is their picture's hash, `None` when they have none of their own. `language` is the one they are
    written to in; only they are shown it.
    """

    id: UserId
    username: str
    display_name: str | None
    is_bot: bool
    created_at: datetime
    avatar: str | None = None
    language: Language = DEFAULT


class Pictures(Protocol):
    """Port: keeps pictures of people and bots. Filled by `media`."""

    async def store_picture(self, kind: Literal["avatar"], owner_id: int, data: str) -> str:
        """Store a picture given as a data URI and return its hash; raises `Invalid`."""
        ...

    async def settle_pictures(self, kind: Literal["avatar"], owner_id: int) -> None:
        """Keep the picture the person shows and let others go."""
        ...


@dataclass(frozen=True, slots=True)
class OwnDetails:
    """What a person sees of their own account only."""

    email: str | None
    is_verified: bool
    has_password: bool
    has_second_factor: bool


class PrivateDetails(Protocol):
    """Port: what a person sees of their own account only. Filled by `auth`."""

    async def details_of(self, user_id: UserId) -> OwnDetails | None: ...


class Users(Protocol):
    # Port, filled by `app` once `auth` is built; until then nobody has an address.
    private_details: PrivateDetails
    # Port, filled by `app` once `media` is built; until then nobody has a picture.
    pictures: Pictures

    async def create(
        self,
        user_id: UserId,
        username: str,
        display_name: str | None,
        *,
        is_bot: bool = False,
        language: Language = DEFAULT,
    ) -> UserView:
        """Reserve a username and make a profile; raises `Invalid` or `UsernameTaken`.

        The profile counts only after `activate`; one never activated frees its name after ten minutes.
        Bots are active at once.
        """
        ...

    async def activate(self, user_id: UserId) -> None:
        """Make a new profile count, once its account exists; idempotent.

        Should the name have gone to someone else meanwhile, the profile gets `user-<id>` instead.
        """
        ...

    async def discard(self, user_id: UserId) -> None:
        """Forget a profile that was never activated; idempotent."""
        ...

    async def get(self, user_id: UserId) -> UserView:
        """Return a profile; raises `UserNotFound`."""
        ...

    def cached(self, user_id: UserId) -> UserView | None:
        """Return a profile if it is in memory and current; never awaits."""
        ...

    async def list_by_ids(self, user_ids: Sequence[UserId]) -> list[UserView]:
        """Return the profiles that exist among `user_ids`, at most 1000, in no special order."""
        ...

    async def find_by_id(self, user_id: UserId) -> UserView | None:
        """Return a profile straight from the database: it takes as long if there is none (S-14).

        Who is deleted has none.
        """
        ...

    async def is_name_of(self, user_id: UserId, username: str) -> bool:
        """Tell whether a name is somebody's, looks like it, or was theirs and is still held for them."""
        ...

    async def find_by_username(self, username: str) -> UserView | None:
        """Return whose name this is, whatever its case and width; a look-alike finds nobody."""
        ...

    async def search(self, words: str, *, before: int, limit: int) -> list[UserView]:
        """Return people, the newest first, whose names begin with `words`, whatever their case.

        Everybody where `words` is empty; 100 at most. For those who may look at everybody.
        """
        ...

    async def rename(self, user_id: UserId, *, username: str | None, display_name: str | None) -> UserView:
        """Change names; `None` keeps what is there, an empty display name removes it.

        A name given up stays reserved for its owner for 30 days (AMB-39).
        Raises `Invalid`, `UsernameTaken`, `TooManyRenames` or `UserNotFound`.
        """
        ...

    async def choose_language(self, user_id: UserId, language: Language) -> UserView:
        """Be written to in another language; idempotent. Raises `UserNotFound`."""
        ...

    async def show_picture(self, user_id: UserId, data: str | None) -> UserView:
        """Show a picture given as a data URI, or none; raises `Invalid` or `UserNotFound`."""
        ...

    async def choose_status(self, user_id: UserId, status: Status) -> Status:
        """Be seen as something else from now on; idempotent."""
        ...

    async def status_of(self, user_id: UserId) -> Status:
        """Return what a person chose to be seen as while connected; only they may know."""
        ...

    async def erase(self, user_id: UserId, *, keeps_messages: bool) -> None:
        """Take name, picture and status of a person away for good and tell so; idempotent.

        Their id stays known as that of a deleted person, so that what they wrote still has an author.
        """
        ...

    async def discard_bot(self, user_id: UserId) -> None:
        """Retire a bot's profile: its name is freed, its id stays known as a deleted bot; idempotent."""
        ...
