"""Applications to programmes: what was answered, shown and vouched for, and what was determined of it."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, Index, Integer, LargeBinary, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped

from seoul_learn.tenant_plane.database.base import Base, within_tenant
from seoul_learn.tenant_plane.database.columns import DataClass, column


class Application(Base):
    """One applicant's request to one programme: draft → submitted → determined, or withdrawn.

    `closed_at` is since when another may be begun beside it: what it granted has ended, or goes on while it is renewed.
    `renews_id` is the application whose entitlement ran when this one was begun.

    `policy_version_id` is the version under which it was begun, for ever; which one decided is said by each
    determination (eligibility/transition.py).
    `earlier_seen_at` is when the applicant was shown what she had answered in an earlier application.
    `lapse_told_on` is when she was written to that a draft she does not touch will go, `lapsed_on` when it went.
    """

    __tablename__ = "application"
    __table_args__ = (
        within_tenant("programme_id", "programme"),
        within_tenant("person_id", "person"),
        within_tenant("policy_version_id", "policy_version"),
        within_tenant("renews_id", "application"),
        UniqueConstraint("tenant_id", "reference"),
        # One running application a person and programme: the second of two clicks finds the first.
        Index(
            "uq_application_running",
            "tenant_id",
            "programme_id",
            "person_id",
            unique=True,
            postgresql_where="state <> 'withdrawn' and closed_at is null",
        ),
        Index("ix_application_renews", "tenant_id", "renews_id", postgresql_where="renews_id is not null"),
        Index("ix_application_state", "tenant_id", "state", "submitted_at"),
        CheckConstraint("state in ('draft', 'submitted', 'determined', 'withdrawn')", name="state"),
    )

    programme_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    person_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    policy_version_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    reference: Mapped[str] = column(DataClass.PERSONAL, Text)
    state: Mapped[str] = column(DataClass.INTERNAL, Text)
    began_at: Mapped[datetime] = column(DataClass.INTERNAL)
    submitted_at: Mapped[datetime | None] = column(DataClass.INTERNAL)
    earlier_seen_at: Mapped[datetime | None] = column(DataClass.INTERNAL)
    closed_at: Mapped[datetime | None] = column(DataClass.INTERNAL)
    renews_id: Mapped[UUID | None] = column(DataClass.INTERNAL, Uuid)
    lapse_told_on: Mapped[date | None] = column(DataClass.INTERNAL, Date)
    lapsed_on: Mapped[date | None] = column(DataClass.INTERNAL, Date)


class PersonKey(Base):
    """The key under which a person's sensitive values are sealed, itself sealed by the tenant's. `id` = person.

    Deleting the row is erasure: nothing sealed under it can be read again.
    """

    __tablename__ = "person_key"
    __table_args__ = (within_tenant("id", "person", ondelete="CASCADE"),)

    wrapped: Mapped[bytes] = column(DataClass.SECRET, LargeBinary)


class FactAnswer(Base):
    """What an application says of one fact: told, not known, or to be shown by a document or told by a register."""

    __tablename__ = "fact_answer"
    __table_args__ = (
        within_tenant("application_id", "application", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "application_id", "name"),
        CheckConstraint("state in ('told', 'unknown', 'to_be_shown', 'asked_again', 'looked_up')", name="state"),
    )

    application_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    name: Mapped[str] = column(DataClass.INTERNAL, Text)
    state: Mapped[str] = column(DataClass.INTERNAL, Text)
    value: Mapped[bytes | None] = column(DataClass.SENSITIVE, LargeBinary)
    answered_at: Mapped[datetime] = column(DataClass.INTERNAL)


class Evidence(Base):
    """A document for facts of an application, made anew from what was uploaded, sealed, kept while the case is open."""

    __tablename__ = "evidence"
    __table_args__ = (
        within_tenant("application_id", "application", ondelete="CASCADE"),
        Index("ix_evidence_application", "tenant_id", "application_id"),
        CheckConstraint("state in ('waiting', 'accepted', 'refused')", name="state"),
    )

    application_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    fact: Mapped[str] = column(DataClass.INTERNAL, Text)
    media_type: Mapped[str] = column(DataClass.INTERNAL, Text)
    size: Mapped[int] = column(DataClass.INTERNAL, Integer)
    content: Mapped[bytes | None] = column(DataClass.SENSITIVE, LargeBinary)
    state: Mapped[str] = column(DataClass.INTERNAL, Text)
    uploaded_at: Mapped[datetime] = column(DataClass.INTERNAL)
    destroyed_at: Mapped[datetime | None] = column(DataClass.INTERNAL)


class Attestation(Base):
    """Source S vouched (or would not) for fact F on date D until E. The newest one of a fact counts."""

    __tablename__ = "attestation"
    __table_args__ = (
        within_tenant("application_id", "application", ondelete="CASCADE"),
        Index("ix_attestation_application", "tenant_id", "application_id"),
        CheckConstraint("verdict in ('confirmed', 'refused')", name="verdict"),
    )
    append_only: ClassVar[bool] = True

    application_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    fact: Mapped[str] = column(DataClass.INTERNAL, Text)
    verdict: Mapped[str] = column(DataClass.INTERNAL, Text)
    value: Mapped[bytes | None] = column(DataClass.SENSITIVE, LargeBinary)
    assurance: Mapped[int] = column(DataClass.INTERNAL, Integer)
    source: Mapped[str] = column(DataClass.INTERNAL, Text)
    officer_id: Mapped[UUID | None] = column(DataClass.INTERNAL, Uuid)
    agreed_by_id: Mapped[UUID | None] = column(DataClass.INTERNAL, Uuid)
    reason: Mapped[str] = column(DataClass.PERSONAL, Text)
    attested_on: Mapped[date] = column(DataClass.INTERNAL, Date)
    valid_until: Mapped[date | None] = column(DataClass.INTERNAL, Date)
    attested_at: Mapped[datetime] = column(DataClass.INTERNAL)


class AttestationTerms(Base):
    """One row a tenant: for how many months somebody's word counts, `by_fact` for some facts. `id` = tenant."""

    __tablename__ = "attestation_terms"
    __table_args__ = (CheckConstraint("months between 1 and 120", name="months"),)

    months: Mapped[int] = column(DataClass.PUBLIC, Integer)
    by_fact: Mapped[dict[str, Any]] = column(DataClass.PUBLIC)


