"""The cases of a criterion: a configuration, the tables it needs, and what it says of invented people."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Literal

import msgspec

from seoul_learn.plugin_api.contract.fault import Fault
from seoul_learn.plugin_api.contract.folder import shown_path
from seoul_learn.plugin_api.contract.loaded import LoadedPlugin
from seoul_learn.plugin_api.contract.toml_file import Faulty, TomlFile, read_toml
from seoul_learn.plugin_api.facts import Assurance, Fact, FactCatalogue, FactType
from seoul_learn.plugin_api.fit import meant
from seoul_learn.plugin_api.standards import Standard, Standards, Table


class Case(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`met` is left out where nothing can be said; then `needs`, `reviews` and the others say what for.

    Facts are attested, by the source `case`; `assurances` and `sources` say otherwise of single ones.
    """

    name: str
    as_of: date
    facts: dict[str, Any]
    met: bool | None = None
    message: str | None = None
    values: dict[str, Any] = {}
    needs: tuple[str, ...] = ()
    reviews: tuple[str, ...] = ()
    standards_needed: tuple[str, ...] = ()
    assurance_needed: tuple[str, ...] = ()
    assurances: dict[str, Literal["declared", "documented", "attested"]] = {}
    sources: dict[str, str] = {}


class WrittenStandard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table as tenants/_standards writes it."""

    standard: Standard
    table: tuple[Table, ...]


class WrittenCases(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file."""

    config: dict[str, Any]
    case: tuple[Case, ...]
    standards: dict[str, WrittenStandard] = {}


class CaseFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file, ready to run."""

    file: TomlFile
    config: Any
    standards: Standards
    cases: tuple[Case, ...]
    facts: tuple[Mapping[str, Fact], ...]

    def fault(self, position: int, field: str, message: str, mend: str = "") -> Fault:
        """A fault of one case."""
        return self.file.fault(("case", position, field), f"case “{self.cases[position].name}”: {message}", mend)


def case_files(loaded: LoadedPlugin, faults: list[Fault]) -> tuple[CaseFile, ...]:
    """Every file of cases/ that can be run; what is wrong with the others is added to `faults`."""
    return tuple(_readable(loaded, faults))


def _readable(loaded: LoadedPlugin, faults: list[Fault]) -> Iterator[CaseFile]:
    for path in loaded.folder.toml_files("cases"):
        try:
            file = read_toml(path, shown_path(path), absent="")
            written = file.fit(file.table, WrittenCases)
            config = file.fit(written.config, loaded.plugin.config, at=("config",))
            facts = tuple(_facts(file, case, position, loaded.facts) for position, case in enumerate(written.case))
        except Faulty as faulty:
            faults.append(faulty.fault)
            continue
        standards = {
            name: msgspec.structs.replace(one.standard, tables=one.table) for name, one in written.standards.items()
        }
        yield CaseFile(file=file, config=config, standards=Standards(standards), cases=written.case, facts=facts)


def _facts(file: TomlFile, case: Case, position: int, catalogue: FactCatalogue) -> dict[str, Fact]:
    facts = {}
    for name, written in case.facts.items():
        at = ("case", position, "facts", name)
        if name not in catalogue:
            raise Faulty(file.fault(at, f"`{name}` is not a fact", meant(name, catalogue.names())))
        definition = catalogue[name]
        value = tuple(sorted(written)) if isinstance(written, list) else written
        if not _is(value, _TYPES[definition.type]):
            raise Faulty(file.fault(at, f"`{written}` is no {definition.type.value.replace('_', ' ')}"))
        if definition.type in (FactType.CHOICE, FactType.CHOICES):
            for one in (value,) if isinstance(value, str) else value:
                if one not in definition.choices:
                    raise Faulty(file.fault(at, f"`{one}` is not an answer to {name}", meant(one, definition.choices)))
        assurance = Assurance[case.assurances.get(name, "attested").upper()]
        facts[name] = Fact(name=name, value=value, assurance=assurance, source=case.sources.get(name, "case"))
    return facts


def _is(value: object, kind: type) -> bool:
    """Exactly: True is no whole number."""
    return type(value) is kind


_TYPES: Mapping[FactType, type] = {
    FactType.DATE: date,
    FactType.WHOLE_NUMBER: int,
    FactType.MONEY: int,
    FactType.CHOICE: str,
    FactType.CHOICES: tuple,
    FactType.BOOLEAN: bool,
    FactType.PLACE: str,
}
