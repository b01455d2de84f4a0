"""E-mail addresses: what one is, and its domain as the DNS has it."""

import re
import unicodedata
from dataclasses import dataclass

from beep.kit.text import normal

EMAIL_MAX = 254
_LOCAL_MAX = 64
_SPECIAL = frozenset('@<>",;:\\()[]')
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Address:
    """`domain` is in ASCII; `local`, which only its own server understands, need not be."""

    local: str
    domain: str

    def __str__(self) -> str:
        return f"{self.local}@{self.domain}"

    @property
    def needs_utf8(self) -> bool:
        """Tell whether only servers that take SMTPUTF8 can deliver to it."""
        return not self.local.isascii()


def parse(raw: str) -> Address:
    """Return the parts of an address; raises `ValueError` for what is none."""
    local, at, domain = normal(raw).strip().rpartition("@")
    is_plain = all(sign.isprintable() and not sign.isspace() and sign not in _SPECIAL for sign in local)
    found = Address(local, ascii_domain(domain))
    if not (at and local and is_plain and len(local.encode()) <= _LOCAL_MAX and len(str(found)) <= EMAIL_MAX):
        raise ValueError("not an e-mail address")
    return found


def ascii_domain(domain: str) -> str:
    """Return a domain in the form the DNS has it in; raises `ValueError` for what is none."""
    name = unicodedata.normalize("NFKC", domain).lower().rstrip(".")
    labels = [_ascii_label(label) for label in re.split("[.\u3002]", name)]
    if not all(_LABEL.fullmatch(label) for label in labels):
        raise ValueError("not a domain")
    return ".".join(labels)


def _ascii_label(label: str) -> str:
    if label.isascii():
        return label
    is_word = all(unicodedata.category(sign)[0] in "LMN" or sign == "-" for sign in label)
    return "xn--" + label.encode("punycode").decode() if is_word else ""
