"""What a policy gives: tiers of slots, a sum to spend, benefits beside them, and what the family pays itself."""

import enum
from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from seoul_learn.tenant_plane.eligibility.lasting import Lasting
from seoul_learn.tenant_plane.eligibility.rule import Expression

Amount = Annotated[int, Meta(ge=0, le=10**12)]
Currency = Annotated[str, Meta(pattern=r"^[A-Z]{3}$")]
ShortName = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Words = dict[str, str]


class Per(enum.StrEnum):
    """How often a sum or a benefit is given."""

    ONCE = "once"
    MEAL = "meal"
    SESSION = "session"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    SCHOOL_YEAR = "school_year"


class BenefitKind(enum.StrEnum):
    """Benefits that the platform has words for; a policy may name others and bring the words itself."""

    BOOKS = "books"
    DEVICE = "device"
    INTERNET = "internet"
    MENTORING = "mentoring"
    CONSULTING = "consulting"
    CAMP = "camp"
    MEALS = "meals"


class Slot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The right to pick one offering of a category."""

    category: ShortName


class Benefit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something besides the slots: `amount` in minor units of `currency`, or so many of `unit`."""

    kind: ShortName
    label: Words = {}
    amount: Amount | None = None
    currency: Currency | None = None
    unit: str | None = None
    per: Per = Per.ONCE


class Wallet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sum to spend, in minor units. With slots beside it, it is spent on offerings of their categories."""

    amount: Amount
    currency: Currency
    per: Per


class Copay(msgspec.Struct, frozen=True, kw_only=True):
    """What the family pays itself: `amount` of the whole price `of`, nothing for whom `waive_when` holds."""

    amount: int
    currency: str
    per: Per
    of: int | None = None
    waive_when: Expression | None = None


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """What those get for whom `when` holds: the first grant of a policy that does.

    `at_most` is how many of the slots may be filled at once. It begins on `starts`, or the day it is granted if later.
    """

    when: Expression
    lasts: Lasting
    slots: tuple[Slot, ...] = ()
    at_most: int = 0
    tier: str | None = None
    label: Words = {}
    starts: date | None = None
    wallet: Wallet | None = None
    benefits: tuple[Benefit, ...] = ()
    copay: Copay | None = None