class Determination(Base):
    """A recorded outcome with all it rests on. `record` is canonical JSON, sealed; `digest` its SHA-256.

    Never edited: a new one is linked to the one before by `previous_id`.
    """

    __tablename__ = "determination"
    __table_args__ = (
        within_tenant("application_id", "application"),
        within_tenant("policy_version_id", "policy_version"),
        UniqueConstraint("tenant_id", "application_id", "number"),
    )
    append_only: ClassVar[bool] = True

    application_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    policy_version_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    previous_id: Mapped[UUID | None] = column(DataClass.INTERNAL, Uuid)
    number: Mapped[int] = column(DataClass.INTERNAL, Integer)
    outcome: Mapped[str] = column(DataClass.SENSITIVE, Text)
    occasion: Mapped[str] = column(DataClass.INTERNAL, Text)
    as_of: Mapped[date] = column(DataClass.INTERNAL, Date)
    record: Mapped[bytes] = column(DataClass.SENSITIVE, LargeBinary)
    digest: Mapped[str] = column(DataClass.INTERNAL, Text)
    determined_at: Mapped[datetime] = column(DataClass.INTERNAL)


class Entitlement(Base):
    """What a learner may have by her latest determination: slots, how many of them, until when.

    active → ending → ended. Somebody who ceases to be eligible (`lost_on`) keeps what she has through
    `protected_until`, and is told so; eligible again before that day, she has it as granted. `lost_by` is the rule that
    officers published for those who lose by a new version, where that is why; she who keeps it until her term ends
    stays active. `left_on` is the day on which she gave it up herself. The next two are when she was written to about
    renewing, and about the end; `words_told_until` is through which last day of an attestation she has been told that
    it runs out.
    """

    __tablename__ = "entitlement"
    __table_args__ = (
        within_tenant("application_id", "application"),
        within_tenant("person_id", "person"),
        within_tenant("determination_id", "determination"),
        UniqueConstraint("tenant_id", "application_id"),
        Index("ix_entitlement_state", "tenant_id", "state", "ends_on"),
        CheckConstraint("state in ('active', 'ending', 'ended')", name="state"),
        CheckConstraint("state <> 'ending' or protected_until is not null", name="ending"),
        CheckConstraint("lost_by in ('until_term_ends', 'grace', 'until_day', 'at_once')", name="lost_by"),
    )

    application_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    person_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    determination_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    slots: Mapped[list[str]] = column(DataClass.INTERNAL)
    at_most: Mapped[int] = column(DataClass.INTERNAL, Integer)
    starts_on: Mapped[date] = column(DataClass.INTERNAL, Date)
    ends_on: Mapped[date] = column(DataClass.INTERNAL, Date)
    state: Mapped[str] = column(DataClass.INTERNAL, Text)
    lost_on: Mapped[date | None] = column(DataClass.INTERNAL, Date)
    lost_by: Mapped[str | None] = column(DataClass.INTERNAL, Text)
    protected_until: Mapped[date | None] = column(DataClass.INTERNAL, Date)
    left_on: Mapped[date | None] = column(DataClass.INTERNAL, Date)
    renewal_opened_on: Mapped[date | None] = column(DataClass.INTERNAL, Date)
    end_told_on: Mapped[date | None] = column(DataClass.INTERNAL, Date)
    words_told_until: Mapped[date | None] = column(DataClass.INTERNAL, Date)
