"""Which fact to ask for next: only what can still change the outcome, the easy and harmless ones first."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import date

from seoul_learn.plugin_api.facts import Fact, FactCatalogue
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.tenant_plane.eligibility.ask_criterion import reads_of
from seoul_learn.tenant_plane.eligibility.evaluate import Evaluation, Outcome, evaluate
from seoul_learn.tenant_plane.eligibility.policy import Policy


def next_fact(
    policy: Policy,
    facts: Mapping[str, Fact],
    *,
    passed: AbstractSet[str],
    catalogue: FactCatalogue,
    as_of: date,
    standards: Standards,
) -> str | None:
    """The next fact to ask for, or None when nothing more could change the outcome.

    `passed` are those that the person does not know or would rather show on paper: they are not asked again. Among
    the rest the least sensitive come first, then those of least trouble, then those of most criteria.
    """
    evaluation = evaluate(policy, facts, as_of=as_of, standards=standards, catalogue=catalogue)
    return easiest(policy, evaluation.wanted, passed=passed, catalogue=catalogue)


def easiest(
    policy: Policy, wanted: Iterable[str], *, passed: AbstractSet[str], catalogue: FactCatalogue
) -> str | None:
    """The one of these facts to ask for first."""
    open_facts = [name for name in wanted if name not in passed and name in catalogue]
    return in_asking_order(open_facts, policy=policy, catalogue=catalogue)[0] if open_facts else None


def next_of(
    policy: Policy,
    evaluation: Evaluation,
    for_place: Iterable[str],
    *,
    passed: AbstractSet[str],
    catalogue: FactCatalogue,
) -> str | None:
    """The next fact of an application: `for_place` decides whose turn it is, which is asked last, and not of those who
    could not be served anyway.
    """
    first = easiest(policy, evaluation.wanted, passed=passed, catalogue=catalogue)
    if first is not None or evaluation.outcome not in (Outcome.ELIGIBLE, Outcome.NEEDS_REVIEW):
        return first
    return easiest(policy, for_place, passed=passed, catalogue=catalogue)


def in_asking_order(names: Iterable[str], *, policy: Policy, catalogue: FactCatalogue) -> list[str]:
    """Facts as they are asked for; an answer that is changed later keeps its place."""
    read = [reads_of(leaf) for leaf in policy.leaves.values()]

    def burden(name: str) -> tuple[int, int, int, int]:
        definition = catalogue[name]
        readers = sum(name in reads for reads in read)
        return (definition.sensitivity, definition.cost, -readers, catalogue.place(name))

    return sorted(names, key=burden)
