"""A decision alone, with its trace, and among many at once: three ways to run a policy, one meaning."""

import subprocess
import sys
from datetime import date
from typing import Any

import msgspec
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from seoul_learn.plugin_api.columns import NEVER, Column, Columns
from seoul_learn.plugin_api.columns_of_facts import columns_of
from seoul_learn.plugin_api.facts import Assurance, Fact, FactType
from seoul_learn.tenant_plane.eligibility.compile_policy import CompiledPolicy, compile_policy
from seoul_learn.tenant_plane.eligibility.decide_many import NOTHING, Decided
from seoul_learn.tenant_plane.eligibility.evaluate import Evaluation, Outcome, evaluate
from seoul_learn.tenant_plane.eligibility.grants import Grant
from seoul_learn.tenant_plane.eligibility.policy import Policy
from seoul_learn.tenant_plane.eligibility.rule import support, truth_of
from seoul_learn.tenant_plane.eligibility.wanted_facts import Prospects
from tests.unit.eligibility.flags import policy as flag_policy
from tests.unit.eligibility.random_policies import CATALOGUE, DAYS, STANDARDS, people, policies


def _grant(policy: Policy, decided: Decided, position: int) -> Grant | None:
    grant = int(decided.grant[position])
    return None if grant == NOTHING else policy.grants[grant]


def _traced(policy: Policy, person: dict[str, Fact], as_of: date) -> Evaluation:
    return evaluate(policy, person, as_of=as_of, standards=STANDARDS)


@settings(max_examples=150, deadline=None)
@given(policies(), st.lists(people(), max_size=12), DAYS)
def test_one_person_a_trace_and_many_at_once_come_to_the_same(
    policy: Policy, persons: list[dict[str, Fact]], as_of: date
) -> None:
    compiled = compile_policy(policy)
    columns = columns_of(persons, compiled.reads(), CATALOGUE)
    decided = compiled.outcomes(columns, as_of=as_of, standards=STANDARDS)
    for position, person in enumerate(persons):
        traced = _traced(policy, person, as_of)
        assert compiled.outcome(person, as_of=as_of, standards=STANDARDS) is traced.outcome
        assert decided.outcome_of(position) is traced.outcome
        assert _grant(policy, decided, position) == traced.grant


@settings(max_examples=60, deadline=None)
@given(policies(), st.lists(people(), max_size=8), DAYS)
def test_the_same_holds_where_it_is_known_what_the_facts_can_be(
    policy: Policy, persons: list[dict[str, Fact]], as_of: date
) -> None:
    compiled = compile_policy(policy, CATALOGUE)
    columns = columns_of(persons, compiled.reads(), CATALOGUE)
    decided = compiled.outcomes(columns, as_of=as_of, standards=STANDARDS)
    for position, person in enumerate(persons):
        traced = evaluate(policy, person, as_of=as_of, standards=STANDARDS, catalogue=CATALOGUE)
        assert compiled.outcome(person, as_of=as_of, standards=STANDARDS) is traced.outcome
        assert decided.outcome_of(position) is traced.outcome
        assert _grant(policy, decided, position) == traced.grant


@settings(max_examples=100, deadline=None)
@given(policies(), people(), DAYS)
def test_what_is_kept_of_a_rule_is_what_the_rule_says(policy: Policy, person: dict[str, Fact], as_of: date) -> None:
    evaluation = _traced(policy, person, as_of)
    leaves = evaluation.leaves
    told = truth_of(policy.rule, lambda name: leaves[name].met)
    assured = truth_of(policy.rule, lambda name: leaves[name].assured)
    resting = support(policy.rule, lambda name: leaves[name].assured if told is assured else leaves[name].met)
    assert evaluation.resting_on == tuple(name for name in policy.leaves if name in resting)
    prospects = Prospects(policy, leaves, person, as_of=as_of, standards=STANDARDS, catalogue=None)
    assert evaluation.wanted == prospects.wanted()
    unvouched = {fact for name in resting for fact in leaves[name].unvouched} if told else set()
    assert evaluation.unvouched == tuple(sorted(unvouched))
    assert (evaluation.outcome is Outcome.INELIGIBLE) == (told is False)
    assert (evaluation.outcome is Outcome.ELIGIBLE) == (assured is True)
    held = [one for one in policy.grants if truth_of(one.when, lambda name: leaves[name].assured)]
    assert evaluation.grant == (held[0] if held and assured else None)


@settings(max_examples=30, deadline=None)
@given(policies(), people(), DAYS)
def test_a_second_decision_says_what_the_first_said(policy: Policy, person: dict[str, Fact], as_of: date) -> None:
    fresh = msgspec.structs.replace(policy)
    _traced(policy, person, as_of)
    assert _traced(policy, person, as_of) == _traced(fresh, person, as_of)


