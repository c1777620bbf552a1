"""What a determination says to a reader: its reasons in words, what would have turned it, and until when to appeal."""

from datetime import date

import msgspec

from seoul_learn.tenant_plane.applications.values import Determined
from seoul_learn.tenant_plane.branding.values import Site
from seoul_learn.tenant_plane.casework.appeal import appeal_until
from seoul_learn.tenant_plane.eligibility.record import DeterminationRecord, Reason
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.fact_words import question_of
from seoul_learn.web.shared.reasons import reason_words
from seoul_learn.web.shared.work import Looks


class Vouched(msgspec.Struct, frozen=True, kw_only=True):
    """A fact and who vouched for it: `source` is `applicant`, `officer` or the name of a register."""

    question: str
    source: str
    checked_at: date | None
    valid_until: date | None


class ReasonLine(msgspec.Struct, frozen=True, kw_only=True):
    """One criterion: the city's words, what it said with value and limit, the law, and who vouched for its facts."""

    criterion: str
    label: dict[str, str]
    words: str
    met: bool | None
    decisive: bool
    law: str | None
    source: str | None
    valid_from: date | None
    valid_to: date | None
    unvouched: bool
    vouched: tuple[Vouched, ...]


class TurningLine(msgspec.Struct, frozen=True, kw_only=True):
    """A criterion that would have had to be met, or not to be."""

    label: dict[str, str]
    met: bool


class AppealTerm(msgspec.Struct, frozen=True, kw_only=True):
    """The last day on which a determination can be appealed, by which law, and what of it is not published."""

    until: date
    within_days: int
    law: str | None
    illustrative: str | None = None


def reason_line(record: DeterminationRecord, reason: Reason, work: Looks, parts: Parts) -> ReasonLine:
    """A reason in the reader's words."""
    row, facts = reason.row, parts.facts(work.source)
    return ReasonLine(
        criterion=reason.criterion,
        label=reason.label,
        words=reason_words(parts.engine.plugins, reason, work.visitor, facts=facts),
        met=reason.met,
        decisive=reason.decisive,
        law=reason.law,
        source=row.source if row else None,
        valid_from=row.valid_from if row else None,
        valid_to=row.valid_to if row else None,
        unvouched=bool(reason.unvouched),
        vouched=tuple(
            Vouched(
                question=question_of(facts[fact.name], work.visitor),
                source=fact.source,
                checked_at=fact.checked_at,
                valid_until=fact.valid_until,
            )
            for fact in record.vouched_for(reason)
            if fact.name in facts
        ),
    )


def turning_lines(record: DeterminationRecord) -> tuple[tuple[TurningLine, ...], ...]:
    """The ways in which it would have come out otherwise, of which one is enough."""
    labels = {reason.criterion: reason.label for reason in record.reasons}
    return tuple(
        tuple(TurningLine(label=labels.get(one.criterion, {}), met=one.met) for one in way) for way in record.turning
    )


def appeal_term(site: Site, determined: Determined) -> AppealTerm | None:
    """Until when; None for a city that says nothing of it, and where there is no outcome yet."""
    days = site.appeals.get("within_days")
    until = appeal_until(determined, within_days=days, timezone=site.timezone)
    if until is None or days is None:
        return None
    return AppealTerm(
        until=until, within_days=days, law=site.appeals.get("law"), illustrative=site.appeals.get("illustrative")
    )
