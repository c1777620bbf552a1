"""The groups by which a preview is told. Everybody is in exactly one group of each kind."""

import enum
from collections.abc import Iterator, Mapping
from datetime import date

import msgspec

from seoul_learn.plugin_api.facts import Fact
from seoul_learn.plugin_api.periods import Period
from seoul_learn.plugin_api.standards import Standards

UNKNOWN = "unknown"
NONE = "none"
SEVERAL = "several"
MEMBER = "member"
IN_FLIGHT = "in_flight"
NOT_SERVED = "not_served"
OVER = "over"
BANDS = (30, 50, 60, 80, 100, 150)
"""Upper ends of the income bands, in percent of the official table."""


class GroupKind(enum.StrEnum):
    """What people are told apart by."""

    STANDING = "standing"
    CATEGORY = "category"
    STAGE = "stage"
    DISTRICT = "district"
    INCOME = "income"


FACTS: Mapping[GroupKind, str] = {
    GroupKind.CATEGORY: "learner.categories",
    GroupKind.STAGE: "learner.school_stage",
    GroupKind.DISTRICT: "learner.residence",
    GroupKind.INCOME: "household.recognised_income",
}
"""The fact that each kind is read from; a programme that never asks it has everybody in `unknown`."""
SIZE = "household.size"


class Yardstick(msgspec.Struct, frozen=True, kw_only=True):
    """The official table that incomes are compared with, None where the draft compares with none."""

    standard: str | None
    standards: Standards
    on: date


def groups_of(facts: Mapping[str, Fact], standing: str, yardstick: Yardstick) -> Iterator[tuple[GroupKind, str]]:
    """The group of each kind that somebody is in."""
    yield GroupKind.STANDING, standing
    yield GroupKind.CATEGORY, _category(facts.get(FACTS[GroupKind.CATEGORY]))
    yield GroupKind.STAGE, _word(facts.get(FACTS[GroupKind.STAGE]))
    yield GroupKind.DISTRICT, _word(facts.get(FACTS[GroupKind.DISTRICT]))
    yield GroupKind.INCOME, _band(facts, yardstick)


def _category(fact: Fact | None) -> str:
    if fact is None or not isinstance(fact.value, tuple):
        return UNKNOWN
    if not fact.value:
        return NONE
    return fact.value[0] if len(fact.value) == 1 else SEVERAL


def _word(fact: Fact | None) -> str:
    return fact.value if fact is not None and isinstance(fact.value, str) else UNKNOWN


def _band(facts: Mapping[str, Fact], yardstick: Yardstick) -> str:
    income, size = facts.get(FACTS[GroupKind.INCOME]), facts.get(SIZE)
    if income is None or size is None or yardstick.standard is None:
        return UNKNOWN
    if not isinstance(income.value, int) or not isinstance(size.value, int):
        return UNKNOWN
    row = yardstick.standards.row(yardstick.standard, size=size.value, on=yardstick.on)
    if row is None or row.period is not Period.MONTH:
        return UNKNOWN
    return next((str(one) for one in BANDS if income.value <= row.percent(one)), OVER)
