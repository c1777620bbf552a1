"""Collecting everything that is wrong with the document of a policy while it is read."""

import enum
import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import msgspec

from seoul_learn.kit.saying import saying
from seoul_learn.kit.toml_lines import TomlPath
from seoul_learn.plugin_api.fit import Misfit, fit, meant
from seoul_learn.tenant_plane.eligibility.grants import Per
from seoul_learn.tenant_plane.eligibility.policy import PolicyFault
from seoul_learn.tenant_plane.eligibility.quota import Unfilled
from seoul_learn.tenant_plane.eligibility.ranking import Order, TieBreak

T = TypeVar("T")
_NOT_ONE_OF = re.compile(r"invalid enum value '([^']*)'")
_CHOICES: Mapping[str, Iterable[enum.Enum]] = {
    "per": Per,
    "order": Order,
    "tie_break": TieBreak,
    "unfilled": Unfilled,
}
_WORDS = {
    "^[A-Z]{3}$": saying('this is not a currency; write its ISO 4217 code, like "KRW"'),
    "^[a-z][a-z0-9_]*$": saying("this is not a short name; write a-z, 0-9 and _, beginning with a letter"),
}


class Faults:
    """The faults found so far, each once and in the order of the document's reading."""

    def __init__(self) -> None:
        self.found: list[PolicyFault] = []

    def add(self, at: TomlPath, message: str) -> None:
        """One more, unless it is known."""
        fault = PolicyFault(at, message)
        if fault not in self.found:
            self.found.append(fault)

    def table(self, at: TomlPath, written: Any) -> dict[str, Any]:
        """What is written as a table; an empty one, and a fault, for anything else."""
        if isinstance(written, dict):
            return written
        self.add(at, saying("`%(field)s` is not a table; write its fields in one", field=at[-1]))
        return {}

    def unknown(self, at: TomlPath, table: Mapping[str, Any], known: Iterable[str]) -> None:
        """A fault for every key that means nothing here."""
        names = tuple(known)
        for key in table:
            if key not in names:
                mend = meant(key, names)
                self.add((*at, key), saying("`%(field)s` is not known here; %(mend)s", field=key, mend=mend))

    def fitted(self, at: TomlPath, written: Any, kind: type[T]) -> T | None:
        """What is written as a `kind`; None, and a fault, where it is not."""
        try:
            return fit(written, kind, at=at)
        except Misfit as misfit:
            self.add(misfit.at, _in_words(misfit))
            return None


def _in_words(misfit: Misfit) -> str:
    """What msgspec calls a pattern or an enum, said as what to write."""
    if found := _NOT_ONE_OF.search(misfit.message):
        field = misfit.at[-1]
        known = [member.value for member in _CHOICES.get(str(field), ())]
        written, mend = f'{field} = "{found[1]}"', meant(found[1], known)
        return saying("`%(field)s` is not known here; %(mend)s", field=written, mend=mend)
    words = next((words for sign, words in _WORDS.items() if sign in misfit.message), None)
    if words is None:
        return misfit.message
    return saying("`%(field)s`: %(why)s", field=misfit.field, why=words)


def shown(value: Any) -> str:
    """A value as it stands in the file."""
    return msgspec.json.encode(value, enc_hook=str).decode()
