"""What can be refused about tenants.

ControlPlaneError
└── TenantError
    ├── UnknownTenant         no tenant has that slug or id
    ├── InvalidTenant         slug, name or time zone is not usable
    ├── SlugTaken             another tenant has that slug
    ├── IllegalTransition     the lifecycle does not move that way
    ├── InvalidHost           not a host name
    ├── HostTaken             another tenant has that host
    └── CanonicalHostNeeded   the only canonical host cannot be given up
"""

from seoul_learn.control_plane.database.errors import ControlPlaneError
from seoul_learn.control_plane.tenants.values import Lifecycle


class TenantError(ControlPlaneError):
    """Something about a tenant was refused."""

    message_id = "tenant-error"


class UnknownTenant(TenantError):
    """No tenant has that slug or id."""

    message_id = "unknown-tenant"


class InvalidTenant(TenantError):
    """A slug, name or time zone that cannot be used; the text says which and what would do."""

    message_id = "invalid-tenant"


class SlugTaken(TenantError):
    """Another tenant has that slug."""

    message_id = "slug-taken"


class IllegalTransition(TenantError):
    """The lifecycle does not move that way."""

    message_id = "illegal-transition"

    def __init__(self, before: Lifecycle, after: Lifecycle, allowed: frozenset[Lifecycle]) -> None:
        moves = ", ".join(sorted(allowed)) or "nothing: it is final"
        super().__init__(f"a tenant that is {before} cannot become {after}; it can become {moves}")
        self.before = before
        self.after = after
        self.allowed = allowed


class InvalidHost(TenantError):
    """Not a host name by RFC 1123; the text says what is wrong with it."""

    message_id = "invalid-host"


class HostTaken(TenantError):
    """Another tenant has that host."""

    message_id = "host-taken"


class CanonicalHostNeeded(TenantError):
    """A tenant keeps exactly one canonical host: make another one canonical first."""

    message_id = "canonical-host-needed"
