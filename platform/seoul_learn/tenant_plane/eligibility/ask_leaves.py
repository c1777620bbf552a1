"""The criteria of a policy made ready to be asked about one person after another, on one day with one set of tables.

What a criterion says of the same answers is the same: of answers that are chosen from a list it is asked once, and its
guarded finding is kept. Dates and amounts are too many for that, and asked every time.
"""

from collections.abc import Callable, Mapping
from datetime import date

import msgspec

from seoul_learn.plugin_api.criterion import Finding
from seoul_learn.plugin_api.facts import Assurance, Fact, FactValue
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.tenant_plane.eligibility.ask_criterion import CriterionFault, guarded, reads_of
from seoul_learn.tenant_plane.eligibility.policy import Leaf, Policy
from seoul_learn.tenant_plane.eligibility.ruling import State
from seoul_learn.tenant_plane.eligibility.truth import Truth

_MET, _UNMET, _UNVOUCHED, _UNKNOWN = State.MET, State.UNMET, State.UNVOUCHED, State.UNKNOWN
_CHOSEN = frozenset({str, tuple, bool, type(None)})
"""The types of answers that are chosen; no number is among them, so that 1 and yes are not taken for each other."""
_MOST_KEPT = 4096
_MOST_DAYS = 16
_LAST, _KEPT = "_last_asking", "_askings"


class LeafValue(msgspec.Struct, frozen=True, kw_only=True):
    """What one criterion says: `met` of the facts as told, `assured` of those vouched for as the policy wants."""

    finding: Finding
    state: State
    unvouched: tuple[str, ...] = ()
    fault: CriterionFault | None = None

    @property
    def met(self) -> Truth:
        return self.state.told

    @property
    def assured(self) -> Truth:
        return self.state.assured


ValueOf = Callable[[Mapping[str, Fact]], LeafValue]


class Asking(msgspec.Struct, frozen=True, kw_only=True):
    """The criteria by name, in the order of the policy; `standards` is held so that it stays the one it is."""

    as_of: date
    asks: tuple[tuple[str, ValueOf], ...]
    standards: Standards


def asking_of(policy: Policy, as_of: date, standards: Standards) -> Asking:
    """The criteria of a policy, ready for a day; kept with the policy, and the last one at hand."""
    last: Asking | None = policy.__dict__.get(_LAST)
    if last is not None and last.standards is standards and last.as_of == as_of:
        return last
    kept: dict[tuple[date, int], Asking] = policy.__dict__.setdefault(_KEPT, {})
    key = (as_of, id(standards))
    asking = kept.get(key)
    if asking is None:
        asks = tuple((name, value_of(leaf, as_of, standards)) for name, leaf in policy.leaves.items())
        asking = Asking(as_of=as_of, asks=asks, standards=standards)
        if len(kept) >= _MOST_DAYS:
            kept.clear()
        kept[key] = asking
    policy.__dict__[_LAST] = asking
    return asking


def value_of(leaf: Leaf, as_of: date, standards: Standards) -> ValueOf:
    """What a criterion says, and whether its facts are vouched for."""
    ask, least, reads = guarded(leaf, as_of, standards), leaf.assurance, reads_of(leaf)
    strict = least is not Assurance.DECLARED

    def judged(facts: Mapping[str, Fact]) -> LeafValue:
        finding, fault = ask(facts)
        met = finding.met
        if met is None:
            return LeafValue(finding=finding, state=_UNKNOWN, fault=fault)
        # Only what speaks for the person has to be vouched for: nobody needs a paper to be refused.
        if not met:
            return LeafValue(finding=finding, state=_UNMET)
        if strict and (unvouched := _lacking(reads, facts, least, as_of)):
            return LeafValue(finding=finding, state=_UNVOUCHED, unvouched=unvouched)
        return LeafValue(finding=finding, state=_MET)

    return _remembering(judged, leaf, as_of) if getattr(leaf.criterion, "values_alone", False) else judged


def _remembering(judged: ValueOf, leaf: Leaf, as_of: date) -> ValueOf:
    """The same for a criterion that looks at nothing but values; of those that are chosen it is asked once."""
    least, reads = leaf.assurance, reads_of(leaf)
    strict = least is not Assurance.DECLARED
    only = reads[0] if len(reads) == 1 else None
    kept: dict[object, LeafValue] = {}
    chosen = True

    def remembered(facts: Mapping[str, Fact]) -> LeafValue:
        nonlocal chosen
        if not chosen:
            return judged(facts)
        answers: FactValue | tuple[FactValue | None, ...] | None
        if only is not None:
            answers = facts[only].value if only in facts else None
            chosen = type(answers) in _CHOSEN
        else:
            answers = tuple([facts[name].value if name in facts else None for name in reads])
            chosen = _CHOSEN.issuperset(map(type, answers))
        if not chosen:  # dates and numbers come in other values every time: nothing is gained by looking first
            return judged(facts)
        try:
            value = kept.get(answers)
        except TypeError:  # a list within an answer: no catalogue lets it through
            return judged(facts)
        if value is None:
            value = judged(facts)
            if value.fault is not None:
                return value
            if value.state is _UNVOUCHED:
                value = LeafValue(finding=value.finding, state=_MET)
            if len(kept) >= _MOST_KEPT:
                kept.clear()
            kept[answers] = value
        if strict and value.state is _MET:
            unvouched = _lacking(reads, facts, least, as_of)
            return LeafValue(finding=value.finding, state=_UNVOUCHED, unvouched=unvouched) if unvouched else value
        return value

    return remembered


def _lacking(reads: tuple[str, ...], facts: Mapping[str, Fact], least: Assurance, as_of: date) -> tuple[str, ...]:
    """The facts that count for less than is wanted."""
    lacking: tuple[str, ...] = ()
    for name in reads:
        if name in facts and facts[name].assurance_on(as_of) < least:
            lacking = (*lacking, name)
    return lacking
