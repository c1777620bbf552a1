"""The checks of a policy for the whole time that it may decide: its first day, each day on which an official table
changes, and its last known day. What is the matter on some of these days only says from when, or until when. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import msgspec

from seoul_learn.plugin_api.facts import FactCatalogue
from seoul_learn.plugin_api.standards import StandardRow, Standards
from seoul_learn.tenant_plane.eligibility.check_draft import last_day_needed, standards_of
from seoul_learn.tenant_plane.eligibility.check_policy import check_policy
from seoul_learn.tenant_plane.eligibility.policy import Policy
from seoul_learn.tenant_plane.eligibility.remarks import Remark, RemarkKind
from seoul_learn.tenant_plane.eligibility.values import DECIDING, StoredPolicy

MOST_DAYS = 8
"""Days that are tried; a version decides for a year or two, and tables change once a year."""

_EVER = frozenset({RemarkKind.PART_ADDS_NOTHING})
"""What is the matter only where it is so all the time: a part that makes a difference on one day makes one."""


def days_to_try(policy: Policy, *, versions: Sequence[StoredPolicy], standards: Standards) -> tuple[date, ...]:
    """The days on which something may come out otherwise than on the day before, the first and the last."""
    first = policy.effective_from
    later = [one.effective_from for one in versions if one.status in DECIDING and one.effective_from > first]
    last = min(later) - timedelta(days=1) if later else max(last_day_needed(policy), first)
    turns = {first}
    for standard in standards_of(policy):
        turns |= set(_turns(standards, standard, first, last))
    known = sorted(day for day in turns if day <= last)
    if all(_told(standards, standard, last) for standard in standards_of(policy)):
        known = sorted({*known, last})
    return tuple(known[:MOST_DAYS])


def check_days(
    policy: Policy, *, facts: FactCatalogue, standards: Standards, days: Sequence[date]
) -> tuple[Remark, ...]:
    """What an officer should look at again, in the order of the policy; `days` in order."""
    found = {day: check_policy(policy, facts=facts, standards=standards, as_of=day) for day in days}
    remarks = dict.fromkeys(remark for day in days for remark in map(_hashed, found[day]))
    return tuple(_dated(dict(remarks), {day: {*map(_hashed, found[day])} for day in days}, days))


class _Hashed(msgspec.Struct, frozen=True):
    kind: RemarkKind
    at: str
    values: tuple[tuple[str, str], ...]


def _hashed(remark: Remark) -> _Hashed:
    return _Hashed(remark.kind, remark.at, tuple(sorted(remark.values.items())))


def _dated(remarks: dict[_Hashed, None], found: dict[date, set[_Hashed]], days: Sequence[date]) -> Iterator[Remark]:
    for one in remarks:
        on = [day for day in days if one in found[day]]
        remark = Remark(kind=one.kind, at=one.at, values=dict(one.values))
        if len(on) == len(days):
            yield remark
        elif one.kind in _EVER:
            continue
        elif on[0] != days[0]:
            yield msgspec.structs.replace(remark, since=on[0])
        else:
            over = next(day for day in days if one not in found[day])
            yield msgspec.structs.replace(remark, until=over - timedelta(days=1))


def _turns(standards: Standards, standard: str, first: date, last: date) -> Iterator[date]:
    """The first days of the tables after `first`, as long as there is one."""
    day = first
    while day <= last:
        ends = [row.valid_to for row in _rows(standards, standard, day)]
        if not ends:
            return
        day = min(ends) + timedelta(days=1)
        if _rows(standards, standard, day):
            yield day


def _told(standards: Standards, standard: str, day: date) -> bool:
    return bool(_rows(standards, standard, day))


def _rows(standards: Standards, standard: str, day: date) -> list[StandardRow]:
    return [
        row
        for group in (standards.groups(standard) or (None,))
        for column in (standards.columns(standard) or (None,))
        if (row := standards.row(standard, size=1, on=day, group=group, column=column)) is not None
    ]
