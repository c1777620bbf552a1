"""What the console is told of the officers' work."""

import enum
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec

from seoul_learn.tenant_plane.applications.values import Verdict

HELD_FOR = timedelta(minutes=30)
"""How long a case stays in one officer's hand after she last touched it."""


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """A city's terms: within how many days an application is to be reviewed and an appeal decided (as a review, where
    nothing is said), whether two officers have to agree, for how many days after the outcome documents are kept and
    after its last touch a draft is, and how many days ahead it is told that somebody's word runs out.
    """

    review_within_days: int = 14
    four_eyes: bool = False
    documents_kept_days: int = 30
    drafts_kept_days: int = 180
    attestation_notice_days: int = 30
    appeals_decided_within_days: int | None = None

    @property
    def appeal_days(self) -> int:
        """Within how many days an appeal is to be decided."""
        return self.appeals_decided_within_days or self.review_within_days


class Order(enum.StrEnum):
    """How the queue is sorted."""

    DUE = "due"
    SUBMITTED = "submitted"
    DOCUMENTS = "documents"


class Whose(enum.StrEnum):
    """Which cases of the queue are shown."""

    ALL = "all"
    MINE = "mine"
    NOBODYS = "nobodys"


class Kind(enum.StrEnum):
    """What sort of cases of the queue is shown: appeals, reviews that are none, or what is due by today."""

    ALL = "all"
    TODAY = "today"
    APPEALS = "appeals"
    FIRST = "first"


class QueueCase(msgspec.Struct, frozen=True, kw_only=True):
    """One application that waits for an officer. `holder` is somebody whose hold has not run out.

    `came_at` is since when it waits this time, `appealed` whether it does because of an appeal.
    """

    application_id: UUID
    reference: str
    programme_id: UUID
    person_id: UUID
    applicant: str
    submitted_at: datetime
    came_at: datetime
    due_on: date
    appealed: bool
    documents: int
    assigned_id: UUID | None
    assigned: str | None
    holder_id: UUID | None
    holder: str | None


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """Who has a case in hand now and whose it is to do; `until` belongs to the holder."""

    holder_id: UUID | None = None
    holder: str | None = None
    until: datetime | None = None
    assigned_id: UUID | None = None
    assigned: str | None = None


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """A note, and who wrote it."""

    officer: str
    text: str
    written_at: datetime


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What the applicant was asked for once more."""

    facts: tuple[str, ...]
    message: str
    answer_by: date
    asked_at: datetime


class Colleague(msgspec.Struct, frozen=True, kw_only=True):
    """An officer who reviews applications."""

    id: UUID
    name: str


class Proposed(msgspec.Struct, frozen=True, kw_only=True):
    """What one officer found of a fact, for a second one to agree to; `typed` as it came from the form."""

    fact: str
    verdict: Verdict
    typed: tuple[str, ...]
    reason: str
    officer_id: UUID
    officer: str
    proposed_at: datetime
    valid_until: date | None = None


class AppealState(enum.StrEnum):
    """How far an appeal is."""

    LODGED = "lodged"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


class Appealed(msgspec.Struct, frozen=True, kw_only=True):
    """An appeal, unsealed. `opinion` is what the deciding officer wrote to the applicant."""

    id: UUID
    state: AppealState
    grounds: str
    lodged_at: datetime
    decided_at: datetime | None
    opinion: str | None
