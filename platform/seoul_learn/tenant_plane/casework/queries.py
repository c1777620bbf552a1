"""Reads of the officers' work, returning values."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from seoul_learn.kit.clock import local_date
from seoul_learn.tenant_plane.casework.terms import read_terms
from seoul_learn.tenant_plane.casework.values import Colleague, Hold, Kind, Order, QueueCase, Whose
from seoul_learn.tenant_plane.database.reading import Source, fetch_all, fetch_first
from seoul_learn.tenant_plane.people.values import REVIEWER_ROLES

_NAME = "coalesce(nullif({0}.display_name, ''), {0}.email)"
# The office's time runs from when the case came to it: with the appeal, else with the first of the determinations since
# which an officer is needed and the applicant was last asked or answered, else with a paper that is to take the place
# of one that runs out. What an officer finds meanwhile does not begin it anew.
_WAITING = f"""
    select a.id, a.person_id, a.reference, a.programme_id, a.submitted_at, appeal.lodged_at,
           coalesce(appeal.lodged_at,
                    (select min(d.determined_at) from tenant.determination d
                      where d.tenant_id = $1 and d.application_id = a.id
                        and d.number > coalesce((select max(e.number) from tenant.determination e
                                                  where e.tenant_id = $1 and e.application_id = a.id
                                                    and e.outcome <> 'needs_review'), 0)
                        and d.number >= coalesce((select max(f.number) from tenant.determination f
                                                   where f.tenant_id = $1 and f.application_id = a.id
                                                     and f.occasion in ('submitted', 'renewed', 'more_asked')), 0)),
                    (select min(v.uploaded_at) from tenant.evidence v
                      where v.tenant_id = $1 and v.application_id = a.id and v.state = 'waiting'),
                    a.submitted_at) as came_at,
           {_NAME.format("applicant")} as applicant,
           h.assigned_id, {_NAME.format("assigned")} as assigned, h.holder_id, h.held_until,
           {_NAME.format("holder")} as holder,
           (select count(*) from tenant.evidence e
             where e.tenant_id = $1 and e.application_id = a.id and e.state = 'waiting') as documents
      from tenant.application a
      join tenant.person applicant on applicant.tenant_id = $1 and applicant.id = a.person_id
      left join tenant.case_hold h on h.tenant_id = $1 and h.id = a.id
      left join tenant.person assigned on assigned.tenant_id = $1 and assigned.id = h.assigned_id
      left join tenant.person holder on holder.tenant_id = $1 and holder.id = h.holder_id
      left join tenant.appeal appeal
             on appeal.tenant_id = $1 and appeal.application_id = a.id and appeal.state = 'lodged'
     where a.tenant_id = $1 and a.state = 'submitted'
"""  # noqa: S608  # constants of this file
_HOLD = f"""
    select h.assigned_id, {_NAME.format("assigned")} as assigned, h.holder_id, h.held_until,
           {_NAME.format("holder")} as holder
      from tenant.case_hold h
      left join tenant.person assigned on assigned.tenant_id = $1 and assigned.id = h.assigned_id
      left join tenant.person holder on holder.tenant_id = $1 and holder.id = h.holder_id
     where h.tenant_id = $1 and h.id = $2
"""  # noqa: S608  # constants of this file
_OWN = "select id from tenant.application where tenant_id = $1 and id = any($2::uuid[]) and person_id = $3"
_APPLICANT = f"""
    select {_NAME.format("p")} as name from tenant.person p where p.tenant_id = $1 and p.id = $2
"""  # noqa: S608  # constants of this file
_REVIEWERS = f"""
    select p.id, {_NAME.format("p")} as name
      from tenant.person p
     where p.tenant_id = $1 and p.active
       and exists (select from tenant.role_grant r
                    where r.tenant_id = $1 and r.person_id = p.id and r.role = any($2::text[]))
     order by 2
