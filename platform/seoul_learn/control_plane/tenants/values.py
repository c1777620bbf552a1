"""What the rest of the platform is told of a tenant."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class Lifecycle(StrEnum):
    """How far a tenant is; `lifecycle.py` has the moves between them."""

    AGREED = "agreed"
    PREPARING = "preparing"
    TRIAL = "trial"
    LIVE = "live"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class TenantRef(msgspec.Struct, frozen=True):
    """The small value that crosses from the control plane to a request or a job."""

    id: UUID
    slug: str
    lifecycle: Lifecycle


class Host(msgspec.Struct, frozen=True, kw_only=True):
    """One address of a tenant's portal. Links and mail use the canonical one."""

    host: str
    tenant: TenantRef
    canonical: bool


class Tenant(msgspec.Struct, frozen=True, kw_only=True):
    """A tenant as operators see it. `name` is by language code; `hosts` begin with the canonical one."""

    id: UUID
    slug: str
    name: dict[str, str]
    lifecycle: Lifecycle
    timezone: str
    created_at: datetime
    changed_at: datetime
    hosts: tuple[str, ...] = ()

    @property
    def ref(self) -> TenantRef:
        """The small value that crosses to requests and jobs."""
        return TenantRef(self.id, self.slug, self.lifecycle)


class LifecycleChange(msgspec.Struct, frozen=True, kw_only=True):
    """One move in a tenant's history. `before` is None at registration; `by` names who did it."""

    before: Lifecycle | None
    after: Lifecycle
    by: str
    at: datetime
    reason: str
