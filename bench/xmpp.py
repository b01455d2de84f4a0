"""XMPP as far as dialogues need it: sign in, enter a room, post to it (RFC 6120, XEP-0045, XEP-0359)."""

import base64
import re
from collections.abc import Sequence
from typing import Final

from bench.peer import Answer, marked

DOMAIN: Final = "localhost"
ROOMS: Final = "rooms.localhost"
PASSWORD: Final = "kettle-orbit"  # noqa: S105 - of accounts that live for minutes
_STREAM = (
    f"<?xml version='1.0'?><stream:stream to='{DOMAIN}' version='1.0' xmlns='jabber:client' "
    "xmlns:stream='http://etherx.jabber.org/streams'>"
)
_BIND = (
    "<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
    "<resource>{resource}</resource></bind></iq>"
)
_JOIN = (
    "<presence to='{room}/{nick}'><x xmlns='http://jabber.org/protocol/muc'>"
    "<history maxstanzas='0'/></x></presence>"
)
_NUMBER = re.compile(rb"\|(\d{7})\|")
_REFUSED = re.compile(rb"<failure|<stream:error|type=['\"]error['\"]")
_SELF_PRESENCE = re.compile(rb"code=['\"]110['\"]")


def account(number: int) -> str:
    return f"person{number:04d}"


class XmppDialogue:
    """An occupant of the room: SASL PLAIN, bind, join without history, ready with its own presence."""

    def __init__(self, port: int, room: str, name: str, resource: str) -> None:
        self.port = port
        self.is_ready = False
        self._heard = b""
        secret = base64.b64encode(f"\0{name}\0{PASSWORD}".encode()).decode()
        auth = f"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{secret}</auth>"
        self._steps = [
            (re.compile(b"</stream:features>"), auth),
            (re.compile(b"<success"), _STREAM),
            (re.compile(b"</stream:features>"), _BIND.format(resource=resource)),
            (re.compile(b"</iq>"), _JOIN.format(room=room, nick=f"{name}-{resource}")),
            (_SELF_PRESENCE, ""),
        ]

    def opening(self) -> bytes:
        return _STREAM.encode()

    def hear(self, data: bytes) -> bytes:
        self._heard += data
        if _REFUSED.search(self._heard):
            raise ConnectionError(f"not let in: {self._heard[-300:]!r}")
        awaited, reply = self._steps[0]
        if not awaited.search(self._heard):
            return b""
        self._heard = b""
        del self._steps[0]
        self.is_ready = not self._steps
        return reply.encode()


class XmppReceiver(XmppDialogue):
    always_hears = False

    def beat(self, tail: bytes) -> bytes:
        """Return a space: the keep-alive of RFC 6120, which the server does not answer."""
        del tail
        return b" "


class XmppSender(XmppDialogue):
    """Posts, and takes its own message, reflected with the archive's id, for the answer (XEP-0045, 7.4).

    The room's order is the order in which it reflects, so counting is the place.
    """

    in_flight = 64

    def __init__(self, port: int, room: str, name: str, resource: str) -> None:
        super().__init__(port, room, name, resource)
        self._room = room
        self._rest = b""
        self._place = 0

    def post(self, number: int) -> bytes:
        return (
            f"<message to='{self._room}' type='groupchat' id='m{number}'>"
            f"<body>{marked(number)}</body></message>"
        ).encode()

    def answers(self, data: bytes) -> Sequence[Answer]:
        *whole, self._rest = (self._rest + data).split(b"</message>")
        return [self._judged(found[1], one) for one in whole if (found := _NUMBER.search(one))]

    def _judged(self, number: bytes, message: bytes) -> Answer:
        if b"urn:xmpp:sid:0" not in message:
            return Answer(int(number), refusal=f"not archived: {message[:300].decode(errors='replace')}")
        self._place += 1
        return Answer(int(number), self._place)
