"""What counts of the scores: for the tool that asks, and for the learner herself."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.tenant_plane.database.reading import Source, fetch_all
from seoul_learn.tenant_plane.database.sealing import Seal
from seoul_learn.tenant_plane.lti.values import Activity, Grading, LineItem, Progress, Result, Subject

_LATEST = """
    select distinct on (s.person_id) s.id, s.person_id, s.enrolment_id, s.given, s.maximum, s.grading, s.comment,
           s.scored_at
      from tenant.lti_score s
     where s.tenant_id = $1 and s.line_item_id = $2
       and ($3::uuid is null or s.person_id = $3) and ($4::uuid is null or s.enrolment_id = $4)
       and ($5::uuid is null or s.person_id > $5)
     order by s.person_id, s.scored_at desc limit $6
"""
_PROGRESS = """
    select distinct on (s.enrolment_id, s.line_item_id) s.enrolment_id, i.link_id, i.label, s.activity, s.given,
           s.maximum, s.grading, s.scored_at
      from tenant.lti_score s
      join tenant.lti_line_item i on i.tenant_id = $1 and i.id = s.line_item_id
     where s.tenant_id = $1 and s.enrolment_id = any($2)
     order by s.enrolment_id, s.line_item_id, s.scored_at desc
"""


async def results_of(
    session: AsyncSession, item: LineItem, *, seal: Seal, of: Subject, after: UUID | None, most: int
) -> list[Result]:
    """One page of the results of a line item, and one more where there are more (AGS 2.0, section 3.3).

    An empty `of` is everybody.
    """
    rows = await fetch_all(session, _LATEST, item.id, of.person_id, of.enrolment_id, after, most + 1)
    return [
        Result(
            person_id=row["person_id"],
            enrolment_id=row["enrolment_id"],
            given=on_scale(row, item.score_maximum),
            comment=row["comment"]
            and seal.unseal(row["comment"], table="lti_score", row=row["id"], column="comment").decode(),
            scored_at=row["scored_at"],
        )
        for row in rows
    ]


async def progress_of(source: Source, enrolment_ids: Collection[UUID]) -> dict[UUID, list[Progress]]:
    """How far a learner is with her enrolments, by enrolment, the newest score first."""
    found: dict[UUID, list[Progress]] = {}
    for row in await fetch_all(source, _PROGRESS, list(enrolment_ids)):
        final = row["grading"] == Grading.FULLY_GRADED.value and row["given"] is not None
        found.setdefault(row["enrolment_id"], []).append(
            Progress(
                enrolment_id=row["enrolment_id"],
                link_id=row["link_id"],
                label=row["label"],
                activity=Activity(row["activity"]),
                given=row["given"] if final else None,
                maximum=row["maximum"] if final else None,
                scored_at=row["scored_at"],
            )
        )
    return {one: sorted(all_, key=lambda each: each.scored_at, reverse=True) for one, all_ in found.items()}


def on_scale(row: Any, maximum: float) -> float | None:
    """A final score on the line item's own scale; None for one that is not final."""
    if row["grading"] != Grading.FULLY_GRADED.value or row["given"] is None or not row["maximum"]:
        return None
    return float(row["given"]) * maximum / float(row["maximum"])
