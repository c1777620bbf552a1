"""What somebody can claim when places run short, by one evaluation: her group of the quota, her class of need. Pure."""

from collections.abc import Iterable, Mapping

import msgspec

from seoul_learn.tenant_plane.eligibility.allocate import class_of, group_of, names_met
from seoul_learn.tenant_plane.eligibility.evaluate import Evaluation, Outcome
from seoul_learn.tenant_plane.eligibility.hand_out import REST
from seoul_learn.tenant_plane.eligibility.policy import Policy
from seoul_learn.tenant_plane.eligibility.ranking import Order
from seoul_learn.tenant_plane.eligibility.rule import names_in, truth_of
from seoul_learn.tenant_plane.eligibility.ruling import State
from seoul_learn.tenant_plane.eligibility.truth import Truth
from seoul_learn.tenant_plane.eligibility.wanted_facts import missing_facts


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """`group` and `need` (her class) are as vouched for; `groups` those that she may turn out to be of.

    `unvouched` are facts that an officer has to see before they count for either.
    """

    group: str
    groups: tuple[str, ...]
    need: int
    unvouched: tuple[str, ...]


def claim_of(policy: Policy, evaluation: Evaluation, *, to_be_shown: frozenset[str] = frozenset()) -> Claim:
    """The claim under a policy; `to_be_shown` are facts that a document of hers waits to establish."""
    assured = {name: value.assured for name, value in evaluation.leaves.items()}
    meets = names_met(policy, assured)
    unvouched = _unvouched(policy, evaluation, assured, to_be_shown)
    group = group_of(meets, policy.quota) or REST
    is_open = evaluation.outcome is not Outcome.ELIGIBLE or bool(unvouched)
    groups = _possible_groups(policy, evaluation, assured) if is_open else (group,)
    return Claim(group=group, groups=groups, need=class_of(meets, policy.ranking), unvouched=unvouched)


def names_that_rank(policy: Policy) -> tuple[tuple[str, ...], ...]:
    """The lists of names of which the first that somebody meets counts: groups of the quota, classes of need."""
    groups = tuple(policy.quota.by) if policy.quota else ()
    ranking = policy.ranking
    classes = ranking.by if policy.quota and ranking and ranking.order is Order.PRIORITY else ()
    return tuple(names for names in (groups, classes) if names)


def _possible_groups(policy: Policy, evaluation: Evaluation, assured: Mapping[str, Truth]) -> tuple[str, ...]:
    found: list[str] = []
    for name in policy.quota.by if policy.quota else ():
        rule = policy.named(name)
        if truth_of(rule, assured.__getitem__):
            return (*found, name)
        if truth_of(rule, lambda leaf: evaluation.leaves[leaf].met) is not False:
            found.append(name)
    return (*found, REST)


def _unvouched(
    policy: Policy, evaluation: Evaluation, assured: Mapping[str, Truth], to_be_shown: frozenset[str]
) -> tuple[str, ...]:
    """Facts by which she would be of an earlier group or class, were they vouched for."""
    found: set[str] = set()
    for names in names_that_rank(policy):
        for name in names:
            rule = policy.named(name)
            if truth_of(rule, assured.__getitem__):
                break
            if truth_of(rule, lambda leaf: evaluation.leaves[leaf].met) is not False:
                found.update(_lacking_of(names_in(rule), evaluation, to_be_shown))
    return tuple(sorted(found))


def _lacking_of(leaves: Iterable[str], evaluation: Evaluation, to_be_shown: frozenset[str]) -> set[str]:
    found: set[str] = set()
    for leaf in leaves:
        value = evaluation.leaves[leaf]
        if value.state is State.UNVOUCHED:
            found.update(value.unvouched)
        elif value.state is State.UNKNOWN:
            found.update(to_be_shown.intersection(missing_facts(value.finding)))
    return found
