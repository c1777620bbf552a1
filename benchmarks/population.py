"""Invented people for the benchmark of decisions: as columns, one by one as facts, and as plain values."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec
import numpy as np

from seoul_learn.plugin_api.columns import Column, Columns
from seoul_learn.plugin_api.fact_catalogue import shared_facts
from seoul_learn.plugin_api.facts import Assurance, FactType

GROUPS = tuple(shared_facts()["learner.categories"].choices)
PLACES = ("KR-11", *(f"KR-{number}" for number in range(26, 43)))


def everything_told(size: int) -> Columns:
    """Everybody has told everything, and it is attested."""
    draw = np.random.default_rng(20241001)
    born = draw.integers(date(1998, 1, 1).toordinal(), date(2024, 1, 1).toordinal(), size)
    elsewhere = draw.random(size) < 0.1
    group = np.uint64(1) << draw.integers(0, len(GROUPS), size).astype(np.uint64)
    places = np.where(elsewhere, draw.integers(1, len(PLACES), size), 0)
    return Columns(
        size=size,
        of={
            "learner.birth_date": Column(type=FactType.DATE, values=born.astype(np.int32)),
            "learner.residence": Column(type=FactType.PLACE, values=places.astype(np.int32), words=PLACES),
            "household.size": Column(type=FactType.WHOLE_NUMBER, values=draw.integers(1, 8, size)),
            "household.recognised_income": Column(type=FactType.MONEY, values=draw.integers(0, 9_000_000, size)),
            "learner.categories": Column(
                type=FactType.CHOICES, values=np.where(draw.random(size) < 0.3, group, np.uint64(0)), words=GROUPS
            ),
        },
    )


def some_untold(columns: Columns, share: float) -> Columns:
    """The same people with facts that they did not tell, and of what they told a third only declared."""
    draw = np.random.default_rng(1)
    levels = np.array([Assurance.DECLARED, Assurance.DOCUMENTED, Assurance.ATTESTED], np.int8)
    of = {
        name: msgspec.structs.replace(
            column,
            known=draw.random(columns.size) >= share,
            assurance=levels[draw.integers(0, len(levels), columns.size)],
        )
        for name, column in columns.of.items()
    }
    return Columns(size=columns.size, of=of)


def plain(columns: Columns, size: int) -> list[Mapping[str, Any]]:
    """The first of them as plain values, without the names of catalogues."""
    return [
        {name.partition(".")[2]: fact.value for name, fact in columns.person(position).items()}
        for position in range(size)
    ]
