"""What the rest of the platform is told of a programme."""

import enum
from uuid import UUID

import msgspec

from seoul_learn.tenant_plane.programmes.choice_rules import ANYTHING_GOES, ChoiceRules


class ProgrammeStatus(enum.StrEnum):
    """Whether residents see it."""

    DRAFT = "draft"
    PUBLISHED = "published"


class ProgrammeTerms(msgspec.Struct, frozen=True, kw_only=True):
    """A programme as its city describes it."""

    slug: str
    name: dict[str, str]
    summary: dict[str, str]
    status: ProgrammeStatus
    choice: ChoiceRules = ANYTHING_GOES
    illustrative: str | None = None


class Programme(msgspec.Struct, frozen=True, kw_only=True):
    """A programme of a tenant and its terms."""

    id: UUID
    terms: ProgrammeTerms
