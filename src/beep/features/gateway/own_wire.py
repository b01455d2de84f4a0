"""What a person's own devices are told about themselves."""

from msgspec import Struct


class Blocks(Struct, kw_only=True):
    ids: list[str]


class ChosenStatus(Struct, kw_only=True):
    status: str


class NewDevice(Struct, kw_only=True):
    """A sign-in with a browser, a system or from a network not used before; `browser` may be a program."""

    session_id: str
    browser: str
    system: str
