"""What becomes of those who lose because the law changed: chosen by two officers with the version, and obeyed.

A version without such a rule, as a bundle brings it, leaves them to its own grace.
"""

import enum
from datetime import date
from uuid import UUID

import msgspec

from seoul_learn.tenant_plane.database.reading import Source, fetch_first
from seoul_learn.tenant_plane.eligibility.policy import Policy
from seoul_learn.tenant_plane.eligibility.renewal import last_day_after_loss

# The rule stands with the first publication: an announced version takes it along when it comes into force.
_RULE = """
    select for_losers, for_losers_until from tenant.policy_publication
     where tenant_id = $1 and policy_version_id = $2 and for_losers is not null
     order by published_at limit 1
"""


class ForLosers(enum.StrEnum):
    """What becomes of those who have an entitlement and would not get one under the new version.

    `AT_ONCE` is without any grace: after the notice that everybody is given.
    """

    UNTIL_TERM_ENDS = "until_term_ends"
    GRACE = "grace"
    UNTIL_DAY = "until_day"
    AT_ONCE = "at_once"


class RuleForLosers(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of rule, and the last day of those that name one."""

    kind: ForLosers
    until: date | None = None


async def rule_for_losers(source: Source, policy_version_id: UUID) -> RuleForLosers | None:
    """The rule that was published with a version, or None."""
    row = await fetch_first(source, _RULE, policy_version_id)
    return rule_from(row["for_losers"], row["for_losers_until"]) if row else None


def rule_from(kind: str | None, until: date | None) -> RuleForLosers | None:
    """The rule of the two columns that keep one."""
    return RuleForLosers(kind=ForLosers(kind), until=until) if kind else None


def last_day_by(rule: RuleForLosers | None, policy: Policy, *, lost_on: date, ends_on: date) -> date:
    """The last day of what somebody has who ceased to be eligible; without a rule by the grace of the policy.

    Never without notice, and never beyond its own end.
    """
    if rule is not None and rule.kind is ForLosers.UNTIL_TERM_ENDS:
        return ends_on
    without_grace = rule is not None and rule.kind is not ForLosers.GRACE
    kept = last_day_after_loss(
        None if without_grace else policy.renewal, lost_on=lost_on, ends_on=ends_on, school_year=policy.school_year
    )
    return max(kept, min(rule.until, ends_on)) if rule is not None and rule.until is not None else kept
