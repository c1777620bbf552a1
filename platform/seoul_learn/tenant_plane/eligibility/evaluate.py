"""What a policy says of somebody: one of four outcomes and the reasons on which it rests. Pure: no clock, no I/O."""

import enum
from collections.abc import Mapping
from datetime import date

import msgspec

from seoul_learn.plugin_api.criterion import Finding
from seoul_learn.plugin_api.facts import Assurance, Fact, FactCatalogue
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.tenant_plane.eligibility.ask_criterion import CriterionFault, ask_criterion
from seoul_learn.tenant_plane.eligibility.grants import Grant
from seoul_learn.tenant_plane.eligibility.policy import Leaf, Policy
from seoul_learn.tenant_plane.eligibility.relevance import smallest_sets
from seoul_learn.tenant_plane.eligibility.ruling import Ruling, State
from seoul_learn.tenant_plane.eligibility.truth import Truth
from seoul_learn.tenant_plane.eligibility.wanted_facts import Prospects

_MET, _UNMET, _UNVOUCHED, _UNKNOWN = State.MET, State.UNMET, State.UNVOUCHED, State.UNKNOWN
ENGINE_VERSION = "2"
"""Changes whenever the same policy and facts could give another answer."""


class Outcome(enum.StrEnum):
    """The four outcomes (docs: GLOSSARY). An unanswered fact makes nobody eligible and nobody ineligible."""

    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    NEEDS_FACTS = "needs_facts"
    NEEDS_REVIEW = "needs_review"


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


class Evaluation(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome, every criterion's value, those it rests on, and what is still wanted.

    `unvouched` are facts told but not vouched for as the policy wants; `settling` the smallest sets of facts that
    could still make the person eligible; `grant` the first whose condition holds, for an eligible person; `faults` are
    criteria that broke.
    """

    outcome: Outcome
    leaves: Mapping[str, LeafValue]
    resting_on: tuple[str, ...]
    wanted: tuple[str, ...]
    unvouched: tuple[str, ...]
    settling: tuple[tuple[str, ...], ...]
    grant: Grant | None
    faults: tuple[CriterionFault, ...] = ()


def evaluate(
    policy: Policy,
    facts: Mapping[str, Fact],
    *,
    as_of: date,
    standards: Standards,
    to_be_shown: frozenset[str] = frozenset(),
    catalogue: FactCatalogue | None = None,
) -> Evaluation:
    """The evaluation on a day of the law; `to_be_shown` are facts that a document of the applicant is to establish.

    With the `catalogue` of facts, criteria that cannot be met together are known not to be.
    """
    leaves = leaf_values(policy, facts, as_of=as_of, standards=standards)
    ruling = ruling_of(policy, leaves)
    told, assured = ruling.told, ruling.assured
    wanted: tuple[str, ...] = ()
    settling: tuple[frozenset[str], ...] = ()
    if ruling.is_open:
        prospects = Prospects(policy, leaves, facts, as_of=as_of, standards=standards, catalogue=catalogue)
        wanted = prospects.wanted()
        if told is None and wanted:
            among = frozenset(wanted)
            settling = smallest_sets(policy.rule, prospects.told, prospects.groups, wanted=True, among=among)
    faults = tuple([value.fault for value in leaves.values() if value.fault])
    # Where what is vouched for suffices, nothing else is rested on.
    unvouched = {fact for name in ruling.resting_on for fact in leaves[name].unvouched} if told and not assured else ()
    broken = bool(faults) and any(leaves[name].fault for name in ruling.resting_on)
    if told is False:
        outcome = Outcome.INELIGIBLE
    elif assured:
        outcome = Outcome.ELIGIBLE
    elif told or broken:
        outcome = Outcome.NEEDS_REVIEW
    elif wanted and not set(wanted) & to_be_shown:
        outcome = Outcome.NEEDS_FACTS
    else:
        # A document is waiting, or no answer of the family could settle it: an official table or a person has to.
        outcome = Outcome.NEEDS_REVIEW
    return Evaluation(
        outcome=outcome,
        leaves=leaves,
        resting_on=ruling.resting_on,
        wanted=wanted,
        unvouched=tuple(sorted(unvouched)),
        settling=tuple([tuple(sorted(facts)) for facts in settling if facts]),
        grant=None if outcome is not Outcome.ELIGIBLE or ruling.grant is None else policy.grants[ruling.grant],
        faults=faults,
    )


def leaf_values(
    policy: Policy, facts: Mapping[str, Fact], *, as_of: date, standards: Standards
) -> dict[str, LeafValue]:
    """What every criterion of a policy says."""
    return {name: _leaf_value(leaf, facts, as_of, standards) for name, leaf in policy.leaves.items()}


def ruling_of(policy: Policy, leaves: Mapping[str, LeafValue]) -> Ruling:
    """What the rule makes of the values of its criteria."""
    return policy.rulings.of(bytes([value.state for value in leaves.values()]))


def _leaf_value(leaf: Leaf, facts: Mapping[str, Fact], as_of: date, standards: Standards) -> LeafValue:
    finding, fault = ask_criterion(leaf, facts, as_of, standards)
    if finding.met is None:
        return LeafValue(finding=finding, state=_UNKNOWN, fault=fault)
    # Only what speaks for the person has to be vouched for: nobody needs a paper to be refused.
    if not finding.met:
        return LeafValue(finding=finding, state=_UNMET)
    unvouched = unvouched_facts(leaf, facts, as_of)
    return LeafValue(finding=finding, state=_UNVOUCHED if unvouched else _MET, unvouched=unvouched)


def unvouched_facts(leaf: Leaf, facts: Mapping[str, Fact], as_of: date) -> tuple[str, ...]:
    """The facts of a criterion that count for less than it wants."""
    least = leaf.assurance
    if least is Assurance.DECLARED:
        return ()
    lacking: tuple[str, ...] = ()
    for name in leaf.reads:
        if name in facts and facts[name].assurance_on(as_of) < least:
            lacking = (*lacking, name)
    return lacking
