"""What a person's own devices are told about themselves."""

from msgspec import Struct


class Blocks(Struct, kw_only=True):
    ids: list[str]


class ChosenStatus(Struct, kw_only=True):
    status: str
