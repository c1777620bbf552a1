"""What the faces and the use cases of people hand each other."""

from enum import StrEnum
from uuid import UUID

import msgspec


class Role(StrEnum):
    """What a person may be in a tenant; the value is what the database keeps."""

    applicant = "applicant"
    mentor = "mentor"
    administrator = "administrator"
    caseworker = "caseworker"
    catalogue_manager = "catalogue_manager"
    mentoring_coordinator = "mentoring_coordinator"
    analyst = "analyst"


OFFICER_ROLES = frozenset(
    {Role.administrator, Role.caseworker, Role.catalogue_manager, Role.mentoring_coordinator, Role.analyst}
)
"""Whoever has one of these is an officer and may enter the console."""

REVIEWER_ROLES = frozenset({Role.caseworker, Role.administrator})
"""Whoever has one of these reviews applications."""


class Refusal(StrEnum):
    """Why a step of signing in was refused. Never says whether an address is known."""

    wrong_code = "wrong_code"
    too_many_attempts = "too_many_attempts"


class PersonKeys(msgspec.Struct, frozen=True, kw_only=True):
    """Two 32-byte keys from the platform's secret; never in the database, a log or a repr."""

    digest: bytes
    sealing: bytes

    def __repr__(self) -> str:
        return "PersonKeys(…)"


class NewSession(msgspec.Struct, frozen=True, kw_only=True):
    """A session just made. `token` goes into the cookie and is told this once."""

    token: str
    session_id: UUID
    person_id: UUID

    def __repr__(self) -> str:
        return f"NewSession(session_id={self.session_id})"


class SignedInPerson(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a session belongs to, and what they may do here."""

    person_id: UUID
    session_id: UUID
    email: str
    display_name: str
    language: str
    roles: frozenset[Role]

    @property
    def is_officer(self) -> bool:
        """True for whoever may enter the console."""
        return not self.roles.isdisjoint(OFFICER_ROLES)

    def __repr__(self) -> str:
        return f"SignedInPerson(person_id={self.person_id})"


class KnownPerson(msgspec.Struct, frozen=True, kw_only=True):
    """A person in an officer's list."""

    id: UUID
    email: str
    display_name: str
    active: bool
    roles: frozenset[Role]

    def __repr__(self) -> str:
        return f"KnownPerson(id={self.id})"
