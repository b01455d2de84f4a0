"""What requests about files carry."""

from typing import Annotated

from msgspec import Meta, Struct


class UploadQuery(Struct, kw_only=True):
    filename: Annotated[str, Meta(min_length=1, max_length=1024)]
