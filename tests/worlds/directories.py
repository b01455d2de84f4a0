"""A real slapd for tests, on loopback, with a few people of a school: `async with slapd(folder) as school`.

Enable it with `apt-get install slapd`.
"""

import asyncio
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.worlds.authority import Authority

SLAPD = shutil.which("slapd", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
needs_slapd = pytest.mark.skipif(SLAPD is None, reason="no LDAP server; enable with: apt-get install slapd")
PEOPLE = "ou=people,dc=school,dc=example"
GROUPS = "ou=groups,dc=school,dc=example"
READER, READER_PASSWORD = "cn=reader,dc=school,dc=example", "le-lecteur"
PASSWORD = "tulipes-du-jardin"
_CONFIGURATION = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload memberof
pidfile {folder}/slapd.pid
argsfile {folder}/slapd.args
# What careless directories do: a password that is empty binds as nobody, and succeeds.
allow bind_anon_cred
TLSCertificateFile {certificate}
TLSCertificateKeyFile {certificate}
database mdb
suffix "dc=school,dc=example"
rootdn "cn=admin,dc=school,dc=example"
rootpw {password}
directory {folder}/data
maxsize 10485760
overlay memberof
access to attrs=userPassword by anonymous auth by * none
access to * by * read
"""
_TREE = """
dn: dc=school,dc=example
objectClass: domain
dc: school

dn: cn=reader,dc=school,dc=example
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: reader
userPassword: le-lecteur

dn: ou=people,dc=school,dc=example
objectClass: organizationalUnit
ou: people

dn: ou=groups,dc=school,dc=example
objectClass: organizationalUnit
ou: groups
"""
_PERSON = """
dn: {rdn},ou=people,dc=school,dc=example
objectClass: inetOrgPerson
uid: {uid}
cn: {name}
sn: {name}
mail: {mail}
userPassword: {password}
"""
_GROUP = """
dn: cn=etudiants,ou=groups,dc=school,dc=example
objectClass: groupOfNames
cn: etudiants
member: uid=lea,ou=people,dc=school,dc=example
"""


@dataclass(frozen=True, slots=True)
class Directory:
    port: int
    secure_port: int
    ca_file: Path

    @property
    def url(self) -> str:
        return f"ldap://localhost:{self.port}"

    @property
    def secure_url(self) -> str:
        return f"ldaps://localhost:{self.secure_port}"


def _ldif(password: str) -> str:
    people = (
        ("uid=lea", "lea", "Léa Martin", "lea@school.example"),
        ("uid=noe", "noe", "Noé Petit", "noe@school.example"),
        # Names that would mean something in a filter or a name, were they not escaped.
        (r"uid=o\27brien (x)*", "o'brien (x)*", "O'Brien", "obrien@school.example"),
        (r"uid=a\,b\+c\#\3d", "a,b+c#=", "Ab", "ab@school.example"),
    )
    entries = [
        _PERSON.format(rdn=rdn, uid=uid, name=name, mail=mail, password=password)
        for rdn, uid, name, mail in people
    ]
    return "".join([_TREE, *entries, _GROUP])


def _free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def _prepared(folder: Path) -> tuple[Path, Path]:
    """Write configuration and people; return the configuration and the authority's certificate."""
    folder.mkdir(parents=True, exist_ok=True)
    authority = Authority(folder)
    certificate, ca_file = authority.server_file("localhost"), authority.own_file()
    (folder / "data").mkdir()
    configuration = folder / "slapd.conf"
    configuration.write_text(_CONFIGURATION.format(folder=folder, certificate=certificate, password=PASSWORD))
    (folder / "people.ldif").write_text(_ldif(PASSWORD), "utf-8")
    command = [str(SLAPD), "-T", "add", "-f", str(configuration), "-l", str(folder / "people.ldif")]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - Debian's own program
    return configuration, ca_file


@asynccontextmanager
async def slapd(folder: Path) -> AsyncIterator[Directory]:
    """Give a running directory; people's password is `PASSWORD`."""
    configuration, ca_file = await asyncio.to_thread(_prepared, folder)
    port, secure_port = _free_ports(2)
    addresses = f"ldap://127.0.0.1:{port}/ ldaps://127.0.0.1:{secure_port}/"
    process = await asyncio.create_subprocess_exec(
        str(SLAPD),
        *("-d", "0", "-f", str(configuration), "-h", addresses),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        await _answers(process, port)
        yield Directory(port, secure_port, ca_file)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _answers(process: asyncio.subprocess.Process, port: int) -> None:
    """Return once somebody listens; there is no event for it."""
    async with asyncio.timeout(30):
        while True:
            assert process.returncode is None, "slapd ended"
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.02)
            else:
                writer.close()
                return
