"""What the rest of the platform is told of applications."""

import enum
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

import msgspec

from seoul_learn.plugin_api.facts import Assurance, Fact, FactValue
from seoul_learn.tenant_plane.eligibility.evaluate import Outcome
from seoul_learn.tenant_plane.eligibility.hand_out import PlacingState
from seoul_learn.tenant_plane.eligibility.losers import ForLosers
from seoul_learn.tenant_plane.eligibility.record import DeterminationRecord


class ApplicationState(enum.StrEnum):
    """How far an application is. A submitted one waits for an officer."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    DETERMINED = "determined"
    WITHDRAWN = "withdrawn"


class AnswerState(enum.StrEnum):
    """What was said of a fact: its value, that it is not known, or that a document will show it.

    `ASKED_AGAIN` is a question that an officer has opened once more, `LOOKED_UP` one that a register is to answer.
    """

    TOLD = "told"
    UNKNOWN = "unknown"
    TO_BE_SHOWN = "to_be_shown"
    ASKED_AGAIN = "asked_again"
    LOOKED_UP = "looked_up"


class EvidenceState(enum.StrEnum):
    """What became of a document."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class Verdict(enum.StrEnum):
    """What an officer says of a fact."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"


class Occasion(enum.StrEnum):
    """What made a determination necessary."""

    SUBMITTED = "submitted"
    FACT_VOUCHED = "fact_vouched"
    MORE_ASKED = "more_asked"
    APPEAL_DECIDED = "appeal_decided"
    RENEWED = "renewed"
    ATTESTATION_RUN_OUT = "attestation_run_out"
    POLICY_CHANGED = "policy_changed"
    IDENTITY_SETTLED = "identity_settled"

    @property
    def looks_again(self) -> bool:
        """Whether it asks if somebody is eligible still: by the law of that day, not of the submission."""
        return self in (Occasion.ATTESTATION_RUN_OUT, Occasion.POLICY_CHANGED)


class EntitlementState(enum.StrEnum):
    """Whether what was granted is there: `ENDING` goes on for a time although the learner is no longer eligible."""

    ACTIVE = "active"
    ENDING = "ending"
    ENDED = "ended"


class Application(msgspec.Struct, frozen=True, kw_only=True):
    """One applicant's request to one programme."""

    id: UUID
    programme_id: UUID
    person_id: UUID
    policy_version_id: UUID
    reference: str
    state: ApplicationState
    began_at: datetime
    submitted_at: datetime | None
    earlier_seen_at: datetime | None = None
    closed_at: datetime | None = None
    renews_id: UUID | None = None


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What the applicant said of one fact; a value where it was told."""

    name: str
    state: AnswerState
    value: FactValue | None
    answered_at: datetime


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """Evidence without its content; `size` in bytes."""

    id: UUID
    fact: str
    media_type: str
    size: int
    state: EvidenceState
    uploaded_at: datetime


class Attested(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody said of a fact, and why."""

    fact: str
    verdict: Verdict
    value: FactValue | None
    assurance: Assurance
    source: str
    reason: str
    attested_on: date
    valid_until: date | None


class Determined(msgspec.Struct, frozen=True, kw_only=True):
    """A determination and its whole record."""

    id: UUID
    number: int
    outcome: Outcome
    occasion: Occasion
    as_of: date
    determined_at: datetime
    digest: str
    record: DeterminationRecord


class Entitled(msgspec.Struct, frozen=True, kw_only=True):
    """What a learner may have, as `models.Entitlement` keeps it. `ends_on` is the last day, also of grace.

    `renewable` from the day on which the policy opens renewal. `words_told_until` is through which last day she has
    been told that what somebody vouched for runs out. `lost_on` is when she was told that she loses it, and `lost_by`
    the rule published with the version that takes it, where that is why.
    """

    id: UUID
    application_id: UUID
    person_id: UUID
    slots: tuple[str, ...]
    at_most: int
    starts_on: str
    ends_on: str
    active: bool
    state: EntitlementState = EntitlementState.ACTIVE
    renewable: bool = False
    words_told_until: date | None = None
    lost_on: date | None = None
    lost_by: ForLosers | None = None


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """Where an application stands for a place, as `place_models.Placing` keeps it.

    `policy_version_id` is the version whose place it is; `given` once what comes with the place is there.
    """

    policy_version_id: UUID
    state: PlacingState
    groups: tuple[str, ...]
    to_see: tuple[str, ...] = ()
    listed: bool = False
    given: bool = False
    holds_until: date | None = None

    @property
    def waits(self) -> bool:
        """Whether there is no place yet, and may still be."""
        return self.state in (PlacingState.UNDETERMINED, PlacingState.WAITING)


