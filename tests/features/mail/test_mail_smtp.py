"""Handing a message to a real SMTP server, and what is said when it does not take it."""

import asyncio
import re
from datetime import UTC, datetime
from pathlib import Path

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.worlds.letters import Sink, make_certificate, smtp_sink

from beep.features.mail import rules
from beep.features.mail.errors import BadAddress
from beep.features.mail.settings import MailSettings
from beep.features.mail.smtp import Smtp, Trouble, Undelivered

pytestmark = pytest.mark.anyio
AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def settings(sink: Sink, **more: object) -> MailSettings:
    given = {
        "smtp_host": "localhost",
        "smtp_port": sink.port,
        "smtp_security": "none",
        "smtp_timeout_s": 5.0,
        "sender": "Beep <beep@asso.example>",
    }
    return MailSettings(**{**given, **more})  # type: ignore[arg-type]


async def deliver(
    smtp: Smtp, to: str = "ana@example.org", subject: str = "Bonjour", text: str = "Salut Ana.\n"
) -> None:
    address = rules.recipient(to)
    message = rules.composed(
        number=42,
        to=address,
        subject=rules.subject(subject),
        text=text,
        html="<p>Salut <b>Ana</b>.</p>",
        sender=smtp.sender,
        at=AT,
    )
    await smtp.send(message, address)


async def trouble(smtp: Smtp, to: str = "ana@example.org") -> tuple[Trouble, str]:
    with pytest.raises(Undelivered) as caught:
        await deliver(smtp, to)
    return caught.value.trouble, str(caught.value)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("tls"))


async def test_a_letter_arrives_as_text_and_html_from_our_own_domain() -> None:
    async with smtp_sink() as sink:
        await deliver(Smtp(settings(sink)), subject="Vérifiez votre adresse")
        arrived = await sink.next()
    message = arrived.message
    assert (arrived.sender, arrived.to) == ("beep@asso.example", "ana@example.org")
    assert (message["From"], message["To"]) == ("Beep <beep@asso.example>", "ana@example.org")
    assert message["Subject"] == "Vérifiez votre adresse"
    assert message["Message-ID"] == "<letter.42@asso.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"] == "Sun, 01 Mar 2026 12:00:00 +0000"
    assert message.get_content_type() == "multipart/alternative"
    assert (arrived.text(), arrived.text("html").strip()) == ("Salut Ana.\n", "<p>Salut <b>Ana</b>.</p>")


async def test_starttls_and_a_password_are_used(certificate: Path) -> None:
    async with smtp_sink(starttls=certificate, login=("beep", "tulipes")) as sink:
        secured = {"smtp_security": "starttls", "smtp_ca_file": str(certificate)}
        await deliver(Smtp(settings(sink, **secured, smtp_username="beep", smtp_password="tulipes")))
        assert (await sink.next()).is_encrypted


async def test_tls_from_the_first_byte_is_used(certificate: Path) -> None:
    async with smtp_sink(tls=certificate) as sink:
        await deliver(Smtp(settings(sink, smtp_security="tls", smtp_ca_file=str(certificate))))
        assert (await sink.next()).to == "ana@example.org"


async def test_a_password_may_be_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("tulipes\n")
    async with smtp_sink(login=("beep", "tulipes")) as sink:
        login = {"smtp_username": "beep", "smtp_password_file": str(tmp_path / "password")}
        await deliver(Smtp(settings(sink, **login)))
        assert (await sink.next()).to == "ana@example.org"


async def test_a_certificate_nobody_vouches_for_is_refused(certificate: Path) -> None:
    async with smtp_sink(starttls=certificate) as sink:
        found, text = await trouble(Smtp(settings(sink, smtp_security="starttls")))
    assert (found, sink.sessions) == (Trouble.CERTIFICATE, 0)
    assert "certificate" in text


async def test_a_certificate_of_another_name_is_refused(tmp_path: Path) -> None:
    other = make_certificate(tmp_path, "mail.example.net")
    async with smtp_sink(tls=other) as sink:
        found, _ = await trouble(Smtp(settings(sink, smtp_security="tls", smtp_ca_file=str(other))))
    assert (found, sink.sessions) == (Trouble.CERTIFICATE, 0)


async def test_a_server_without_starttls_gets_neither_password_nor_letter() -> None:
    async with smtp_sink(login=("beep", "tulipes")) as sink:
        secret = {"smtp_security": "starttls", "smtp_username": "beep", "smtp_password": "tulipes"}
        found, _ = await trouble(Smtp(settings(sink, **secret)))
    assert (found, sink.sessions) == (Trouble.NO_STARTTLS, 0)


async def test_a_wrong_password_is_the_servers_matter_and_not_the_letters() -> None:
    async with smtp_sink(login=("beep", "tulipes")) as sink:
        found, text = await trouble(Smtp(settings(sink, smtp_username="beep", smtp_password="wrong")))
    assert found is Trouble.NOT_LET_IN
    assert found.is_servers_fault
    assert "wrong" not in text


async def test_nobody_listening_is_told(free_tcp_port: int) -> None:
    found, _ = await trouble(Smtp(settings(Sink(port=free_tcp_port))))
    assert found is Trouble.UNREACHABLE


async def test_a_server_that_says_nothing_is_given_up() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with anyio.fail_after(10):
            found, _ = await trouble(Smtp(settings(Sink(port=port), smtp_timeout_s=1.0)))
    assert found is Trouble.UNREACHABLE


