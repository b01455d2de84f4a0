"""What a person signs in with, as far as one may know: browser, system and network, without versions.

Pure functions. A device is known again by these three; who changes one of them is told of a new device
once too often rather than never.
"""

import hashlib
import ipaddress
import re
from dataclasses import dataclass

from beep.kit.ids import UserId

# Browsers name those they stand in for, so the first that fits is the one.
_BROWSERS = (
    (re.compile(r"\b(?:Edg|EdgA|EdgiOS)/"), "Edge"),
    (re.compile(r"\b(?:OPR|OPiOS)/"), "Opera"),
    (re.compile(r"\bVivaldi/"), "Vivaldi"),
    (re.compile(r"\bSamsungBrowser/"), "Samsung Internet"),
    (re.compile(r"\b(?:Firefox|FxiOS)/"), "Firefox"),
    (re.compile(r"\b(?:Chrome|CriOS|Chromium|HeadlessChrome)/"), "Chrome"),
    (re.compile(r"\bSafari/"), "Safari"),
)
_SYSTEMS = (
    (re.compile(r"\b(?:iPhone|iPad|iPod)\b"), "iOS"),
    (re.compile(r"\bAndroid\b"), "Android"),
    (re.compile(r"\bWindows\b"), "Windows"),
    (re.compile(r"\bCrOS\b"), "ChromeOS"),
    (re.compile(r"\b(?:Mac OS X|Macintosh)\b"), "macOS"),
    (re.compile(r"\bLinux\b"), "Linux"),
)
_PROGRAM = re.compile(r"[\w.+-]{1,32}")
# Beyond this nothing more is to be learned from what a browser says of itself.
_READ = 512
_IPV4_BITS = 24
_IPV6_BITS = 48


@dataclass(frozen=True, slots=True)
class Device:
    """`browser` is that of a person, or another program's name; empty where it says nothing."""

    browser: str
    system: str


def device_of(user_agent: str) -> Device:
    said = user_agent[:_READ]
    system = next((name for pattern, name in _SYSTEMS if pattern.search(said)), "")
    browser = next((name for pattern, name in _BROWSERS if pattern.search(said)), "")
    if not browser and (program := _PROGRAM.match(said)):
        browser = program.group()
    return Device(browser, system)


def address_of(ip: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return an address in its plainest form; `None` for what is none."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def network_of(ip: str) -> str:
    """Return the neighbourhood of an address: addresses of one home or provider change within it."""
    address = address_of(ip)
    if address is None:
        return ip
    bits = _IPV4_BITS if address.version == 4 else _IPV6_BITS
    return str(ipaddress.ip_network(f"{address}/{bits}", strict=False))


def key_of(user_id: UserId, device: Device, ip: str) -> bytes:
    """Return what a device is known again by, which says neither who nor what it is."""
    told = "\0".join((str(user_id), device.browser, device.system, network_of(ip)))
    return hashlib.sha256(told.encode()).digest()