def counting(answers: Iterable[Answer], attestations: Iterable[Attested]) -> dict[str, Fact]:
    """The facts that count: what was told, over which what somebody vouched for prevails."""
    told = {
        answer.name: Fact(name=answer.name, value=answer.value)
        for answer in answers
        if answer.state is AnswerState.TOLD and answer.value is not None
    }
    for attested in attestations:
        told.pop(attested.fact, None)
        if attested.verdict is Verdict.CONFIRMED and attested.value is not None:
            told[attested.fact] = Fact(
                name=attested.fact,
                value=attested.value,
                assurance=attested.assurance,
                source=attested.source,
                checked_at=attested.attested_on,
                valid_until=attested.valid_until,
            )
    return told


def awaited(answers: Iterable[Answer], waiting: Iterable[str]) -> frozenset[str]:
    """Facts that somebody else is to establish: an officer from a document that waits, or a register.

    `waiting` are those of such documents.
    """
    shown, looked_up = set[str](), set[str]()
    for one in answers:
        if one.state is AnswerState.TO_BE_SHOWN:
            shown.add(one.name)
        elif one.state is AnswerState.LOOKED_UP:
            looked_up.add(one.name)
    return frozenset(shown & set(waiting) | looked_up)


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """All there is of one application. `programme` is the name of its programme, `determinations` begin with the
    newest, `entitled` is what the latest one gave, `placed` where it stands for a place under a quota.
    """

    application: Application
    programme: dict[str, str]
    answers: dict[str, Answer]
    documents: tuple[Document, ...]
    attestations: dict[str, Attested]
    determinations: tuple[Determined, ...]
    entitled: Entitled | None
    placed: Placed | None = None

    @property
    def latest(self) -> Determined | None:
        """The determination that counts."""
        return self.determinations[0] if self.determinations else None

    @property
    def takes_answers(self) -> bool:
        """Whether the applicant may answer: before submitting, when answers are missing, and when asked once more."""
        if self.application.state is ApplicationState.DRAFT:
            return True
        if self.is_asked_again:
            return True
        return (
            self.application.state is ApplicationState.DETERMINED
            and self.latest is not None
            and self.latest.outcome is Outcome.NEEDS_FACTS
        )

    @property
    def is_asked_again(self) -> bool:
        """Whether an officer has opened a question once more, and it is not answered yet."""
        return any(one.state is AnswerState.ASKED_AGAIN for one in self.answers.values())

    def facts(self) -> dict[str, Fact]:
        """The facts that count: what was told, over which what somebody vouched for prevails."""
        return counting(self.answers.values(), self.attestations.values())

    def to_be_shown(self) -> frozenset[str]:
        """Facts that an officer is to read from a document that waits, or a register to tell."""
        waiting = {one.fact for one in self.documents if one.state is EvidenceState.WAITING}
        return awaited(self.answers.values(), waiting)

    def words_ending(self) -> dict[str, date]:
        """Until when those words hold of which she has been told that they run out, by fact: a new paper is wanted."""
        through = self.entitled.words_told_until if self.entitled else None
        return self.words_ending_through(through) if through else {}

    def words_ending_through(self, day: date) -> dict[str, date]:
        """The last days, through `day`, of what somebody vouched for and the outcome rests on, by fact."""
        reasons = self.latest.record.reasons if self.latest else ()
        # Records of the first engine do not say what a reason reads.
        rests_on = {name for one in reasons if one.decisive for name in one.reads or self.attestations}
        return {
            one.fact: one.valid_until
            for one in self.attestations.values()
            if one.verdict is Verdict.CONFIRMED
            and one.valid_until is not None
            and one.valid_until <= day
            and one.fact in rests_on
        }

    def passed(self) -> frozenset[str]:
        """Facts that are not asked for again: not known, to be shown by a document, or told by a register."""
        passed = (AnswerState.UNKNOWN, AnswerState.TO_BE_SHOWN, AnswerState.LOOKED_UP)
        return frozenset(one.name for one in self.answers.values() if one.state in passed)
