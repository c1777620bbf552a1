"""The applicant submits: from here on the answers stand, and the policy determines."""

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import local_date
from seoul_learn.tenant_plane.applications.begin import refuse_when_closed, renews_in_time
from seoul_learn.tenant_plane.applications.determine import Determining, determine_if_new
from seoul_learn.tenant_plane.applications.errors import NotYetComplete
from seoul_learn.tenant_plane.applications.letters import post_outcome
from seoul_learn.tenant_plane.applications.models import Application as ApplicationRow
from seoul_learn.tenant_plane.applications.read_case import read_case
from seoul_learn.tenant_plane.applications.stand_in_order import waits_for_place
from seoul_learn.tenant_plane.applications.values import ApplicationState, Case, Occasion
from seoul_learn.tenant_plane.applications.versions import progress_under, versions_for
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.eligibility.ground import ground_of
from seoul_learn.tenant_plane.people.values import SignedInPerson
from seoul_learn.tenant_plane.programmes.values import Programme


async def submit(
    session: AsyncSession, application_id: UUID, programme: Programme, means: Determining, *, person: SignedInPerson
) -> None:
    """Submit and determine; a second click finds it done. Raises NotFound, NotYetComplete, WindowClosed."""
    case = await locked_case(session, application_id, means, person_id=person.person_id)
    if not case.takes_answers:
        return
    now = means.clock.now()
    first = case.application.state is ApplicationState.DRAFT
    if first and not await renews_in_time(session, case.application.renews_id):
        today = local_date(now, means.timezone)
        await refuse_when_closed(session, programme.id, today, now, timezone=means.timezone, engine=means.engine)
    versions = await versions_for(session, case, means.engine, timezone=means.timezone, clock=means.clock)
    ahead = progress_under(case, versions, await ground_of(session, means.engine))
    if ahead.next is not None:
        raise NotYetComplete("There is a question that you have not answered yet.")
    await session.execute(
        update(ApplicationRow)
        .where(ApplicationRow.id == application_id)
        .values(submitted_at=now, state=ApplicationState.SUBMITTED.value)
    )
    case = await locked_case(session, application_id, means, person_id=person.person_id)
    by = Actor(kind="person", id=person.person_id)
    occasion = Occasion.RENEWED if first and case.application.renews_id else Occasion.SUBMITTED
    written = await determine_if_new(session, case, occasion, means, actor=by)
    if written is None:
        # Where answers were missing the application stays open, and the same answers came once more.
        return
    await post_outcome(
        session, written.outcome, case.application.reference,
        recipient=person.email, language=person.language, clock=means.clock,
        waits=await waits_for_place(session, application_id),
    )  # fmt: skip


async def locked_case(
    session: AsyncSession, application_id: UUID, means: Determining, *, person_id: UUID | None
) -> Case:
    """The case with its application's row locked until the transaction ends. Raises NotFound.

    With `person_id`, only an application of that person.
    """
    await lock_application(session, application_id, person_id=person_id)
    ground = await ground_of(session, means.engine)
    return await read_case(session, application_id, keys=means.keys, catalogue=ground.facts)


async def lock_application(session: AsyncSession, application_id: UUID, *, person_id: UUID | None = None) -> None:
    """Hold an application's row until the transaction ends; with `person_id`, only one of hers. Raises NotFound."""
    asked = select(ApplicationRow.id).where(ApplicationRow.id == application_id)
    if person_id is not None:
        asked = asked.where(ApplicationRow.person_id == person_id)
    if await session.scalar(asked.with_for_update()) is None:
        raise NotFound
