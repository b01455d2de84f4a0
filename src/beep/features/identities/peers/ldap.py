"""Asking a directory who somebody is: blocking, for threads only.

ldap3 is loaded when somebody is first asked: who has no directory has no use for it. It knows no types, so
nothing of it leaves this file.
"""

import importlib
import math
import re
import ssl
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from beep.features.identities.errors import ProviderAway
from beep.features.identities.settings import ProviderSettings

_PORTS = {"ldap": 389, "ldaps": 636}
_GROUPS_MAX = 100
_PLACES = re.compile(r"\{(username|dn)\}")
# Results of RFC 4511 and what they mean where somebody shows a password: not these two, locked out, no such
# person. Anything else is the directory's trouble, not theirs.
_SUCCESS = 0
_REFUSED = frozenset({19, 32, 34, 49, 50, 53})
_NO_SUCH_OBJECT, _TOO_MANY, _WRONG = 32, 4, 49


class Misset(Exception):  # noqa: N818 - said of a setting
    """A setting does not fit the directory."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(reason)
        self.key = key


@dataclass(frozen=True, slots=True)
class Person:
    """An entry as the directory gives it: every value it has of each attribute asked for."""

    dn: str
    values: Mapping[str, list[str]]
    groups: tuple[str, ...]

    def first(self, attribute: str) -> str | None:
        return next(iter(self.values.get(attribute.lower(), ())), None)


class Ldap:
    """One directory. Never follows a referral: passwords go nowhere else."""

    def __init__(self, settings: ProviderSettings, *, timeout_s: float) -> None:
        self._settings = settings
        self._timeout_s = timeout_s
        self._context = ssl.create_default_context(cafile=settings.ca_file or None)

    def probe(self) -> None:
        """Raise `ProviderAway` or `Misset` unless the directory answers, and takes Beep's own password."""
        with self._connected() as connection:
            self._bind_own(connection)

    def look_up(self, username: str, password: bytes) -> Person | None:
        """Return who it is, `None` if the two do not go together; raises `ProviderAway` or `Misset`."""
        if not password:
            # An empty password binds as nobody, and that always succeeds (RFC 4513, 5.1.2).
            return None
        if self._settings.dn_template:
            return self._by_template(username, password)
        return self._by_search(username, password)

    def _by_template(self, username: str, password: bytes) -> Person | None:
        dn = _filled(self._settings.dn_template, _dn_words(username))
        with self._connected() as connection:
            if not self._is_bound(connection, dn, password):
                return None
            found = self._search(connection, dn, "(objectClass=*)", username, scope="BASE")
        if not found:
            raise Misset("dn_template", "people may not read their own entry; use search_base with bind_dn")
        return found[0]

    def _by_search(self, username: str, password: bytes) -> Person | None:
        wanted = _filled(self._settings.search_filter, _filter_words(username))
        with self._connected() as connection:
            self._bind_own(connection)
            found = self._search(connection, self._settings.search_base, wanted, username, scope="SUBTREE")
        # Somebody unknown is bound as too: it must not show by the time it takes (S-14).
        is_known = len(found) == 1
        dn = found[0].dn if is_known else f"cn=nobody,{self._settings.search_base}"
        with self._connected() as connection:
            is_right = self._is_bound(connection, dn, password)
        return found[0] if is_known and is_right else None

    @contextmanager
    def _connected(self) -> Generator[Any]:
        ldap3 = _ldap3()
        parts = urlsplit(self._settings.url)
        server = ldap3.Server(
            parts.hostname,
            port=parts.port or _PORTS[parts.scheme],
            use_ssl=parts.scheme == "ldaps",
            tls=_tls(self._context),
            get_info=ldap3.NONE,
            connect_timeout=self._timeout_s,
            allowed_referral_hosts=[],
        )
        connection = ldap3.Connection(
            server,
            auto_referrals=False,
            auto_escape=False,
            check_names=False,
            read_only=True,
            receive_timeout=math.ceil(self._timeout_s),
        )
        try:
            connection.open(read_server_info=False)
            if parts.scheme == "ldap" and self._settings.start_tls:
                _encrypt(connection)
            yield connection
        except (Misset, ProviderAway):
            raise
        except Exception as error:
            raise ProviderAway from error
        finally:
            _close(connection)

    def _bind_own(self, connection: Any) -> None:
        own = self._settings
        if own.bind_dn and not self._is_bound(connection, own.bind_dn, own.bind_password.encode()):
            raise Misset("bind_password", "the directory does not take it for this bind_dn")

    @staticmethod
    def _is_bound(connection: Any, dn: str, password: bytes) -> bool:
        ldap3 = _ldap3()
        # As bytes: ldap3 prepares text in a way that can leave nothing of it, which would bind as nobody.
        connection.user, connection.password, connection.authentication = dn, password, ldap3.SIMPLE
        connection.bind(read_server_info=False)
        result = connection.result["result"]
        if result == _SUCCESS:
            return True
        if result in _REFUSED:
            return False
        raise ProviderAway from OSError(f"a bind is answered by {connection.result['description']}")

    def _search(self, connection: Any, base: str, wanted: str, username: str, *, scope: str) -> list[Person]:
        ldap3 = _ldap3()
        own = self._settings
        kept = (own.subject_attribute, own.mail_attribute, own.name_attribute, own.username_claim)
        connection.search(
            base,
            wanted,
            search_scope=getattr(ldap3, scope),
            dereference_aliases=ldap3.DEREF_NEVER,
            attributes=[one for one in (*kept, own.groups_attribute) if one],
            size_limit=2,
        )
        result = connection.result["result"]
        if result == _NO_SUCH_OBJECT and scope == "SUBTREE":
            raise Misset("search_base", "there is nothing at it, or bind_dn may not see it")
        if result not in {_SUCCESS, _TOO_MANY, _NO_SUCH_OBJECT}:
            raise ProviderAway from OSError(f"a search is answered by {connection.result['description']}")
        return [self._person(connection, one, username) for one in _entries(connection)]

    def _person(self, connection: Any, entry: Mapping[str, Any], username: str) -> Person:
        given: Mapping[str, list[bytes]] = entry["raw_attributes"]
        values = {name.lower(): [_text(one) for one in found] for name, found in given.items()}
        named = tuple(values.get(self._settings.groups_attribute.lower(), ()))
        return Person(entry["dn"], values, (*named, *self._groups(connection, entry["dn"], username)))

    def _groups(self, connection: Any, dn: str, username: str) -> list[str]:
        own = self._settings
        if not own.groups_base:
            return []
        wanted = _filled(own.groups_filter, {**_filter_words(username), "dn": _escaped(dn)})
        connection.search(own.groups_base, wanted, attributes=["cn"], size_limit=_GROUPS_MAX)
        return [_text(one) for entry in _entries(connection) for one in entry["raw_attributes"].get("cn", ())]


