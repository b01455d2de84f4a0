"""How letters leave."""

from pathlib import Path
from typing import Annotated

from msgspec import Meta

from beep.runtime.feature import Section

_USUAL_PORTS = {"starttls": 587, "tls": 465, "none": 25}


class MailSettings(Section, frozen=True, kw_only=True):
    smtp_host: Annotated[
        str, Meta(description="SMTP server letters are handed to; empty keeps them for administrators.")
    ] = ""
    smtp_port: Annotated[
        int, Meta(ge=0, le=65535, description="Its port; 0 for the usual one: 587, with `tls` 465.")
    ] = 0
    smtp_security: Annotated[
        str,
        Meta(
            pattern="^(starttls|tls|none)$",
            description="`starttls`, `tls` (from the first byte), or `none` for a server on this machine.",
        ),
    ] = "starttls"
    smtp_username: Annotated[str, Meta(description="Who Beep is to the server; empty if it asks not.")] = ""
    smtp_password_file: Annotated[str, Meta(description="File that holds the password.")] = ""
    smtp_password: Annotated[
        str, Meta(description="The password itself, where there is no file; set it by environment only.")
    ] = ""
    smtp_ca_file: Annotated[
        str, Meta(description="PEM file of the authority of the server's certificate; empty: the system's.")
    ] = ""
    smtp_timeout_s: Annotated[
        float, Meta(ge=1, le=120, description="Seconds the server may take to answer one command.")
    ] = 15
    sender: Annotated[
        str, Meta(description="Whom letters come from: `beep@example.org` or `Beep <beep@example.org>`.")
    ] = ""
    connections: Annotated[int, Meta(ge=1, le=20, description="Letters sent at the same time.")] = 2
    queue_size: Annotated[
        int, Meta(ge=10, le=1_000_000, description="Letters that may wait; more are refused.")
    ] = 1000
    per_recipient_per_hour: Annotated[
        int, Meta(ge=1, le=10_000, description="Letters to one address within an hour; more are refused.")
    ] = 20
    keep_days: Annotated[
        int, Meta(ge=1, le=365, description="Days a letter is listed; what it says goes when it is sent.")
    ] = 7

    @property
    def port(self) -> int:
        return self.smtp_port or _USUAL_PORTS[self.smtp_security]

    def password(self) -> str:
        """Return the password, from its file where there is one."""
        if self.smtp_password_file:
            return Path(self.smtp_password_file).read_text("utf-8").strip()
        return self.smtp_password
