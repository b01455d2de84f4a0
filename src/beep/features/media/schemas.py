"""What requests about files carry."""

from typing import Annotated

from msgspec import Meta, Struct, field

_Side = Annotated[int, Meta(ge=1, le=16_384)]


class UploadQuery(Struct, kw_only=True):
    filename: Annotated[str, Meta(min_length=1, max_length=1024)]


class AddressQuery(Struct, kw_only=True):
    """The signature of an address, and the box an image must fit in."""

    ex: str = ""
    issued: str = field(name="is", default="")
    hm: str = ""
    width: _Side | None = None
    height: _Side | None = None


class PictureQuery(Struct, kw_only=True):
    size: Annotated[int, Meta(ge=1, le=4096)] = 128
