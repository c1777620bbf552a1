"""Each limit of a configuration is shown from both sides: the last day, grade or won inside, and the next outside."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import msgspec

from seoul_learn.plugin_api.contract.case_files import CaseFile
from seoul_learn.plugin_api.contract.fault import Fault
from seoul_learn.plugin_api.contract.loaded import LoadedPlugin
from seoul_learn.plugin_api.facts import Fact


def boundary_faults(loaded: LoadedPlugin, files: Sequence[CaseFile]) -> Iterator[Fault]:
    """Limits, which are whole numbers and dates of a configuration, without a pair of cases that shows them.

    A limit is shown by two cases that differ in one fact or in the day, by a single step, when one is met and the
    other unmet and moving the limit by one turns one of them around. Where nothing lies beyond the limit, because the
    limit cannot be moved further, the case inside is enough.
    """
    for file in files:
        for field in msgspec.structs.fields(type(file.config)):
            limit = getattr(file.config, field.name)
            if type(limit) not in (int, date):
                continue
            moved = [_with(file.config, field.encode_name, _step(limit, by)) for by in (-1, 1)]
            if not _shown(loaded, file, moved):
                message = f"no cases show the limit `{field.encode_name} = {limit}` from both sides"
                mend = "add the last one inside and the first one outside, a day, a number or a won apart"
                yield file.file.fault(("config", field.encode_name), message, mend)


def _shown(loaded: LoadedPlugin, file: CaseFile, moved: list[Any]) -> bool:
    def met(config: Any, position: int) -> bool | None:
        found = loaded.plugin.evaluate(config, file.facts[position], file.cases[position].as_of, file.standards)
        return bool(found.met) if found.met is not None else None

    configs = [config for config in moved if config is not None]
    settled = {position: met(file.config, position) for position in range(len(file.cases))}
    turns = {
        position
        for position, value in settled.items()
        if value is not None and any(met(config, position) is (not value) for config in configs)
    }
    inside = {position for position in turns if settled[position]}
    if len(configs) < len(moved) and inside:
        return True
    return any(
        settled[one] and settled[other] is False and (one in turns or other in turns) and _step_apart(file, one, other)
        for one in settled
        for other in settled
    )


def _step_apart(file: CaseFile, one: int, other: int) -> bool:
    days = abs((file.cases[one].as_of - file.cases[other].as_of).days)
    first, second = file.facts[one], file.facts[other]
    if first.keys() != second.keys():
        return False
    differing = [name for name in first if first[name].value != second[name].value]
    if days == 0 and len(differing) == 1:
        return _distance(first, second, differing[0]) == 1
    return days == 1 and not differing


def _distance(first: Mapping[str, Fact], second: Mapping[str, Fact], name: str) -> int | None:
    one, other = first[name].value, second[name].value
    if isinstance(one, date) and isinstance(other, date):
        return abs((one - other).days)
    if type(one) is int and type(other) is int:
        return abs(one - other)
    return None


def _step(limit: int | date, by: int) -> int | date:
    return limit + timedelta(days=by) if isinstance(limit, date) else limit + by


def _with(config: msgspec.Struct, field: str, value: int | date) -> Any:
    """The configuration with a limit moved, or None where the configuration does not allow that."""
    try:
        return msgspec.convert({**msgspec.to_builtins(config), field: msgspec.to_builtins(value)}, type(config))
    except msgspec.ValidationError:
        return None
