"""What a policy says of somebody: one of four outcomes and the reasons on which it rests. Pure: no clock, no I/O."""

import enum
from collections.abc import Mapping
from datetime import date

import msgspec

from seoul_learn.plugin_api.criterion import Finding, Need, NeedKind
from seoul_learn.plugin_api.facts import Assurance, Fact
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.tenant_plane.eligibility.grants import Grant
from seoul_learn.tenant_plane.eligibility.policy import Leaf, Policy
from seoul_learn.tenant_plane.eligibility.relevance import Facts, Reach, relevant, settled, smallest_sets
from seoul_learn.tenant_plane.eligibility.rule import truth_of
from seoul_learn.tenant_plane.eligibility.ruling import Ruling, State
from seoul_learn.tenant_plane.eligibility.truth import Truth

_MET, _UNMET, _UNVOUCHED, _UNKNOWN = State.MET, State.UNMET, State.UNVOUCHED, State.UNKNOWN
ENGINE_VERSION = "1"
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
    unvouched: tuple[str, ...]

    @property
    def met(self) -> Truth:
        return self.finding.met

    @property
    def assured(self) -> Truth:
        return self.state.assured


class Evaluation(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome, every criterion's value, those it rests on, and what is still wanted.

    `unvouched` are facts told but not vouched for as the policy wants; `settling` the smallest sets of facts that
    could still make the person eligible; `grant` the first whose condition holds, for an eligible person.
    """

    outcome: Outcome
    leaves: Mapping[str, LeafValue]
    resting_on: tuple[str, ...]
    wanted: tuple[str, ...]
    unvouched: tuple[str, ...]
    settling: tuple[tuple[str, ...], ...]
    grant: Grant | None


def evaluate(
    policy: Policy,
    facts: Mapping[str, Fact],
    *,
    as_of: date,
    standards: Standards,
    to_be_shown: frozenset[str] = frozenset(),
) -> Evaluation:
    """The evaluation on a day of the law; `to_be_shown` are facts that a document of the applicant is to establish."""
    leaves = {name: _leaf_value(leaf, facts, as_of, standards) for name, leaf in policy.leaves.items()}
    ruling = ruling_of(policy, leaves)
    told, assured = ruling.told, ruling.assured
    wanted = wanted_facts(policy, leaves) if ruling.is_open else ()
    # Where what is vouched for suffices, nothing else is rested on.
    lacking = told and not assured
    unvouched = {fact for name in ruling.resting_on for fact in leaves[name].unvouched} if lacking else ()
    if told is False:
        outcome = Outcome.INELIGIBLE
    elif assured:
        outcome = Outcome.ELIGIBLE
    elif told:
        outcome = Outcome.NEEDS_REVIEW
    elif wanted and not set(wanted) & to_be_shown:
        outcome = Outcome.NEEDS_FACTS
    else:
        # A document is waiting, or no answer of the family could settle it: an official table or a person has to.
        outcome = Outcome.NEEDS_REVIEW
    sets = smallest_sets(policy.rule, reaches(leaves), wanted=True) if told is None else ()
    return Evaluation(
        outcome=outcome,
        leaves=leaves,
        resting_on=ruling.resting_on,
        wanted=wanted,
        unvouched=tuple(sorted(unvouched)) if lacking else (),
        settling=tuple([tuple(sorted(facts)) for facts in sets if facts]) if sets else (),
        grant=None if outcome is not Outcome.ELIGIBLE or ruling.grant is None else policy.grants[ruling.grant],
    )


def ruling_of(policy: Policy, leaves: Mapping[str, LeafValue]) -> Ruling:
    """What the rule makes of the values of its criteria."""
    return policy.rulings.of(bytes([value.state for value in leaves.values()]))


def wanted_facts(policy: Policy, leaves: Mapping[str, LeafValue]) -> tuple[str, ...]:
    """The facts not told yet that can still change the outcome or what is granted, in the order of the criteria."""
    reach = reaches(leaves)
    told = truth_of(policy.rule, lambda name: leaves[name].met)
    swaying = set(relevant(policy.rule, reach)) if told is None else set()
    if told:
        # Somebody eligible is still asked for what decides between the tiers.
        for grant in policy.grants:
            decided = truth_of(grant.when, lambda name: leaves[name].met)
            swaying |= relevant(grant.when, reach) if decided is None else frozenset()
            if decided is not False and grant.copay and grant.copay.waive_when:
                swaying |= relevant(grant.copay.waive_when, reach)
            if decided:
                break
    wanted = [need for name in policy.leaves if name in swaying for need in missing_facts(leaves[name].finding)]
    return tuple(dict.fromkeys(wanted))


def reaches(leaves: Mapping[str, LeafValue]) -> dict[str, Reach]:
    """What answers it takes for each criterion to turn out met, and unmet."""
    return {name: _reach(value.finding) for name, value in leaves.items()}


def missing_facts(finding: Finding) -> tuple[str, ...]:
    """The facts that a criterion lacks."""
    return tuple(need.name for need in finding.needs if need.kind is NeedKind.FACT)


def _reach(finding: Finding) -> Reach:
    missing: Facts = frozenset(missing_facts(finding))
    if finding.met is not None or not missing or len(missing) < len(finding.needs):
        return settled(finding.met)
    return Reach(missing, missing)


def _leaf_value(leaf: Leaf, facts: Mapping[str, Fact], as_of: date, standards: Standards) -> LeafValue:
    finding = leaf.criterion.evaluate(leaf.config, facts, as_of, standards)
    if finding.met is None:
        return LeafValue(finding=finding, state=_UNKNOWN, unvouched=())
    # Only what speaks for the person has to be vouched for: nobody needs a paper to be refused.
    if not finding.met:
        return LeafValue(finding=finding, state=_UNMET, unvouched=())
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


def needs_of(evaluation: Evaluation) -> tuple[Need, ...]:
    """Everything that stands between the person and a final outcome, other than answers."""
    needs = [
        need
        for name in evaluation.resting_on
        for need in evaluation.leaves[name].finding.needs
        if need.kind is not NeedKind.FACT
    ]
    return tuple(dict.fromkeys(needs))
