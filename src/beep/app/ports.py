"""Fills the ports lower features own with what upper features offer."""

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

from beep.app.audit_gate import ServersGate
from beep.features import leaving
from beep.runtime.feature import Built

Connect = Callable[[str, str, str], None]


def fill(built: Mapping[str, Built]) -> None:
    """Connect each port whose owner and filler are both in this process."""

    def connect(owner: str, port: str, filler: str) -> None:
        feature, *inner = filler.split(".")
        if owner in built and feature in built:
            _set(built[owner].face, port, reduce(getattr, inner, built[feature].face))

    _connect_accounts(connect)
    # A server and its first channel come to be in one transaction (SERV-01).
    connect("servers", "founding", "channels")
    # A server where nothing is written any more falls asleep (SERV-12).
    connect("servers", "activity", "channels")
    # A person takes friend requests of those they meet in a server.
    connect("friends", "communities", "servers")
    # A server tells about how many are there.
    connect("servers", "presences", "gateway")
    # A person shows a picture.
    connect("users", "pictures", "media")
    # A file is read and sent by whoever may do so in its channel.
    connect("media", "gate", "channels")
    # A picture nobody shows is swept away.
    _fill_pictures(built)
    # A file no message carries is swept away.
    connect("media", "uses", "messaging")
    # A channel shows its newest message's id.
    connect("channels", "last_messages", "messaging")
    # A server shows its emojis, and people react with them.
    connect("servers", "emojis", "emojis")
    connect("messaging", "emojis", "emojis")
    # What calls everyone does not count for who does not want it to.
    connect("messaging", "quiet", "notifications")
    _fill_permissions(built)
    _fill_leaving(built)
    # Who may read the audit log, and who the people in it are.
    if {"audit", "servers", "users"} <= built.keys():
        log: Any = built["audit"].face
        log.gate = ServersGate(built["servers"].face, built["users"].face)


def _connect_accounts(connect: Connect) -> None:
    # A person sees their own e-mail in their profile.
    connect("users", "private_details", "auth")
    # Who reads letters with links in them has just proved who they are.
    connect("mail", "recent_sign_in", "auth")
    # Who has a second factor gives it when they sign in.
    connect("auth", "signing_in.second_factors", "factors")
    # Tokens of a provider people sign in by are taken where an operator says so.
    connect("auth", "bearers", "identities.bearers")
    # A passkey may be the last way in somebody has.
    connect("factors", "other_ways", "identities")


def _set(face: object, port: str, filler: object) -> None:
    *parts, name = port.split(".")
    setattr(reduce(getattr, parts, face), name, filler)


def _fill_leaving(built: Mapping[str, Built]) -> None:
    """Let who leaves take along what every feature keeps of them."""
    if "leaving" in built:
        asked: Any = built["leaving"].face
        asked.holders = tuple(one.face for one in built.values() if isinstance(one.face, leaving.Holder))


def _fill_permissions(built: Mapping[str, Built]) -> None:
    """Let refusals be kept, and another engine decide where there is one (decision 0024)."""
    for owner in ("servers", "channels"):
        if owner in built and "authorization" in built:
            asking: Any = built[owner].face
            deciding: Any = built["authorization"].face
            asking.refusals, asking.engine = deciding, deciding.engine


def _fill_pictures(built: Mapping[str, Built]) -> None:
    for kind, owner in (("avatar", "users"), ("icon", "servers"), ("emoji", "emojis")):
        if "media" in built and owner in built:
            media: Any = built["media"].face
            media.picture_uses[kind] = built[owner].face
