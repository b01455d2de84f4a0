"""A certificate authority for tests: `authority.server("site.test")` answers, `authority.trust()` asks."""

import datetime as dt
import ssl
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

_PEM = serialization.Encoding.PEM


class Authority:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "An authority of tests")])
        self._own = self._signed(self._name, self._key, days=1, is_authority=True)

    def trust(self) -> ssl.SSLContext:
        """Return how somebody asks who trusts this authority and no other."""
        return ssl.create_default_context(cadata=self._own.public_bytes(_PEM).decode())

    def server(self, *names: str, days: int = 1) -> ssl.SSLContext:
        """Return how somebody answers under these names; `days` until it ends, in the past when negative."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.server_file(*names, days=days))
        return context

    def own_file(self) -> Path:
        """Return a file with the authority's own certificate, for who trusts it."""
        file = self._folder / "authority.pem"
        file.write_bytes(self._own.public_bytes(_PEM))
        return file

    def server_file(self, *names: str, days: int = 1) -> Path:
        """Return a file with the key and the certificate of who answers under these names."""
        key = ec.generate_private_key(ec.SECP256R1())
        alternative = x509.SubjectAlternativeName([x509.DNSName(one) for one in names])
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, names[0])])
        certificate = self._signed(subject, key, alternative, days=days)
        file = self._folder / f"{certificate.serial_number:x}.pem"
        plain = serialization.NoEncryption()
        private = key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, plain)
        file.write_bytes(private + certificate.public_bytes(_PEM))
        return file

    def _signed(
        self,
        subject: x509.Name,
        key: ec.EllipticCurvePrivateKey,
        *extensions: x509.ExtensionType,
        days: int,
        is_authority: bool = False,
    ) -> x509.Certificate:
        now = dt.datetime.now(dt.UTC)  # noqa: TID251 - certificates are for the real clock
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=9))
            .not_valid_after(now + dt.timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        )
        for one in extensions:
            builder = builder.add_extension(one, critical=False)
        return builder.sign(self._key, hashes.SHA256())
