"""Every case comes out as it says, and together they show the criterion met, unmet and missing its facts."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from seoul_learn.plugin_api.contract.case_files import Case, CaseFile
from seoul_learn.plugin_api.contract.fault import Fault
from seoul_learn.plugin_api.contract.loaded import LoadedPlugin
from seoul_learn.plugin_api.criterion import Finding, NeedKind


def case_faults(loaded: LoadedPlugin, files: Sequence[CaseFile]) -> Iterator[Fault]:
    """Cases that come out otherwise, and kinds of cases that are not there."""
    seen: set[str] = set()
    for file in files:
        for position, case in enumerate(file.cases):
            try:
                finding = loaded.plugin.evaluate(file.config, file.facts[position], case.as_of, file.standards)
            except Exception as error:
                yield file.fault(position, "name", f"`evaluate` raises {type(error).__name__}: {error}", TOTAL)
                continue
            yield from _differences(file, position, case, finding)
            seen.add("missing" if case.needs else {True: "met", False: "unmet", None: ""}[case.met])
    for kind in ("met", "unmet", "missing"):
        if kind not in seen:
            message = f"no case shows the criterion {'with a fact missing' if kind == 'missing' else kind}"
            yield Fault(file=loaded.folder.shown("cases"), message=message, mend=_HOW[kind])


TOTAL = "return a Finding for every combination of facts; `lacking(...)` names what is missing"
_HOW = {
    "met": "write one with met = true",
    "unmet": "write one with met = false",
    "missing": 'write one without the fact, and needs = ["its.name"]',
}


def _differences(file: CaseFile, position: int, case: Case, finding: Finding) -> Iterator[Fault]:
    if finding.met is not case.met:
        said = {True: "met", False: "unmet", None: "unknown"}
        yield file.fault(position, "met", f"expects {said[case.met]}, and the criterion is {said[finding.met]}")
        return
    if case.message is not None and finding.because.message != case.message:
        yield file.fault(
            position, "message", f"expects the message `{case.message}`, and it is `{finding.because.message}`"
        )
    values = _plain(finding.because.values)
    for name, expected in case.values.items():
        if values.get(name) != msgspec.to_builtins(expected):
            yield file.fault(position, "values", f"expects {name} = {expected!r}, and it is {values.get(name)!r}")
    for field, kind in _NEEDS.items():
        named = sorted(need.name for need in finding.needs if need.kind is kind)
        if sorted(getattr(case, field)) != named:
            yield file.fault(position, field, f"expects {field} = {sorted(getattr(case, field))}, and it is {named}")


_NEEDS = {
    "needs": NeedKind.FACT,
    "reviews": NeedKind.REVIEW,
    "standards_needed": NeedKind.STANDARD,
    "assurance_needed": NeedKind.ASSURANCE,
}


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """The values as a record keeps them; none when they cannot be kept, which the check for totality tells."""
    try:
        plain: dict[str, Any] = msgspec.to_builtins(values)
    except (TypeError, ValueError):
        return {}
    return plain
