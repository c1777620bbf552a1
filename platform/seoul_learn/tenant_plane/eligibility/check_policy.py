"""What is doubtful about a policy that can be read: found by trying every answer that makes a difference. Pure.

What this can say, and what not. Every criterion is run on the values around which it turns (boundaries.py), on the
first day of the version, for somebody who has told everything. A remark that something never happens is right for
criteria that turn at single points of a number, an amount or a day, as all in the tree do; a criterion that turns and
turns back within a month of days, or within a step of the grid, could prove it wrong. Where there is too much to try,
nothing is said but that.
"""

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from seoul_learn.plugin_api.facts import FactCatalogue
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.tenant_plane.eligibility.policy import ELIGIBLE, Policy
from seoul_learn.tenant_plane.eligibility.reachable import Reachable, reachable
from seoul_learn.tenant_plane.eligibility.remarks import Remark, RemarkKind
from seoul_learn.tenant_plane.eligibility.rule import (
    All,
    Any,
    AtLeast,
    Expression,
    Name,
    Not,
    names_in,
    parts_of,
    sentence,
    truth_of,
)


def check_policy(policy: Policy, *, facts: FactCatalogue, standards: Standards, as_of: date) -> tuple[Remark, ...]:
    """What an officer should look at again, in the order of the policy."""
    unknown = {fact for leaf in policy.leaves.values() for fact in leaf.reads if fact not in facts}
    if unknown:
        return tuple(
            Remark(kind=RemarkKind.FACT_UNKNOWN, at=leaf.name, values={"fact": fact})
            for leaf in policy.leaves.values()
            for fact in leaf.reads
            if fact in unknown
        )
    can = reachable(policy, facts=facts, standards=standards, as_of=as_of)
    return (*_criteria(policy, can), *_rule(policy, can), *_tiers(policy, can))


def _criteria(policy: Policy, can: Reachable) -> Iterator[Remark]:
    used = _used(policy)
    for name in policy.leaves:
        if name not in used:
            yield Remark(kind=RemarkKind.CRITERION_UNUSED, at=name)
        values = {answers[name] for group in can.groups for answers in group if name in answers}
        if can.whole and values == {False}:
            yield Remark(kind=RemarkKind.CRITERION_NEVER, at=name)
        elif can.whole and values == {True}:
            yield Remark(kind=RemarkKind.CRITERION_ALWAYS, at=name)


def _used(policy: Policy) -> frozenset[str]:
    used = set(names_in(policy.rule))
    for grant in policy.grants:
        used |= set(names_in(grant.when))
        if grant.copay and grant.copay.waive_when:
            used |= set(names_in(grant.copay.waive_when))
    named = {*(policy.quota.by if policy.quota else ()), *(policy.ranking.by if policy.ranking else ())}
    for name in named:
        used |= set(names_in(policy.named(name)))
    return frozenset(used)


def _rule(policy: Policy, can: Reachable) -> Iterator[Remark]:
    names = frozenset(names_in(policy.rule))
    if not can.can_be_tried(names):
        yield Remark(kind=RemarkKind.NOT_TRIED_WHOLLY, at=ELIGIBLE)
        return
    values = can.values_of(policy.rule, names)
    if values == {False}:
        yield Remark(kind=RemarkKind.RULE_NEVER, at=ELIGIBLE, values=_reason(policy.rule, can))
    elif values == {True}:
        yield Remark(kind=RemarkKind.RULE_ALWAYS, at=ELIGIBLE)
    settled = values in ({True}, {False})
    for part in dict.fromkeys(_within(policy.rule)):
        for remark in _part(part, policy, can, names):
            # Where the rule never turns, no part of it makes a difference: that is no news.
            if not settled or remark.kind is not RemarkKind.PART_ADDS_NOTHING:
                yield remark


def _part(part: Expression, policy: Policy, can: Reachable, names: frozenset[str]) -> Iterator[Remark]:
    said = {"part": sentence(part)}
    own = frozenset(names_in(part))
    values = can.values_of(part, own)
    if not isinstance(part, Name):
        if values == {False}:
            if pair := _contradiction(part, can):
                yield Remark(kind=RemarkKind.CONTRADICTION, at=ELIGIBLE, values={**said, **pair})
            else:
                yield Remark(kind=RemarkKind.PART_NEVER, at=ELIGIBLE, values=said)
            return
        if values == {True}:
            yield Remark(kind=RemarkKind.PART_ALWAYS, at=ELIGIBLE, values=said)
            return
    if values in ({True}, {False}):
        return  # of a criterion that never turns it is said already
    if part is not policy.rule and _adds_nothing(part, policy.rule, can, names):
        yield Remark(kind=RemarkKind.PART_ADDS_NOTHING, at=ELIGIBLE, values=said)


def _reason(expression: Expression, can: Reachable) -> dict[str, str]:
    return _contradiction(expression, can) or {}


def _contradiction(expression: Expression, can: Reachable) -> dict[str, str]:
    """Two parts of which each can hold, and never both."""
    if not isinstance(expression, All):
        return {}
    for one, other in combinations(expression.parts, 2):
        apart = (can.values_of(part, frozenset(names_in(part))) for part in (one, other))
        both = All((one, other))
        if all(True in values for values in apart) and can.values_of(both, frozenset(names_in(both))) == {False}:
            return {"one": sentence(one), "other": sentence(other)}
    return {}


def _adds_nothing(part: Expression, rule: Expression, can: Reachable, names: frozenset[str]) -> bool:
    """Whether the rule says the same to everybody, be this part met or not."""

    def stays(value: bool) -> bool:
        """Whether the rule says the same with this part settled so: an alternative that another one includes, or a
        condition that the others include."""
        settled = _settled(rule, part)
        return all(
            truth_of(settled, {**answers, _SETTLED: value}.__getitem__) == truth_of(rule, answers.__getitem__)
            for answers in can.every(names)
        )

    return stays(False) or stays(True)


_SETTLED = "\0"


def _settled(expression: Expression, part: Expression) -> Expression:
    if expression is part:
        return Name(_SETTLED)
    match expression:
        case Name():
            return expression
        case Not(inner):
            return Not(_settled(inner, part))
        case All(parts):
            return All(tuple(_settled(one, part) for one in parts))
        case Any(parts):
            return Any(tuple(_settled(one, part) for one in parts))
        case AtLeast(count, parts):
            return AtLeast(count, tuple(_settled(one, part) for one in parts))


def _within(expression: Expression) -> Iterator[Expression]:
    for part in parts_of(expression):
        yield part
        yield from _within(part)


def _tiers(policy: Policy, can: Reachable) -> Iterator[Remark]:
    names = frozenset(
        name for expression in (policy.rule, *(one.when for one in policy.grants)) for name in names_in(expression)
    )
    if not can.can_be_tried(names):
        return
    reached: set[int] = set()
    left_out = False
    for answers in can.every(names):
        if truth_of(policy.rule, answers.__getitem__) is not True:
            continue
        first = next(
            (place for place, one in enumerate(policy.grants) if truth_of(one.when, answers.__getitem__)), None
        )
        reached |= {first} if first is not None else set()
        left_out = left_out or first is None
    if not reached and not left_out:
        return  # nobody is eligible: said already
    for place, grant in enumerate(policy.grants):
        if place not in reached:
            named = grant.tier or str(place + 1)
            yield Remark(kind=RemarkKind.TIER_NEVER, at=f"grants.{place}", values={"tier": named})
    if left_out:
        yield Remark(kind=RemarkKind.NOTHING_GRANTED, at="grants")
