"""A criterion is pure and total: every subset of the facts gives a finding, and what is settled stays settled.

No random inputs: every combination of the values that its cases use, each fact also missing, on every day they use.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice, product
from types import MappingProxyType
from typing import Any

import msgspec

from seoul_learn.plugin_api.contract.case_files import CaseFile
from seoul_learn.plugin_api.contract.fault import Fault
from seoul_learn.plugin_api.contract.loaded import LoadedPlugin
from seoul_learn.plugin_api.criterion import Finding, NeedKind
from seoul_learn.plugin_api.facts import Assurance, Fact, FactValue
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.plugin_api.strings import placeholders

_MOST = 2000
_OF_EACH = 6
_STRANGE: tuple[FactValue, ...] = (True, -1, 10**30, "", "?", (), ("?",), date.min, date.max)


def totality_faults(loaded: LoadedPlugin, files: Sequence[CaseFile]) -> Iterator[Fault]:
    """What goes wrong for some combination of facts, once for each kind of fault."""
    given: set[str] = set()
    found: dict[str, Fault] = {}
    for file in files:
        for fault in _Trial(loaded, file, given).faults():
            found.setdefault(fault.message.partition(":")[0], fault)
    yield from found.values()
    if files and not found:
        yield from _never_given(loaded, given)


class _Trial:
    def __init__(self, loaded: LoadedPlugin, file: CaseFile, given: set[str]) -> None:
        self._loaded = loaded
        self._file = file
        self._given = given
        self._reads = tuple(loaded.plugin.reads(file.config))
        self._values = {name: self._seen(name) for name in self._reads}

    def faults(self) -> Iterator[Fault]:
        for name in self._reads:
            if name not in self._loaded.facts:
                yield self._fault({}, f"`reads` names a fact that is not there: `{name}`", "add it to `adds`")
                return
        for day in sorted({case.as_of for case in self._file.cases}):
            settled: list[tuple[dict[str, Fact], bool]] = []
            for facts in self._combinations():
                try:
                    finding = self._evaluate(facts, day, self._file.standards)
                except Exception as error:
                    yield self._fault(facts, f"`evaluate` raises {type(error).__name__}: {error}", _RETURN)
                    return
                yield from self._wrong(facts, finding)
                yield from self._looks_further(facts, day, finding)
                if finding.met is not None:
                    settled.append((facts, finding.met))
            yield from self._unsettled(settled)
            yield from self._strange(day)

    def _seen(self, name: str) -> tuple[Fact, ...]:
        seen = {facts[name].value: facts[name] for facts in self._file.facts if name in facts}
        return tuple(islice(seen.values(), _OF_EACH))

    def _combinations(self) -> Iterator[dict[str, Fact]]:
        answers = [(None, *self._values[name]) for name in self._reads]
        for combination in islice(product(*answers), _MOST):
            yield {fact.name: fact for fact in combination if fact is not None}

    def _evaluate(self, facts: Mapping[str, Fact], day: date, standards: Standards) -> Finding:
        finding: Finding = self._loaded.plugin.evaluate(self._file.config, MappingProxyType(facts), day, standards)
        return finding

    def _wrong(self, facts: dict[str, Fact], finding: Any) -> Iterator[Fault]:
        if not isinstance(finding, Finding) or finding.met not in (True, False, None):
            yield self._fault(facts, "`evaluate` gives something else than a Finding", _RETURN)
            return
        missing = [need.name for need in finding.needs if need.kind is NeedKind.FACT]
        if finding.met is None and not finding.needs:
            yield self._fault(facts, "a finding is unknown and does not say what it needs", "fill `needs`")
        if finding.met is not None and finding.needs:
            yield self._fault(facts, "a finding is settled and needs something all the same", "leave `needs` empty")
        for name in missing:
            if name not in self._reads:
                yield self._fault(facts, f"a finding needs `{name}`, which `reads` does not name", "add it to `reads`")
            elif name in facts:
                yield self._fault(facts, f"a finding needs `{name}`, which is told", "judge it, or ask for a review")
        yield from self._worded(facts, finding)

    def _worded(self, facts: dict[str, Fact], finding: Finding) -> Iterator[Fault]:
        message = finding.because.message
        self._given.add(message)
        try:
            msgspec.json.encode(finding.because.values)
        except (TypeError, ValueError) as error:
            yield self._fault(facts, f"the values of `{message}` cannot be stored: {error}", "use plain values")
        for language, texts in self._loaded.strings.items():
            if message not in texts:
                mend = f"add it to strings/{language}.toml"
                yield self._fault(facts, f"the message `{message}` is not in strings/{language}.toml", mend)
                continue
            for name in sorted(_holes(texts[message]) - finding.because.values.keys()):
                text = f"`{message}` in strings/{language}.toml shows {{{name}}}, which the finding does not give"
                yield self._fault(facts, text, "add the value, or leave the placeholder out")

    def _looks_further(self, facts: dict[str, Fact], day: date, finding: Finding) -> Iterator[Fault]:
        """One that says it looks at values alone says the same whoever vouches, and since and until when."""
        if not getattr(self._loaded.plugin, "values_alone", False):
            return
        others = {name: Fact(name=name, value=fact.value, source="another") for name, fact in facts.items()}
        stale = {name: msgspec.structs.replace(one, valid_until=date.min) for name, one in others.items()}
        attested = {
            name: msgspec.structs.replace(one, assurance=Assurance.ATTESTED, checked_at=day)
            for name, one in others.items()
        }
        if any(self._evaluate(one, day, self._file.standards) != finding for one in (stale, attested)):
            text = "a finding changes with who vouches for a fact, though `values_alone` says that it does not"
            yield self._fault(facts, text, "look at values alone, or leave `values_alone` out")

    def _unsettled(self, settled: list[tuple[dict[str, Fact], bool]]) -> Iterator[Fault]:
        """Knowing more never turns a yes into a no, or either into a don't know."""
        known = {frozenset((name, facts[name].value) for name in facts): met for facts, met in settled}
        for facts, met in settled:
            for name in self._reads:
                if name in facts:
                    continue
                for more in self._values[name]:
                    wider = {**facts, name: more}
                    if known.get(frozenset((one, wider[one].value) for one in wider)) is not met:
                        text = f"a settled finding changes when `{name}` is told as well"
                        yield self._fault(wider, text, "give None until nothing that is missing can change it")

    def _strange(self, day: date) -> Iterator[Fault]:
        """Values that the fact catalogue would not let through, a broken day and no tables at all."""
        told = {name: values[0] for name, values in self._values.items() if values}
        trials: list[tuple[dict[str, Fact], date, Standards]] = [
            ({**told, name: Fact(name=name, value=value)}, day, self._file.standards)
            for name in self._reads
            for value in _STRANGE
        ]
        trials += [(told, date.min, self._file.standards), (told, date.max, self._file.standards)]
        trials += [(told, day, Standards({}))]
        for facts, on, standards in trials:
            try:
                self._evaluate(facts, on, standards)
            except Exception as error:
                yield self._fault(facts, f"`evaluate` raises {type(error).__name__} for a strange value: {error}",
                                  "read facts by seoul_learn.plugin_api.told")  # fmt: skip
        if self._evaluate(told, day, self._file.standards) != self._evaluate(told, day, self._file.standards):
            yield self._fault(
                told, "`evaluate` gives two answers to one question", "leave out what changes between calls"
            )

    def _fault(self, facts: Mapping[str, Fact], message: str, mend: str) -> Fault:
        told = ", ".join(f"{name} = {fact.value!r}" for name, fact in facts.items()) or "no facts"
        return Fault(file=self._file.file.shown_as, field="config", message=f"{message}: with {told}", mend=mend)


_RETURN = "return a Finding for every combination of facts; `lacking(...)` names what is missing"


def _never_given(loaded: LoadedPlugin, given: set[str]) -> Iterator[Fault]:
    for language, texts in loaded.strings.items():
        file = loaded.folder.shown("strings", f"{language}.toml")
        for name in sorted(texts):
            if name != "label" and not name.startswith(("field.", "fault.")) and name not in given:
                message = f"no case leads to the message `{name}`"
                yield Fault(file=file, field=name, message=message, mend="write a case that does, or delete it")


def _holes(text: str) -> frozenset[str]:
    try:
        return placeholders(text)
    except ValueError:
        return frozenset()
