"""A real Keycloak for tests, which knows a real directory's people: `async with keycloak(folder, directory)`.

`python -m tests.worlds.keycloak` fetches it from Maven Central, once, into a cache outside the repository,
builds it and gives it its database there: that takes minutes, a start from then on seconds.
"""

import asyncio
import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import zipfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import httpx2

from tests.lanes import lane
from tests.worlds.directories import PEOPLE, SLAPD, Directory

VERSION = "26.7.3"
REALM, CLIENT, SECRET = "campus", "beep", "the secret of beep"
# Another program of the school, whose access tokens are made for Beep's API.
APP, APP_SECRET, APP_CALLBACK = "pocket", "the secret of pocket", "http://127.0.0.1:7000/back"
AUDIENCE = "beep-api"
# A third, whose tokens are for itself.
STRANGER = "stranger"
_AUDIENCE_MAPPER = {
    "name": AUDIENCE,
    "protocol": "openid-connect",
    "protocolMapper": "oidc-audience-mapper",
    "config": {"included.custom.audience": AUDIENCE, "access.token.claim": "true"},
}
_ADMIN = "admin"
_JAVA_MIN = 21
_PREPARING_S, _STARTING_S = 900, 240
_given = os.environ  # noqa: TID251 - where a machine keeps its caches and its Java
CACHE = Path(_given.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "beep-tests"
_READY = CACHE / f"keycloak-{VERSION}"
_ARTEFACT = f"org.keycloak:keycloak-quarkus-dist:{VERSION}:zip"
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy"


def _java_homes() -> Iterator[Path]:
    if home := _given.get("JAVA_HOME"):
        yield Path(home)
    yield from sorted(Path("/usr/lib/jvm").glob("*"), reverse=True)


def java_home() -> Path | None:
    """Return a Java that runs Keycloak."""
    for home in _java_homes():
        release = home / "release"
        found = re.search(r'JAVA_VERSION="(\d+)', release.read_text()) if release.is_file() else None
        if found and int(found[1]) >= _JAVA_MIN:
            return home
    return None


def _reason() -> str:
    """Return what is missing, and the command that mends it; empty when nothing is."""
    if SLAPD is None:
        return "no LDAP server; enable with: apt-get install slapd"
    if java_home() is None:
        return f"no Java {_JAVA_MIN} or newer; enable with: apt-get install openjdk-{_JAVA_MIN}-jdk-headless"
    if not _READY.is_dir():
        return "no Keycloak; enable with: apt-get install maven, then python -m tests.worlds.keycloak"
    return ""


needs_keycloak = lane("keycloak", _reason())


# -- once -------------------------------------------------------------------------------------


def prepare() -> Path:
    """Fetch, build and start Keycloak once; return where it is."""
    CACHE.mkdir(parents=True, exist_ok=True)
    if not _READY.is_dir():
        _prepare(CACHE / f"keycloak-{VERSION}.part")
    return _READY


def _prepare(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    archive = CACHE / f"keycloak-quarkus-dist-{VERSION}.zip"
    if not archive.is_file():
        _run(["mvn", "-q", "-B", _COPY, f"-Dartifact={_ARTEFACT}", f"-DoutputDirectory={CACHE}"], CACHE)
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder)
    home = folder / f"keycloak-{VERSION}"
    _run(["bash", str(home / "bin/kc.sh"), "build", "--db=dev-file"], home)
    running = _started(home, home / "seed", _free_port())
    try:
        asyncio.run(_answers(running.process, running.address))
    finally:
        _stop(running.process)
    home.rename(_READY)
    shutil.rmtree(folder)


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(  # noqa: S603 - Maven and Keycloak's own script
        command,
        cwd=folder,
        env=_environment(),
        capture_output=True,
        text=True,
        timeout=_PREPARING_S,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def _environment() -> dict[str, str]:
    return {
        "PATH": _given["PATH"],
        "HOME": str(Path.home()),
        "JAVA_HOME": str(java_home()),
        # The second compiler pays off after minutes only.
        "JAVA_OPTS_APPEND": "-XX:TieredStopAtLevel=1",
        # It would take half of the machine.
        "JAVA_OPTS_KC_HEAP": "-Xms64m -Xmx512m",
        "KC_BOOTSTRAP_ADMIN_USERNAME": _ADMIN,
        "KC_BOOTSTRAP_ADMIN_PASSWORD": _ADMIN,
    }


# -- each time --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Running:
    process: "subprocess.Popen[bytes]"
    address: str


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _started(home: Path, database: Path, port: int) -> _Running:
    options = (
        "--optimized",
        "--http-enabled=true",
        "--hostname-strict=false",
        "--http-host=127.0.0.1",
        f"--http-port={port}",
        "--cache=local",
        f"--db-url=jdbc:h2:file:{database / 'keycloak'};NON_KEYWORDS=VALUE",
    )
    database.mkdir(exist_ok=True)
    with (database / "keycloak.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - Keycloak's own script
            ["bash", str(home / "bin/kc.sh"), "start", *options],  # noqa: S607 - found as any shell is
            env=_environment(),
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return _Running(process, f"http://127.0.0.1:{port}")


def _stop(process: "subprocess.Popen[bytes]") -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(20)


async def _answers(process: "subprocess.Popen[bytes]", address: str) -> None:
    """Return once it answers; there is no event for it."""
    async with asyncio.timeout(_STARTING_S), httpx2.AsyncClient() as client:
        while True:
            assert process.poll() is None, "Keycloak ended"
            with contextlib.suppress(httpx2.TransportError):
                if (await client.get(f"{address}/realms/master")).status_code == 200:
                    return
            await asyncio.sleep(0.2)


@dataclass(frozen=True, slots=True)
class Keycloak:
    """A realm whose people are a directory's, and a client called `beep` in it."""

    address: str
    _client: httpx2.AsyncClient = field(default_factory=lambda: httpx2.AsyncClient(timeout=30))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def admin(self, method: str, path: str, body: object = None) -> Any:
        """Call as an administrator, signed in anew each time: what they get lasts a minute."""
        form = {"grant_type": "password", "client_id": "admin-cli", "username": _ADMIN, "password": _ADMIN}
        tokens = await self._token("master", form)
        headers = {"Authorization": f"Bearer {tokens['access_token']}"}
        url = f"{self.address}/admin/realms{path}"
        answer = await self._client.request(method, url, json=body, headers=headers)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    async def _token(self, realm: str, form: dict[str, str]) -> dict[str, Any]:
        url = f"{self.address}/realms/{realm}/protocol/openid-connect/token"
        answer = await self._client.post(url, data=form)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def tokens_of(self, username: str, password: str, client: str = APP) -> dict[str, Any]:
        """Let somebody sign in to the other program, by its page, and return what it gets."""
        query = {
            "client_id": client,
            "redirect_uri": APP_CALLBACK,
            "response_type": "code",
            "scope": "openid",
        }
        async with Browser() as browser:
            address = f"{self.issuer}/protocol/openid-connect/auth?{urlencode(query)}"
            back = await browser.sign_in(address, username, password)
        assert isinstance(back, dict), back
        form = {"grant_type": "authorization_code", "code": back["code"], "redirect_uri": APP_CALLBACK}
        return await self._token(REALM, {**form, "client_id": client, "client_secret": APP_SECRET})

    async def make_administrator(self, username: str) -> None:
        """Give somebody the role `admin`, which this Keycloak tells those it makes tokens for."""
        await self.admin("POST", f"/{REALM}/roles", {"name": "admin"})
        role = await self.admin("GET", f"/{REALM}/roles/admin")
        [person] = await self.admin("GET", f"/{REALM}/users?exact=true&username={username}")
        await self.admin("POST", f"/{REALM}/users/{person['id']}/role-mappings/realm", [role])

    @property
    def issuer(self) -> str:
        return f"{self.address}/realms/{REALM}"

    async def rotate_keys(self) -> None:
        """Sign with a new key from now on."""
        realm = await self.admin("GET", f"/{REALM}")
        config = {"priority": ["200"], "enabled": ["true"], "active": ["true"], "algorithm": ["RS256"]}
        component = {
            "name": "newer",
            "providerId": "rsa-generated",
            "providerType": "org.keycloak.keys.KeyProvider",
            "parentId": realm["id"],
            "config": config,
        }
        await self.admin("POST", f"/{REALM}/components", component)


def _federation(directory: Directory, realm_id: str) -> dict[str, Any]:
    """Return the school's people; made as a component of its own, it gets the usual mappers."""
    ldap = {
        "vendor": "other",
        "connectionUrl": f"ldap://127.0.0.1:{directory.port}",
        "usersDn": PEOPLE,
        "authType": "none",
        "editMode": "READ_ONLY",
        "usernameLDAPAttribute": "uid",
        "rdnLDAPAttribute": "uid",
        "uuidLDAPAttribute": "entryUUID",
        "userObjectClasses": "inetOrgPerson",
        "trustEmail": "true",
        "importEnabled": "true",
        "enabled": "true",
    }
    return {
        "name": "school",
        "providerId": "ldap",
        "providerType": "org.keycloak.storage.UserStorageProvider",
        "parentId": realm_id,
        "config": {name: [value] for name, value in ldap.items()},
    }


def _realm() -> dict[str, Any]:
    """Return a realm as its administrators would import it: Beep's client, and two that call Beep."""
    client = {
        "clientId": CLIENT,
        "secret": SECRET,
        "redirectUris": ["http://127.0.0.1:8000/auth/callback/*"],
        "standardFlowEnabled": True,
        "attributes": {"pkce.code.challenge.method": "S256"},
    }
    return {
        "realm": REALM,
        "enabled": True,
        "sslRequired": "none",
        "clients": [
            client,
            _app(APP, mappers=[_AUDIENCE_MAPPER]),
            _app(STRANGER, mappers=[]),
        ],
    }


def _app(name: str, *, mappers: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "clientId": name,
        "secret": APP_SECRET,
        "redirectUris": [APP_CALLBACK],
        "standardFlowEnabled": True,
        "protocolMappers": mappers,
    }


@asynccontextmanager
async def keycloak(folder: Path, directory: Directory) -> AsyncIterator[Keycloak]:
    """Give a running Keycloak on a database of its own."""
    await asyncio.to_thread(shutil.copytree, _READY / "seed", folder)
    running = _started(_READY, folder, _free_port())
    try:
        await _answers(running.process, running.address)
        async with Keycloak(running.address) as sso:
            await sso.admin("POST", "", _realm())
            realm = await sso.admin("GET", f"/{REALM}")
            await sso.admin("POST", f"/{REALM}/components", _federation(directory, realm["id"]))
            yield sso
    finally:
        await asyncio.to_thread(_stop, running.process)


class Browser:
    """Somebody at Keycloak's pages, as far as forms go: it follows them and keeps cookies."""

    def __init__(self) -> None:
        self._client = httpx2.AsyncClient(timeout=30)
        self._cookies: dict[str, str] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def sign_in(self, address: str, username: str, password: str) -> dict[str, str] | str:
        """Return what the way back holds, or the page that is shown instead."""
        answer = await self._ask("GET", address)
        if answer.status_code == 200:
            form = re.search(r'<form id="kc-form-login"[^>]* action="([^"]+)"', answer.text)
            assert form, answer.text
            fields = {"password": password}
            if 'name="username"' in answer.text:
                fields["username"] = username
            answer = await self._ask("POST", urljoin(address, unescape(form[1])), fields)
        if answer.status_code != 302:
            return answer.text
        query = parse_qs(urlsplit(answer.headers["location"]).query)
        return {name: values[0] for name, values in query.items()}

    async def _ask(self, method: str, address: str, form: dict[str, str] | None = None) -> httpx2.Response:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        answer = await self._client.request(method, address, data=form, headers={"Cookie": cookies})
        for one in answer.headers.get_list("set-cookie"):
            name, _, value = one.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer


if __name__ == "__main__":
    sys.stdout.write(f"{prepare()}\n")
