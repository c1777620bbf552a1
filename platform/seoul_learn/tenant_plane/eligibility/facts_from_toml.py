"""The facts of a case, as a TOML file writes them, in the types of the fact catalogue."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from seoul_learn.kit.text import nearest
from seoul_learn.plugin_api.facts import Assurance, Fact, FactCatalogue, FactType, FactValue


class CaseFaulty(Exception):
    """A fact of a case that does not exist, or a value that it cannot have; `name` is the fact's."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


_TYPES: Mapping[FactType, tuple[type, str]] = {
    FactType.DATE: (date, "a date, like 2011-05-31"),
    FactType.WHOLE_NUMBER: (int, "a whole number"),
    FactType.MONEY: (int, "a whole number of the currency's smallest unit"),
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
    chosen = value if isinstance(value, list) else [value]
    known = definition.choices
    fits = isinstance(value, wanted) and (wanted is bool or not isinstance(value, bool))
    if definition.type in (FactType.CHOICE, FactType.CHOICES):
        fits = fits and all(one in known for one in chosen)
    if not fits:
        raise CaseFaulty(name, f"`{name}` cannot be {value!r}; write {described}")
    return tuple(sorted(value)) if isinstance(value, list) else value
