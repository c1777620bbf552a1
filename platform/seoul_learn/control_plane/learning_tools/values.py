"""Learning tools as the rest of the platform reads them."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec

_AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
SCOPE_LINE_ITEM = _AGS + "lineitem"
SCOPE_LINE_ITEM_READ = _AGS + "lineitem.readonly"
SCOPE_RESULT_READ = _AGS + "result.readonly"
SCOPE_SCORE = _AGS + "score"
SCOPE_MEMBERS = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
SCOPES = (SCOPE_LINE_ITEM, SCOPE_LINE_ITEM_READ, SCOPE_RESULT_READ, SCOPE_SCORE, SCOPE_MEMBERS)
"""Every service there is to be used (AGS 2.0 and NRPS 2.0)."""


class ToolState(StrEnum):
    """How far a registration is. Nothing is launched, and no service answers, before it is confirmed."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


class ToolTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What a tool says of itself: where it begins to sign in, where it takes messages, its keys, and what it wants.

    Keys stand at `jwks_uri` or in `jwks`. `deep_linking_uri` is where content is chosen, None for a tool without.
    `custom` goes along with every message.
    """

    name: str
    initiate_login_uri: str
    redirect_uris: tuple[str, ...]
    target_link_uri: str
    jwks_uri: str | None = None
    jwks: dict[str, Any] | None = None
    scopes: tuple[str, ...] = ()
    deep_linking_uri: str | None = None
    custom: dict[str, str] = {}


class Tool(msgspec.Struct, frozen=True, kw_only=True):
    """A registered tool. `tenant_id` is the only city it is for, None for all of them.

    `reachable` are `host:port` of private networks at which its keys may be fetched all the same: an operator says so.
    """

    id: UUID
    client_id: str
    provider: str
    tenant_id: UUID | None
    state: ToolState
    terms: ToolTerms
    reachable: tuple[str, ...]
    registered_at: datetime
    confirmed_at: datetime | None
    confirmed_by: str | None

    def serves(self, tenant_id: UUID) -> bool:
        """Whether it may be used in a city now."""
        return self.state is ToolState.CONFIRMED and self.tenant_id in (None, tenant_id)


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """A one-time token by which a provider's tool may register itself; told this once."""

    token: str
    expires_at: datetime

    def __repr__(self) -> str:
        return f"Invitation(expires_at={self.expires_at})"
