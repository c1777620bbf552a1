"""Which parts of a policy no case has tried: what publishing waits for. Pure."""

import enum
from collections.abc import Iterator, Sequence

import msgspec

from seoul_learn.tenant_plane.eligibility.evaluate import Evaluation
from seoul_learn.tenant_plane.eligibility.policy import Policy
from seoul_learn.tenant_plane.eligibility.rule import Any, AtLeast, Expression, parts_of, sentence, truth_of
from seoul_learn.tenant_plane.eligibility.truth import Truth
from seoul_learn.tenant_plane.eligibility.wanted_facts import missing_facts


class Gap(enum.StrEnum):
    """What no case has shown."""

    MET = "met"
    UNMET = "unmet"
    MISSING = "missing"
    ALTERNATIVE = "alternative"
    TIER = "tier"
    WAIVER = "waiver"


class Uncovered(msgspec.Struct, frozen=True, kw_only=True):
    """One gap: of a criterion by its name, of an alternative by its sentence, of a tier by its name or place."""

    gap: Gap
    of: str

    def __str__(self) -> str:
        return _WORDS[self.gap].format(of=self.of)


_WORDS = {
    Gap.MET: "no case meets `{of}`",
    Gap.UNMET: "no case fails `{of}`",
    Gap.MISSING: "no case lacks a fact of `{of}`",
    Gap.ALTERNATIVE: "no case is eligible by `{of}` alone",
    Gap.TIER: "no case is granted tier {of}",
    Gap.WAIVER: "no case has the co-payment of tier {of} waived",
}


def coverage(policy: Policy, tried: Sequence[Evaluation]) -> tuple[Uncovered, ...]:
    """What is not covered by the evaluations of the cases of this policy; nothing when all of it is.

    Each criterion is met, unmet and missing in some case; each alternative of an `or` (or of an `at least`) carries
    somebody who meets the rule while no other alternative beside it does more than it has to; each tier is granted,
    and each co-payment is waived for somebody.
    """
    return tuple(_gaps(policy, tried))


def _gaps(policy: Policy, tried: Sequence[Evaluation]) -> Iterator[Uncovered]:
    for name, leaf in policy.leaves.items():
        findings = [one.leaves[name].finding for one in tried]
        if not any(finding.met is True for finding in findings):
            yield Uncovered(gap=Gap.MET, of=name)
        if not any(finding.met is False for finding in findings):
            yield Uncovered(gap=Gap.UNMET, of=name)
        if leaf.reads and not any(finding.met is None and missing_facts(finding) for finding in findings):
            yield Uncovered(gap=Gap.MISSING, of=name)
    for choice in _choices(policy.rule):
        for part in parts_of(choice):
            if not any(_carries(policy, choice, part, one) for one in tried):
                yield Uncovered(gap=Gap.ALTERNATIVE, of=sentence(part))
    for place, grant in enumerate(policy.grants, 1):
        named = f"`{grant.tier}`" if grant.tier else str(place)
        granted = [one for one in tried if one.grant == grant]
        if not granted:
            yield Uncovered(gap=Gap.TIER, of=named)
        waiver = grant.copay.waive_when if grant.copay else None
        if waiver is not None and not any(_met(waiver, one) is True for one in granted):
            yield Uncovered(gap=Gap.WAIVER, of=named)


def _choices(expression: Expression) -> Iterator[Any | AtLeast]:
    if isinstance(expression, Any | AtLeast):
        yield expression
    for part in parts_of(expression):
        yield from _choices(part)


def _carries(policy: Policy, choice: Any | AtLeast, part: Expression, one: Evaluation) -> bool:
    needed = choice.count if isinstance(choice, AtLeast) else 1
    holding = [other for other in parts_of(choice) if _met(other, one) is True]
    return part in holding and len(holding) == needed and _met(policy.rule, one) is True


def _met(expression: Expression, one: Evaluation) -> Truth:
    return truth_of(expression, lambda name: one.leaves[name].met)
