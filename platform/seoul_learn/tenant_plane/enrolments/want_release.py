"""Want an enrolment's seat back: its slot is free from this moment, its seat once the provider has confirmed."""

from typing import ClassVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.tenant_plane.database.queue import Job, enqueue
from seoul_learn.tenant_plane.enrolments.errors import NotYetThere
from seoul_learn.tenant_plane.enrolments.free_seat import free_seat
from seoul_learn.tenant_plane.enrolments.models import Enrolment
from seoul_learn.tenant_plane.enrolments.states import move
from seoul_learn.tenant_plane.enrolments.values import EnrolmentState, ReleaseReason


class ReleaseEnrolment(Job, frozen=True, kw_only=True):
    """Give the learner's seat back."""

    task: ClassVar[str] = "enrolments.release"
    queue: ClassVar[str] = "providers"
    enrolment_id: UUID


async def want_release(session: AsyncSession, row: Enrolment, reason: ReleaseReason, *, clock: Clock) -> None:
    """The caller holds the row's lock. Of what no provider was asked for yet, the seat is free at once.

    Raises NotYetThere while a provider is being asked: only with its answer is known what there is to give back.
    """
    state = EnrolmentState(row.state)
    if state is EnrolmentState.PROVISIONING:
        raise NotYetThere("This site is still being set up. Try again in a minute.")
    nothing_asked = state is EnrolmentState.REQUESTED
    row.state = move(state, to=EnrolmentState.RELEASED if nothing_asked else EnrolmentState.RELEASING).value
    row.release_reason, row.release_wanted_at = reason.value, clock.now()
    await session.flush()
    if nothing_asked:
        await free_seat(session, row.id)
    else:
        await enqueue(session, ReleaseEnrolment(enrolment_id=row.id))
