"""Give a seat back to the provider: wanted with the end of what was granted, done by a job, recorded after.

Worked at least once: giving back what is gone already is no error to a connector.
"""

import time
from datetime import date, timedelta
from uuid import UUID

import msgspec
import structlog
from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.plugin_api.provider import Launch, LearnerActionNeeded, ProviderUnavailable, SeatRefused
from seoul_learn.plugin_api.provider import Seat as ProvidedSeat
from seoul_learn.tenant_plane.applications.models import Entitlement
from seoul_learn.tenant_plane.applications.values import EntitlementState
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.catalogue import breaker
from seoul_learn.tenant_plane.catalogue.connect import Connected, Unconfigured, connect
from seoul_learn.tenant_plane.catalogue.queries import get_contract
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.database.queue import enqueue
from seoul_learn.tenant_plane.enrolments.free_seat import free_seat
from seoul_learn.tenant_plane.enrolments.models import Enrolment
from seoul_learn.tenant_plane.enrolments.provision import Provisioning, lane_of, may_ask
from seoul_learn.tenant_plane.enrolments.states import move
from seoul_learn.tenant_plane.enrolments.tell_of_term import ends_by_term
from seoul_learn.tenant_plane.enrolments.values import (
    ASKED_BACK_EVERY,
    UNAVAILABLE,
    Access,
    EnrolmentState,
    ReleaseReason,
)
from seoul_learn.tenant_plane.enrolments.want_release import ReleaseEnrolment, want_release

_log = structlog.get_logger()
_UNTIL_MENDED = timedelta(hours=1)


async def want_releases(session: AsyncSession, *, today: date, most: int, clock: Clock) -> int:
    """Want the seats back of everybody whose entitlement, or whose term with the provider, has ended; how many.

    One that is being asked for is left until the provider has answered. One whose answer was lost is given back by the
    request's own id: nothing may be left of it on either side.
    """
    over = list(
        await session.scalars(
            select(Enrolment)
            .join(
                Entitlement,
                (Entitlement.tenant_id == Enrolment.tenant_id) & (Entitlement.id == Enrolment.entitlement_id),
            )
            .where(
                or_(Entitlement.state == EntitlementState.ENDED.value, and_(Enrolment.ends_on < today, ends_by_term())),
                Enrolment.state.in_((EnrolmentState.ACTIVE.value, EnrolmentState.UNKNOWN.value)),
            )
            .order_by(Enrolment.id)
            .limit(most)
            .with_for_update(of=Enrolment, skip_locked=True)
        )
    )
    ended = set(
        await session.scalars(
            select(Entitlement.id).where(
                Entitlement.id.in_({one.entitlement_id for one in over}),
                Entitlement.state == EntitlementState.ENDED.value,
            )
        )
    )
    for one in over:
        reason = ReleaseReason.ENTITLEMENT_ENDED if one.entitlement_id in ended else ReleaseReason.TERM_ENDED
        await want_release(session, one, reason, clock=clock)
    return len(over)