@pytest.mark.parametrize(
    ("answer", "expected"),
    [("550 5.1.1 no such mailbox", Trouble.REFUSED), ("450 4.2.0 greylisted", Trouble.LATER)],
)
async def test_a_refused_recipient_is_told_in_the_servers_words(answer: str, expected: Trouble) -> None:
    async with smtp_sink() as sink:
        sink.answers["ana@example.org"] = answer
        assert await trouble(Smtp(settings(sink))) == (expected, answer)


@pytest.mark.parametrize(
    ("answer", "expected"), [("554 5.7.1 spam", Trouble.REFUSED), ("452 full", Trouble.LATER)]
)
async def test_refused_content_is_told(answer: str, expected: Trouble) -> None:
    async with smtp_sink() as sink:
        sink.to_data = answer
        assert (await trouble(Smtp(settings(sink))))[0] is expected


async def test_a_refused_sender_is_the_servers_matter() -> None:
    async with smtp_sink() as sink:
        sink.to_sender = "553 5.7.1 not your address"
        found, _ = await trouble(Smtp(settings(sink)))
    assert found is Trouble.SENDER_REFUSED


async def test_a_domain_is_written_as_the_dns_has_it() -> None:
    async with smtp_sink(utf8=False) as sink:
        await deliver(Smtp(settings(sink)), "ana@Bücher.example")
        arrived = await sink.next()
    assert arrived.to == "ana@xn--bcher-kva.example"
    assert arrived.message["To"] == "ana@xn--bcher-kva.example"


async def test_an_address_in_other_letters_is_delivered_where_the_server_can() -> None:
    async with smtp_sink(utf8=True) as sink:
        await deliver(Smtp(settings(sink)), "chloé@example.org")
        arrived = await sink.next()
    assert arrived.to == "chloé@example.org"
    assert arrived.message["To"] == "chloé@example.org"


async def test_an_address_in_other_letters_fails_clearly_where_the_server_cannot() -> None:
    async with smtp_sink(utf8=False) as sink:
        found, text = await trouble(Smtp(settings(sink)), "chloé@example.org")
    assert found is Trouble.NO_UTF8
    assert found.is_permanent
    assert "SMTPUTF8" in text


@pytest.mark.parametrize(
    "to",
    [
        "ana@example.org\r\nBcc: eve@example.org",
        "ana@example.org\nRCPT TO:<eve@example.org>",
        "ana@example.org, eve@example.org",
        "<ana@example.org>",
        "ana eve@example.org",
        '"ana\r\n"@example.org',
        "ana@example.org>\tSIZE=1",
        "ana@exa\u2028mple.org",
        "ana@",
        "@example.org",
        "ana",
        "",
    ],
)
def test_what_is_no_single_address_is_refused(to: str) -> None:
    with pytest.raises(BadAddress) as caught:
        rules.recipient(to)
    assert caught.value.errors[0].path == "to"


@given(st.text(max_size=400))
def test_no_subject_makes_a_header_of_its_own(subject: str) -> None:
    message = rules.composed(
        number=1,
        to=rules.recipient("ana@example.org"),
        subject=rules.subject(subject.encode("utf-8", "ignore").decode()),
        text="x",
        html="x",
        sender=rules.sender("Beep <beep@asso.example>"),
        at=AT,
    )
    head = message.as_bytes().split(b"\r\n\r\n", 1)[0]
    names = [line.split(b":")[0] for line in head.split(b"\r\n") if line[:1] not in {b" ", b"\t"}]
    assert names[:7] == [
        b"From",
        b"To",
        b"Subject",
        b"Date",
        b"Message-ID",
        b"Auto-Submitted",
        b"X-Auto-Response-Suppress",
    ]
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", head)


async def test_a_subject_with_line_breaks_arrives_as_one_line() -> None:
    async with smtp_sink() as sink:
        await deliver(Smtp(settings(sink)), subject="Hello\r\nBcc: eve@example.org\u2028!")
        message = (await sink.next()).message
    assert message["Subject"] == "Hello Bcc: eve@example.org !"
    assert message["Bcc"] is None


async def test_lines_that_look_like_the_end_stay_part_of_the_letter() -> None:
    text = "first\n.\n..two dots\nFrom here\n" + "é" * 2000 + "\n"
    async with smtp_sink() as sink:
        await deliver(Smtp(settings(sink)), text=text)
        assert (await sink.next()).text() == text


def test_a_password_is_never_sent_in_the_clear_to_another_machine() -> None:
    with pytest.raises(ValueError, match="smtp_security"):
        Smtp(settings(Sink(port=25), smtp_host="mail.example.org", smtp_username="beep"))


@pytest.mark.parametrize("sender", ["", "Beep", "beep@", "a@example.org, b@example.org"])
def test_a_sender_that_is_no_address_is_told_at_the_start(sender: str) -> None:
    with pytest.raises(ValueError, match=r"\[mail\] sender"):
        Smtp(settings(Sink(port=25), sender=sender))


@pytest.mark.parametrize(("security", "port"), [("starttls", 587), ("tls", 465), ("none", 25)])
def test_a_port_that_is_not_given_is_the_usual_one(security: str, port: int) -> None:
    assert MailSettings(smtp_security=security).port == port
