"""The policy versions that an application is to be tried under, read for it."""

from datetime import date
from uuid import UUID

import msgspec

from seoul_learn.kit.clock import Clock, local_date
from seoul_learn.tenant_plane.applications.progress import Progress, progress
from seoul_learn.tenant_plane.applications.values import Case
from seoul_learn.tenant_plane.database.reading import Source
from seoul_learn.tenant_plane.eligibility.engine import Engine
from seoul_learn.tenant_plane.eligibility.evaluate import Outcome
from seoul_learn.tenant_plane.eligibility.ground import Ground
from seoul_learn.tenant_plane.eligibility.queries import policies_through
from seoul_learn.tenant_plane.eligibility.transition import InFlight, best_of, in_flight

_FINAL = (Outcome.ELIGIBLE, Outcome.INELIGIBLE)


class Versions(msgspec.Struct, frozen=True, kw_only=True):
    """The versions to try, and ids and texts of all by the day on which they took effect."""

    flight: InFlight
    ids: dict[date, UUID]
    texts: dict[date, str]


async def versions_for(
    source: Source, case: Case, engine: Engine, *, timezone: str, clock: Clock, again: bool = False
) -> Versions:
    """The versions that decide about an application now. One with a final outcome is no longer in flight.

    `again` asks whether somebody is eligible still: by today's law, as far as newer versions touch her.
    """
    application, today = case.application, local_date(clock.now(), timezone)
    until = today
    if not again and case.latest is not None and case.latest.outcome in _FINAL:
        until = local_date(case.latest.determined_at, timezone)
    stored = await policies_through(source, application.programme_id, until)
    begun = next(one for one in stored if one.id == application.policy_version_id)
    later = [one for one in stored if one.effective_from > begun.effective_from]
    law_day = today if again else _law_day(case, today, timezone)
    flight = in_flight(engine.policy(begun), [engine.policy(one) for one in later], law_day=law_day)
    return Versions(
        flight=flight,
        ids={one.effective_from: one.id for one in stored},
        texts={one.effective_from: one.text for one in stored},
    )


def _law_day(case: Case, today: date, timezone: str) -> date:
    """That of the submission, or of the last time that it was asked whether she is eligible still."""
    submitted_at = case.application.submitted_at
    if submitted_at is None:
        return today
    looked_again = [one.as_of for one in case.determinations if one.occasion.looks_again]
    return max(local_date(submitted_at, timezone), *looked_again, date.min)


def progress_under(case: Case, versions: Versions, ground: Ground) -> Progress:
    """Where the applicant stands: nothing more is asked once she is eligible under one of the versions tried."""
    all_of_them = [
        progress(case, tried.policy, as_of=tried.as_of, catalogue=ground.facts, standards=ground.standards)
        for tried in versions.flight.tried
    ]
    best = all_of_them[best_of([one.evaluation for one in all_of_them])]
    if best.evaluation.outcome is Outcome.ELIGIBLE:
        return best
    return next((one for one in all_of_them if one.next is not None), best)