@settings(max_examples=100, deadline=None)
@given(policies(), st.lists(people(), min_size=1, max_size=8), DAYS)
def test_what_is_made_ready_and_remembered_is_what_the_criterion_itself_says(
    policy: Policy, persons: list[dict[str, Fact]], as_of: date
) -> None:
    for person in persons:
        for name, value in _traced(policy, person, as_of).leaves.items():
            leaf = policy.leaves[name]
            told = {fact: person[fact] for fact in leaf.reads if fact in person}
            if value.fault is not None:
                continue  # a value that no catalogue lets through
            assert value.finding == leaf.criterion.evaluate(leaf.config, told, as_of, STANDARDS)
            lacking = [fact for fact in told if told[fact].assurance_on(as_of) < leaf.assurance]
            assert list(value.unvouched) == (lacking if value.finding.met else [])


def test_what_was_vouched_for_of_one_person_is_not_so_of_the_next() -> None:
    policy = flag_policy("a", "a", assurance="documented")
    day = date(2026, 3, 2)
    shown = {"fact.a": Fact(name="fact.a", value=True, assurance=Assurance.DOCUMENTED)}
    assert _traced(policy, shown, day).outcome is Outcome.ELIGIBLE
    assert _traced(policy, {"fact.a": Fact(name="fact.a", value=True)}, day).outcome is Outcome.NEEDS_REVIEW
    assert _traced(policy, shown, day).outcome is Outcome.ELIGIBLE


def test_a_policy_changed_in_one_field_keeps_nothing_of_the_old_rule() -> None:
    both, either = flag_policy("a and b", "ab"), flag_policy("a or b", "ab")
    person = {"fact.a": Fact(name="fact.a", value=True), "fact.b": Fact(name="fact.b", value=False)}
    assert _traced(both, person, date(2026, 3, 2)).outcome is Outcome.INELIGIBLE
    changed = msgspec.structs.replace(both, rules=either.rules)
    assert _traced(changed, person, date(2026, 3, 2)).outcome is Outcome.ELIGIBLE


def _of_columns(**of: Any) -> tuple[CompiledPolicy, Columns]:
    compiled = compile_policy(flag_policy("a", "a", assurance="documented"))
    column = Column(type=FactType.BOOLEAN, values=np.array([True, True, True, False]), **of)
    return compiled, Columns(size=4, of={"fact.a": column})


def test_columns_that_never_were_people_are_decided_too_and_can_be_looked_at_one_by_one() -> None:
    compiled, columns = _of_columns(
        known=np.array([True, True, False, True]),
        assurance=np.array([Assurance.ATTESTED, Assurance.DECLARED, 1, 1], np.int8),
    )
    decided = compiled.outcomes(columns, as_of=date(2026, 3, 2), standards=STANDARDS)
    assert [decided.outcome_of(position) for position in range(4)] == [
        Outcome.ELIGIBLE, Outcome.NEEDS_REVIEW, Outcome.NEEDS_FACTS, Outcome.INELIGIBLE,
    ]  # fmt: skip
    assert columns.person(2) == {}
    assert columns.person(1)["fact.a"].assurance is Assurance.DECLARED


def test_what_ran_out_yesterday_counts_as_declared_in_columns_too() -> None:
    day = date(2026, 3, 2)
    compiled, columns = _of_columns(valid_until=np.array([day.toordinal() - 1, day.toordinal(), NEVER, 1], np.int32))
    decided = compiled.outcomes(columns, as_of=day, standards=STANDARDS)
    assert [decided.outcome_of(position) for position in range(3)] == [
        Outcome.NEEDS_REVIEW, Outcome.ELIGIBLE, Outcome.ELIGIBLE,
    ]  # fmt: skip


def test_nobody_is_decided_about_in_no_columns() -> None:
    compiled = compile_policy(flag_policy("a", "a"))
    nobody = columns_of([], compiled.reads(), CATALOGUE)
    decided = compiled.outcomes(nobody, as_of=date(2026, 3, 2), standards=STANDARDS)
    assert len(decided.outcome) == len(decided.grant) == 0


def test_only_bulk_runs_ask_for_numpy() -> None:
    # Of our own code; Advanced Alchemy loads it wherever it is installed.
    loading = (
        "import sys, seoul_learn.plugin_api.contract.check_plugin\n"
        "import seoul_learn.tenant_plane.eligibility.compile_policy\n"
        "from seoul_learn.plugin_api.loading import load_plugins\n"
        "load_plugins()\n"
        "sys.exit('numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", loading], check=False).returncode == 0
