"""Which facts are still worth asking for because places run short: those that can change a group or a class of need."""

from collections.abc import Mapping
from datetime import date

from seoul_learn.plugin_api.facts import Fact, FactCatalogue
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.tenant_plane.eligibility.claim import names_that_rank
from seoul_learn.tenant_plane.eligibility.evaluate import Evaluation, Outcome
from seoul_learn.tenant_plane.eligibility.policy import Policy
from seoul_learn.tenant_plane.eligibility.relevance import relevant_facts
from seoul_learn.tenant_plane.eligibility.rule import Expression, truth_of
from seoul_learn.tenant_plane.eligibility.wanted_facts import Prospects, missing_facts


def place_facts(
    policy: Policy,
    evaluation: Evaluation,
    facts: Mapping[str, Fact],
    *,
    as_of: date,
    standards: Standards,
    catalogue: FactCatalogue | None,
) -> tuple[str, ...]:
    """The facts not told yet that can still change group or class, as if all that was told were confirmed.

    None of somebody who is not eligible, or under a policy without a quota.
    """
    lists = names_that_rank(policy)
    if not lists or evaluation.outcome is Outcome.INELIGIBLE:
        return ()
    prospects = Prospects(policy, evaluation.leaves, facts, as_of=as_of, standards=standards, catalogue=catalogue)
    swaying: frozenset[str] = frozenset()
    for names in lists:
        earlier: tuple[Expression, ...] = ()
        for name in names:
            rule = policy.named(name)
            swaying |= relevant_facts(rule, prospects.told, prospects.groups, towards=(True,), unless=earlier)
            if truth_of(rule, prospects.told.__getitem__):
                break
            earlier = (*earlier, rule)
    missing = (fact for value in evaluation.leaves.values() for fact in missing_facts(value.finding))
    return tuple(dict.fromkeys(fact for fact in missing if fact in swaying))
