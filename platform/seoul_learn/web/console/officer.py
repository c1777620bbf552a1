"""The officer who looks at a page of the console, and the record of what she looked at."""

from uuid import UUID

from seoul_learn.tenant_plane.applications.read_case import read_case
from seoul_learn.tenant_plane.applications.values import ApplicationState, Case
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.eligibility.ground import ground_of
from seoul_learn.tenant_plane.people.values import SignedInPerson
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.work import Work


def officer_of(work: Work) -> SignedInPerson:
    """Who asks; the routes of the console are for signed-in officers alone. Raises NotFound."""
    if work.visitor.person is None:
        raise NotFound
    return work.visitor.person


async def case_of(work: Work, parts: Parts, application_id: UUID) -> Case:
    """A submitted case; that it was read is on record before it is shown. Raises NotFound."""
    ground = await ground_of(work.session, parts.engine)
    case = await read_case(work.session, application_id, keys=parts.sealing, catalogue=ground.facts)
    if case.application.state in (ApplicationState.DRAFT, ApplicationState.WITHDRAWN):
        raise NotFound  # what is not submitted is the applicant's alone
    # No record, no data: both are of one transaction.
    await note_reading(work, parts, "case.read", application_id)
    return case


async def note_reading(work: Work, parts: Parts, action: str, subject_id: UUID) -> None:
    """Put on record that this officer looked at something of somebody's."""
    await record(
        work.session, actor=Actor(kind="person", id=officer_of(work).person_id), action=action,
        subject="application", subject_id=subject_id, clock=parts.clock,
    )  # fmt: skip
