"""The way of a file into the store: named, recognised, counted, stored, and only then there."""

import asyncio
import logging
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import IO

from beep.features.media import rules, store
from beep.features.media.contract import AttachmentView, FileId
from beep.features.media.errors import FileInfected, FileNotFound, ScannerAway, TooMuchWaiting
from beep.features.media.settings import MediaSettings
from beep.kit import sniffing
from beep.kit.ids import ChannelId, UserId
from beep.runtime.feature import Runtime
from beep.runtime.http import Spooled
from beep.runtime.http.uploads import digest_of
from beep.runtime.images.workshop import NotAnImage, Workshop
from beep.runtime.scanner import Scanner, ScannerUnreachable
from beep.runtime.storage import Storage

_log = logging.getLogger("beep.media")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file on its way in, as whoever sends it names it."""

    owner_id: UserId
    channel_id: ChannelId
    filename: str
    spooled: Spooled


@dataclass(frozen=True, slots=True)
class Checked:
    """A file as it will be stored: what it is, and its bytes without what an image must not tell."""

    view: AttachmentView
    sha256: str
    content: IO[bytes]


class Intake:
    def __init__(
        self,
        runtime: Runtime,
        settings: MediaSettings,
        storage: Storage,
        workshop: Workshop,
        scanner: Scanner | None,
    ) -> None:
        self._database = runtime.database
        self._clock = runtime.clock
        self._ids = runtime.ids
        self._settings = settings
        self._storage = storage
        self._workshop = workshop
        self._scanner = scanner

    async def check_quota(self, owner_id: UserId, more_bytes: int) -> None:
        """Raise `TooMuchWaiting` if a file of this size would be too much already."""
        async with self._database.read() as connection:
            count, waiting = await store.read_waiting_of(connection, owner_id)
        self._check(count, waiting + more_bytes)

    async def take(self, arrival: Arrival) -> AttachmentView:
        """Store a file and return it, waiting for its message.

        Its row is there before its bytes, so that bytes nobody came back for are found; it counts only
        once they are stored.
        """
        await self._scan(arrival.spooled.file)
        with ExitStack() as stack:
            checked = await self._checked(arrival, stack)
            view = checked.view
            async with self._database.write() as tx:
                count, waiting = await store.waiting_of(tx, arrival.owner_id)
                self._check(count, waiting + view.size_bytes)
                await store.insert_arriving(tx, view, checked.sha256, at=self._clock.now())
            checked.content.seek(0)
            await self._storage.put(rules.key_of(view.id), checked.content)
        async with self._database.write() as tx:
            if not await store.arrived(tx, view.id, at=self._clock.now()):
                raise FileNotFound
        return view

    async def _scan(self, file: IO[bytes]) -> None:
        """Refuse what the scanner knows; without its answer, refuse everything if settings say so."""
        if self._scanner is None:
            return
        try:
            infection = await self._scanner.infection_of(file)
        except ScannerUnreachable as error:
            _log.warning("the virus scanner does not answer", extra={"reason": str(error)})
            if self._settings.clamav_required:
                raise ScannerAway from error
            return
        if infection is not None:
            _log.warning("an infected file was refused", extra={"infection": infection})
            raise FileInfected(f"The virus scanner found {infection[:100]} in this file. It was not stored.")

    async def _checked(self, arrival: Arrival, stack: ExitStack) -> Checked:
        spooled = arrival.spooled
        name = rules.filename(arrival.filename)
        head = await asyncio.to_thread(_head, spooled.file)
        view = AttachmentView(
            id=FileId(self._ids.next()),
            channel_id=arrival.channel_id,
            owner_id=arrival.owner_id,
            filename=name,
            content_type=sniffing.content_type(head, name),
            size_bytes=spooled.size_bytes,
            is_spoiler=name.startswith(rules.SPOILER_PREFIX),
        )
        plain = Checked(view, spooled.sha256, spooled.file)
        if view.content_type not in sniffing.IMAGES:
            return plain
        try:
            found, cleaned = await self._workshop.inspect(spooled.file)
        except NotAnImage as error:
            # It passes as what it is: bytes somebody may download, which no page shows.
            _log.info("an image is only a file", extra={"reason": error.reason})
            return replace(plain, view=replace(view, content_type=sniffing.OPAQUE))
        stack.enter_context(cleaned)
        size, digest = await asyncio.to_thread(digest_of, cleaned)
        shown = replace(
            view,
            size_bytes=size,
            width=int(found["width"]),
            height=int(found["height"]),
            placeholder=str(found["placeholder"]),
        )
        return Checked(shown, digest, cleaned)

    def _check(self, count: int, size_bytes: int) -> None:
        if count >= self._settings.waiting_files or size_bytes > self._settings.waiting_bytes:
            raise TooMuchWaiting(retry_after_s=60)


def _head(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read(sniffing.HEAD_BYTES)
