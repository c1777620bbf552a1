"""Registers that a city may ask, consents to it, and every look-up with its state and its cost."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, Index, Integer, LargeBinary, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped

from seoul_learn.tenant_plane.database.base import Base, within_tenant
from seoul_learn.tenant_plane.database.columns import DataClass, column


class Register(Base):
    """A register that a city asks, as its bundle says; the secret is sealed, and None until an officer gives it.

    `cost_minor` is what one answered look-up costs, `monthly_limit_minor` what a month may cost at most.
    """

    __tablename__ = "register"
    __table_args__ = (UniqueConstraint("tenant_id", "slug"),)

    slug: Mapped[str] = column(DataClass.PUBLIC, Text)
    title: Mapped[dict[str, str]] = column(DataClass.PUBLIC)
    purpose: Mapped[dict[str, str]] = column(DataClass.PUBLIC)
    law: Mapped[str | None] = column(DataClass.PUBLIC, Text)
    source: Mapped[str] = column(DataClass.INTERNAL, Text)
    config: Mapped[dict[str, Any]] = column(DataClass.INTERNAL)
    secret: Mapped[bytes | None] = column(DataClass.SECRET, LargeBinary)
    facts: Mapped[list[str]] = column(DataClass.PUBLIC)
    valid_months: Mapped[int | None] = column(DataClass.PUBLIC, Integer)
    timeout_seconds: Mapped[int] = column(DataClass.INTERNAL, Integer)
    tries: Mapped[int] = column(DataClass.INTERNAL, Integer)
    cost_minor: Mapped[int] = column(DataClass.INTERNAL, Integer)
    monthly_limit_minor: Mapped[int | None] = column(DataClass.INTERNAL, Integer)
    position: Mapped[int] = column(DataClass.INTERNAL, Integer)
    illustrative: Mapped[str | None] = column(DataClass.PUBLIC, Text)


class RegisterConsent(Base):
    """A person agreed that one register is asked for one fact for one programme, until she takes it back.

    `wording` is what she read when she agreed, `subject` her name and day of birth as she wrote them, sealed.
    """

    __tablename__ = "register_consent"
    __table_args__ = (
        within_tenant("person_id", "person", ondelete="CASCADE"),
        within_tenant("programme_id", "programme"),
        Index(
            "uq_register_consent_standing",
            "tenant_id",
            "person_id",
            "programme_id",
            "register",
            "fact",
            unique=True,
            postgresql_where="withdrawn_at is null",
        ),
    )

    person_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    programme_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    register: Mapped[str] = column(DataClass.INTERNAL, Text)
    fact: Mapped[str] = column(DataClass.INTERNAL, Text)
    wording: Mapped[str] = column(DataClass.INTERNAL, Text)
    subject: Mapped[bytes] = column(DataClass.SENSITIVE, LargeBinary)
    given_at: Mapped[datetime] = column(DataClass.INTERNAL)
    withdrawn_at: Mapped[datetime | None] = column(DataClass.INTERNAL)


class RegisterLookUp(Base):
    """One question to a register. `id` is its key of idempotency for ever, also towards the register.

    requested → asking → answered | not_found | failed; `unknown` while an answer was lost and is asked for again;
    `taken_back` when she answered herself, withdrew her consent or her application, or an officer decided meanwhile.
    `asked_by_id` is the officer who asked for it again, None where she did or time did. `fault` says what went wrong.
    `cost_minor` is counted when the register has answered, also where nothing of the answer could be taken.
    """

    __tablename__ = "register_look_up"
    __table_args__ = (
        within_tenant("application_id", "application", ondelete="CASCADE"),
        within_tenant("consent_id", "register_consent", ondelete="CASCADE"),
        Index(
            "uq_register_look_up_open",
            "tenant_id",
            "application_id",
            "fact",
            unique=True,
            postgresql_where="state in ('requested', 'asking', 'unknown')",
        ),
        Index("ix_register_look_up_application", "tenant_id", "application_id"),
        Index("ix_register_look_up_consent", "tenant_id", "consent_id"),
        Index("ix_register_look_up_spent", "tenant_id", "register", "settled_at"),
        CheckConstraint(
            "state in ('requested', 'asking', 'unknown', 'answered', 'not_found', 'failed', 'taken_back')",
            name="state",
        ),
        CheckConstraint("cost_minor >= 0", name="cost"),
        CheckConstraint("(state in ('requested', 'asking', 'unknown')) = (settled_at is null)", name="settled"),
    )

    application_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    consent_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    register: Mapped[str] = column(DataClass.INTERNAL, Text)
    fact: Mapped[str] = column(DataClass.INTERNAL, Text)
    state: Mapped[str] = column(DataClass.INTERNAL, Text)
    attempts: Mapped[int] = column(DataClass.INTERNAL, Integer, default=0)
    fault: Mapped[str | None] = column(DataClass.INTERNAL, Text)
    cost_minor: Mapped[int] = column(DataClass.INTERNAL, Integer, default=0)
    asked_by_id: Mapped[UUID | None] = column(DataClass.INTERNAL, Uuid)
    requested_at: Mapped[datetime] = column(DataClass.INTERNAL)
    asked_at: Mapped[datetime | None] = column(DataClass.INTERNAL)
    settled_at: Mapped[datetime | None] = column(DataClass.INTERNAL)
    checked_on: Mapped[date | None] = column(DataClass.INTERNAL, Date)
    disputed_at: Mapped[datetime | None] = column(DataClass.INTERNAL)
