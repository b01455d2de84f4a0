"""Sends one letter by the settings in force, beside whatever is running, and says what to change."""

from beep.app.settings import Settings
from beep.features.mail import rules
from beep.features.mail.settings import MailSettings
from beep.features.mail.smtp import Smtp, Trouble, Undelivered
from beep.kit.errors import Invalid
from beep.runtime.clock import SystemClock

_TEXT = "This letter was sent by `beep mail test`. Beep's letters arrive.\n"
_HTML = "<p>This letter was sent by <code>beep mail test</code>. Beep&#8217;s letters arrive.</p>"
_NOT_CONFIGURED = (
    "No mail server is configured: letters wait for administrators under Settings, Letters."
    " Set BEEP_MAIL__SMTP_HOST and BEEP_MAIL__SENDER, and if the server asks for it"
    " BEEP_MAIL__SMTP_USERNAME and BEEP_MAIL__SMTP_PASSWORD (see docs/guides/mail.md)."
)
_ADVICE = {
    Trouble.UNREACHABLE: (
        "Check smtp_host and smtp_port; many providers block port 25 on the way out. A server that speaks"
        " TLS from the first byte (often port 465) wants smtp_security = tls, others starttls."
    ),
    Trouble.NO_STARTTLS: (
        "Take the port for signed-in senders, often 587, or smtp_security = tls with port 465. Only for a"
        " server on this machine or a closed network: smtp_security = none."
    ),
    Trouble.CERTIFICATE: (
        "smtp_host must be the name in the server's certificate. If its authority is your own, name its PEM"
        " file in smtp_ca_file. Where the port speaks the other way of TLS, change smtp_security."
    ),
    Trouble.NOT_LET_IN: (
        "Check smtp_username and smtp_password. Large providers want a password made for programs only"
        " (an “app password”)."
    ),
    Trouble.SENDER_REFUSED: "The account may not write in the name of `sender`: use the address it is for.",
    Trouble.LATER: "The server asks to try again later; Beep does so by itself. Try this again in a minute.",
    Trouble.REFUSED: "The server takes letters of yours, but not this one: check the address.",
    Trouble.NO_UTF8: "Use an address in plain letters, or a server that knows SMTPUTF8.",
}


class NotSent(Exception):  # noqa: N818 - its text is for the operator
    """What went wrong, and what to do about it."""


async def send_test(settings: Settings, address: str) -> str:
    """Send a letter and say who took it; raises `NotSent`, or `ValueError` for settings that contradict."""
    own = settings.sections["mail"]
    if not isinstance(own, MailSettings) or not own.smtp_host:
        raise NotSent(_NOT_CONFIGURED)
    smtp = Smtp(own)
    now = SystemClock().now()
    try:
        to = rules.recipient(address)
    except Invalid as error:
        raise NotSent(f"{address}: {error.errors[0].message}") from None
    message = rules.composed(
        number=int(now.timestamp() * 1000),
        to=to,
        subject="Test of Beep's letters",
        text=_TEXT,
        html=_HTML,
        sender=smtp.sender,
        at=now,
    )
    try:
        await smtp.send(message, to)
    except Undelivered as error:
        raise NotSent(f"{own.smtp_host}:{own.port}: {error}.\n{_ADVICE[error.trouble]}") from None
    return f"{own.smtp_host}:{own.port} took a letter to {to}. Look for it there, among unwanted mail too."