"""  # noqa: S608  # constants of this file


async def waiting_cases(source: Source, *, now: datetime, timezone: str) -> list[QueueCase]:
    """Every application that waits for an officer, the one that is due first at the top."""
    terms = await read_terms(source)
    cases = [
        QueueCase(
            application_id=row["id"],
            reference=row["reference"],
            programme_id=row["programme_id"],
            person_id=row["person_id"],
            applicant=row["applicant"],
            submitted_at=row["submitted_at"],
            came_at=row["came_at"],
            due_on=local_date(row["came_at"], timezone)
            + timedelta(days=terms.appeal_days if row["lodged_at"] else terms.review_within_days),
            appealed=row["lodged_at"] is not None,
            documents=row["documents"],
            assigned_id=row["assigned_id"],
            assigned=row["assigned"],
            holder_id=row["holder_id"] if _holds(row["held_until"], now) else None,
            holder=row["holder"] if _holds(row["held_until"], now) else None,
        )
        for row in await fetch_all(source, _WAITING)
    ]
    return sorted(cases, key=_due)


def narrowed(
    cases: Sequence[QueueCase],
    *,
    programme_id: UUID | None,
    kind: Kind,
    search: str,
    whose: Whose,
    order: Order,
    officer_id: UUID,
    today: date,
) -> list[QueueCase]:
    """The cases that an officer asked to see. `search` is part of a reference or of an applicant's name."""
    wanted = search.strip().casefold()
    shown = [
        one
        for one in cases
        if (programme_id is None or one.programme_id == programme_id)
        and (not wanted or wanted in one.reference.casefold() or wanted in one.applicant.casefold())
        and _is_whose(one, whose, officer_id)
        and _is_of_kind(one, kind, today)
    ]
    match order:
        case Order.DOCUMENTS:
            return sorted(shown, key=lambda one: (-one.documents, *_due(one)))
        case Order.SUBMITTED:
            return sorted(shown, key=lambda one: (one.came_at, one.reference))
        case Order.DUE:
            return sorted(shown, key=_due)


def _due(case: QueueCase) -> tuple[date, datetime, str]:
    return case.due_on, case.came_at, case.reference


def _is_of_kind(case: QueueCase, kind: Kind, today: date) -> bool:
    match kind:
        case Kind.APPEALS:
            return case.appealed
        case Kind.FIRST:
            return not case.appealed
        case Kind.TODAY:
            return case.due_on <= today
        case Kind.ALL:
            return True


def _is_whose(case: QueueCase, whose: Whose, officer_id: UUID) -> bool:
    match whose:
        case Whose.MINE:
            return officer_id in (case.assigned_id, case.holder_id)
        case Whose.NOBODYS:
            return case.assigned_id is None and case.holder_id is None
        case Whose.ALL:
            return True


async def hold_of(source: Source, application_id: UUID, *, now: datetime) -> Hold:
    """Who has a case in hand now."""
    row = await fetch_first(source, _HOLD, application_id)
    if row is None:
        return Hold()
    held = _holds(row["held_until"], now)
    return Hold(
        holder_id=row["holder_id"] if held else None,
        holder=row["holder"] if held else None,
        until=row["held_until"] if held else None,
        assigned_id=row["assigned_id"],
        assigned=row["assigned"],
    )


async def is_of_person(source: Source, applications: Sequence[UUID], person_id: UUID) -> bool:
    """Whether one of these is this person's own: nobody decides about herself, nor who does."""
    return await fetch_first(source, _OWN, list(applications), person_id) is not None


async def applicant_name(source: Source, person_id: UUID) -> str:
    """What an applicant is called in the console."""
    row = await fetch_first(source, _APPLICANT, person_id)
    return str(row["name"]) if row else ""


async def reviewers(source: Source) -> list[Colleague]:
    """The officers of this city who review applications, by name."""
    rows = await fetch_all(source, _REVIEWERS, [role.value for role in sorted(REVIEWER_ROLES)])
    return [Colleague(id=row["id"], name=row["name"]) for row in rows]


def _holds(until: datetime | None, now: datetime) -> bool:
    return until is not None and until > now
