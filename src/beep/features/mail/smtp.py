"""Hands one message to an SMTP server, and says what went wrong in words that help."""

import asyncio
import ipaddress
import ssl
from email.headerregistry import Address as Mailbox
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from enum import StrEnum

import aiosmtplib
from aiosmtplib import errors as smtp_errors

from beep.features.mail import rules
from beep.features.mail.settings import MailSettings
from beep.kit.emails import Address

# The longest one letter may take, however slowly the server answers.
DEADLINE_S = 60.0
_GOODBYE_S = 1.0
_PERMANENT = 500


class Trouble(StrEnum):
    """What keeps a letter from leaving. The first five are about the server, not about the letter."""

    UNREACHABLE = "unreachable"
    NO_STARTTLS = "no_starttls"
    CERTIFICATE = "certificate"
    NOT_LET_IN = "not_let_in"
    SENDER_REFUSED = "sender_refused"
    LATER = "later"
    REFUSED = "refused"
    NO_UTF8 = "no_utf8"

    @property
    def is_servers_fault(self) -> bool:
        return self not in {Trouble.LATER, Trouble.REFUSED, Trouble.NO_UTF8}

    @property
    def is_permanent(self) -> bool:
        return self in {Trouble.REFUSED, Trouble.NO_UTF8}


class Undelivered(Exception):  # noqa: N818 - an expected answer, not a fault
    """A message did not leave. The text is the server's where it said something."""

    def __init__(self, trouble: Trouble, text: str) -> None:
        super().__init__(rules.error(text))
        self.trouble = trouble


class Smtp:
    """One server and who Beep is to it. A connection carries one message."""

    def __init__(self, settings: MailSettings) -> None:
        """Check what settings say together; raises `ValueError` in words for the operator."""
        self._settings = settings
        self.sender: Mailbox = rules.sender(settings.sender)
        self._password = settings.password()
        self._tls: ssl.SSLContext | None = None
        if settings.smtp_security == "none" and settings.smtp_username and not _is_here(settings.smtp_host):
            raise ValueError(
                "[mail] smtp_security: without encryption everybody on the way would read the password;"
                " set `starttls` or `tls`"
            )

    async def send(self, message: EmailMessage, to: Address) -> None:
        """Hand over one message; raises `Undelivered`."""
        try:
            async with asyncio.timeout(DEADLINE_S):
                await self._send(message, to)
        except TimeoutError as error:
            text = str(error) or f"the server took longer than {DEADLINE_S:.0f} seconds"
            raise Undelivered(Trouble.UNREACHABLE, text) from None
        except ssl.SSLError as error:
            raise Undelivered(Trouble.CERTIFICATE, _tls_words(error)) from None
        except smtp_errors.SMTPException as error:
            raise _undelivered(error) from None
        except OSError as error:
            raise Undelivered(Trouble.UNREACHABLE, str(error)) from None

    async def _send(self, message: EmailMessage, to: Address) -> None:
        client = await self._connected()
        try:
            try:
                await self._hand_over(client, message, to)
            except (smtp_errors.SMTPResponseException, smtp_errors.SMTPRecipientsRefused):
                await _say_goodbye(client)
                raise
            await _say_goodbye(client)
        finally:
            client.close()

    async def _connected(self) -> aiosmtplib.SMTP:
        settings = self._settings
        if self._tls is None and settings.smtp_security != "none":
            self._tls = await asyncio.to_thread(
                ssl.create_default_context, cafile=settings.smtp_ca_file or None
            )
        client = aiosmtplib.SMTP(
            hostname=settings.smtp_host,
            port=settings.port,
            use_tls=settings.smtp_security == "tls",
            start_tls=False,
            tls_context=self._tls,
            local_hostname=self.sender.domain,
            timeout=settings.smtp_timeout_s,
        )
        await client.connect()
        try:
            await client.ehlo()
            if settings.smtp_security == "starttls":
                await _start_tls(client)
            if settings.smtp_username:
                await _log_in(client, settings.smtp_username, self._password)
        except BaseException:
            client.close()
            raise
        return client

    async def _hand_over(self, client: aiosmtplib.SMTP, message: EmailMessage, to: Address) -> None:
        needs_utf8 = to.needs_utf8 or not self.sender.username.isascii()
        if needs_utf8 and not client.supports_extension("smtputf8"):
            text = "the mail server cannot deliver to addresses with letters beyond A to Z (SMTPUTF8)"
            raise Undelivered(Trouble.NO_UTF8, text)
        raw = message.as_bytes(policy=SMTPUTF8 if needs_utf8 else SMTP.clone(cte_type="7bit"))
        options = ["SMTPUTF8", "BODY=8BITMIME"] if needs_utf8 else []
        await client.sendmail(self.sender.addr_spec, [str(to)], raw, mail_options=options)


async def _say_goodbye(client: aiosmtplib.SMTP) -> None:
    """Be polite but not patient: a letter that was taken stays taken."""
    try:
        await client.quit(timeout=_GOODBYE_S)
    except (smtp_errors.SMTPException, OSError):
        return


async def _start_tls(client: aiosmtplib.SMTP) -> None:
    if not client.supports_extension("starttls"):
        raise Undelivered(Trouble.NO_STARTTLS, "the server does not offer STARTTLS on this port")
    await client.starttls()
    await client.ehlo()


async def _log_in(client: aiosmtplib.SMTP, username: str, password: str) -> None:
    try:
        await client.login(username, password)
    except smtp_errors.SMTPResponseException as error:
        raise Undelivered(Trouble.NOT_LET_IN, _told(error)) from None
    except (smtp_errors.SMTPServerDisconnected, smtp_errors.SMTPTimeoutError):
        raise
    except smtp_errors.SMTPException as error:
        raise Undelivered(Trouble.NOT_LET_IN, error.message) from None


def _undelivered(error: smtp_errors.SMTPException) -> Undelivered:
    cause = error.__cause__
    if isinstance(cause, ssl.SSLError):
        return Undelivered(Trouble.CERTIFICATE, _tls_words(cause))
    if isinstance(error, smtp_errors.SMTPRecipientsRefused) and error.recipients:
        error = error.recipients[0]
    if isinstance(error, smtp_errors.SMTPResponseException):
        return Undelivered(_trouble(error), _told(error))
    return Undelivered(Trouble.UNREACHABLE, str(error.args[0] if error.args else error))


def _trouble(error: smtp_errors.SMTPResponseException) -> Trouble:
    """Tell a refusal of this letter from one of all letters, and one for good from one for now."""
    of_sender = isinstance(error, smtp_errors.SMTPSenderRefused)
    if not of_sender and not isinstance(error, smtp_errors.SMTPRecipientRefused | smtp_errors.SMTPDataError):
        return Trouble.UNREACHABLE
    if error.code < _PERMANENT:
        return Trouble.LATER
    return Trouble.SENDER_REFUSED if of_sender else Trouble.REFUSED


def _told(error: smtp_errors.SMTPResponseException) -> str:
    return f"{error.code} {error.message}"


def _tls_words(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the server's certificate is not accepted: {error.verify_message}"
    return f"no encrypted connection: {error.reason or error}"


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
