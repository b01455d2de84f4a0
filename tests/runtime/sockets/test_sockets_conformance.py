"""The families of the Autobahn suite, case by case, as bytes on a real socket against an echo server."""

import struct
from dataclasses import dataclass, field

import pytest
from socket_lab import BINARY, CLOSE, CONT, PING, PONG, TEXT, Lab, closing, frame

pytestmark = pytest.mark.anyio

VIOLATION, BAD_TEXT = 1002, 1007
GREETING = "κόσμε, Hellö-µ@ßöäüàá-UTF-8!!"


@dataclass
class Case:
    """Bytes to send, frames that must come back in order, and how the server must close.

    Without `fails` the case ends with a normal close of the client; with `closes` it brought its own.
    """

    name: str
    sent: bytes
    back: list[tuple[int, bytes]] = field(default_factory=list)
    fails: int | None = None
    closes: int | None = None


def _framing() -> list[Case]:
    cases: list[Case] = []
    for size in (0, 1, 125, 126, 127, 128, 65535, 65536):
        cases.append(Case(f"1.1 text {size}", frame(TEXT, b"*" * size), [(TEXT, b"*" * size)]))
        cases.append(Case(f"1.2 binary {size}", frame(BINARY, b"\xfe" * size), [(BINARY, b"\xfe" * size)]))
    cases += [
        Case("16 bits for 125", frame(TEXT, b"*" * 125, width=16), fails=VIOLATION),
        Case("16 bits for 0", frame(TEXT, b"", width=16), fails=VIOLATION),
        Case("64 bits for 65535", frame(TEXT, b"*" * 65535, width=64), fails=VIOLATION),
        Case("64 bits for 5", frame(TEXT, b"hello", width=64), fails=VIOLATION),
        Case("highest bit of 64", b"\x82\xff" + struct.pack("!Q", 1 << 63), fails=VIOLATION),
        Case("unmasked text", b"\x81\x05hello", fails=VIOLATION),
        Case("unmasked ping", b"\x89\x00", fails=VIOLATION),
        Case("unmasked close", b"\x88\x00", fails=VIOLATION),
    ]
    return cases


def _pings() -> list[Case]:
    hello = (TEXT, b"hello")
    return [
        Case("2.1 empty", frame(PING), [(PONG, b"")]),
        Case("2.2 text", frame(PING, b"Hello, world!"), [(PONG, b"Hello, world!")]),
        Case(
            "2.3 binary",
            frame(PING, b"\x00\xff\xfe\xfd\xfc\xfb\x00\xff"),
            [(PONG, b"\x00\xff\xfe\xfd\xfc\xfb\x00\xff")],
        ),
        Case("2.4 125 bytes", frame(PING, b"\xfe" * 125), [(PONG, b"\xfe" * 125)]),
        Case("2.5 126 bytes", frame(PING, b"\xfe" * 126), fails=VIOLATION),
        Case("2.7 unsolicited pong", frame(PONG) + frame(TEXT, b"hello"), [hello]),
        Case("2.8 pong with payload", frame(PONG, b"any") + frame(TEXT, b"hello"), [hello]),
        Case("2.9 pong then ping", frame(PONG, b"a") + frame(PING, b"b"), [(PONG, b"b")]),
        Case(
            "2.10 ten pings",
            b"".join(frame(PING, b"%d" % i) for i in range(10)),
            [(PONG, b"%d" % i) for i in range(10)],
        ),
        Case("pong of 126 bytes", frame(PONG, b"a" * 126), fails=VIOLATION),
        Case("fragmented ping", frame(PING, b"a", fin=False) + frame(CONT, b"b"), fails=VIOLATION),
    ]


def _reserved() -> list[Case]:
    cases = [
        Case(f"3 rsv {rsv} opcode {opcode}", frame(opcode, b"", rsv=rsv), fails=VIOLATION)
        for rsv in range(1, 8)
        for opcode in (TEXT, BINARY, CLOSE, PING, PONG)
    ]
    cases.append(
        Case("3.2 after a good one", frame(TEXT, b"a") + frame(TEXT, b"b", rsv=2), [(TEXT, b"a")], VIOLATION),
    )
    cases += [
        Case(
            f"4 opcode {opcode}",
            frame(TEXT, b"a") + frame(opcode, b"x") + frame(PING),
            [(TEXT, b"a")],
            VIOLATION,
        )
        for opcode in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15)
    ]
    return cases


