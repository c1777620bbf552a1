"""What is doubtful about a draft among the other versions, the official tables and the languages of its city. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from seoul_learn.plugin_api.config import field_marks
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.tenant_plane.eligibility.lasting import Months, UntilDay, later
from seoul_learn.tenant_plane.eligibility.policy import Policy
from seoul_learn.tenant_plane.eligibility.remarks import Remark, RemarkKind
from seoul_learn.tenant_plane.eligibility.values import DECIDING, StoredPolicy

_A_YEAR = Months(12)


def check_draft(
    policy: Policy, *, versions: Sequence[StoredPolicy], standards: Standards, languages: Sequence[str], today: date
) -> tuple[Remark, ...]:
    """Days, gaps, translations and tables; `versions` are all of the programme."""
    return (*_days(policy, versions, today), *_words(policy, languages), *_tables(policy, standards), *_window(policy))


def standards_of(policy: Policy) -> dict[str, tuple[str, ...]]:
    """The official tables that a policy compares with, each with the criteria that do."""
    named: dict[str, tuple[str, ...]] = {}
    for name, leaf in policy.leaves.items():
        for field, mark in field_marks(type(leaf.config)).items():
            if mark.get("names") == "standard" and (standard := getattr(leaf.config, field)):
                named[standard] = (*named.get(standard, ()), name)
    return named


def standard_ends(standards: Standards, standard: str, *, on: date) -> date | None:
    """The last day that tables tell without a gap from a day on; None where there is none for that day."""
    last: date | None = None
    day = on
    while True:
        tables = [
            row
            for group in (standards.groups(standard) or (None,))
            for column in (standards.columns(standard) or (None,))
            if (row := standards.row(standard, size=1, on=day, group=group, column=column)) is not None
        ]
        if not tables:
            return last
        last = min(row.valid_to for row in tables)
        day = last + timedelta(days=1)


def last_day_needed(policy: Policy) -> date:
    """Until when a version decides at least: the end of its window, and what it grants then."""
    first = max(policy.effective_from, policy.window.closes.date()) if policy.window and policy.window.closes else None
    return first or later(policy.effective_from, _A_YEAR)


def _days(policy: Policy, versions: Sequence[StoredPolicy], today: date) -> Iterator[Remark]:
    day = policy.effective_from
    if day < today:
        yield Remark(kind=RemarkKind.DAY_PASSED, at="policy", values={"day": day.isoformat()})
    deciding = [one.effective_from for one in versions if one.status in DECIDING]
    if deciding and day <= max(deciding):
        yield Remark(kind=RemarkKind.DAY_TAKEN, at="policy", values={"day": max(deciding).isoformat()})
    if not deciding and day > today:
        yield Remark(kind=RemarkKind.NOBODY_DECIDES, at="policy", values={"day": day.isoformat()})


def _words(policy: Policy, languages: Sequence[str]) -> Iterator[Remark]:
    for name, leaf in policy.leaves.items():
        for language in languages:
            if not str(leaf.label.get(language, "")).strip():
                yield Remark(kind=RemarkKind.LABEL_MISSING, at=name, values={"language": language})
        if not leaf.law:
            yield Remark(kind=RemarkKind.LAW_MISSING, at=name)
    for place, grant in enumerate(policy.grants):
        named = bool(grant.label) or len(policy.grants) > 1
        for benefit in grant.benefits:
            for language in languages if benefit.label else ():
                if not benefit.label.get(language, "").strip():
                    values = {"language": language, "kind": benefit.kind}
                    yield Remark(kind=RemarkKind.BENEFIT_LABEL_MISSING, at=f"grants.{place}", values=values)
        for language in languages if named else ():
            if not grant.label.get(language, "").strip():
                values = {"language": language, "tier": grant.tier or str(place + 1)}
                yield Remark(kind=RemarkKind.TIER_LABEL_MISSING, at=f"grants.{place}", values=values)


def _tables(policy: Policy, standards: Standards) -> Iterator[Remark]:
    needed = last_day_needed(policy)
    for standard, criteria in standards_of(policy).items():
        ends = standard_ends(standards, standard, on=policy.effective_from)
        values = {"standard": standard, "criteria": ", ".join(criteria)}
        if ends is None:
            day = {"day": policy.effective_from.isoformat()}
            yield Remark(kind=RemarkKind.STANDARD_MISSING, at=criteria[0], values={**values, **day})
        elif ends < needed:
            days = {"day": ends.isoformat(), "needed": needed.isoformat()}
            yield Remark(kind=RemarkKind.STANDARD_ENDS, at=criteria[0], values={**values, **days})


def _window(policy: Policy) -> Iterator[Remark]:
    if policy.window and policy.window.closes and policy.window.closes.date() < policy.effective_from:
        yield Remark(
            kind=RemarkKind.WINDOW_BEFORE, at="window", values={"day": policy.window.closes.date().isoformat()}
        )
    elif policy.window and policy.window.opens.date() < policy.effective_from:
        opens = policy.window.opens.date().isoformat()
        values = {"opens": opens, "day": policy.effective_from.isoformat()}
        yield Remark(kind=RemarkKind.WINDOW_OPENS_BEFORE, at="window", values=values)
    for place, grant in enumerate(policy.grants):
        if isinstance(grant.lasts, UntilDay) and grant.lasts.day < policy.effective_from:
            yield Remark(
                kind=RemarkKind.TIER_NEVER, at=f"grants.{place}", values={"tier": grant.tier or str(place + 1)}
            )
