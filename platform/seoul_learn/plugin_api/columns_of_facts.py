"""Columns from people one by one. What a column cannot hold sets its person apart instead of being bent to fit."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import numpy as np

from seoul_learn.plugin_api.columns import MOST_WORDS, NEVER, Column, Columns
from seoul_learn.plugin_api.facts import Assurance, Fact, FactCatalogue, FactType

_WIDEST = 2**62


def columns_of(persons: Sequence[Mapping[str, Fact]], names: Iterable[str], catalogue: FactCatalogue) -> Columns:
    """The columns of these facts; a name that the catalogue does not have is kept to the people themselves."""
    apart: set[int] = set()
    of = {name: _column(name, catalogue[name].type, persons, apart) for name in names if name in catalogue}
    strange = [name for name in names if name not in catalogue]
    apart |= {position for position, facts in enumerate(persons) if any(name in facts for name in strange)}
    return Columns(size=len(persons), of=of, persons=persons, apart=tuple(sorted(apart)))


def _column(name: str, kind: FactType, persons: Sequence[Mapping[str, Fact]], apart: set[int]) -> Column:
    size = len(persons)
    words: dict[str, int] = {}
    read = _READERS[kind]
    values: list[Any] = [0] * size
    known = np.zeros(size, np.bool_)
    assurance = np.zeros(size, np.int8)
    until = np.full(size, NEVER, np.int32)
    for position, facts in enumerate(persons):
        fact = facts.get(name)
        if fact is None:
            continue
        value = read(fact.value, words)
        if value is None:
            apart.add(position)
            continue
        values[position] = value
        known[position] = True
        assurance[position] = fact.assurance
        if fact.valid_until is not None:
            until[position] = fact.valid_until.toordinal()
    return Column(
        type=kind,
        values=np.array(values, _DTYPES[kind]),
        known=None if known.all() else known,
        words=tuple(words),
        assurance=_one_for_all(assurance, known),
        valid_until=NEVER if bool((until == NEVER).all()) else until,
    )


def _one_for_all(assurance: Any, known: Any) -> Any:
    told = assurance[known]
    return Assurance(int(told[0])) if len(told) and bool((told == told[0]).all()) else assurance


def _day(value: Any, _: dict[str, int]) -> int | None:
    return value.toordinal() if isinstance(value, date) and not isinstance(value, datetime) else None


def _number(value: Any, _: dict[str, int]) -> int | None:
    fits = isinstance(value, int) and not isinstance(value, bool) and -_WIDEST < value < _WIDEST
    return value if fits else None


def _word(value: Any, words: dict[str, int]) -> int | None:
    return words.setdefault(value, len(words)) if isinstance(value, str) else None


def _words(value: Any, words: dict[str, int]) -> int | None:
    if not isinstance(value, tuple) or not all(isinstance(word, str) for word in value):
        return None
    bits = 0
    for word in value:
        if word not in words and len(words) == MOST_WORDS:
            return None
        bits |= 1 << words.setdefault(word, len(words))
    return bits


def _truth(value: Any, _: dict[str, int]) -> bool | None:
    return value if isinstance(value, bool) else None


_READERS: Mapping[FactType, Callable[[Any, dict[str, int]], int | None]] = {
    FactType.DATE: _day,
    FactType.WHOLE_NUMBER: _number,
    FactType.MONEY: _number,
    FactType.CHOICE: _word,
    FactType.CHOICES: _words,
    FactType.BOOLEAN: _truth,
    FactType.PLACE: _word,
}
_DTYPES: Mapping[FactType, type] = {
    FactType.DATE: np.int32,
    FactType.WHOLE_NUMBER: np.int64,
    FactType.MONEY: np.int64,
    FactType.CHOICE: np.int32,
    FactType.CHOICES: np.uint64,
    FactType.BOOLEAN: np.bool_,
    FactType.PLACE: np.int32,
}