def _fragmentation() -> list[Case]:
    first, last = frame(TEXT, b"frag1", fin=False), frame(CONT, b"frag2")
    whole = (TEXT, b"frag1frag2")
    return [
        Case("5.1 fragmented ping", frame(PING, b"f", fin=False) + frame(CONT, b"g"), fails=VIOLATION),
        Case("5.2 fragmented pong", frame(PONG, b"f", fin=False) + frame(CONT, b"g"), fails=VIOLATION),
        Case("5.3 two fragments", first + last, [whole]),
        Case("5.6 ping within", first + frame(PING, b"p") + last, [(PONG, b"p"), whole]),
        Case("pong within", first + frame(PONG, b"p") + last, [whole]),
        Case("5.9 continuation of nothing", frame(CONT, b"x"), fails=VIOLATION),
        Case("5.10 unfinished continuation of nothing", frame(CONT, b"x", fin=False), fails=VIOLATION),
        Case("5.15 continuation after the end", first + last + frame(CONT, b"x"), [whole], VIOLATION),
        Case("5.18 text within text", first + frame(TEXT, b"frag2"), fails=VIOLATION),
        Case("binary within text", first + frame(BINARY, b"x", fin=False), fails=VIOLATION),
        Case(
            "5.19 five fragments, two pings",
            first
            + frame(CONT, b"2", fin=False)
            + frame(PING, b"one")
            + frame(CONT, b"3", fin=False)
            + frame(CONT, b"4", fin=False)
            + frame(PING, b"two")
            + frame(CONT, b"5"),
            [(PONG, b"one"), (PONG, b"two"), (TEXT, b"frag12345")],
        ),
        Case(
            "empty fragments",
            frame(BINARY, fin=False) + frame(CONT, fin=False) + frame(CONT),
            [(BINARY, b"")],
        ),
        Case("close within", first + closing(1000), closes=1000),
        Case(
            "6.1 empty, middle filled",
            frame(TEXT, fin=False) + frame(CONT, b"m", fin=False) + frame(CONT),
            [(TEXT, b"m")],
        ),
    ]


def _valid_texts() -> list[bytes]:
    points = (
        0x0,
        0x7F,
        0x80,
        0x7FF,
        0x800,
        0xFFFF,
        0x10000,
        0x10FFFF,
        0xD7FF,
        0xE000,
        0xFFFD,
        0xFDD0,
        0x1FFFE,
    )
    return [GREETING.encode(), *(chr(point).encode() for point in points)]


INVALID_TEXTS = [
    b"\x80", b"\xbf", b"\x80\xbf\x80", b"\xc0 ", b"\xe0 \xef ", b"\xf0 \xf7 ", b"\xfc ", b"\xfe", b"\xff",
    b"\xfe\xfe\xff\xff", b"\xc0\xaf", b"\xe0\x80\xaf", b"\xf0\x80\x80\xaf", b"\xf8\x80\x80\x80\xaf",
    b"\xc1\xbf",
    b"\xe0\x9f\xbf", b"\xf0\x8f\xbf\xbf", b"\xc0\x80", b"\xed\xa0\x80", b"\xed\xad\xbf", b"\xed\xbf\xbf",
    b"\xed\xa0\x80\xed\xb0\x80", b"\xf4\x90\x80\x80", b"\xf8\x88\x80\x80\x80", b"\xfc\x84\x80\x80\x80\x80",
    b"\xc3", b"\xe0\xa0", b"\xf0\x90\x80", "κόσμε".encode() + b"\xed\xa0\x80edited", b"\xce\xba\xe1",
]  # fmt: skip


