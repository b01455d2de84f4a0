"""HTTPS without a proxy: a certificate whose files are read again when they change."""

import asyncio
import logging
import ssl
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509

from beep.runtime.clock import Clock
from beep.runtime.health import Health
from beep.runtime.metrics import CERTIFICATE_ENDS

_log = logging.getLogger("beep.runtime.tls")
_LOOK_S = 5.0
_WARN_BEFORE = timedelta(days=14)
_ABOUT = "certificate"


class Certificate:
    """A certificate (chain) and its key in PEM files; new connections get what they held at the last look.

    Raises `ValueError` that says which file is wrong.
    """

    def __init__(self, certificate: Path, key: Path, clock: Clock) -> None:
        self._files = (certificate, key)
        self._clock = clock
        self._seen = self._stamps()
        self.context, self.ends_at = self._load(None)

    def look(self, health: Health) -> None:
        """Take new files, if they are any good, and tell in time when the certificate ends."""
        try:
            stamps = self._stamps()
            if stamps != self._seen:
                self._seen = stamps
                # Tried on the side: half a pair must not spoil what is served.
                self._load(None)
                _, self.ends_at = self._load(self.context)
                _log.info("the certificate was read again", extra={"ends": self.ends_at.isoformat()})
        except ValueError as error:
            _log.warning("the new certificate cannot be used", extra={"reason": str(error)})
        self._tell(health)

    async def watch(self, health: Health) -> None:
        """Look again and again."""
        while True:
            self.look(health)
            await asyncio.sleep(_LOOK_S)

    def _tell(self, health: Health) -> None:
        CERTIFICATE_ENDS.set(self.ends_at.timestamp())
        if self.ends_at - self._clock.now() > _WARN_BEFORE:
            health.clear(_ABOUT)
            return
        text = f"the certificate ends on {self.ends_at:%Y-%m-%d %H:%M} UTC"
        if text not in health.warnings:
            _log.warning(text, extra={"file": str(self._files[0])})
        health.warn(_ABOUT, text)

    def _stamps(self) -> tuple[int, ...]:
        try:
            return tuple(file.stat().st_mtime_ns for file in self._files)
        except OSError as error:
            raise ValueError(f"tls: {error}") from None

    def _load(self, context: ssl.SSLContext | None) -> tuple[ssl.SSLContext, datetime]:
        if context is None:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.set_alpn_protocols(["http/1.1"])
        certificate, key = self._files
        try:
            context.load_cert_chain(certificate, key)
            first = x509.load_pem_x509_certificates(certificate.read_bytes())[0]
        except (OSError, ValueError) as error:
            raise ValueError(f"tls_certificate {certificate} and tls_key {key}: {error}") from None
        return context, first.not_valid_after_utc
