"""Where an applicant stands on the path of questions."""

from collections.abc import Mapping
from datetime import date

import msgspec

from seoul_learn.plugin_api.facts import FactCatalogue
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.tenant_plane.applications.values import Case
from seoul_learn.tenant_plane.eligibility.claim import claim_of
from seoul_learn.tenant_plane.eligibility.evaluate import Evaluation, Outcome, evaluate
from seoul_learn.tenant_plane.eligibility.place_facts import place_facts
from seoul_learn.tenant_plane.eligibility.policy import Policy
from seoul_learn.tenant_plane.eligibility.question_path import in_asking_order, next_of


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """The fact to ask for next (None at the end), those answered so far in order, and those a document must show.

    `wanted` are those that may still be answered, `at_most` how many more could still be asked: what a progress line
    may promise. `codes` are the answers that the policy tells apart, by the fact that can have them.
    """

    next: str | None
    answered: tuple[str, ...]
    documents_wanted: tuple[str, ...]
    wanted: tuple[str, ...]
    at_most: int
    evaluation: Evaluation
    codes: Mapping[str, tuple[str, ...]] = {}


def progress(case: Case, policy: Policy, *, as_of: date, catalogue: FactCatalogue, standards: Standards) -> Progress:
    """The progress on a day of the law."""
    facts = case.facts()
    passed = case.passed() - frozenset(facts)
    evaluation = evaluate(
        policy, facts, as_of=as_of, standards=standards, to_be_shown=case.to_be_shown(), catalogue=catalogue
    )
    for_place = place_facts(policy, evaluation, facts, as_of=as_of, standards=standards, catalogue=catalogue)
    wanted = tuple(dict.fromkeys((*evaluation.wanted, *for_place)))
    unvouched = evaluation.unvouched
    if evaluation.outcome is not Outcome.INELIGIBLE:
        unvouched = (*unvouched, *claim_of(policy, evaluation).unvouched)
    wanted_on_paper = [name for name in unvouched if name not in case.attestations]
    wanted_on_paper += [name for name in wanted if name in passed and _to_be_shown(case, name)]
    return Progress(
        next=next_of(policy, evaluation, for_place, passed=passed, catalogue=catalogue),
        answered=tuple(in_asking_order(case.answers, policy=policy, catalogue=catalogue)),
        documents_wanted=tuple(dict.fromkeys(wanted_on_paper)),
        wanted=wanted,
        at_most=len([name for name in wanted if name not in passed]),
        evaluation=evaluation,
        codes=policy.codes,
    )


def _to_be_shown(case: Case, name: str) -> bool:
    said = case.answers.get(name)
    return said is not None and said.state.value == "to_be_shown"
