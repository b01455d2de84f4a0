"""What an administrator may change about identities: who is believed, and how they are asked."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import SplitResult, urlsplit

import msgspec
from msgspec import Meta

from beep.runtime.feature import Section

Preset = Literal["generic", "google", "keycloak", "ldap", "polytech"]
Icon = Literal["", "google", "keycloak", "key", "school"]
_DIRECTORIES = frozenset({"ldap", "polytech"})
_USERNAME = "{username}"
_LDAP_PORTS = {"ldap": 389, "ldaps": 636}


class _Preset(msgspec.Struct, frozen=True):
    label: str
    icon: Icon
    username_claim: str = "preferred_username"
    issuer: str = ""


_PRESETS: dict[Preset, _Preset] = {
    "generic": _Preset("", "key"),
    "google": _Preset("Google", "google", "email", "https://accounts.google.com"),
    "keycloak": _Preset("", "keycloak"),
    "ldap": _Preset("", "key", "uid"),
    "polytech": _Preset("Polytech", "school", "uid"),
}


class ProviderSettings(Section, frozen=True, kw_only=True):
    preset: Annotated[
        Preset,
        Meta(
            description="What it is: `google`, `keycloak` or `generic` speak OpenID Connect, `polytech` and"
            " `ldap` are directories. Sets what is left empty."
        ),
    ] = "generic"
    label: Annotated[str, Meta(max_length=40, description="What its button says; empty: its name.")] = ""
    icon: Annotated[
        Icon,
        Meta(description="The sign on its button; empty: that of the preset."),
    ] = ""
    allow_sign_up: Annotated[
        bool, Meta(description="Let people without an account make one; else it must be linked first.")
    ] = True
    allowed_domains: Annotated[
        tuple[str, ...],
        Meta(description="Let in only people with a verified address of these domains; empty: everybody."),
    ] = ()
    emails: Annotated[
        Literal["claimed", "trusted", "ignored"],
        Meta(
            description="Addresses it tells: `claimed` believes those it says are verified (a directory says"
            " so of none), `trusted` all of them, `ignored` none."
        ),
    ] = "claimed"
    username_claim: Annotated[
        str, Meta(description="The claim, or attribute of a directory, that user names are proposed from.")
    ] = ""
    ca_file: Annotated[
        str, Meta(description="PEM file of the authorities it is believed by; empty: those of the system.")
    ] = ""
    issuer: Annotated[str, Meta(max_length=500, description="OpenID Connect: its address, exactly.")] = ""
    client_id: Annotated[str, Meta(max_length=500, description="OpenID Connect: what Beep is called.")] = ""
    client_secret: Annotated[
        str, Meta(max_length=500, description="OpenID Connect: Beep's secret; empty for a public client.")
    ] = ""
    scopes: Annotated[tuple[str, ...], Meta(description="OpenID Connect: what Beep asks to be told.")] = (
        "openid",
        "email",
        "profile",
    )
    accept_tokens_for: Annotated[
        str,
        Meta(
            max_length=500,
            description="OpenID Connect: let Beep's API take its access tokens too, those made for this"
            " audience; empty: none. Whoever it names signs in, so it must be a provider of your own.",
        ),
    ] = ""
    roles_claim: Annotated[
        str,
        Meta(
            max_length=200,
            description="OpenID Connect: where those tokens tell global roles, like `realm_access.roles`;"
            " empty: Beep decides who administers.",
        ),
    ] = ""
    administrator_role: Annotated[
        str, Meta(min_length=1, max_length=200, description="OpenID Connect: which of them administers Beep.")
    ] = "admin"
    allow_private_addresses: Annotated[
        bool, Meta(description="OpenID Connect: reach it inside this network, or by http.")
    ] = False
    url: Annotated[str, Meta(max_length=500, description="Directory: ldaps://host or ldap://host:port.")] = ""
    start_tls: Annotated[
        bool, Meta(description="Directory: encrypt ldap:// before anything else; off, passwords are legible.")
    ] = True
    dn_template: Annotated[
        str, Meta(description="Directory: who to bind as, like `uid={username},ou=people,dc=example`.")
    ] = ""
    search_base: Annotated[
        str, Meta(description="Directory: where people are looked for, instead of `dn_template`.")
    ] = ""
    search_filter: Annotated[str, Meta(description="Directory: how people are looked for there.")] = (
        "(uid={username})"
    )
    bind_dn: Annotated[str, Meta(description="Directory: who looks for people; empty: anonymous.")] = ""
    bind_password: Annotated[str, Meta(description="Directory: the password of `bind_dn`.")] = ""
    subject_attribute: Annotated[
        str, Meta(min_length=1, description="Directory: what never changes of a person, nor goes to another.")
    ] = "entryUUID"
    mail_attribute: Annotated[str, Meta(description="Directory: a person's address.")] = "mail"
    name_attribute: Annotated[str, Meta(description="Directory: a person's display name.")] = "cn"
    groups_attribute: Annotated[str, Meta(description="Directory: the groups a person names.")] = "memberOf"
    groups_base: Annotated[
        str, Meta(description="Directory: where groups are looked for; empty: nowhere.")
    ] = ""
    groups_filter: Annotated[
        str, Meta(description="Directory: how the groups of `{dn}` or `{username}` are looked for.")
    ] = "(member={dn})"

    @property
    def is_directory(self) -> bool:
        return self.preset in _DIRECTORIES

    def in_force(self, name: str) -> "ProviderSettings":
        """Return the settings with what the preset says where nothing is said."""
        preset = _PRESETS[self.preset]
        return msgspec.structs.replace(
            self,
            label=self.label or preset.label or name,
            icon=self.icon or preset.icon,
            issuer=f"ldap:{name}" if self.is_directory else self.issuer or preset.issuer,
            username_claim=self.username_claim or preset.username_claim,
        )

    def problems(self) -> Sequence[str]:
        own = self._of_directories() if self.is_directory else self._of_openid()
        return [*self._of_both(), *own]

    def _of_both(self) -> Iterator[str]:
        if self.ca_file and not Path(self.ca_file).is_file():
            yield f"ca_file: there is no file {self.ca_file}"
        for domain in self.allowed_domains:
            if "@" in domain or "." not in domain:
                yield f"allowed_domains: {domain!r} is not a domain; write it like example.org"

    def _of_openid(self) -> Iterator[str]:
        if not self.issuer and self.preset != "google":
            yield 'issuer: it is needed; write the address as the provider gives it as "issuer"'
        elif self.issuer:
            yield from self._of_issuer()
        if not self.client_id:
            yield "client_id: it is needed; the provider gives it when Beep is registered there"
        if "openid" not in self.scopes:
            yield 'scopes: "openid" must be among them'

    def _of_issuer(self) -> Iterator[str]:
        parts = _parts(self.issuer)
        if parts is None or parts.scheme not in {"https", "http"} or "?" in self.issuer or "#" in self.issuer:
            yield "issuer: it must be an address like https://sso.example.org, without ? and #"
        elif parts.scheme == "http" and not self.allow_private_addresses:
            yield "issuer: it must begin with https://; for tests inside, set allow_private_addresses = true"

    def _of_directories(self) -> Iterator[str]:
        parts = _parts(self.url)
        if parts is None or parts.scheme not in _LDAP_PORTS or parts.path.strip("/"):
            yield "url: it must be an address like ldaps://ldap.example.org"
        if bool(self.dn_template) == bool(self.search_base):
            yield "dn_template: set it, or else search_base: either tells who people are in the directory"
        if self.dn_template and _USERNAME not in self.dn_template:
            yield f"dn_template: {_USERNAME} must stand in it, where the user name goes"
        if self.search_base and _USERNAME not in self.search_filter:
            yield f"search_filter: {_USERNAME} must stand in it, where the user name goes"
        for key in ("search_filter", "groups_filter"):
            if not _is_balanced(getattr(self, key)):
                yield f"{key}: its parentheses do not match"
        if bool(self.bind_dn) != bool(self.bind_password):
            yield "bind_password: it goes together with bind_dn; set both or neither"


class IdentitiesSettings(Section, frozen=True, kw_only=True):
    providers: Annotated[
        dict[str, ProviderSettings], Meta(description="Those people may sign in by, each in its own section.")
    ] = msgspec.field(default_factory=dict[str, ProviderSettings])
    timeout_s: Annotated[
        float, Meta(ge=0.1, le=30, description="Seconds a provider may take for one answer.")
    ] = 5.0
    binds: Annotated[
        int, Meta(ge=1, le=64, description="People one directory is asked about at once, by each process.")
    ] = 4
    waiting_binds: Annotated[
        int, Meta(ge=0, le=1000, description="People who may wait for that; more get 503.")
    ] = 16

    def problems(self) -> Sequence[str]:
        issuers = [one.issuer for one in self.providers.values() if one.issuer]
        if len(issuers) != len(set(issuers)):
            return ["providers: two of them have the same issuer; people could not be told apart"]
        return ()


def _parts(address: str) -> SplitResult | None:
    """Return the parts of a usable address, without credentials in it."""
    try:
        parts = urlsplit(address)
        is_usable = bool(parts.hostname) and parts.port != 0 and parts.username is None
    except ValueError:
        return None
    return parts if is_usable else None


def _is_balanced(text: str) -> bool:
    depth = 0
    for sign in text:
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            return False
    return depth == 0 and text.startswith("(")
