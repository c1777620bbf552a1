"""A policy over the columns of many people: one of the four outcomes for each, and which grant."""

from datetime import date
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from seoul_learn.plugin_api.columns import ColumnFinding, Columns
from seoul_learn.plugin_api.evaluate_many import evaluate_many
from seoul_learn.plugin_api.facts import FactCatalogue
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.tenant_plane.eligibility.alike import groups_alike
from seoul_learn.tenant_plane.eligibility.ask_criterion import GuardedCriterion
from seoul_learn.tenant_plane.eligibility.evaluate import Outcome, evaluate
from seoul_learn.tenant_plane.eligibility.policy import Leaf, Policy
from seoul_learn.tenant_plane.eligibility.rule_columns import Mask, Truths, compile_rule

OUTCOMES = (Outcome.INELIGIBLE, Outcome.ELIGIBLE, Outcome.NEEDS_REVIEW, Outcome.NEEDS_FACTS)
"""What the numbers of `Decided.outcome` mean."""
NOTHING = -1
"""The grant of whoever gets none."""
_CODES = {outcome: code for code, outcome in enumerate(OUTCOMES)}


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """For everybody a position in OUTCOMES, and a position in the policy's grants or NOTHING."""

    outcome: NDArray[np.int8]
    grant: NDArray[np.int8]

    def outcome_of(self, position: int) -> Outcome:
        """The outcome of one of them."""
        return OUTCOMES[self.outcome[position]]


def decide_many(
    policy: Policy,
    columns: Columns,
    *,
    as_of: date,
    standards: Standards,
    catalogue: FactCatalogue | None = None,
) -> Decided:
    """The same as `evaluate` for each of them."""
    findings = {
        name: evaluate_many(
            GuardedCriterion(leaf, as_of, standards), leaf.config, columns, as_of=as_of, standards=standards
        )
        for name, leaf in policy.leaves.items()
    }
    told = {name: _truths(finding) for name, finding in findings.items()}
    assured = {name: _assured(leaf, told[name], columns, as_of) for name, leaf in policy.leaves.items()}
    rule = compile_rule(policy.rule)
    held, possible = rule(told)
    all_vouched = all(assured[name] is told[name] for name in told)
    eligible = held if all_vouched else rule(assured)[0]
    # 0 of those unmet or open, 1 of those eligible, 2 of those met without being vouched for.
    outcome = eligible.astype(np.int8) if all_vouched else 2 * held.view(np.int8) - eligible.view(np.int8)
    grant = _grants(policy, assured, eligible)
    open_ones = np.zeros(0, np.intp) if held is possible else np.flatnonzero(possible & ~held)
    apart = np.array(columns.apart, np.intp)
    together = np.setdiff1d(open_ones, apart, assume_unique=True)
    # With the facts that there are, it matters what was told to a criterion that is still open.
    alike = groups_alike(policy, columns, findings, together, by_values=catalogue is not None)
    for members in (*alike, *(apart[place : place + 1] for place in range(len(apart)))):
        person = columns.person(int(members[0]))
        evaluation = evaluate(policy, person, as_of=as_of, standards=standards, catalogue=catalogue)
        outcome[members] = _CODES[evaluation.outcome]
        grant[members] = NOTHING if evaluation.grant is None else policy.grants.index(evaluation.grant)
    return Decided(outcome=outcome, grant=grant)


def _truths(finding: ColumnFinding) -> Truths:
    surely = finding.met == 1
    if len(finding.met) == 0 or finding.met.min() >= 0:
        return surely, surely
    return surely, finding.met != 0


def _assured(leaf: Leaf, told: Truths, columns: Columns, as_of: date) -> Truths:
    """What is met by facts that lack the assurance wanted is unknown; what is unmet stays so."""
    vouched: Any = True
    for name in leaf.reads:
        column = columns.of.get(name)
        if column is not None:
            one = column.vouched(leaf.assurance, as_of)
            vouched = one if vouched is True else vouched if one is True else np.logical_and(vouched, one)
    return told if vouched is True else (told[0] & vouched, told[1])


def _grants(policy: Policy, assured: dict[str, Truths], eligible: Mask) -> NDArray[np.int8]:
    """The first whose condition holds, for whoever is eligible."""
    left, grant = eligible, np.full(len(eligible), NOTHING, np.int8)
    for position, one in enumerate(policy.grants):
        given = left if one.when == policy.rule else left & compile_rule(one.when)(assured)[0]
        grant += given.view(np.int8) * np.int8(position - NOTHING)
        left = left & ~given
    return grant
