"""What a file may be called and how it may be shown: pure functions."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from secrets import token_hex

from msgspec import UNSET, UnsetType

from beep.features.media.contract import MAX_PER_MESSAGE, AttachmentView, FileId, ListedAttachment
from beep.kit.errors import invalid
from beep.runtime.http import ReceivedFile

FILENAME_BYTES = 200
SPOILER_PREFIX = "SPOILER_"
_SEPARATORS = re.compile(r"[/\\]")
# What some system gives a meaning of its own, and what turns or hides text.
_FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
_DEVICES = re.compile(r"^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)", re.IGNORECASE)


def filename(raw: str) -> str:
    """Return the last part of a path as a name every system can write; never empty (S-21)."""
    name = _SEPARATORS.split(unicodedata.normalize("NFC", raw))[-1]
    name = "".join(sign for sign in name if unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    name = _FORBIDDEN.sub("_", name).strip(" .")
    if _DEVICES.match(name):
        name = f"_{name}"
    return _shortened(name) or "file"


def _shortened(name: str) -> str:
    """Cut a name between characters, keeping its ending."""
    if len(name.encode()) <= FILENAME_BYTES:
        return name
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending.encode()) > 16:
        stem, dot, ending = name, "", ""
    room = FILENAME_BYTES - len((dot + ending).encode())
    return stem.encode()[:room].decode("utf-8", "ignore").rstrip(" .") + dot + ending


def description(text: str | UnsetType | None) -> str | None:
    """Return a description as it is stored, `None` when nothing is left."""
    if text is None or isinstance(text, UnsetType):
        return None
    return unicodedata.normalize("NFC", text).strip() or None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a message will carry: one entry for each place, in order."""

    kept: dict[FileId, ListedAttachment | None]
    uploaded: dict[FileId, ListedAttachment]
    received: list[tuple[ReceivedFile, ListedAttachment | None]]
    order: list[FileId | int]


def plan(
    listed: Sequence[ListedAttachment] | None,
    files: Sequence[ReceivedFile],
    existing: Sequence[AttachmentView],
) -> Plan:
    """Sort what is listed into kept, uploaded and received; raises `Invalid` for too many or doubles."""
    numbers = [one.number for one in files]
    if len(set(numbers)) != len(numbers):
        raise invalid("files", "FILES_TWICE", "Two files have one number; call them files[0], files[1], ….")
    by_number = {one.number: one for one in files}
    there = {one.id for one in existing}
    kept: dict[FileId, ListedAttachment | None] = {} if listed is not None else dict.fromkeys(there)
    uploaded: dict[FileId, ListedAttachment] = {}
    described: dict[int, ListedAttachment] = {}
    order: list[FileId | int] = [] if listed is not None else [one.id for one in existing]
    for one in listed or ():
        target = FileId(int(one.id))
        if target in order:
            raise invalid("attachments", "ATTACHMENT_TWICE", "A file is listed twice. List it once.")
        order.append(target)
        if target in by_number:
            described[target] = one
        elif target in there:
            kept[target] = one
        else:
            uploaded[target] = one
    order += [number for number in numbers if number not in described]
    if len(order) > MAX_PER_MESSAGE:
        reason = f"A message carries {MAX_PER_MESSAGE} files at most; this would carry {len(order)}."
        raise invalid("attachments", "BASE_TYPE_MAX_LENGTH", reason)
    return Plan(kept, uploaded, [(one, described.get(one.number)) for one in files], order)


def described(view: AttachmentView, listed: ListedAttachment | None) -> AttachmentView:
    """Return a file as its message names it; what is left out stays."""
    if listed is None:
        return view
    return replace(
        view,
        filename=view.filename if listed.filename is UNSET else filename(str(listed.filename)),
        description=view.description if listed.description is UNSET else description(listed.description),
        is_spoiler=view.is_spoiler if isinstance(listed.is_spoiler, UnsetType) else listed.is_spoiler,
    )


def claim_key(key: str | None) -> str:
    """Return under which name a message takes its files: nobody else's when it has no nonce."""
    return f"once-{token_hex(8)}" if key is None else f"nonce-{key}"


def key_of(file_id: FileId) -> str:
    """Return where a file's bytes lie; by its low bits, so that no folder grows too large."""
    return f"attachments/{file_id >> 22 & 0xFF:02x}/{file_id}"
