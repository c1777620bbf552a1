"""What the faces and the use cases of signing in through an identity provider hand each other."""

from enum import StrEnum
from uuid import UUID

import msgspec

DEFAULT_SCOPES = ("openid", "email", "profile")
LONGEST_LABEL = 40
"""Letters: it stands on a button."""


class ProviderTerms(msgspec.Struct, frozen=True, kw_only=True):
    """An identity provider as a city describes it; the client secret is no part of it and stands in no file.

    Whoever comes in is told apart by `sub` and, at the first time, by `email` where `email_verified` is true. These
    claims are fixed: a city that could name others could name one that people fill in themselves. Only the claim of
    the name that is shown is the city's to choose.
    """

    issuer: str
    client_id: str
    label: dict[str, str]
    scopes: tuple[str, ...] = DEFAULT_SCOPES
    name_claim: str = "name"
    links_by_email: bool = False
    for_officers: bool = False


class IdentityProvider(msgspec.Struct, frozen=True, kw_only=True):
    """An identity provider that a city has. Without a secret nobody is sent there."""

    id: UUID
    terms: ProviderTerms
    has_secret: bool


class Client(msgspec.Struct, frozen=True, kw_only=True):
    """Who we are to a provider."""

    issuer: str
    client_id: str
    client_secret: str
    redirect_uri: str
    scopes: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Client(issuer={self.issuer!r}, client_id={self.client_id!r})"


class BegunAttempt(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt just begun; `state` goes to the provider and `browser_token` into a cookie, each told this once."""

    state: str
    browser_token: str
    nonce: str
    verifier: str

    def __repr__(self) -> str:
        return "BegunAttempt(…)"


class TakenAttempt(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt that came back to the browser that began it, and can be taken no more."""

    provider_id: UUID
    terms: ProviderTerms
    client: Client
    nonce: str
    verifier: str
    language: str

    def __repr__(self) -> str:
        return f"TakenAttempt(provider_id={self.provider_id})"


class Vouched(msgspec.Struct, frozen=True, kw_only=True):
    """What a provider says of somebody, its token checked. `email` is '' unless the provider has verified it."""

    issuer: str
    subject: str
    email: str
    name: str

    def __repr__(self) -> str:
        return f"Vouched(issuer={self.issuer!r})"


class ProviderRefusal(StrEnum):
    """Why somebody does not come in through a provider."""

    unknown_attempt = "unknown_attempt"
    too_many_attempts = "too_many_attempts"
    denied = "denied"
    provider_fault = "provider_fault"
    unreachable = "unreachable"
    misconfigured = "misconfigured"
    not_trusted = "not_trusted"
    no_verified_address = "no_verified_address"
    address_has_account = "address_has_account"
    officers_use_code = "officers_use_code"
    switched_off = "switched_off"
