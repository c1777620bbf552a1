"""The policies of a tenant as their authors wrote them, their cases, and the official tables they refer to."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, Date, Index, Integer, Text, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped

from seoul_learn.tenant_plane.database.base import Base, within_tenant
from seoul_learn.tenant_plane.database.columns import DataClass, column


class PolicyVersion(Base):
    """One dated version of a programme's policy. `text` is the TOML, `digest` that of what it says.

    Which version decides on a day is told by `status` and `effective_from`: drafts and announced ones never do.
    Only the status of a published version ever changes: the tenant role may update nothing else, and the version's
    publications keep it from being taken away. A draft is replaced as a whole. `made_in` is where it was last written:
    a draft of the console is its officers' alone, and no bundle takes it away.
    """

    __tablename__ = "policy_version"
    __table_args__ = (
        within_tenant("programme_id", "programme", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "programme_id", "effective_from"),
        CheckConstraint("status in ('draft', 'announced', 'in_force', 'superseded')", name="status"),
        CheckConstraint("made_in in ('bundle', 'console')", name="made_in"),
    )
    may_update: ClassVar[tuple[str, ...]] = ("status",)

    programme_id: Mapped[UUID] = column(DataClass.PUBLIC, Uuid)
    effective_from: Mapped[date] = column(DataClass.PUBLIC, Date)
    status: Mapped[str] = column(DataClass.PUBLIC, Text)
    digest: Mapped[str] = column(DataClass.PUBLIC, Text)
    text: Mapped[str] = column(DataClass.PUBLIC, Text)
    made_in: Mapped[str] = column(DataClass.INTERNAL, Text, server_default="bundle")


class PolicyPublication(Base):
    """When a version became announced, in force, superseded. As long as it is there, so is the version.

    `for_losers` is the rule that officers chose for those who would lose, and `previewed` the mark of the preview that
    showed them (preview.py). `proposed_by` and `confirmed_by` are the two officers; neither where a bundle, the day or
    a later version did it.
    """

    __tablename__ = "policy_publication"
    __table_args__ = (
        within_tenant("policy_version_id", "policy_version"),
        UniqueConstraint("tenant_id", "policy_version_id", "status"),
        CheckConstraint("status in ('announced', 'in_force', 'superseded')", name="status"),
        CheckConstraint("for_losers in ('until_term_ends', 'grace', 'until_day', 'at_once')", name="for_losers"),
        CheckConstraint(
            "(for_losers_until is not null) = (for_losers is not distinct from 'until_day')", name="for_losers_until"
        ),
    )
    append_only: ClassVar[bool] = True

    policy_version_id: Mapped[UUID] = column(DataClass.PUBLIC, Uuid)
    status: Mapped[str] = column(DataClass.PUBLIC, Text)
    published_at: Mapped[datetime] = column(DataClass.PUBLIC)
    for_losers: Mapped[str | None] = column(DataClass.PUBLIC, Text)
    for_losers_until: Mapped[date | None] = column(DataClass.PUBLIC, Date)
    previewed: Mapped[str | None] = column(DataClass.PUBLIC, Text)
    proposed_by: Mapped[UUID | None] = column(DataClass.INTERNAL, Uuid)
    confirmed_by: Mapped[UUID | None] = column(DataClass.INTERNAL, Uuid)


class PolicyProposal(Base):
    """A version that one officer asks another to publish: a draft as it was then, or an announced one to be in force.

    That of a draft goes when the draft changes in any way.
    """

    __tablename__ = "policy_proposal"
    __table_args__ = (
        within_tenant("policy_version_id", "policy_version", ondelete="CASCADE"),
        within_tenant("proposed_by", "person", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "policy_version_id"),
        Index("ix_policy_proposal_person", "tenant_id", "proposed_by"),
        CheckConstraint("status in ('announced', 'in_force')", name="status"),
        CheckConstraint("for_losers in ('until_term_ends', 'grace', 'until_day', 'at_once')", name="for_losers"),
        CheckConstraint(
            "(for_losers_until is not null) = (for_losers is not distinct from 'until_day')", name="for_losers_until"
        ),
    )

    policy_version_id: Mapped[UUID] = column(DataClass.PUBLIC, Uuid)
    status: Mapped[str] = column(DataClass.PUBLIC, Text)
    proposed_by: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    proposed_at: Mapped[datetime] = column(DataClass.PUBLIC)
    for_losers: Mapped[str | None] = column(DataClass.PUBLIC, Text)
    for_losers_until: Mapped[date | None] = column(DataClass.PUBLIC, Date)


class PolicyPreview(Base):
    """What a draft would do to all the people of its programme, or to invented ones: counts alone, never a person.

    It is of exactly what `mark` is a digest of (preview.py), and goes when it is cancelled, begun anew, or its draft
    is thrown away. The draft's row is replaced at every change, so `draft_id` refers to none. `result` is there once
    all are counted, with small cells suppressed already; `has_losers` tells whether a rule for them is needed.
    """

    __tablename__ = "policy_preview"
    __table_args__ = (
        within_tenant("programme_id", "programme", ondelete="CASCADE"),
        within_tenant("asked_by", "person", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "draft_id", "population"),
        Index("ix_policy_preview_programme", "tenant_id", "programme_id"),
        Index("ix_policy_preview_person", "tenant_id", "asked_by"),
        CheckConstraint("population in ('present', 'invented')", name="population"),
        CheckConstraint("(result is null) = (finished_at is null)", name="finished"),
    )

    programme_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    draft_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    mark: Mapped[str] = column(DataClass.INTERNAL, Text)
    population: Mapped[str] = column(DataClass.INTERNAL, Text)
    today: Mapped[date] = column(DataClass.INTERNAL, Date)
    many: Mapped[int | None] = column(DataClass.INTERNAL, Integer)
    seen: Mapped[int] = column(DataClass.INTERNAL, Integer)
    asked_by: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    asked_at: Mapped[datetime] = column(DataClass.INTERNAL)
    beat_at: Mapped[datetime] = column(DataClass.INTERNAL)
    finished_at: Mapped[datetime | None] = column(DataClass.INTERNAL)
    has_losers: Mapped[bool | None] = column(DataClass.INTERNAL, Boolean)
    result: Mapped[dict[str, Any] | None] = column(DataClass.INTERNAL, JSONB(none_as_null=True))


class PolicyCases(Base):
    """The invented persons on whom a programme's policies are proved, as written."""

    __tablename__ = "policy_cases"
    __table_args__ = (
        within_tenant("programme_id", "programme", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "programme_id"),
    )

    programme_id: Mapped[UUID] = column(DataClass.PUBLIC, Uuid)
    text: Mapped[str] = column(DataClass.PUBLIC, Text)


