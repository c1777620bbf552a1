"""Who gets the places that are free, while some have theirs already and others are not determined yet. Pure.

`allocate.rank` says it of everybody at once. This says it step by step, as officers determine one after another, and
comes to the same places in the end: a place that an earlier application may still turn out to need is kept for it.
"""

import enum
from collections.abc import Iterable
from datetime import datetime

import msgspec

from seoul_learn.tenant_plane.eligibility.allocate import FIRST_COME, order_key
from seoul_learn.tenant_plane.eligibility.quota import Quota, Unfilled
from seoul_learn.tenant_plane.eligibility.ranking import Ranking

REST = ""
"""The group of those who are of none."""


class PlacingState(enum.StrEnum):
    """How far somebody is: not determined yet, eligible and waiting, with a place, or out of the order."""

    UNDETERMINED = "undetermined"
    WAITING = "waiting"
    ADMITTED = "admitted"
    ENDED = "ended"


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """One application in the order. `need` is its class, the least first; `groups` those it may turn out to be of.

    Somebody who waits or is admitted is of one group. Somebody undetermined only `holds` a place while she keeps her
    turn.
    """

    reference: str
    submitted_at: datetime
    state: PlacingState
    groups: tuple[str, ...] = (REST,)
    need: int = 0
    holds: bool = False


def in_order(turns: Iterable[Turn], ranking: Ranking | None) -> list[Turn]:
    """The turns, the first first."""
    by = ranking or FIRST_COME
    return sorted(turns, key=lambda one: order_key(by, need=one.need, at=one.submitted_at, reference=one.reference))


def places_of(quota: Quota) -> dict[str, int]:
    """How many places each group has, and what is left for those of none."""
    return {**quota.by, REST: quota.places - sum(quota.by.values())}


def next_admitted(
    turns: Iterable[Turn], ranking: Ranking | None, quota: Quota, *, opens: bool
) -> tuple[str, ...]:
    """The references of those who get a place now, in order. `opens`: what groups leave free goes to the others.

    A policy that keeps what is unfilled never opens it, and nothing is opened while somebody undetermined holds a
    place: only when she is of a group is it known which of them leaves one free.
    """
    ordered = in_order(turns, ranking)
    admitted = [one for one in ordered if one.state is PlacingState.ADMITTED]
    free = quota.places - len(admitted)
    left = places_of(quota)
    for one in admitted:
        left[one.groups[0]] = left.get(one.groups[0], 0) - 1
    chosen: list[str] = []
    passed: list[Turn] = []
    for one in ordered:
        if one.state is PlacingState.WAITING or one.holds:
            wanted = [group for group in one.groups if left.get(group, 0) > 0]
            if free <= 0 or not wanted:
                passed.append(one)
                continue
            free -= 1
            for group in wanted:
                left[group] -= 1
            if one.state is PlacingState.WAITING:
                chosen.append(one.reference)
    if opens and quota.unfilled is Unfilled.OPENED and not any(one.holds for one in ordered):
        chosen += [one.reference for one in passed[: max(free, 0)]]
    return tuple(chosen)
