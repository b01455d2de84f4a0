"""What provider refuses: people by the kinds of everywhere, programs in the words of OAuth."""

from beep.kit.errors import Conflict, NotFound


class ClientNotFound(NotFound):
    """There is no such application."""


class ConsentNotFound(NotFound):
    """The application has no access to your account."""


class NotForYou(NotFound):
    """There are no registered applications here for you."""


class UnknownClient(NotFound):
    """No application is registered under this client_id. Tell whoever runs the page you come from."""


class UnknownRedirect(NotFound):
    """The application asked to send you somewhere it has not registered, so nothing was sent there."""


class TooManyClients(Conflict):
    """As many applications are registered as there may be."""


class SecretImpossible(Conflict):
    """A public application has no secret: whoever has the application would have it too."""


class OAuthError(Exception):
    """What a client is told: a code of RFC 6749 or OpenID Connect, and a sentence for who reads its log."""

    def __init__(self, code: str, description: str, *, status: int = 400) -> None:
        super().__init__(f"{code}: {description}")
        self.code = code
        self.description = description
        self.status = status


def invalid_grant(description: str) -> OAuthError:
    return OAuthError("invalid_grant", description)


def invalid_client(description: str = "The client is unknown, or its secret is wrong.") -> OAuthError:
    return OAuthError("invalid_client", description, status=401)
