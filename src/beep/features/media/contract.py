"""The face of media: files of channels, pictures of people, servers and emojis."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal, NewType, Protocol

from msgspec import UNSET, Meta, Struct, UnsetType

from beep.kit.actor import Actor
from beep.kit.ids import ChannelId, MessageId, UserId
from beep.kit.permissions import Permission
from beep.runtime.http import ReceivedFile, Snowflake

FileId = NewType("FileId", int)
PictureKind = Literal["avatar", "icon", "emoji"]
# The most files one message may carry (AMB-28).
MAX_PER_MESSAGE = 10
# What pictures of pages are called.
PAGE_PICTURE = "preview.webp"


class ListedAttachment(Struct, kw_only=True):
    """One file of a message as requests name it.

    `id` is that of an uploaded file, or the number `n` of a part `files[n]` of the same request.
    """

    id: Snowflake
    filename: Annotated[str, Meta(max_length=1024)] | UnsetType = UNSET
    description: Annotated[str, Meta(max_length=1024)] | UnsetType | None = UNSET
    is_spoiler: bool | UnsetType = UNSET


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """A stored file of a channel. Sizes are of images only; `placeholder` is a thumbhash in base64."""

    id: FileId
    channel_id: ChannelId
    owner_id: UserId
    filename: str
    content_type: str
    size_bytes: int
    description: str | None = None
    width: int | None = None
    height: int | None = None
    placeholder: str | None = None
    is_spoiler: bool = False


class ChannelGate(Protocol):
    """Port: whether somebody may do something in a channel. Filled by `channels`."""

    async def access(self, actor: Actor, channel_id: ChannelId, needed: Permission) -> object:
        """Raise `NotFound` for what the actor may not see, `Forbidden` for what they may not do."""
        ...


class FileUses(Protocol):
    """Port: which files are part of something. Filled by `messaging`."""

    async def files_in_use(
        self, channel_id: ChannelId, file_ids: Sequence[FileId], until: datetime
    ) -> Collection[FileId]:
        """Return those of a channel's files that a message carries, posted after them and before `until`."""
        ...

    async def page_pictures_in_use(self, pictures: Sequence[tuple[MessageId, FileId]]) -> Collection[FileId]:
        """Return those of some pictures of pages that are shown under the messages they were made for."""
        ...


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A picture of a page as it is shown: small, without what it told besides."""

    content: bytes
    width: int
    height: int


def page_picture_view(file_id: FileId, channel_id: ChannelId, owner_id: UserId) -> AttachmentView:
    """Return as much of a page's picture as its address needs."""
    return AttachmentView(file_id, channel_id, owner_id, PAGE_PICTURE, "image/webp", 0)


class PictureUses(Protocol):
    """Port: which pictures of a kind are shown. Filled by whoever shows them."""

    async def pictures_in_use(self, pictures: Sequence[tuple[int, str]]) -> Collection[tuple[int, str]]:
        """Return those of some pictures, each an owner and a hash, that their owner shows as of now."""
        ...


class Media(Protocol):
    # Ports, filled by `app`. Without a gate nobody may do anything; without uses no claim is settled.
    gate: ChannelGate
    uses: FileUses | None
    picture_uses: dict[PictureKind, PictureUses]

    async def attach(
        self,
        actor: Actor,
        channel_id: ChannelId,
        listed: Sequence[ListedAttachment] | None,
        files: Sequence[ReceivedFile] = (),
        *,
        key: str | None = None,
        existing: Sequence[AttachmentView] = (),
    ) -> tuple[AttachmentView, ...]:
        """Return what a message carries: what `listed` keeps of `existing`, uploaded files, and `files`.

        Each file belongs to one message only; asked again with the same `key` (the message's nonce) the
        same files pass again. `listed=None` keeps everything. The caller has checked ATTACH_FILES. Raises
        `Invalid` for unknown files and for more than ten, and what storing raises.
        """
        ...

    async def keep(self, file_ids: Sequence[FileId]) -> None:
        """Say that attached files are in use: whether they are is not asked again."""
        ...

    async def release(self, file_ids: Sequence[FileId]) -> None:
        """Give back files whose message was not stored: they may be sent again or are swept."""
        ...

    async def delete(self, file_ids: Sequence[FileId]) -> None:
        """Delete files: nobody reads them from now on, their bytes go as soon as the store is there.

        Idempotent; never raises because of the store.
        """
        ...

    async def delete_of_channel(self, channel_id: ChannelId) -> None:
        """Delete every file of a channel, as `delete` does."""
        ...

    async def list_by_ids(self, file_ids: Sequence[FileId]) -> list[AttachmentView]:
        """Return the files that exist among at most 1000 ids, in no special order."""
        ...

    def url_of(self, view: AttachmentView) -> str:
        """Return a signed address anybody may read the file at for some hours; never awaits."""
        ...

    async def page_picture(self, raw: bytes) -> PagePicture | None:
        """Return a picture a stranger's page names as it may be shown; `None` when it is none."""
        ...

    async def store_page_picture(
        self, picture: PagePicture, channel_id: ChannelId, owner_id: UserId, message_id: MessageId
    ) -> FileId:
        """Store a page's picture for a message of `owner_id`; `keep` it once shown, or it goes in a day."""
        ...

    async def rotate_keys(self) -> None:
        """Sign addresses with a new key in half a minute, in every process; old ones live to their end."""
        ...

    async def store_picture(self, kind: PictureKind, owner_id: int, data: str) -> str:
        """Store a picture given as a data URI and return its hash, `a_…` when it moves.

        Pictures are re-encoded. It goes a day later unless its owner shows it: call `settle_pictures` once
        that is committed. Raises `Invalid` on the field named like the kind for what is no picture,
        `Unavailable` without the store.
        """
        ...

    async def settle_pictures(self, kind: PictureKind, owner_id: int) -> None:
        """Keep the picture an owner shows and let others go, which are there for a day more.

        Idempotent; never raises because the database is away: the sweep does the same later.
        """
        ...
