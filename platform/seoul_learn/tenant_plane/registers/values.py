"""What the faces and the jobs are told of registers."""

import enum
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec


class RegisterTerms(msgspec.Struct, frozen=True, kw_only=True):
    """A register as a city describes it; the secret is no part of it and stands in no file.

    `valid_months`: how long an answer counts where the register does not say, None for the city's usual term.
    `tries` of at most `timeout_seconds` each; costs are in minor units of the city's currency.
    """

    slug: str
    title: dict[str, str]
    purpose: dict[str, str]
    law: str | None = None
    source: str
    config: dict[str, Any] = {}
    facts: tuple[str, ...]
    valid_months: int | None = None
    timeout_seconds: int = 10
    tries: int = 4
    cost_minor: int = 0
    monthly_limit_minor: int | None = None
    illustrative: str | None = None


class KeptRegister(msgspec.Struct, frozen=True, kw_only=True):
    """A register that a city has. Without a secret nobody is offered it."""

    id: UUID
    terms: RegisterTerms
    has_secret: bool


class LookUpState(enum.StrEnum):
    """How far a look-up is."""

    REQUESTED = "requested"
    ASKING = "asking"
    UNKNOWN = "unknown"
    ANSWERED = "answered"
    NOT_FOUND = "not_found"
    FAILED = "failed"
    TAKEN_BACK = "taken_back"

    @property
    def is_open(self) -> bool:
        """Whether an answer may still come."""
        return self in (LookUpState.REQUESTED, LookUpState.ASKING, LookUpState.UNKNOWN)


class LookUpFault(enum.StrEnum):
    """What went wrong with a look-up; officers read it in words."""

    NO_ANSWER = "no_answer"
    ACCESS = "access"
    CONSENT = "consent"
    UNUSABLE = "unusable"
    OUTSIDE_DOMAIN = "outside_domain"
    ANOTHER_PERSON = "another_person"
    LIMIT = "limit"
    NOT_SET_UP = "not_set_up"
    SOURCE_BROKE = "source_broke"


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a register is asked about, as she wrote it. Its repr shows nothing."""

    name: str
    birth_date: date

    def __repr__(self) -> str:
        return "Subject(…)"


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """A consent of a person; `wording` is what she read."""

    id: UUID
    programme_id: UUID
    register: str
    fact: str
    wording: str
    given_at: datetime
    withdrawn_at: datetime | None

    @property
    def stands(self) -> bool:
        """Whether she has not taken it back."""
        return self.withdrawn_at is None


class LookUp(msgspec.Struct, frozen=True, kw_only=True):
    """A look-up of an application. `consent_stands` now, whatever was so when it was asked."""

    id: UUID
    register: str
    fact: str
    state: LookUpState
    attempts: int
    fault: LookUpFault | None
    cost_minor: int
    requested_at: datetime
    settled_at: datetime | None
    checked_on: date | None
    disputed_at: datetime | None
    consent_stands: bool
    by_officer: bool


class Spent(msgspec.Struct, frozen=True, kw_only=True):
    """What a register has cost in a month, and how many look-ups were answered and were not."""

    answered: int = 0
    not_found: int = 0
    failed: int = 0
    stopped: int = 0
    cost_minor: int = 0
