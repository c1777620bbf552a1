"""What a policy says of somebody: one of four outcomes and the reasons on which it rests. Pure: no clock, no I/O."""

import enum
from collections.abc import Mapping
from datetime import date

import msgspec

from seoul_learn.plugin_api.facts import Fact, FactCatalogue
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.tenant_plane.eligibility.ask_criterion import CriterionFault
from seoul_learn.tenant_plane.eligibility.ask_leaves import LeafValue, asking_of
from seoul_learn.tenant_plane.eligibility.grants import Grant
from seoul_learn.tenant_plane.eligibility.policy import Policy
from seoul_learn.tenant_plane.eligibility.relevance import smallest_sets
from seoul_learn.tenant_plane.eligibility.ruling import Ruling
from seoul_learn.tenant_plane.eligibility.wanted_facts import Prospects

ENGINE_VERSION = "2"
"""Changes whenever the same policy and facts could give another answer."""


class Outcome(enum.StrEnum):
    """The four outcomes (docs: GLOSSARY). An unanswered fact makes nobody eligible and nobody ineligible."""

    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    NEEDS_FACTS = "needs_facts"
    NEEDS_REVIEW = "needs_review"


_ELIGIBLE, _INELIGIBLE = Outcome.ELIGIBLE, Outcome.INELIGIBLE


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
    asking = asking_of(policy, as_of, standards)
    leaves = {name: ask(facts) for name, ask in asking.asks}
    ruling = ruling_of(policy, leaves)
    told, assured = ruling.told, ruling.assured
    if ruling.is_final:
        # Nobody is missing anything, nothing waits to be vouched for, and nothing broke.
        grant = ruling.grant if told else None
        return Evaluation(
            outcome=_ELIGIBLE if told else _INELIGIBLE, leaves=leaves, resting_on=ruling.resting_on, wanted=(),
            unvouched=(), settling=(), grant=None if grant is None else policy.grants[grant],
        )  # fmt: skip
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
    return {name: ask(facts) for name, ask in asking_of(policy, as_of, standards).asks}


def ruling_of(policy: Policy, leaves: Mapping[str, LeafValue]) -> Ruling:
    """What the rule makes of the values of its criteria."""
    return policy.rulings.of(bytes([value.state for value in leaves.values()]))
