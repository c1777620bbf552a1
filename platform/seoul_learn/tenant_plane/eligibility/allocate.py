"""Who gets a place when places run short. Pure: the same applicants give the same places, in whatever order they come.

Anybody can repeat it: the order is by what the policy publishes, and a lot is the SHA-256 of seed and reference.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from seoul_learn.tenant_plane.eligibility.policy import Policy
from seoul_learn.tenant_plane.eligibility.quota import Quota, Unfilled
from seoul_learn.tenant_plane.eligibility.ranking import Order, Ranking, TieBreak
from seoul_learn.tenant_plane.eligibility.rule import truth_of
from seoul_learn.tenant_plane.eligibility.truth import Truth

FIRST_COME = Ranking(order=Order.FIRST_COME)
"""How applicants are ranked by a policy that says nothing of it."""


class Applicant(msgspec.Struct, frozen=True, kw_only=True):
    """An eligible applicant; `meets` are the criteria and rules that she meets as vouched for, by their names."""

    reference: str
    submitted_at: datetime
    meets: frozenset[str] = frozenset()


class Placing(msgspec.Struct, frozen=True, kw_only=True):
    """Where an applicant stands: `rank` counts from 1; `group` is that of the quota to which she belongs.

    `lot` is drawn in hexadecimal where lots are. `admitted` tells whether she has a place.
    """

    reference: str
    rank: int
    group: str | None
    lot: str | None
    admitted: bool


def rank(applicants: Iterable[Applicant], ranking: Ranking | None, quota: Quota | None) -> tuple[Placing, ...]:
    """Everybody in order with who gets a place. Without a quota everybody does. ValueError for a repeated reference."""
    by = ranking or FIRST_COME
    ordered = sorted(applicants, key=lambda one: _key(one, by))
    if len({one.reference for one in ordered}) < len(ordered):
        raise ValueError("two applicants have one reference")
    groups = {one.reference: group_of(one.meets, quota) for one in ordered}
    admitted = _admitted([one.reference for one in ordered], groups, quota)
    return tuple(
        Placing(
            reference=one.reference,
            rank=position,
            group=groups[one.reference],
            lot=lot(by, one.reference) if by.draws_lots else None,
            admitted=one.reference in admitted,
        )
        for position, one in enumerate(ordered, 1)
    )


def lot(ranking: Ranking, reference: str) -> str:
    """What an application draws: SHA-256 of the seed and, right behind it, the reference. The smallest comes first."""
    return hashlib.sha256(f"{ranking.seed or ''}{reference}".encode()).hexdigest()


def group_of(meets: frozenset[str], quota: Quota | None) -> str | None:
    """The first group of the quota that somebody meets, in the order in which the policy writes them."""
    return next((name for name in quota.by if name in meets), None) if quota else None


def names_met(policy: Policy, assured: Mapping[str, Truth]) -> frozenset[str]:
    """The criteria and rules of a policy that hold, from what its criteria say of facts as vouched for."""
    names = (*policy.leaves, *policy.rules)
    return frozenset(name for name in names if truth_of(policy.named(name), lambda leaf: assured[leaf]) is True)


def class_of(meets: frozenset[str], ranking: Ranking | None) -> int:
    """The class of need: the place of the first name that somebody meets, or behind all of them."""
    by = ranking.by if ranking and ranking.order is Order.PRIORITY else ()
    return next((place for place, name in enumerate(by) if name in meets), len(by))


def order_key(ranking: Ranking, *, need: int, at: datetime, reference: str) -> tuple[Any, ...]:
    """What applications are sorted by: class of need, moment of submitting and reference, as the policy weighs them."""
    tie = at if ranking.tie_break is TieBreak.SUBMITTED_AT else lot(ranking, reference)
    if ranking.order is Order.FIRST_COME:
        return (at, tie, reference)
    if ranking.order is Order.LOTTERY:
        return (lot(ranking, reference), reference)
    return (need, tie, reference)


def _key(applicant: Applicant, ranking: Ranking) -> tuple[Any, ...]:
    need = class_of(applicant.meets, ranking)
    return order_key(ranking, need=need, at=applicant.submitted_at, reference=applicant.reference)


def _admitted(ordered: list[str], groups: Mapping[str, str | None], quota: Quota | None) -> frozenset[str]:
    if quota is None:
        return frozenset(ordered)
    left: dict[str | None, int] = {None: quota.places - sum(quota.by.values())}
    left.update(quota.by)
    admitted: set[str] = set()
    for reference in ordered:
        if left[groups[reference]] > 0:
            left[groups[reference]] -= 1
            admitted.add(reference)
    if quota.unfilled is Unfilled.OPENED:
        waiting = [one for one in ordered if one not in admitted]
        admitted.update(waiting[: quota.places - len(admitted)])
    return frozenset(admitted)
