"""What is decided without asking anybody: addresses, requests, proofs of possession, what was proved."""

from beep.features.provider.rules.clients import checked_draft
from beep.features.provider.rules.proofs import (
    client_credentials,
    client_id_of,
    hash_of,
    is_right_verifier,
    is_same,
    new_salt,
    new_secret,
    successor_of,
)
from beep.features.provider.rules.redirects import is_registered, may_skip_asking, origins_of, with_query
from beep.features.provider.rules.requests import AuthorizationRequest, parameters, request_of
from beep.features.provider.rules.scopes import granted, methods_claims, requested

__all__ = [
    "AuthorizationRequest",
    "checked_draft",
    "client_credentials",
    "client_id_of",
    "granted",
    "hash_of",
    "is_registered",
    "is_right_verifier",
    "is_same",
    "may_skip_asking",
    "methods_claims",
    "new_salt",
    "new_secret",
    "origins_of",
    "parameters",
    "request_of",
    "requested",
    "successor_of",
    "with_query",
]
