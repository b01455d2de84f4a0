"""Where files lie: a directory of the home, or any S3. One set of calls, whole objects only.

An object is there completely or not at all, under both. In a directory it is also on the disk, with its
name, when `put` returns (fsync of the file and of its directory); an S3 answers for itself.
"""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO, Any, Protocol, cast

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from beep.kit.errors import Unavailable

_log = logging.getLogger("beep.storage")
_PART_BYTES = 8 << 20
_PARTS_AT_ONCE = 2
_CHUNK_BYTES = 256 << 10


class StorageAway(Unavailable):
    """Files cannot be stored or read right now; try again in a moment."""


class Storage(Protocol):
    async def put(self, key: str, content: IO[bytes] | bytes) -> None:
        """Store an object, in the place of one of the same name; raises `StorageAway`."""
        ...

    async def read(self, key: str, start: int, end: int) -> AsyncIterator[bytes]:
        """Return the bytes from `start` up to before `end`, as they come.

        Raises `FileNotFoundError`, or `StorageAway`, before the first of them is there.
        """
        ...

    async def get(self, key: str) -> bytes | None:
        """Return a small object as a whole, `None` when there is none; raises `StorageAway`."""
        ...

    async def delete(self, keys: Sequence[str]) -> None:
        """Delete objects; what is not there is no error. Raises `StorageAway`."""
        ...

    async def list_under(self, prefix: str) -> list[str]:
        """Return the names of all objects in a folder."""
        ...


class ObjectStorage:
    """Implements `Storage`; `folder` is set where it is a directory."""

    def __init__(self, store: LocalStore | S3Store, folder: Path | None = None) -> None:
        self._store = store
        self._folder = folder

    async def put(self, key: str, content: IO[bytes] | bytes) -> None:
        with _told(key):
            await obstore.put_async(
                self._store, key, content, chunk_size=_PART_BYTES, max_concurrency=_PARTS_AT_ONCE
            )
            if self._folder is not None:
                await asyncio.to_thread(_settle, self._folder / key, self._folder)

    async def read(self, key: str, start: int, end: int) -> AsyncIterator[bytes]:
        if end <= start:
            return _nothing()
        with _told(key):
            found = await obstore.get_async(self._store, key, options={"range": (start, end)})
            stream = found.stream(min_chunk_size=_CHUNK_BYTES)
            first = await anext(stream)
        return _rest(key, first, stream)

    async def get(self, key: str) -> bytes | None:
        with _told(key):
            try:
                found = await obstore.get_async(self._store, key)
            except FileNotFoundError:
                return None
            return bytes(await found.bytes_async())

    async def delete(self, keys: Sequence[str]) -> None:
        with _told(",".join(keys[:3])):
            for key in keys:
                try:
                    await obstore.delete_async(self._store, key)
                except FileNotFoundError:
                    _log.debug("an object was gone already", extra={"key": key})

    async def list_under(self, prefix: str) -> list[str]:
        with _told(prefix):
            found = cast("Any", obstore).list(self._store, prefix)
            return [str(one["path"]) async for batch in found for one in batch]


async def _rest(key: str, first: Any, stream: Any) -> AsyncIterator[bytes]:
    yield bytes(first)
    with _told(key):
        async for chunk in stream:
            yield bytes(chunk)


async def _nothing() -> AsyncIterator[bytes]:
    for none in ():
        yield none


@contextmanager
def _told(key: str) -> Any:
    """Turn what a store says of itself into one refusal."""
    try:
        yield
    except FileNotFoundError:
        raise
    except (BaseError, OSError) as error:
        _log.warning("the store of files does not do its work", extra={"key": key, "reason": str(error)})
        raise StorageAway from error


def _settle(path: Path, root: Path) -> None:
    """Bring a file and its name to the disk, and the names of new folders above it."""
    for one in (path, *path.parents):
        handle = os.open(one, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
        if one == root:
            return


def in_directory(folder: Path) -> ObjectStorage:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return ObjectStorage(LocalStore(folder, mkdir=True), folder)


def in_s3(
    *, bucket: str, endpoint: str, region: str, key_id: str, secret: str, timeout_s: float = 10
) -> ObjectStorage:
    """Return a bucket; one that does not answer costs a few seconds, not minutes."""
    options: dict[str, Any] = {
        "endpoint": endpoint or None,
        "region": region or "us-east-1",
        "access_key_id": key_id or None,
        "secret_access_key": secret or None,
        "virtual_hosted_style_request": False,
    }
    return ObjectStorage(
        S3Store(
            bucket,
            config=cast("Any", {name: value for name, value in options.items() if value is not None}),
            client_options={
                "connect_timeout": timedelta(seconds=3),
                "timeout": timedelta(seconds=timeout_s * 6),
                "read_timeout": timedelta(seconds=timeout_s),
                "allow_http": endpoint.startswith("http://"),
            },
            retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=timeout_s)},
        )
    )
