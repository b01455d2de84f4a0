"""A real SMTP server for tests, and what arrived at it: `async with smtp_sink() as sink`."""

import asyncio
import datetime as dt
import re
import ssl
import warnings
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTPUTF8
from pathlib import Path
from typing import Any, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from beep.app.program import Program
from beep.features import mail
from beep.runtime.clock import Clock
from tests.worlds.communities import jobs_done

WAIT_S = 20


@dataclass(frozen=True, slots=True)
class Arrived:
    """A letter as the server took it."""

    sender: str
    to: str
    raw: bytes
    is_encrypted: bool

    @property
    def message(self) -> EmailMessage:
        return cast("EmailMessage", message_from_bytes(self.raw, policy=SMTPUTF8))

    @property
    def token(self) -> str:
        """Return what stands after `#` in the letter's link."""
        [found] = re.findall(r"https?://\S+#(\S+)", self.text())
        return str(found)

    def text(self, kind: str = "plain") -> str:
        part = self.message.get_body((kind,))
        assert part is not None
        return cast("str", part.get_content()).replace("\r\n", "\n")


@dataclass(slots=True)
class Sink:
    """`answers` maps a recipient to what the server says of it; `to_data` is what it says of the content."""

    port: int = 0
    arrived: asyncio.Queue[Arrived] = field(default_factory=asyncio.Queue[Arrived])
    answers: dict[str, str] = field(default_factory=dict[str, str])
    to_sender: str = ""
    to_data: str = ""
    # Set to make the server answer nothing after DATA until it is cleared again.
    is_stuck: asyncio.Event | None = None
    sessions: int = 0
    met: asyncio.Event = field(default_factory=asyncio.Event)

    async def next(self) -> Arrived:
        async with asyncio.timeout(WAIT_S):
            return await self.arrived.get()

    async def next_about(self, subject: str) -> Arrived:
        """Return the next letter with this subject; others before it are put aside."""
        while (found := await self.next()).message["Subject"] != subject:
            continue
        return found

    async def handle_MAIL(  # noqa: N802 - the library's own names
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del server, session
        self.sessions += 1
        self.met.set()
        if self.to_sender:
            return self.to_sender
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del server, session, options
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        del server
        if self.is_stuck is not None:
            await self.is_stuck.wait()
        if self.to_data:
            return self.to_data
        raw = cast("bytes", envelope.content)
        sender = envelope.mail_from or ""
        self.arrived.put_nowait(Arrived(sender, envelope.rcpt_tos[0], raw, session.ssl is not None))
        return "250 taken"


def _checker(username: str, password: str) -> Callable[..., AuthResult]:
    def check(server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
        del server, session, envelope, mechanism
        is_right = isinstance(given, LoginPassword) and given == LoginPassword(
            username.encode(), password.encode()
        )
        return AuthResult(success=is_right, handled=False)

    return check


@asynccontextmanager
async def smtp_sink(
    port: int = 0,
    *,
    starttls: Path | None = None,
    tls: Path | None = None,
    login: tuple[str, str] | None = None,
    utf8: bool = True,
    sink: Sink | None = None,
) -> AsyncIterator[Sink]:
    """Serve SMTP on loopback; `starttls` and `tls` are files with a certificate and its key."""
    sink = sink or Sink()
    loop = asyncio.get_running_loop()
    options: dict[str, Any] = {"enable_SMTPUTF8": utf8, "hostname": "mx.example.org", "loop": loop}
    if starttls:
        options |= {"tls_context": _context(starttls), "require_starttls": True}
    if login:
        options |= {"authenticator": _checker(*login), "auth_required": True, "auth_require_tls": False}

    def session() -> SMTP:
        with warnings.catch_warnings():
            # That passwords may come in the clear is what a test is about.
            warnings.simplefilter("ignore", UserWarning)
            return SMTP(sink, **options)

    server = await loop.create_server(session, "127.0.0.1", port, ssl=_context(tls) if tls else None)
    sink.port = server.sockets[0].getsockname()[1]
    try:
        yield sink
    finally:
        server.close()
        await server.wait_closed()


def smtp_settings(port: int) -> dict[str, str]:
    """Return settings of a program that sends to a sink."""
    return {
        "BEEP_MAIL__SMTP_HOST": "127.0.0.1",
        "BEEP_MAIL__SMTP_PORT": str(port),
        "BEEP_MAIL__SMTP_SECURITY": "none",
        "BEEP_MAIL__SENDER": "Beep <beep@asso.example>",
    }


def letter(clock: Clock, key: str = "1-1", **more: Any) -> mail.Letter:
    """Return a letter to Ana that is good for an hour."""
    what: dict[str, Any] = {
        "to": "ana@example.org",
        "subject": "Bonjour",
        "text": f"Ouvrez https://beep.test/verify#{key}\n",
        "html": f"<p>Ouvrez <a href='https://beep.test/verify#{key}'>ce lien</a>.</p>",
        "expires_at": clock.now() + dt.timedelta(hours=1),
    }
    return mail.Letter(key=key, **{**what, **more})


def _context(file: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def make_certificate(folder: Path, name: str = "localhost") -> Path:
    """Write a key and a self-signed certificate into one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    start = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start.replace(year=2120))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(private + signed.public_bytes(pem))
    return file


_UNWRITTEN = """
SELECT (SELECT count(*) FROM outbox.fact WHERE pending)
     + (SELECT count(*) FROM procrastinate_jobs WHERE queue_name = 'auth' AND status <> 'failed')"""
_UNSENT = "SELECT count(*) FROM mail.letter WHERE state = 'waiting'"


async def letters_written(program: Program) -> None:
    """Wait until every letter of accounts is written."""
    await jobs_done(program, _UNWRITTEN)


async def written(program: Program) -> None:
    """Wait until every letter of accounts is written and sent."""
    await letters_written(program)
    await jobs_done(program, _UNSENT)
