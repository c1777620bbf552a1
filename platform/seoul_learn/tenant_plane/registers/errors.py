"""What can be refused about registers.

Refused
├── CannotBeLookedUp    no register of this city tells the fact, or the application does not ask for it now
├── NoConsent           the person has not agreed, or has taken it back
└── SubjectRefused      the name or day of birth cannot be one; `field` says which
"""

from seoul_learn.tenant_plane.database.errors import Refused


class CannotBeLookedUp(Refused):
    """Only a fact of the application that a register of the city tells is looked up."""


class NoConsent(Refused):
    """Nobody is looked up without her own consent."""


class SubjectRefused(Refused):
    """What she wrote is no name or no day of birth."""

    def __init__(self, message_id: str, *, field: str, **values: object) -> None:
        super().__init__(message_id, **values)
        self.field = field
