"""What the rest of the platform is told of a programme."""

import enum
from datetime import datetime
from uuid import UUID

import msgspec


class ProgrammeStatus(enum.StrEnum):
    """Whether residents see it."""

    DRAFT = "draft"
    PUBLISHED = "published"


class WindowState(enum.StrEnum):
    """Whether applications are taken at a moment."""

    NOT_YET = "not_yet"
    OPEN = "open"
    CLOSED = "closed"


class ProgrammeTerms(msgspec.Struct, frozen=True, kw_only=True):
    """A programme as its city describes it. Without a window, applications are taken all year round.

    `places` is how many it serves in all, `places_by` for those of a group; both moments are aware.
    """

    slug: str
    name: dict[str, str]
    summary: dict[str, str]
    status: ProgrammeStatus
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    places: int | None = None
    places_by: dict[str, int] = {}
    illustrative: str | None = None


class Programme(msgspec.Struct, frozen=True, kw_only=True):
    """A programme of a tenant and its terms."""

    id: UUID
    terms: ProgrammeTerms

    def window_at(self, moment: datetime) -> WindowState:
        """Whether applications are taken at `moment`; both ends belong to the window."""
        if self.terms.opens_at is not None and moment < self.terms.opens_at:
            return WindowState.NOT_YET
        if self.terms.closes_at is not None and moment > self.terms.closes_at:
            return WindowState.CLOSED
        return WindowState.OPEN
