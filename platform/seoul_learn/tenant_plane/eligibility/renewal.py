"""Going on, losing, leaving and coming back: the days that a policy sets. Pure: the day is passed in."""

from datetime import date, timedelta

import msgspec

from seoul_learn.tenant_plane.eligibility.lasting import (
    Counted,
    Days,
    Lasting,
    SchoolYear,
    UntilDay,
    UntilSchoolYearEnds,
    earlier,
    later,
)

NOTICE = Days(14)
"""Whoever loses something is told at least so long before: the platform's own promise, beside a policy's grace."""


class Renewal(msgspec.Struct, frozen=True, kw_only=True):
    """`opens` before the end of an entitlement; `grace` after eligibility is lost; `rejoin_after` leaving."""

    opens: Counted | None = None
    grace: Lasting | None = None
    rejoin_after: Counted | None = None


def renewal_opens_on(renewal: Renewal | None, *, ends_on: date) -> date | None:
    """The first day on which what ends on `ends_on` can be renewed, or None where the policy knows no renewal."""
    return earlier(ends_on, renewal.opens) if renewal and renewal.opens else None


def renewable_through(renewal: Renewal | None, *, on: date) -> date | None:
    """The latest last day of what can be renewed on a day already, or None where the policy knows no renewal."""
    if renewal is None or renewal.opens is None:
        return None
    opens = renewal.opens
    # Months differ in length: up to three days more come within the same span.
    days = [later(on, opens) + timedelta(days=more) for more in range(4)]
    return max(day for day in days if earlier(day, opens) <= on)


def last_day_after_loss(
    renewal: Renewal | None, *, lost_on: date, ends_on: date, school_year: SchoolYear | None
) -> date:
    """The last day of what somebody has who ceased to be eligible: that of the grace, and never without notice."""
    noticed = min(later(lost_on, NOTICE), ends_on)
    kept = protected_until(renewal, lost_on=lost_on, ends_on=ends_on, school_year=school_year)
    return max(kept, noticed) if kept else noticed


def protected_until(
    renewal: Renewal | None, *, lost_on: date, ends_on: date, school_year: SchoolYear | None
) -> date | None:
    """The last day of what somebody keeps who ceased to be eligible on `lost_on`; None without grace.

    Grace never prolongs an entitlement beyond its own end.
    """
    if renewal is None or renewal.grace is None:
        return None
    match renewal.grace:
        case UntilDay(day):
            last = day
        case UntilSchoolYearEnds():
            if school_year is None:
                raise ValueError("the policy says nothing of school years")
            last = school_year.end(lost_on)
        case counted:
            last = later(lost_on, counted)
    return min(last, ends_on) if last >= lost_on else None


def rejoining_from(renewal: Renewal | None, *, left_on: date) -> date:
    """The first day on which somebody who left on `left_on` may apply again."""
    if renewal is None or renewal.rejoin_after is None:
        return left_on + timedelta(days=1)
    return later(left_on, renewal.rejoin_after)


def rejoining_is_barred(renewal: Renewal | None, *, left_on: date, on: date) -> bool:
    """Whether somebody who left on `left_on` may not apply on a day. The day on which the bar ends is free."""
    return renewal is not None and renewal.rejoin_after is not None and on < later(left_on, renewal.rejoin_after)
