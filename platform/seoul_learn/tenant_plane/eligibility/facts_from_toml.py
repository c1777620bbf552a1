"""The facts of a case, as a TOML file writes them, in the types of the fact catalogue."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from seoul_learn.kit.money import read_amount
from seoul_learn.kit.text import nearest
from seoul_learn.plugin_api.facts import Assurance, Fact, FactCatalogue, FactType, FactValue
from seoul_learn.plugin_api.fit import meant


class CaseFaulty(Exception):
    """A fact of a case that does not exist, or a value that it cannot have; `name` is the fact's."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


_TYPES: Mapping[FactType, tuple[type, str]] = {
    FactType.DATE: (date, "a date, like 2011-05-31"),
    FactType.WHOLE_NUMBER: (int, "a whole number"),
    FactType.MONEY: (int, 'a whole number of the smallest unit, or the amount in quotes, like "1696.50"'),
    FactType.CHOICE: (str, "one of its choices"),
    FactType.CHOICES: (list, 'a list of its choices, like ["single_parent"]'),
    FactType.BOOLEAN: (bool, "true or false"),
    FactType.PLACE: (str, 'a place, like "KR-11"'),
}


def facts_from_toml(written: Mapping[str, Any], catalogue: FactCatalogue, assurance: Assurance) -> dict[str, Fact]:
    """The facts, vouched for at `assurance`. Raises CaseFaulty for the first that cannot be."""
    facts = {}
    for name, value in written.items():
        if name not in catalogue:
            close = nearest(name, catalogue.names())
            raise CaseFaulty(name, f"`{name}` is not a fact" + (f"; did you mean `{close}`?" if close else ""))
        facts[name] = Fact(name=name, value=_typed(name, value, catalogue), assurance=assurance, source="case")
    return facts


def _typed(name: str, value: Any, catalogue: FactCatalogue) -> FactValue:
    definition = catalogue[name]
    wanted, described = _TYPES[definition.type]
    if definition.type is FactType.MONEY and isinstance(value, str):
        amount = read_amount(value, catalogue.currency)
        value = value if amount is None else amount
    chosen = value if isinstance(value, list) else [value]
    known = definition.choices
    fits = isinstance(value, wanted) and (wanted is bool or not isinstance(value, bool))
    if definition.type in (FactType.CHOICE, FactType.CHOICES, FactType.PLACE) and known:
        strange = next((one for one in chosen if one not in known), None) if fits else None
        if strange is not None:
            raise CaseFaulty(name, f"`{name}` cannot be {strange!r}; {meant(str(strange), known)}")
    if not fits:
        raise CaseFaulty(name, f"`{name}` cannot be {value!r}; write {described}")
    if isinstance(value, int) and not isinstance(value, bool):
        for bound, beyond, side in ((definition.minimum, -1, "least"), (definition.maximum, 1, "most")):
            if bound is not None and (value - bound) * beyond > 0:
                raise CaseFaulty(name, f"`{name}` cannot be {value}; it is at {side} {bound}")
    return tuple(sorted(value)) if isinstance(value, list) else value
