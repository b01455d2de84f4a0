"""What a letter is on its way: pure functions."""

import unicodedata
from datetime import datetime, timedelta
from email.headerregistry import Address as Mailbox
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, getaddresses

from beep.features.mail.contract import Letter
from beep.features.mail.errors import BadAddress
from beep.kit.emails import Address, parse
from beep.kit.errors import FieldError

BODY_MAX = 256 * 1024
_KEY_MAX = 200
_SUBJECT_MAX = 200
_ERROR_MAX = 300
_FIRST_WAIT_S = 30
_DOUBLINGS = 7
# While the server itself is away nobody is to blame: letters leave soon after it is back.
_SERVER_WAIT_S = 120


def recipient(raw: str) -> Address:
    """Return an address a letter can go to; raises `BadAddress`."""
    try:
        return parse(raw)
    except ValueError:
        wrong = FieldError("to", "EMAIL_TYPE_INVALID_EMAIL", "Not an e-mail address.")
        raise BadAddress(wrong) from None


def recipient_key(address: Address) -> str:
    """Return what letters to one mailbox are counted by."""
    return f"{unicodedata.normalize('NFKC', address.local).casefold()}@{address.domain}"


def check_sizes(letter: Letter) -> None:
    """Refuse what no feature may hand over."""
    if not 0 < len(letter.key) <= _KEY_MAX:
        raise ValueError(f"the key of a letter has 1 to {_KEY_MAX} characters")
    if len(letter.text.encode()) + len(letter.html.encode()) > BODY_MAX:
        raise ValueError(f"a letter has {BODY_MAX} bytes at most")


def one_line(text: str, *, limit: int) -> str:
    """Return text without line breaks and signs that move a cursor, cut where it is too long."""
    plain = "".join(" " if unicodedata.category(sign) in {"Cc", "Cf", "Zl", "Zp"} else sign for sign in text)
    line = " ".join(plain.split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


def subject(raw: str) -> str:
    return one_line(raw, limit=_SUBJECT_MAX)


def error(raw: str) -> str:
    return one_line(raw, limit=_ERROR_MAX)


def sender(raw: str) -> Mailbox:
    """Return whom letters come from; raises `ValueError`."""
    try:
        ((name, address),) = getaddresses([raw])
        found = parse(address)
    except ValueError:
        raise ValueError(
            f"[mail] sender: {raw!r} is no address; write `Beep <beep@example.org>` or `beep@example.org`"
        ) from None
    return Mailbox(one_line(name, limit=_SUBJECT_MAX), found.local, found.domain)


def composed(  # noqa: PLR0913 - what an envelope needs, by name
    *, number: int, to: Address, subject: str, text: str, html: str, sender: Mailbox, at: datetime
) -> EmailMessage:
    """Return the message; the same letter has the same `Message-ID` however often it is sent."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = Mailbox("", to.local, to.domain)
    message["Subject"] = subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<letter.{number}@{sender.domain}>"
    # Who answers every letter by itself must not answer these (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    return message


def next_try(now: datetime, *, tries: int, is_servers_fault: bool) -> datetime:
    """Return when a letter that was tried so often is tried again."""
    wait_s = _FIRST_WAIT_S * 2 ** min(max(tries, 1) - 1, _DOUBLINGS)
    return now + timedelta(seconds=min(wait_s, _SERVER_WAIT_S) if is_servers_fault else wait_s)
