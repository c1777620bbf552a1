"""What the machine faces of LTI work with, made once by the composition root."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request

from seoul_learn.control_plane.database.connection import ControlDatabase
from seoul_learn.control_plane.tenants.values import Lifecycle, TenantRef
from seoul_learn.kit.clock import Clock
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.database.sealing import SealingKeys
from seoul_learn.tenant_plane.database.transaction import TenantDatabase
from seoul_learn.tenant_plane.lti.claims import Addresses
from seoul_learn.tenant_plane.lti.signatures import Signatures

_ENDED = (Lifecycle.SUSPENDED, Lifecycle.CLOSED)


class LtiParts(msgspec.Struct, frozen=True, kw_only=True):
    """Both planes, keys, the clock, signatures. `allow_loopback`: tools on this very machine may speak plain http."""

    control: ControlDatabase
    tenants: TenantDatabase
    sealing: SealingKeys
    clock: Clock
    signatures: Signatures
    origin_of: Callable[[UUID], str | None]
    allow_loopback: bool

    def addresses(self, tenant_id: UUID) -> Addresses:
        """Where things of a city are. Raises NotFound in the moment before its host is known here."""
        origin = self.origin_of(tenant_id)
        if origin is None:
            raise NotFound
        return Addresses(issuer=origin)


def tenant_called(request: Request[Any, Any, Any]) -> TenantRef:
    """The city whose address is called. Raises NotFound for one that is suspended or closed."""
    tenant: TenantRef = request.scope["state"]["tenant"]
    if tenant.lifecycle in _ENDED:
        raise NotFound
    return tenant