@cache
def _ldap3() -> Any:
    importlib.import_module("ldap3.core.exceptions")
    return importlib.import_module("ldap3")


def _tls(context: ssl.SSLContext) -> Any:
    """Return ldap3's TLS, but Python's own judgement of names; ldap3's lets sockets lie about open."""
    tls = _ldap3().Tls(validate=ssl.CERT_REQUIRED)

    def wrap_socket(connection: Any, do_handshake: bool = False) -> None:
        del do_handshake
        connection.socket = context.wrap_socket(connection.socket, server_hostname=connection.server.host)

    tls.wrap_socket = wrap_socket
    return tls


def _encrypt(connection: Any) -> None:
    connection.start_tls(read_server_info=False)
    if not connection.tls_started:
        raise ProviderAway from OSError("it does not start TLS")


def _close(connection: Any) -> None:
    """Say good-bye, and close what ldap3 leaves open where nobody answered."""
    with suppress(_ldap3().core.exceptions.LDAPException, OSError):
        connection.unbind()
    if connection.socket is not None:
        connection.socket.close()


def _entries(connection: Any) -> list[Mapping[str, Any]]:
    return [one for one in connection.response or () if one["type"] == "searchResEntry"]


def _filled(template: str, words: Mapping[str, str]) -> str:
    """Put words in their places, at once: what stands in a word is no place."""
    return _PLACES.sub(lambda found: words.get(found[1], found[0]), template)


def _filter_words(username: str) -> Mapping[str, str]:
    return {"username": _escaped(username)}


def _escaped(text: str) -> str:
    """Return text that means only itself in a filter (RFC 4515, 3)."""
    return "".join(f"\\{ord(one):02x}" if one in "\\*()\0" else one for one in text)


def _dn_words(username: str) -> Mapping[str, str]:
    """Return text that means only itself in a name (RFC 4514, 2.4)."""
    escaped = "".join(f"\\{one}" if one in '\\"+,;<>=#' else one for one in username)
    if escaped.startswith(" "):
        escaped = "\\" + escaped
    if escaped.endswith(" ") and len(username) > 1:
        escaped = escaped[:-1] + "\\ "
    return {"username": escaped}


def _text(value: bytes) -> str:
    """Return a value as text; some, like the ids of one maker, are none, and are written in hexadecimal."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.hex()
