"""The officer who looks at a page of the console, and the record of what she looked at."""

from uuid import UUID

from seoul_learn.tenant_plane.applications.read_case import read_case
from seoul_learn.tenant_plane.applications.submit import lock_application
from seoul_learn.tenant_plane.applications.values import Application, ApplicationState, Case
from seoul_learn.tenant_plane.audit.record import Actor, record_last
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
    """A submitted case of somebody else; that it was read is on record before it is shown. Raises NotFound."""
    ground = await ground_of(work.session, parts.engine)
    case = await read_case(work.session, application_id, keys=parts.sealing, catalogue=ground.facts)
    refuse_hidden(work, case.application)
    # No record, no data: both are of one transaction.
    note_reading(work, parts, "case.read", application_id)
    return case


async def case_to_change(work: Work, parts: Parts, application_id: UUID) -> Case:
    """The same with its application locked, for what goes on to write. Raises NotFound.

    The application's lock comes before all others, as it does for whatever the applicant does.
    """
    await lock_application(work.session, application_id)
    return await case_of(work, parts, application_id)


def refuse_hidden(work: Work, application: Application) -> None:
    """Raise NotFound for what is not submitted, which is the applicant's alone, and for the officer's own."""
    hidden = application.state in (ApplicationState.DRAFT, ApplicationState.WITHDRAWN)
    if hidden or application.person_id == officer_of(work).person_id:
        raise NotFound


def note_reading(work: Work, parts: Parts, action: str, subject_id: UUID) -> None:
    """Put on record that this officer looked at something of somebody's, before the page leaves."""
    record_last(
        work.session, actor=Actor(kind="person", id=officer_of(work).person_id), action=action,
        subject="application", subject_id=subject_id, clock=parts.clock,
    )  # fmt: skip
