"""A network of the test's own that loses, delays and reorders IP packets, as a bad line does.

The calling thread, and every process it starts meanwhile, moves into a network namespace. What is sent
to `FAR` there leaves through a TUN device; this module reads each packet, swaps its two addresses and
writes it back, late, out of order, or never. So a connection to `FAR` ends at whoever listens here, and
both of its directions suffer. Addresses are loopback ones, and a swap keeps every checksum true.
"""

import ctypes
import fcntl
import heapq
import os
import random
import select
import struct
import subprocess
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

FAR = "127.9.0.2"
_NEAR = "127.9.0.1"
_DEVICE = "lossy0"
_TUN = Path("/dev/net/tun")
_NEW_NETWORK = 0x40000000
_SET_INTERFACE = 0x400454CA
_PLAIN_IP_PACKETS = 0x0001 | 0x1000
_LONGEST_PACKET = 65536
_LIBC = ctypes.CDLL(None, use_errno=True)


def is_possible() -> bool:
    """Tell whether this process may make such a network: as root, with TUN and iproute2."""
    return os.geteuid() == 0 and _TUN.exists() and any(Path(one, "ip").exists() for one in _PROGRAMS)


_PROGRAMS = ("/usr/sbin", "/sbin", "/usr/bin", "/bin")


class LossyNetwork:
    """`with LossyNetwork(chance) as network:`; `loss`, `delay_s` and `jitter_s` may change at any time.

    `delay_s` is one way. Jitter lets later packets overtake earlier ones.
    """

    def __init__(
        self, chance: random.Random, *, loss: float = 0.0, delay_s: float = 0.0, jitter_s: float = 0.0
    ) -> None:
        self.loss, self.delay_s, self.jitter_s = loss, delay_s, jitter_s
        self.passed = self.lost = self.overtaken = 0
        self._chance = chance
        self._waiting: list[tuple[float, int, bytes]] = []
        self._newest = 0
        self._is_over = threading.Event()

    def __enter__(self) -> Self:
        self._home = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        _checked(_LIBC.unshare(_NEW_NETWORK))
        try:
            self._device = _make_device()
        except BaseException:
            self._go_home()
            raise
        self._pump = threading.Thread(target=self._carry, name="lossy network")
        self._pump.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_over.set()
        self._pump.join()
        os.close(self._device)
        self._go_home()

    def _go_home(self) -> None:
        _checked(_LIBC.setns(self._home, _NEW_NETWORK))
        os.close(self._home)

    def _carry(self) -> None:
        number = 0
        while not self._is_over.is_set():
            wait = self._waiting[0][0] - time.monotonic() if self._waiting else 0.1
            if select.select([self._device], [], [], max(0.0, min(wait, 0.1)))[0]:
                packet = os.read(self._device, _LONGEST_PACKET)
                number += 1
                self._take(number, packet)
            while self._waiting and self._waiting[0][0] <= time.monotonic():
                self._give_back(*heapq.heappop(self._waiting)[1:])

    def _take(self, number: int, packet: bytes) -> None:
        if packet[0] >> 4 != 4:
            return
        if self._chance.random() < self.loss:
            self.lost += 1
            return
        delay = self.delay_s + self._chance.uniform(-self.jitter_s, self.jitter_s)
        heapq.heappush(self._waiting, (time.monotonic() + delay, number, packet))

    def _give_back(self, number: int, packet: bytes) -> None:
        self.passed += 1
        self.overtaken += number < self._newest
        self._newest = max(self._newest, number)
        os.write(self._device, packet[:12] + packet[16:20] + packet[12:16] + packet[20:])


def _make_device() -> int:
    device = os.open(_TUN, os.O_RDWR)
    fcntl.ioctl(device, _SET_INTERFACE, struct.pack("16sH14x", _DEVICE.encode(), _PLAIN_IP_PACKETS))
    _ip("link set lo up")
    _ip(f"addr add {_NEAR}/32 dev {_DEVICE}")
    _ip(f"link set {_DEVICE} up mtu 1500")
    # Loopback addresses may travel here, and what comes back may come from anywhere.
    for name, value in (
        (f"{_DEVICE}/route_localnet", "1"),
        (f"{_DEVICE}/rp_filter", "0"),
        ("all/rp_filter", "0"),
    ):
        Path("/proc/sys/net/ipv4/conf", name).write_text(value)
    _ip("route del local 127.0.0.0/8 dev lo table local")
    _ip(f"route add {FAR}/32 dev {_DEVICE} src {_NEAR}")
    return device


def _ip(words: str) -> None:
    path = ":".join(_PROGRAMS)
    subprocess.run(["ip", *words.split()], check=True, env={"PATH": path})  # noqa: S603, S607 - iproute2's


def _checked(result: int) -> None:
    if result:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
