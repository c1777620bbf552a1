"""Seoul's policy of October 2024 by hand: in plain Python, and in NumPy, the limit of what bulk can be."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.population import GROUPS, PLACES
from seoul_learn.plugin_api.columns import Columns
from seoul_learn.plugin_api.standards import Standards

AS_OF = date(2026, 3, 2)
NEWEST, TOO_OLD = date(2020, 3, 2), date(2001, 3, 2)
PLACED = "in_facility_outside"
RECOGNISED = frozenset(
    {
        "out_of_school", "multicultural", "single_parent", "defector_family", "child_of_defector", "national_merit",
        "young_carer", "health_impaired", "in_shelter", PLACED,
    }
)  # fmt: skip


def limits(standards: Standards) -> list[int]:
    """60 % of the median income by size of household, from size 0, which has none."""
    rows = (standards.row("kr.median_income", size=size, on=AS_OF) for size in range(1, 8))
    return [0, *(row.percent(60) for row in rows if row is not None)]


def decide(person: Mapping[str, Any], limit: list[int]) -> bool:
    """One person, no more than the answer."""
    categories = person["categories"]
    return (
        (person["residence"] == "KR-11" or PLACED in categories)
        and TOO_OLD < person["birth_date"] <= NEWEST
        and (person["recognised_income"] <= limit[person["size"]] or not RECOGNISED.isdisjoint(categories))
    )


def decide_columns(columns: Columns, limit: list[int]) -> NDArray[np.bool_]:
    """Everybody, no more than the answer."""
    born, lives, size, income, groups = (
        columns.of[name].values
        for name in ("learner.birth_date", "learner.residence", "household.size", "household.recognised_income",
                     "learner.categories")
    )  # fmt: skip
    placed = np.uint64(1 << GROUPS.index(PLACED))
    recognised = np.uint64(sum(1 << GROUPS.index(group) for group in RECOGNISED))
    at_home = (lives == PLACES.index("KR-11")) | ((groups & placed) != 0)
    school_age = (born <= NEWEST.toordinal()) & (born > TOO_OLD.toordinal())
    low_income = income <= np.array(limit).take(size, mode="clip")
    eligible: NDArray[np.bool_] = at_home & school_age & (low_income | ((groups & recognised) != 0))
    return eligible
