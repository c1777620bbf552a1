"""Facts of many people at once, a NumPy array for each fact, and what a criterion says of all of them.

A criterion may offer `evaluate_many(config, columns, as_of, standards) -> ColumnFinding | None` beside `evaluate`; it
gives the same answers, or None for a configuration that it does not know, which is then evaluated person by person.
Nothing but bulk runs imports this module, so that nobody else waits for NumPy.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from seoul_learn.plugin_api.facts import Assurance, Fact, FactType, FactValue

Mask = NDArray[np.bool_]
Numbers = NDArray[Any]
UNKNOWN = -1
NEVER = date.max.toordinal()
"""`valid_until` of a fact that does not run out."""
MOST_WORDS = 64
"""Choices of one fact that can be ticked together: the bits of a number."""


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """One fact of everybody. Where `known` is False, `values` means nothing; None: everybody has told it.

    Dates are ordinals (`date.toordinal`). Choices and places are positions in `words`; several choices are a number
    whose bits are positions in `words`. `assurance` and `valid_until` (an ordinal) are one for all, or one for each.
    """

    type: FactType
    values: Numbers
    known: Mask | None = None
    words: tuple[str, ...] = ()
    assurance: NDArray[np.int8] | Assurance = Assurance.ATTESTED
    valid_until: NDArray[np.int32] | int = NEVER

    def vouched(self, least: Assurance, on: date) -> Mask | bool:
        """Where the fact counts for at least `least` on a day, or is not told; True when that is so of everybody."""
        if least <= Assurance.DECLARED:
            return True
        counts = np.logical_and(self.assurance >= least, self.valid_until >= on.toordinal())
        if counts.all():
            return True
        untold = np.zeros(len(self.values), np.bool_) if self.known is None else ~self.known
        return counts | untold

    def part(self, where: slice) -> "Column":
        """The same of some of the people; no value is copied."""
        return Column(
            type=self.type,
            values=self.values[where],
            known=None if self.known is None else self.known[where],
            words=self.words,
            assurance=self.assurance if isinstance(self.assurance, Assurance) else self.assurance[where],
            valid_until=self.valid_until if isinstance(self.valid_until, int) else self.valid_until[where],
        )

    def value(self, position: int) -> FactValue | None:
        """What one of the people told."""
        if self.known is not None and not self.known[position]:
            return None
        told = self.values[position]
        match self.type:
            case FactType.DATE:
                return date.fromordinal(int(told))
            case FactType.CHOICE | FactType.PLACE:
                return self.words[int(told)]
            case FactType.CHOICES:
                return tuple(sorted(word for bit, word in enumerate(self.words) if int(told) >> bit & 1))
            case FactType.BOOLEAN:
                return bool(told)
            case FactType.WHOLE_NUMBER | FactType.MONEY:
                return int(told)


class Columns(msgspec.Struct, frozen=True, kw_only=True):
    """Some people; a fact without a column is told by nobody.

    `persons` are the same people one by one, if they came so. `apart` are the positions of those of whom a column
    cannot hold a value: whatever the columns say of them does not count.
    """

    size: int
    of: Mapping[str, Column]
    persons: Sequence[Mapping[str, Fact]] | None = None
    apart: tuple[int, ...] = ()

    def person(self, position: int) -> Mapping[str, Fact]:
        """The facts of one of them."""
        if self.persons is not None:
            return self.persons[position]
        return {name: fact for name, column in self.of.items() if (fact := _fact(name, column, position))}

    def part(self, start: int, stop: int) -> "Columns":
        """Those from one position up to another."""
        return Columns(
            size=min(stop, self.size) - start,
            of={name: column.part(slice(start, stop)) for name, column in self.of.items()},
            persons=None if self.persons is None else self.persons[start:stop],
            apart=tuple(position - start for position in self.apart if start <= position < stop),
        )


class ColumnFinding(msgspec.Struct, frozen=True, kw_only=True):
    """What a criterion says of everybody: `met` is 1, 0 or UNKNOWN.

    `stuck` are those unknown ones whose finding needs something other than missing facts (a review, a table); None
    when there are none.
    """

    met: NDArray[np.int8]
    stuck: Mask | None = None


def only(config: msgspec.Struct, *known: str) -> bool:
    """Whether every field of a configuration beside these stands at its default.

    Code over columns asks this first: a field that is added to the configuration later then sends it to `evaluate`
    as soon as it is used, instead of being overlooked.
    """
    for field in msgspec.structs.fields(config):
        if field.name in known:
            continue
        default = field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()
        if getattr(config, field.name) != default:
            return False
    return True


def nobody_told(columns: Columns) -> ColumnFinding:
    """The finding when the fact that decides is told by nobody."""
    return ColumnFinding(met=np.full(columns.size, UNKNOWN, np.int8))


def met_where(holds: Mask, known: Mask | None) -> NDArray[np.int8]:
    """Met or unmet where the facts are known, and UNKNOWN elsewhere."""
    if known is None:
        return holds.view(np.int8)
    return np.where(known, holds.view(np.int8), np.int8(UNKNOWN))


def any_word(column: Column, wanted: Sequence[bool]) -> Mask:
    """Where the word is one of those wanted, position by position of `words`."""
    positions = [position for position, one in enumerate(wanted) if one]
    if len(positions) > 3:
        table = np.array(wanted, np.bool_)
        found: Mask = table.take(column.values, mode="clip")
        return found
    found = np.zeros(len(column.values), np.bool_) if not positions else column.values == positions[0]
    for position in positions[1:]:
        found |= column.values == position
    return found


def _fact(name: str, column: Column, position: int) -> Fact | None:
    value = column.value(position)
    if value is None:
        return None
    assurance = column.assurance if isinstance(column.assurance, Assurance) else column.assurance[position]
    until = column.valid_until if isinstance(column.valid_until, int) else int(column.valid_until[position])
    return Fact(
        name=name,
        value=value,
        assurance=Assurance(int(assurance)),
        source="columns",
        valid_until=None if until == NEVER else date.fromordinal(until),
    )
