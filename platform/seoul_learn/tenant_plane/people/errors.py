"""What can be refused about people. A wrong code is no error but a returned `Refusal`: what was counted must stay.

TenantPlaneError
└── Refused
    └── PersonRefused
        ├── LastAdministrator     a tenant that has an administrator keeps one
        └── UnusableProvider      an identity provider that cannot be configured so
"""

from seoul_learn.tenant_plane.database.errors import Refused


class PersonRefused(Refused):
    """Something about a person was refused."""


class LastAdministrator(PersonRefused):
    """Without an administrator nobody could appoint one."""

    def __init__(self) -> None:
        super().__init__("This is the only administrator. Appoint another one first.")


class UnusableProvider(PersonRefused):
    """An identity provider that cannot be configured so; the message says why."""
