"""What makes a message valid and whom it calls: pure functions."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from msgspec import structs

from beep.features.media import AttachmentView, FileId
from beep.features.messaging.contract import MessageFlag, MessageView
from beep.features.messaging.drafts import Mentions
from beep.features.messaging.embeds import EMBED_LIMIT, PREVIEW, TEXT_LIMIT, Embed, pictures_of
from beep.kit.errors import invalid
from beep.kit.ids import RoleId, UserId
from beep.kit.permissions import Permission
from beep.kit.text import normal

_USER = re.compile(r"<@!?(\d{1,19})>")
_ROLE = re.compile(r"<@&(\d{1,19})>")
_EVERYONE = re.compile(r"(?<![\w@])@(?:everyone|here)\b")
# Call at most this many in one message; further ones stay text.
MENTION_LIMIT = 100
NONCE_LIMIT = 64


@dataclass(frozen=True, slots=True)
class Allowed:
    """Whom the sender lets the message call. `None` for a set means everybody of that kind."""

    users: frozenset[int] | None = None
    roles: frozenset[int] | None = None
    everyone: bool = True
    replied_user: bool = True


def files_of(message: MessageView) -> list[FileId]:
    """Return every file that goes with a message: those it carries, and the pictures of its previews."""
    pictures = [FileId(one) for one in pictures_of(message.embeds)]
    return [*(one.id for one in message.attachments), *pictures]


def carried(file_ids: Sequence[FileId], attachments: Iterable[Sequence[AttachmentView]]) -> set[FileId]:
    """Return which files are among what messages carry."""
    return {one.id for views in attachments for one in views} & set(file_ids)


def clean_content(content: str, *, max_length: int, may_be_empty: bool = False) -> str:
    """Return the text as stored (NFC, trimmed); raises `Invalid` when empty or too long (MSG-10, AMB-26)."""
    text = normal(content).strip()
    if not text and not may_be_empty:
        raise invalid("content", "BASE_TYPE_REQUIRED", "A message needs some text.")
    if len(text) > max_length:
        reason = f"Must be {max_length} or fewer in length; this has {len(text)}."
        raise invalid("content", "BASE_TYPE_MAX_LENGTH", reason)
    return text


def clean_embeds(embeds: Sequence[Embed]) -> tuple[Embed, ...]:
    """Return embeds as stored; raises `Invalid` for one that shows nothing and for too much text."""
    for number, one in enumerate(embeds):
        if one.is_empty():
            raise invalid(
                f"embeds.{number}", "BASE_TYPE_REQUIRED", "An embed needs a title, a text or a picture."
            )
    if sum(one.text_length() for one in embeds) > TEXT_LIMIT:
        reason = f"The embeds of a message may hold {TEXT_LIMIT} characters together."
        raise invalid("embeds", "MAX_EMBED_SIZE_EXCEEDED", reason)
    return tuple(structs.replace(one, type="rich") for one in embeds)


def is_linking(content: str, permissions: Permission, flags: int) -> bool:
    """Tell whether a text may hold links that are previewed: asked of every message, so nearly free."""
    return (
        "://" in content
        and not flags & MessageFlag.SUPPRESS_EMBEDS
        and bool(permissions & Permission.EMBED_LINKS)
    )


def with_previews(embeds: Sequence[Embed], previews: Sequence[Embed]) -> tuple[Embed, ...]:
    """Return a message's own embeds with these previews in place of those it has."""
    own = [one for one in embeds if one.type != PREVIEW]
    return (*own, *previews)[:EMBED_LIMIT]


def clean_nonce(nonce: str | int | None) -> str | None:
    """Return the sender's own number for a message as text; raises `Invalid` when it is too long."""
    if nonce is None or nonce == "":
        return None
    text = str(nonce)
    if len(text) > NONCE_LIMIT:
        reason = f"Must be {NONCE_LIMIT} or fewer in length."
        raise invalid("nonce", "BASE_TYPE_MAX_LENGTH", reason)
    return text


def people_named(text: str) -> list[UserId]:
    """Return whom a text names, each once, as many as can be called."""
    found = dict.fromkeys(UserId(int(one)) for one in _USER.findall(text))
    return list(found)[:MENTION_LIMIT]


def mentions_in(
    text: str,
    allowed: Allowed,
    *,
    members: Collection[UserId],
    roles: Mapping[RoleId, bool],
    may_mention_everyone: bool,
) -> Mentions:
    """Return whom `text` calls.

    `members` are who can be called; `roles` maps each role to whether anybody may call it.
    """
    users = dict.fromkeys(UserId(int(found)) for found in _USER.findall(text))
    called = [user for user in users if user in members and (allowed.users is None or user in allowed.users)]
    named = dict.fromkeys(RoleId(int(found)) for found in _ROLE.findall(text))
    called_roles = [
        role
        for role in named
        if role in roles
        and (roles[role] or may_mention_everyone)
        and (allowed.roles is None or role in allowed.roles)
    ]
    everyone = may_mention_everyone and allowed.everyone and _EVERYONE.search(text) is not None
    return Mentions(tuple(called[:MENTION_LIMIT]), tuple(called_roles[:MENTION_LIMIT]), everyone)
