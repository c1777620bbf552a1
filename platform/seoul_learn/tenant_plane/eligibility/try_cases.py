"""Runs the cases of a programme on one of its versions, as if that version decided from its day on. Pure."""

import enum
from collections.abc import Sequence
from datetime import date

import msgspec

from seoul_learn.plugin_api.facts import Assurance, FactCatalogue
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.tenant_plane.eligibility.cases import Case, Expected
from seoul_learn.tenant_plane.eligibility.compare_grant import differing
from seoul_learn.tenant_plane.eligibility.coverage import Uncovered, coverage
from seoul_learn.tenant_plane.eligibility.evaluate import Evaluation, evaluate
from seoul_learn.tenant_plane.eligibility.facts_from_toml import CaseFaulty, facts_from_toml
from seoul_learn.tenant_plane.eligibility.policy import Policy
from seoul_learn.tenant_plane.eligibility.record import recorded_grant


class Differs(enum.StrEnum):
    """In what a case is not as it expects."""

    FACT = "fact"
    OUTCOME = "outcome"
    TIER = "tier"
    GRANT = "grant"


class CaseResult(msgspec.Struct, frozen=True, kw_only=True):
    """One case and what the version says of it; `differs` None when that is as expected."""

    case: Case
    evaluation: Evaluation | None
    differs: Differs | None
    field: str = ""
    expected: str = ""
    said: str = ""


class CasesTried(msgspec.Struct, frozen=True, kw_only=True):
    """All results, and what of the policy no case has tried."""

    results: tuple[CaseResult, ...]
    uncovered: tuple[Uncovered, ...]

    @property
    def failing(self) -> tuple[CaseResult, ...]:
        """Those that are not as they expect."""
        return tuple(one for one in self.results if one.differs is not None)


def cases_of(cases: Sequence[Case], day: date, *, until: date | None) -> tuple[Case, ...]:
    """The cases that a version of `day` answers for, up to the day before the next version: those that name it, and
    those of its time that name none."""
    return tuple(
        case
        for case in cases
        if case.version == day or (case.version is None and case.as_of >= day and (until is None or case.as_of < until))
    )


def try_cases(policy: Policy, cases: Sequence[Case], *, facts: FactCatalogue, standards: Standards) -> CasesTried:
    """Every case on its day."""
    results = tuple(_result(policy, case, facts, standards) for case in cases)
    tried = [one.evaluation for one in results if one.evaluation is not None]
    return CasesTried(results=results, uncovered=coverage(policy, tried))


def _result(policy: Policy, case: Case, facts: FactCatalogue, standards: Standards) -> CaseResult:
    if case.expect is Expected.no_policy:
        return CaseResult(
            case=case,
            evaluation=None,
            differs=Differs.OUTCOME,
            field="expect",
            expected=case.expect.value,
            said="policy",
        )
    try:
        told = facts_from_toml(case.facts, facts, Assurance[case.assurance.name.upper()])
    except CaseFaulty as faulty:
        return CaseResult(case=case, evaluation=None, differs=Differs.FACT, field=faulty.name, said=str(faulty))
    evaluation = evaluate(policy, told, as_of=case.as_of, standards=standards)
    if evaluation.outcome.value != case.expect.value:
        return CaseResult(
            case=case, evaluation=evaluation, differs=Differs.OUTCOME, field="expect", expected=case.expect.value,
            said=evaluation.outcome.value,
        )  # fmt: skip
    tier = evaluation.grant.tier if evaluation.grant else None
    if case.expect_tier is not None and case.expect_tier != tier:
        return CaseResult(
            case=case, evaluation=evaluation, differs=Differs.TIER, field="expect_tier", expected=case.expect_tier,
            said=tier or "–",
        )  # fmt: skip
    grant = recorded_grant(evaluation.grant, evaluation) if evaluation.grant else None
    for field, expected, granted in differing(case.expect_grant, grant):
        return CaseResult(
            case=case, evaluation=evaluation, differs=Differs.GRANT, field=field, expected=str(expected),
            said=str(granted),
        )  # fmt: skip
    return CaseResult(case=case, evaluation=evaluation, differs=None)
