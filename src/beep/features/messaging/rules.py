"""What makes a message valid and whom it calls: pure functions."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from beep.features.messaging.drafts import Mentions
from beep.kit.errors import invalid
from beep.kit.ids import RoleId, UserId
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


def clean_content(content: str, *, max_length: int) -> str:
    """Return the text as stored (NFC, trimmed); raises `Invalid` when empty or too long (MSG-10)."""
    text = normal(content).strip()
    if not text:
        raise invalid("content", "BASE_TYPE_REQUIRED", "A message needs some text.")
    if len(text) > max_length:
        reason = f"Must be {max_length} or fewer in length; this has {len(text)}."
        raise invalid("content", "BASE_TYPE_MAX_LENGTH", reason)
    return text


def clean_nonce(nonce: str | int | None) -> str | None:
    """Return the sender's own number for a message as text; raises `Invalid` when it is too long."""
    if nonce is None or nonce == "":
        return None
    text = str(nonce)
    if len(text) > NONCE_LIMIT:
        reason = f"Must be {NONCE_LIMIT} or fewer in length."
        raise invalid("nonce", "BASE_TYPE_MAX_LENGTH", reason)
    return text


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
