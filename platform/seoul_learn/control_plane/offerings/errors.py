"""What can be refused about offerings.

ControlPlaneError
└── OfferingError
    ├── InvalidOffering       a field that cannot be used; the text says which
    └── UnknownProvider       no provider has that slug
"""

from seoul_learn.control_plane.database.errors import ControlPlaneError


class OfferingError(ControlPlaneError):
    """Something about the shared catalogue was refused."""

    message_id = "offering-error"


class InvalidOffering(OfferingError):
    """A slug, text, price or currency that cannot be used; the text says which and what would do."""

    message_id = "invalid-offering"


class UnknownProvider(OfferingError):
    """No provider has that slug: publish it first."""

    message_id = "unknown-provider"
