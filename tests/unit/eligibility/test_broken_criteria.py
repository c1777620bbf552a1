"""A criterion that raises, goes on for ever or answers nonsense leaves its own question open and harms nothing else."""

import itertools
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest

from seoul_learn.plugin_api.criterion import Because, Finding, Need, NeedKind
from seoul_learn.plugin_api.facts import Fact
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.tenant_plane.eligibility.ask_criterion import BROKEN, FaultKind
from seoul_learn.tenant_plane.eligibility.evaluate import Evaluation, Outcome, evaluate
from seoul_learn.tenant_plane.eligibility.read_policy import read_policy
from tests.unit.eligibility.flags import DAY, NO_STANDARDS, Flag, catalogue, document, facts

_STUCK_IN_C = """
from tests.unit.eligibility import test_broken_criteria as broken
from seoul_learn.tenant_plane.eligibility import ask_criterion
ask_criterion.MOST_SECONDS = 1
broken.seen(lambda _: sum(range(10**15)), "a", a=True)
"""


def _met(because: Any = None, **rest: Any) -> Finding:
    return Finding(met=rest.pop("met", True), because=because or Because(message="said"), **rest)


def _raises(_: Mapping[str, Fact]) -> Any:
    raise LookupError("a value that a family told")


def _leaves(_: Mapping[str, Fact]) -> Any:
    sys.exit(3)


def _goes_on(_: Mapping[str, Fact]) -> Any:
    while True:
        pass


def _goes_on_within_one_line(_: Mapping[str, Fact]) -> Any:
    return sum(1 for _ in itertools.count())


def _recurses(told: Mapping[str, Fact]) -> Any:
    return _recurses(told)


def _changes_the_facts(told: Any) -> Any:
    told["fact.b"] = Fact(name="fact.b", value=True)


def _looks_at_another_fact(told: Mapping[str, Fact]) -> Any:
    return _met(met=bool(told["fact.b"].value))


_RAISED: list[Callable[[Mapping[str, Fact]], Any]] = [_raises, _leaves, _recurses, _changes_the_facts]
_ENDLESS: list[Callable[[Mapping[str, Fact]], Any]] = [_goes_on, _goes_on_within_one_line]
_NONSENSE: dict[str, Callable[[Mapping[str, Fact]], Any]] = {
    "nothing": lambda _: None,
    "a bare truth": lambda _: True,
    "a word for met": lambda _: _met(met="yes"),
    "a number for met": lambda _: _met(met=1),
    "a because of another type": lambda _: _met(because="because"),
    "values that cannot be written": lambda _: _met(because=Because(message="said", values={"x": object()})),
    "unknown without a need": lambda _: _met(met=None),
    "a need for a fact it does not read": lambda _: _met(
        met=None, needs=(Need(kind=NeedKind.FACT, name="fact.b"),)
    ),
    "a need for a fact that was told": lambda _: _met(met=None, needs=(Need(kind=NeedKind.FACT, name="fact.a"),)),
    "met and in need": lambda _: _met(needs=(Need(kind=NeedKind.FACT, name="fact.a"),)),
}  # fmt: skip


class Scripted(Flag):
    def __init__(self, script: Callable[[Mapping[str, Fact]], Any]) -> None:
        self.script = script

    def evaluate(self, config: Any, facts: Mapping[str, Fact], as_of: date, standards: Standards) -> Any:
        return self.script(facts)


def seen(script: Callable[[Mapping[str, Fact]], Any], rule: str, **told: bool) -> Evaluation:
    written = document(rule, "ab")
    written["criteria"]["a"]["use"] = "scripted"
    policy = read_policy(written, {"flag": Flag(), "scripted": Scripted(script)})
    return evaluate(policy, facts(**told), as_of=DAY, standards=NO_STANDARDS, catalogue=catalogue("ab"))


@pytest.mark.parametrize("script", _RAISED, ids=lambda script: script.__name__)
def test_a_criterion_that_raises_needs_review(script: Callable[[Mapping[str, Fact]], Any]) -> None:
    evaluation = seen(script, "a and b", a=True, b=True)
    assert evaluation.outcome is Outcome.NEEDS_REVIEW
    assert evaluation.leaves["a"].finding.because.message == BROKEN
    assert [fault.kind for fault in evaluation.faults] == [FaultKind.RAISED]


@pytest.mark.parametrize("script", _ENDLESS, ids=lambda script: script.__name__)
def test_a_criterion_that_goes_on_for_ever_is_stopped_and_needs_review(
    script: Callable[[Mapping[str, Fact]], Any],
) -> None:
    before = sys.gettrace()
    evaluation = seen(script, "a and b", a=True, b=True)
    assert evaluation.outcome is Outcome.NEEDS_REVIEW
    assert [fault.kind for fault in evaluation.faults] == [FaultKind.ENDLESS]
    assert sys.gettrace() is before


@pytest.mark.parametrize("script", _NONSENSE.values(), ids=_NONSENSE)
def test_nonsense_needs_review(script: Callable[[Mapping[str, Fact]], Any]) -> None:
    evaluation = seen(script, "a and b", a=True, b=True)
    assert evaluation.outcome is Outcome.NEEDS_REVIEW
    assert [fault.kind for fault in evaluation.faults] == [FaultKind.NONSENSE]


def test_met_without_any_fact_makes_nobody_eligible() -> None:
    evaluation = seen(lambda _: _met(), "a")
    assert evaluation.outcome is Outcome.NEEDS_REVIEW
    assert evaluation.faults[0].detail == "settled without a fact"


def test_a_criterion_sees_only_the_facts_that_it_says_it_reads() -> None:
    evaluation = seen(_looks_at_another_fact, "a and b", a=True, b=True)
    assert evaluation.faults[0].detail.startswith("KeyError")


def test_the_other_criteria_still_count_and_may_settle_it() -> None:
    assert seen(_raises, "a or b", a=True, b=True).outcome is Outcome.ELIGIBLE
    assert seen(_raises, "a and b", a=True, b=False).outcome is Outcome.INELIGIBLE
    assert seen(_raises, "a or b", a=True, b=True).faults


def test_what_others_lack_is_still_asked_for_but_the_broken_one_is_not() -> None:
    evaluation = seen(_raises, "a or b")
    assert evaluation.wanted == ("fact.b",)
    assert evaluation.outcome is Outcome.NEEDS_REVIEW


def test_a_fault_names_the_place_and_never_what_was_told() -> None:
    (fault,) = seen(_raises, "a and b", a=True, b=True).faults
    assert fault.detail.startswith("LookupError at line ")
    assert fault.detail.endswith(" of _raises")
    assert "family" not in fault.detail
    assert (fault.criterion, fault.use, fault.version) == ("a", "scripted", "1")


def test_a_process_that_does_not_come_back_from_a_criterion_ends_and_says_where() -> None:
    ended = subprocess.run([sys.executable, "-c", _STUCK_IN_C], check=False, capture_output=True, timeout=60)
    assert ended.returncode == 1
    assert b"Timeout" in ended.stderr
    assert b"in evaluate" in ended.stderr