class StandardText(Base):
    """An official table as this tenant uses it: it changes when the tenant takes over a newer one, never by itself."""

    __tablename__ = "standard_text"
    __table_args__ = (UniqueConstraint("tenant_id", "standard"),)

    standard: Mapped[str] = column(DataClass.PUBLIC, Text)
    digest: Mapped[str] = column(DataClass.PUBLIC, Text)
    text: Mapped[str] = column(DataClass.PUBLIC, Text)


class OwnFacts(Base):
    """The facts, choices and places that a tenant adds to the shared catalogue, as written. `id` = tenant."""

    __tablename__ = "own_facts"
    __table_args__ = (CheckConstraint("id = tenant_id", name="one_a_tenant"),)

    digest: Mapped[str] = column(DataClass.PUBLIC, Text)
    text: Mapped[str] = column(DataClass.PUBLIC, Text)


class LawText(Base):
    """A policy or an official table as a determination used it, for ever: the tenant's own may change, this never does.

    `kind` is `policy`, `standard` or `facts` (the tenant's own), `name` the programme or the table's id; `digest` is a
    policy's, or that of the bytes.
    """

    __tablename__ = "law_text"
    __table_args__ = (
        UniqueConstraint("tenant_id", "digest"),
        CheckConstraint("kind in ('policy', 'standard', 'facts')", name="kind"),
    )
    append_only: ClassVar[bool] = True

    kind: Mapped[str] = column(DataClass.PUBLIC, Text)
    name: Mapped[str] = column(DataClass.PUBLIC, Text)
    digest: Mapped[str] = column(DataClass.PUBLIC, Text)
    text: Mapped[str] = column(DataClass.PUBLIC, Text)
    kept_at: Mapped[datetime] = column(DataClass.INTERNAL)


class PluginAlarm(Base):
    """A criterion that broke while somebody was determined, once for each way of breaking; for the operators.

    `detail` names code and types, never anybody's facts.
    """

    __tablename__ = "plugin_alarm"
    __table_args__ = (UniqueConstraint("tenant_id", "use", "version", "criterion", "kind"),)

    use: Mapped[str] = column(DataClass.INTERNAL, Text)
    version: Mapped[str] = column(DataClass.INTERNAL, Text)
    criterion: Mapped[str] = column(DataClass.INTERNAL, Text)
    kind: Mapped[str] = column(DataClass.INTERNAL, Text)
    detail: Mapped[str] = column(DataClass.INTERNAL, Text)
    times: Mapped[int] = column(DataClass.INTERNAL, Integer)
    first_at: Mapped[datetime] = column(DataClass.INTERNAL)
    last_at: Mapped[datetime] = column(DataClass.INTERNAL)
