"""A criterion says the same of people in columns as of each of them alone; where it does not, the person is shown.

The people are made from those of the cases: their answers, the next ones on both sides, other choices, none at all, and
values that no column holds; each on the days of the cases and around them, under the configurations of the cases and
those a step away. The same people every time.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice, product
from math import prod
from typing import TYPE_CHECKING, Any

import msgspec

from seoul_learn.plugin_api.contract.case_files import CaseFile
from seoul_learn.plugin_api.contract.fault import Fault
from seoul_learn.plugin_api.contract.loaded import LoadedPlugin
from seoul_learn.plugin_api.facts import Assurance, Fact, FactDefinition, FactType, FactValue

if TYPE_CHECKING:
    from seoul_learn.plugin_api.columns import Columns

_MOST_PEOPLE = 1500
_MOST_CONFIGS = 12
_OF_EACH = 10
_STRANGE: tuple[FactValue, ...] = (True, 10**30, "", "?", ("?",))
_MEND = "mend it, or give None for a configuration that it does not cover"


def columns_faults(loaded: LoadedPlugin, files: Sequence[CaseFile]) -> Iterator[Fault]:
    """The first disagreement of each file of cases. Nothing for a criterion without `evaluate_many`."""
    if not hasattr(loaded.plugin, "evaluate_many"):
        return
    for file in files:
        yield from islice(_file_faults(loaded, file), 1)


def _file_faults(loaded: LoadedPlugin, file: CaseFile) -> Iterator[Fault]:
    days = {case.as_of + timedelta(days=by) for case in file.cases[:3] for by in (0, 1)} | {date(2028, 2, 29)}
    for config in islice(_configs(file.config), _MOST_CONFIGS):
        reads = tuple(loaded.plugin.reads(config))
        people = _people(file, reads, loaded)
        for day in sorted(days):
            yield from _faults(loaded, file, config, people, reads, day)
        for absent in reads:
            fewer = [{name: fact for name, fact in person.items() if name != absent} for person in people[:50]]
            rest = tuple(name for name in reads if name != absent)
            yield from _faults(loaded, file, config, fewer, rest, file.cases[0].as_of)


def _faults(
    loaded: LoadedPlugin,
    file: CaseFile,
    config: Any,
    people: list[dict[str, Fact]],
    names: tuple[str, ...],
    day: date,
) -> Iterator[Fault]:
    from seoul_learn.plugin_api.columns_of_facts import columns_of  # NumPy is for bulk runs alone
    from seoul_learn.plugin_api.evaluate_many import one_by_one

    columns = columns_of(people, names, loaded.facts)
    try:
        finding = loaded.plugin.evaluate_many(config, columns, day, file.standards)
    except Exception as error:
        message = f"`evaluate_many` raises {type(error).__name__}: {error}; with {config!r} on {day}"
        yield Fault(file=file.file.shown_as, field="config", message=message, mend=_MEND)
        return
    if finding is None:
        return
    alone = one_by_one(loaded.plugin, config, columns, as_of=day, standards=file.standards)
    for position in sorted(set(range(columns.size)) - set(columns.apart)):
        one, many = (_shown(found, position, columns) for found in (alone, finding))
        if one != many:
            told = ", ".join(f"{name} = {fact.value!r}" for name, fact in people[position].items()) or "no facts"
            message = f"`evaluate_many` says {many}, and `evaluate` {one}: with {told}; {config!r} on {day}"
            yield Fault(file=file.file.shown_as, field="config", message=message, mend=_MEND)
            return


def _shown(finding: Any, position: int, columns: "Columns") -> str:
    met, stuck = finding.met, finding.stuck
    if len(met) != columns.size or (stuck is not None and len(stuck) != columns.size):
        return "as many findings as it likes"
    said = {1: "met", 0: "unmet", -1: "unknown"}.get(int(met[position]), f"{met[position]}")
    return f"{said}, whatever is answered" if stuck is not None and stuck[position] else said


def _configs(config: Any) -> Iterator[Any]:
    """The configuration, and those with one field a step away or left out."""
    yield config
    written: dict[str, Any] = msgspec.to_builtins(config)
    for field in msgspec.structs.fields(type(config)):
        name, value = field.encode_name, written.get(field.encode_name)
        others: list[dict[str, Any]] = [{key: one for key, one in written.items() if key != name}]
        if type(value) is int:
            others += [{**written, name: value - 1}, {**written, name: value + 1}]
        if isinstance(getattr(config, field.name), Decimal):
            others += [{**written, name: str(Decimal(str(value)) + by)} for by in (Decimal("-0.5"), Decimal("0.25"))]
        if isinstance(value, list) and len(value) > 1:
            others += [{**written, name: value[:1]}]
        for other in others:
            try:
                yield msgspec.convert(other, type(config))
            except msgspec.ValidationError:
                continue


def _people(file: CaseFile, reads: Sequence[str], loaded: LoadedPlugin) -> list[dict[str, Fact]]:
    answers = [_answers(file, name, loaded) for name in reads]
    chosen: Iterator[tuple[FactValue | None, ...]]
    if prod(map(len, answers)) <= _MOST_PEOPLE:
        chosen = product(*answers)
    else:
        draw = random.Random(0)  # noqa: S311  # the same people every time; nothing is kept secret by it
        chosen = (tuple(draw.choice(one) for one in answers) for _ in range(_MOST_PEOPLE))
    return [_person(reads, values) for values in chosen]


def _person(reads: Sequence[str], values: Sequence[FactValue | None]) -> dict[str, Fact]:
    told = {name: value for name, value in zip(reads, values, strict=True) if value is not None}
    return {
        name: Fact(name=name, value=value, assurance=Assurance.ATTESTED, source="check") for name, value in told.items()
    }


def _answers(file: CaseFile, name: str, loaded: LoadedPlugin) -> list[FactValue | None]:
    seen = list(dict.fromkeys(facts[name].value for facts in file.facts if name in facts))[:_OF_EACH]
    found: list[FactValue | None] = [None]
    for value in seen:
        found += [value, *_beside(value)]
    found += _choices(loaded.facts[name])
    kinds: Mapping[tuple[str, str], FactValue | None] = {(type(one).__name__, repr(one)): one for one in found}
    return [*kinds.values(), *_STRANGE]


def _beside(value: FactValue) -> Iterator[FactValue]:
    if type(value) is int:
        yield from (value - 1, value + 1, 0, -1)
    elif isinstance(value, date):
        yield from (value - timedelta(days=1), value + timedelta(days=1), date(2016, 2, 29), date.min, date.max)
    elif isinstance(value, str) and "-" in value:
        yield from (value.rpartition("-")[0], f"{value}-1", "ZZ")


def _choices(definition: FactDefinition) -> list[FactValue]:
    known = list(definition.choices)
    match definition.type:
        case FactType.CHOICE:
            return [*known[:_OF_EACH]]
        case FactType.CHOICES:
            return [(), *((one,) for one in known[:_OF_EACH]), tuple(sorted(known[:2])), tuple(sorted(known))]
        case FactType.PLACE:
            return [*known[:2], *known[-2:]]
        case FactType.BOOLEAN:
            return [True, False]
        case _:
            return []
