"""How providers are spoken with: OpenID Connect over a guarded way out, and directories over LDAP."""

from beep.features.identities.peers.directory import Directory
from beep.features.identities.peers.documents import Documents
from beep.features.identities.peers.openid import OpenIdProvider

__all__ = ["Directory", "Documents", "OpenIdProvider"]