def _texts() -> list[Case]:
    cases = [Case(f"6 valid {text!r}", frame(TEXT, text), [(TEXT, text)]) for text in _valid_texts()]
    cases += [Case(f"6 invalid {text!r}", frame(TEXT, text), fails=BAD_TEXT) for text in INVALID_TEXTS]
    greeting = GREETING.encode()
    in_bytes = [frame(CONT, greeting[i : i + 1], fin=False) for i in range(1, len(greeting))]
    cases += [
        Case(
            "6.2 code points split over fragments",
            frame(TEXT, greeting[:1], fin=False) + b"".join(in_bytes) + frame(CONT),
            [(TEXT, greeting)],
        ),
        Case("6.3 split and invalid", frame(TEXT, b"\xce", fin=False) + frame(CONT, b"\xce"), fails=BAD_TEXT),
        Case("binary need not be UTF-8", frame(BINARY, b"\xff\xfe"), [(BINARY, b"\xff\xfe")]),
    ]
    return cases


def _closes() -> list[Case]:
    good = (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999)
    bad = (0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535)
    return [
        Case("7.1.1 message, then close", frame(TEXT, b"a") + closing(), [(TEXT, b"a")], closes=1000),
        Case("7.1.2 two closes", closing() + closing(), closes=1000),
        Case("7.1.3 ping after close", closing() + frame(PING), closes=1000),
        Case("7.1.4 text after close", closing() + frame(TEXT, b"a"), closes=1000),
        Case("7.3.1 empty", closing(None), closes=0),
        Case("7.3.2 one byte", frame(CLOSE, b"\x03"), fails=VIOLATION),
        Case("7.3.5 longest reason", closing(1000, b"*" * 123), closes=1000),
        Case("7.3.6 reason too long", closing(1000, b"*" * 124), fails=VIOLATION),
        Case(
            "7.5.1 reason not UTF-8",
            closing(1000, b"\xce\xba\xe1\xbd\xb9\xcf\x83\xed\xa0\x80"),
            fails=BAD_TEXT,
        ),
        Case("fragmented close", frame(CLOSE, b"", fin=False), fails=VIOLATION),
        *(Case(f"7.7 code {code}", closing(code), closes=code) for code in good),
        *(Case(f"7.9 code {code}", closing(code, b"why"), fails=VIOLATION) for code in bad),
    ]


def _large() -> list[Case]:
    half = b"\xfe" * (1 << 19)
    pieces = b"".join(frame(CONT, b"*" * 256, fin=False) for _ in range(1023))
    return [
        Case("9 one mebibyte", frame(BINARY, half + half), [(BINARY, half + half)]),
        Case(
            "9 in fragments of 256",
            frame(TEXT, b"*" * 256, fin=False) + pieces + frame(CONT),
            [(TEXT, b"*" * (1 << 18))],
        ),
    ]


CASES = [
    *_framing(), *_pings(), *_reserved(), *_fragmentation(), *_texts(), *_closes(), *_large(),
]  # fmt: skip


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES])
async def test_the_server_answers_as_the_rfc_says(echo_lab: Lab, case: Case) -> None:
    async with echo_lab.client() as client:
        await client.send(case.sent)
        for expected in case.back:
            assert await client.read_frame() == expected
        code: int | None
        if case.fails is not None:
            assert await client.read_close() == case.fails
            code = case.fails
            client.sock.close()
        else:
            if case.closes is None:
                await client.send(closing(1000))
            code = 1000 if case.closes is None else case.closes or None
            assert await client.read_close() == code
            assert await client.read_to_end() == b""
        assert (await echo_lab.last.ending())[0] == (1005 if code is None else code)


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES if len(case.sent) < 150])
async def test_it_answers_the_same_octet_by_octet(echo_lab: Lab, case: Case) -> None:
    async with echo_lab.client() as client:
        for octet in case.sent:
            try:
                await client.send(bytes([octet]))
            except (BrokenPipeError, ConnectionResetError):
                break
        for expected in case.back:
            assert await client.read_frame() == expected
        if case.fails is not None:
            assert await client.read_close() == case.fails


async def test_a_failed_peer_that_closes_ends_at_once_not_at_the_deadline(echo_lab: Lab) -> None:
    async with echo_lab.client() as client:
        await client.send(frame(3) + b"garbage" * 1000)
        assert await client.read_close() == VIOLATION
        assert await client.read_to_end() == b""
        await client.send(closing(VIOLATION))
        assert echo_lab.last.endings == []
        client.sock.close()
        assert await echo_lab.last.ending() == (VIOLATION, "unknown opcode")
