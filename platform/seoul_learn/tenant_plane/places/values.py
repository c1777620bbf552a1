"""What pages are told of places."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from seoul_learn.tenant_plane.eligibility.hand_out import PlacingState
from seoul_learn.tenant_plane.eligibility.ranking import Order, TieBreak


class PlaceLine(msgspec.Struct, frozen=True, kw_only=True):
    """One application in the list, by its reference alone. `group` and `need` are names of the policy, '' for none.

    `reviewed` unless an officer has yet to look; `gets` where the next allotment would give it a place.
    """

    application_id: UUID
    reference: str
    submitted_at: datetime
    group: str
    need: str
    lot: str | None
    state: PlacingState
    reviewed: bool
    gets: bool


class GroupCount(msgspec.Struct, frozen=True, kw_only=True):
    """Places of one group, '' for those of none, and how many are taken, waited for and may yet be wanted."""

    group: str
    places: int
    taken: int
    waiting: int
    undetermined: int


class ProposedAllotment(msgspec.Struct, frozen=True, kw_only=True):
    """What a first officer proposed. `stands` while the list is still the one she looked at."""

    officer_id: UUID
    officer: str
    proposed_at: datetime
    despite_reviews: bool
    stands: bool


class GivenAllotment(msgspec.Struct, frozen=True, kw_only=True):
    """A round in which places were given."""

    given_at: datetime
    places: int


class PlacesList(msgspec.Struct, frozen=True, kw_only=True):
    """The places of one version. `to_allot`: officers give them, and may now; `open_reviews` keep them from it."""

    version_id: UUID
    effective_from: date
    order: Order
    tie_break: TieBreak
    seed: str | None
    labels: dict[str, dict[str, str]]
    closes_at: datetime | None
    places: int
    taken: int
    waiting: int
    undetermined: int
    groups: tuple[GroupCount, ...]
    lines: tuple[PlaceLine, ...]
    by_officers: bool
    to_allot: bool
    open_reviews: int
    would_get: int
    mark: str
    proposed: ProposedAllotment | None
    given: tuple[GivenAllotment, ...]