async def want_again(session: AsyncSession, *, most: int, clock: Clock) -> int:
    """Ask once more for the seats that have not come back since they were last asked for a day ago; how many."""
    asked_at = func.coalesce(Enrolment.release_tried_at, Enrolment.release_wanted_at)
    left = list(
        await session.scalars(
            select(Enrolment)
            .where(
                Enrolment.state == EnrolmentState.RELEASING.value,
                or_(asked_at.is_(None), asked_at <= clock.now() - ASKED_BACK_EVERY),
            )
            .order_by(Enrolment.id)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
    )
    for one in left:
        await _ask_again(session, one, clock)
    return len(left)


async def try_again(session: AsyncSession, enrolment_id: UUID, *, actor: Actor, clock: Clock) -> None:
    """An officer has one seat asked back now; where it is back already nothing is done. Raises NotFound."""
    row = await _locked(session, enrolment_id)
    if row is None:
        if await session.scalar(select(Enrolment.id).where(Enrolment.id == enrolment_id)) is None:
            raise NotFound
        return
    await _ask_again(session, row, clock)
    await record(
        session, actor=actor, action="enrolment.release_wanted", subject="enrolment", subject_id=enrolment_id,
        clock=clock,
    )  # fmt: skip


async def _ask_again(session: AsyncSession, row: Enrolment, clock: Clock) -> None:
    row.release_tried_at, row.fault = clock.now(), None
    await session.flush()
    await enqueue(session, ReleaseEnrolment(enrolment_id=row.id))


async def release(tenant_id: UUID, enrolment_id: UUID, means: Provisioning) -> None:
    """Give it back and record that. Raises ProviderUnavailable when it is to be tried again later."""
    begun = await _begin(tenant_id, enrolment_id, means)
    if begun is None:
        return
    line, seat = begun
    try:
        await ask_to_release(tenant_id, line, seat, means)
    except (SeatRefused, LearnerActionNeeded) as refused:
        # It stays with the learner at the provider: an officer has to see to it, and nobody else gets the seat.
        _log.error("enrolment.not_released", enrolment_id=str(enrolment_id), fault=type(refused).__name__)
        await _keep_fault(tenant_id, enrolment_id, type(refused).__name__, means)
        return
    except ProviderUnavailable:
        await _keep_fault(tenant_id, enrolment_id, UNAVAILABLE, means)
        raise
    await _finish(tenant_id, enrolment_id, means)


async def ask_to_release(tenant_id: UUID, line: Connected, seat: ProvidedSeat, means: Provisioning) -> None:
    """Give one seat back at the provider. Raises what a connector may raise; busy is unavailable, too."""
    if not line.speaks_out:
        await line.connector.release(seat, line.config)
        return
    async with means.database.transaction(tenant_id) as session:
        wait = await may_ask(session, tenant_id, line, means)
    if wait is not None:
        raise ProviderUnavailable("the provider is left alone for a while", retry_after=wait)
    started, now = time.monotonic(), means.clock.now()
    try:
        await line.connector.release(seat, line.config)
    except ProviderUnavailable as silence:
        async with means.database.transaction(tenant_id) as session:
            await breaker.silent(session, line.contract.id, fault=str(silence), now=now)
        raise
    else:
        async with means.database.transaction(tenant_id) as session:
            await breaker.heard(session, line.contract.id)
    finally:
        means.lanes.leave(lane_of(tenant_id, line), seconds=time.monotonic() - started)


async def _begin(tenant_id: UUID, enrolment_id: UUID, means: Provisioning) -> tuple[Connected, ProvidedSeat] | None:
    async with means.database.transaction(tenant_id) as session:
        row = await _locked(session, enrolment_id)
        if row is None:
            return None
        seat = _seat(row, tenant_id, means)
        try:
            return await connect(session, await get_contract(session, row.contract_id), means.outside), seat
        except Unconfigured as unconfigured:
            raise ProviderUnavailable(str(unconfigured), retry_after=_UNTIL_MENDED) from None


def _seat(row: Enrolment, tenant_id: UUID, means: Provisioning) -> ProvidedSeat:
    """What the provider gave. Of one whose answer was lost, the request's id is all there is to name it by."""
    if row.access is None:
        return ProvidedSeat(reference=str(row.id), access=Launch())
    sealed = means.keys.of_tenant(tenant_id).unseal(row.access, table="enrolment", row=row.id, column="access")
    access = msgspec.json.decode(sealed, type=Access)
    return ProvidedSeat(
        reference=access.reference or str(row.id), access=Launch(code=access.code, link=access.link)
    )


async def _keep_fault(tenant_id: UUID, enrolment_id: UUID, fault: str, means: Provisioning) -> None:
    async with means.database.transaction(tenant_id) as session:
        row = await _locked(session, enrolment_id)
        if row is not None:
            row.fault = fault


async def _finish(tenant_id: UUID, enrolment_id: UUID, means: Provisioning) -> None:
    async with means.database.transaction(tenant_id) as session:
        row = await _locked(session, enrolment_id)
        if row is None:
            return
        row.state, row.access = move(EnrolmentState(row.state), to=EnrolmentState.RELEASED).value, None
        row.fault = None
        await free_seat(session, enrolment_id)
        await record(
            session, actor=Actor(kind="job"), action="enrolment.released", subject="enrolment",
            subject_id=enrolment_id, clock=means.clock,
        )  # fmt: skip


async def _locked(session: AsyncSession, enrolment_id: UUID) -> Enrolment | None:
    """The enrolment, if it is being released."""
    row: Enrolment | None = await session.scalar(
        select(Enrolment)
        .where(Enrolment.id == enrolment_id, Enrolment.state == EnrolmentState.RELEASING.value)
        .with_for_update()
    )
    return row
