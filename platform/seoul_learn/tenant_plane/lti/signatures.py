"""Signing our messages and believing the tools' ones: what the faces are handed to do it with.

Tokens are written and read in `api/lti`, where the libraries for it may be used.
"""

from typing import Any, Protocol
from uuid import UUID

import msgspec

from seoul_learn.tenant_plane.lti.values import SigningKey


class NotBelieved(Exception):
    """A token of a tool is not believed; `reason` is a word for the log and for the tool's engineer."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class KeySource(msgspec.Struct, frozen=True, kw_only=True):
    """Where a tool's public keys are: at an address, or written into its registration."""

    tool_id: UUID
    jwks_uri: str | None
    jwks: dict[str, Any] | None
    reachable: tuple[str, ...] = ()


class Signatures(Protocol):
    """Never within a unit of work: a tool's keys may have to be fetched."""

    def sign(self, key: SigningKey, claims: dict[str, Any]) -> str:
        """A compact token, signed with RS256 under the key's `kid`."""
        ...

    def issuer_named(self, token: str) -> str | None:
        """Who a token says it is from, not believed yet; None for what is no token."""
        ...

    async def claims_of(self, token: str, source: KeySource) -> dict[str, Any]:
        """The claims of a token that the tool has signed, themselves not looked at. Raises NotBelieved."""
        ...

    async def check(self, source: KeySource) -> None:
        """Fetch the tool's keys anew. Raises NotBelieved."""
        ...
