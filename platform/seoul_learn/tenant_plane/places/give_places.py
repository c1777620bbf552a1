"""What follows for those who were given a place while they waited: the entitlement, and a letter that says so.

Worked by a job after whatever frees or gives a place, and once a day. Each of them in a transaction of her own, so
that the lock of her application comes before that of the places; a second time finds nothing to do.
"""

from uuid import UUID

import structlog
from sqlalchemy import exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.tenant_plane.applications.determine import Determining
from seoul_learn.tenant_plane.applications.entitle import entitle
from seoul_learn.tenant_plane.applications.hold_places import hold_places
from seoul_learn.tenant_plane.applications.letters import post_place
from seoul_learn.tenant_plane.applications.models import Application, Entitlement
from seoul_learn.tenant_plane.applications.place_models import Placing
from seoul_learn.tenant_plane.applications.redetermine import due_again
from seoul_learn.tenant_plane.applications.settle_places import settle_places
from seoul_learn.tenant_plane.applications.submit import locked_case
from seoul_learn.tenant_plane.applications.values import ApplicationState, EntitlementState
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.casework.models import Appeal
from seoul_learn.tenant_plane.casework.values import AppealState
from seoul_learn.tenant_plane.database.transaction import TenantDatabase
from seoul_learn.tenant_plane.eligibility.grants import Grant, Slot
from seoul_learn.tenant_plane.eligibility.hand_out import PlacingState
from seoul_learn.tenant_plane.eligibility.lasting import read_lasting
from seoul_learn.tenant_plane.eligibility.policy import Policy
from seoul_learn.tenant_plane.eligibility.queries import get_policy
from seoul_learn.tenant_plane.eligibility.record import RecordedGrant
from seoul_learn.tenant_plane.people.identity_conflicts import is_held_back
from seoul_learn.tenant_plane.places.look_again import look_again

_log = structlog.get_logger()


async def give_places(tenant_id: UUID, version_id: UUID, database: TenantDatabase, means: Determining) -> None:
    """Settle the places of a version and grant what is due to everybody admitted."""
    async with database.transaction(tenant_id) as session:
        await settle(session, version_id, means)
        due = list(
            await session.scalars(
                select(Placing.application_id)
                .where(
                    Placing.policy_version_id == version_id,
                    Placing.state == PlacingState.ADMITTED.value,
                    Placing.told_at.is_(None),
                )
                .order_by(Placing.application_id)
            )
        )
    for application_id in due:
        try:
            async with database.transaction(tenant_id) as session:
                await give_place(session, application_id, means)
        except Exception as fault:
            # One case that cannot be read is no reason to leave the others; the next run tries it again.
            _log.exception("place.not_given", application_id=str(application_id), fault=type(fault).__name__)


async def settle(session: AsyncSession, version_id: UUID, means: Determining) -> None:
    """Take back the places of those whose entitlement has ended, and give all that are free to those who come next."""
    now = means.clock.now()
    policy = means.engine.policy(await get_policy(session, version_id))
    await hold_places(session, [version_id])
    ended = exists().where(
        Entitlement.tenant_id == Placing.tenant_id,
        Entitlement.application_id == Placing.application_id,
        Entitlement.state == EntitlementState.ENDED.value,
    )
    await session.execute(
        update(Placing)
        .where(
            Placing.policy_version_id == version_id,
            Placing.state == PlacingState.ADMITTED.value,
            Placing.told_at.is_not(None),
            ended,
        )
        .values(state=PlacingState.ENDED.value, ended_at=now)
        .execution_options(synchronize_session=False)
    )
    await settle_places(session, version_id, policy, timezone=means.timezone, now=now)


async def give_place(session: AsyncSession, application_id: UUID, means: Determining) -> bool:
    """Grant what comes with the place of an application, and tell her; False where that was done, or is not due."""
    case = await locked_case(session, application_id, means, person_id=None)
    placed, latest = case.placed, case.latest
    if placed is None or placed.given or placed.state is not PlacingState.ADMITTED or latest is None:
        return False
    recorded = latest.record.grant
    if recorded is None:
        return False
    if case.entitled is None and await is_held_back(session, case.application.person_id):
        return False  # she may have another account: due again once an officer has said
    occasion = await due_again(session, case, means)
    if occasion is not None:
        return await look_again(session, case, occasion, means)
    policy = means.engine.policy(await get_policy(session, placed.policy_version_id))
    now = means.clock.now()
    await entitle(
        session, case.application, latest.id, grant_from(recorded, policy),
        school_year=policy.school_year, timezone=means.timezone, clock=means.clock,
    )  # fmt: skip
    await _reviewed_no_more(session, application_id)
    await post_place(session, case.application.person_id, case.application.reference, clock=means.clock)
    await record(
        session, actor=Actor(kind="job"), action="place.given", subject="application", subject_id=application_id,
        clock=means.clock,
    )  # fmt: skip
    await hold_places(session, [placed.policy_version_id])
    await session.execute(update(Placing).where(Placing.application_id == application_id).values(told_at=now))
    return True


async def _reviewed_no_more(session: AsyncSession, application_id: UUID) -> None:
    """What an officer was to look at for the order alone needs nobody's look any more; an appeal does."""
    appealed = exists().where(
        Appeal.tenant_id == Application.tenant_id,
        Appeal.application_id == Application.id,
        Appeal.state == AppealState.LODGED.value,
    )
    await session.execute(
        update(Application)
        .where(Application.id == application_id, Application.state == ApplicationState.SUBMITTED.value, ~appealed)
        .values(state=ApplicationState.DETERMINED.value)
        .execution_options(synchronize_session=False)
    )


async def versions_with_places(session: AsyncSession) -> list[UUID]:
    """The versions for whose places somebody stands, or has one."""
    asked = select(Placing.policy_version_id).where(Placing.state != PlacingState.ENDED.value).distinct()
    return sorted(await session.scalars(asked))


def grant_from(recorded: RecordedGrant, policy: Policy) -> Grant:
    """The grant that was written down. It began to be hers when she was determined, and runs from when it is given."""
    lasts = read_lasting(recorded.lasts)
    if lasts is None:
        raise ValueError(f"a record says a span that cannot be read: {recorded.lasts}")
    return Grant(
        when=policy.rule, lasts=lasts, slots=tuple(Slot(category=one) for one in recorded.categories),
        at_most=recorded.at_most, starts=recorded.starts,
    )  # fmt: skip
